"""A small, complete world: three regions, two contractors, two clients, somebody in every role, three contracts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.models import (
    ConfidentialityAcceptance,
    Contract,
    ControllerCard,
    ObligationBasis,
    ObligationVersion,
    Organisation,
    OrganisationKind,
    Region,
    Role,
    User,
    ValueTableVersion,
)
from portal.privacy.vault import Vault
from portal.records.tables import seed_value_tables
from portal.security.confidentiality import STATEMENT_VERSION, statement_sha256
from portal.security.passwords import Passwords

PASSWORD = "paard batterij nietje correct"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class World:
    """Ids by name. ``anna`` and ``bram`` work for contractor A, ``bea`` for B; ``carla`` and ``cor`` are Friesland."""

    contractor_a: UUID
    contractor_b: UUID
    client_x: UUID
    client_y: UUID
    anna: UUID  # contractor_admin of A
    bram: UUID  # contractor_user of A
    bea: UUID  # contractor_admin of B
    carla: UUID  # csr_reviewer, Friesland
    cor: UUID  # csr_manager, Friesland
    dora: UUID  # csr_reviewer, Drenthe
    gijs: UUID  # csr_manager, Groningen
    karel: UUID  # client X
    kim: UUID  # client Y
    frans: UUID  # privacy_officer, Friesland
    contract_a: UUID  # number 2026-0001, Friesland, of A for X, obligation 25,000
    contract_b: UUID  # number 2026-0002, Drenthe, of B for Y
    contract_a2: UUID  # number 2026-0003, Drenthe, of A for Y
    table: UUID  # frl-demo

    number_a = "2026-0001"
    number_b = "2026-0002"
    number_a2 = "2026-0003"


PEOPLE = (
    ("anna", "contractor_a", Role.CONTRACTOR_ADMIN, "Anna Jansen"),
    ("bram", "contractor_a", Role.CONTRACTOR_USER, "Bram de Wit"),
    ("bea", "contractor_b", Role.CONTRACTOR_ADMIN, "Bea Özdemir"),
    ("carla", "friesland", Role.CSR_REVIEWER, "Carla Hoekstra"),
    ("cor", "friesland", Role.CSR_MANAGER, "Cor van ’t Hoff"),
    ("dora", "drenthe", Role.CSR_REVIEWER, "Dora Łukasik"),
    ("gijs", "groningen", Role.CSR_MANAGER, "Gijs Þórsson"),
    ("karel", "client_x", Role.CLIENT, "Karel Visser"),
    ("kim", "client_y", Role.CLIENT, "Kim Nguyễn"),
    ("frans", "friesland", Role.PRIVACY_OFFICER, "Frans de Boer"),
)


def seed_world(session: Session, vault: Vault) -> World:
    ids: dict[str, UUID] = {}
    for key, kind, name, region, domain in (
        ("contractor_a", OrganisationKind.CONTRACTOR, "Bouwgroep De Terp BV (fictief)", None, "deterp.example"),
        ("contractor_b", OrganisationKind.CONTRACTOR, "Groenvast Noord BV (fictief)", None, "groenvast.example"),
        ("client_x", OrganisationKind.CLIENT, "Gemeente Waddenhorn (fictief)", None, None),
        ("client_y", OrganisationKind.CLIENT, "Gemeente Noorderdiep (fictief)", None, None),
        *(
            (region.value, OrganisationKind.COORDINATION_POINT, f"Coördinatiepunt {region.value.title()}", region, None)
            for region in Region
        ),
    ):
        row = Organisation(kind=kind, name=name, region=region, mail_domain=domain, created_at=clock.now())
        session.add(row)
        session.flush()
        ids[key] = row.id
    _add_people(session, vault, ids)
    for region in Region:
        session.add(_controller_card(region))
    seed_value_tables(session)
    ids["table"] = session.query(ValueTableVersion).filter_by(code="frl-demo").one().id
    for key, number, contractor, client, region in (
        ("contract_a", World.number_a, "contractor_a", "client_x", Region.FRIESLAND),
        ("contract_b", World.number_b, "contractor_b", "client_y", Region.DRENTHE),
        ("contract_a2", World.number_a2, "contractor_a", "client_y", Region.DRENTHE),
    ):
        ids[key] = _add_contract(session, ids, number, contractor, client, region)
    return World(**{name: ids[name] for name in World.__dataclass_fields__})


def _add_people(session: Session, vault: Vault, ids: dict[str, UUID]) -> None:
    hashed = Passwords(cheap=True).hash(PASSWORD)
    for key, organisation, role, name in PEOPLE:
        address = f"{key}@{organisation.replace('_', '-')}.example"
        user = User(
            organisation_id=ids[organisation],
            role=role,
            name=name,
            email=address,
            email_key=address,
            password_hash=hashed,
            second_factor_at=clock.now(),
            language="nl",
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        user.totp_secret = vault.seal_own(f"totp:{user.id}", TOTP_SECRET.encode())
        session.add(
            ConfidentialityAcceptance(
                user_id=user.id,
                statement_version=STATEMENT_VERSION,
                statement_sha256=statement_sha256("nl"),
                role=role,
                accepted_at=clock.now(),
            )
        )
        session.flush()
        ids[key] = user.id


def _controller_card(region: Region) -> ControllerCard:
    return ControllerCard(
        region=region,
        name=f"Coördinatiepunt Social Return {region.value.title()} (fictief)",
        postal_address="Postbus 1, 9700 AA Groningen",
        email=f"csr-{region.value}@socialreturn.example",
        phone="050 000 00 00",
        opening_hours="maandag tot en met vrijdag, 9.00 tot 17.00 uur",
        officer="Functionaris gegevensbescherming (fictief)",
        officer_email=f"fg-{region.value}@socialreturn.example",
        dpia_reference="DPIA-2026-01",
        dpia_on=date(2026, 1, 15),
        dpia_advice="Akkoord",
        dpia_confirmed_at=clock.now(),
        updated_at=clock.now(),
    )


def _add_contract(
    session: Session, ids: dict[str, UUID], number: str, contractor: str, client: str, region: Region
) -> UUID:
    contract = Contract(
        number=number,
        name=f"Renovatie dorpshuis {number}",
        client_id=ids[client],
        contractor_id=ids[contractor],
        region=region,
        awarded_on=date(2026, 1, 12),
        starts_on=date(2026, 3, 1),
        ends_on=date(2028, 2, 29),
        value=Decimal(1_250_000),
        value_table_id=ids["table"],
        plan_due_on=date(2026, 12, 18),
        created_by=ids["cor"],
        created_at=clock.now(),
    )
    session.add(contract)
    session.flush()
    session.add(
        ObligationVersion(
            contract_id=contract.id,
            valid_from=contract.starts_on,
            basis=ObligationBasis.PERCENTAGE,
            basis_amount=contract.value,
            percentage=Decimal(2),
            cap=Decimal(300_000),
            amount=Decimal(25_000),
            reason="Bestek",
            created_by=ids["cor"],
            created_at=clock.now(),
        )
    )
    session.flush()
    return contract.id
