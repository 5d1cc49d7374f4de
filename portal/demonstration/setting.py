"""The stage: organisations, people who sign in, controller cards and the contracts, around the day of today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.demonstration.people import MARK, PARTIES, PASSWORD, PEOPLE
from portal.models import (
    ConfidentialityAcceptance,
    Contract,
    ControllerCard,
    ObligationBasis,
    ObligationVersion,
    Organisation,
    Region,
    Role,
    Setting,
    User,
    ValueTableVersion,
)
from portal.privacy.vault import Vault
from portal.security import events
from portal.security.confidentiality import STATEMENT_VERSION, statement_sha256
from portal.security.passwords import Passwords
from portal.valuation.months import ONE_DAY, add_months
from portal.valuation.obligation import obligation_amount

PHONES = {Region.GRONINGEN: "050 000 00 00", Region.DRENTHE: "0592 00 00 00", Region.FRIESLAND: "058 000 00 00"}
PLACES = {Region.GRONINGEN: "Groningen", Region.DRENTHE: "Assen", Region.FRIESLAND: "Leeuwarden"}


@dataclass(frozen=True)
class Awarded:
    """One of the contracts of the sample set: figures as published there, days counted from the day of the story."""

    today: date
    key: str
    name: str
    client: str
    contractor: str
    region: Region
    value: int
    percentage: Decimal
    months: int
    began: int  # months before this one
    basis: ObligationBasis = ObligationBasis.PERCENTAGE
    cap: int | None = 300_000
    table: str = "frl-demo"

    @property
    def starts_on(self) -> date:
        return add_months(self.today.replace(day=1), -self.began)

    @property
    def ends_on(self) -> date:
        return add_months(self.starts_on, self.months) - ONE_DAY

    @property
    def awarded_on(self) -> date:
        return self.starts_on - timedelta(days=49)

    @property
    def number(self) -> str:
        return f"{self.awarded_on.year}-{self.key.removeprefix('C-').zfill(4)}"


_G, _D, _F = Region.GRONINGEN, Region.DRENTHE, Region.FRIESLAND
_AWARDED = (
    ("C-01", "Renovatie dorpshuis Terpwolde", "waddenhorn", "deterp", _F, 1_250_000, "2", 14, 7),
    ("C-02", "Groenonderhoud binnenstad en dorpen", "noorderdiep", "groenvast", _G, 2_400_000, "5", 48, 20),
    ("C-03", "Schoonmaak gemeentelijke gebouwen", "westerdrift", "helder", _D, 900_000, "5", 36, 1),
    ("C-04", "Herinrichting N-weg", "noordermark", "wad-en-weg", _F, 6_800_000, "2", 20, 1),
    ("C-05", "Sluiscomplex", "hogeland-zuid", "sluiswerk", _G, 22_500_000, "2", 36, 2),
    ("C-06", "Leerlingenvervoer", "veenkanaal", "taxi-eems", _G, 1_600_000, "5", 48, 11),
    ("C-07", "ICT-werkplekken", "waddenhorn", "digi-noord", _F, 1_100_000, "2", 24, 0),
    ("C-08", "Huishoudelijke hulp", "noorderdiep", "zorgthuis", _D, 480_000, "2.5", 12, 9),
    ("C-09", "Drukwerk", "westerdrift", "de-klaver", _D, 140_000, "2", 24, 0),
    ("C-10", "Versterking woningen, perceel 2", "aardvast", "deterp", _G, 4_200_000, "5", 30, 12),
    ("C-11", "Aanleg fietspad Terpwolde", "waddenhorn", "deterp", _F, 500_000, "2", 12, 14),
    ("C-91", "Sloop oude sporthal", "waddenhorn", "deterp", _F, 240_000, "2", 12, 75),
    ("C-92", "Nieuwbouw brede school", "waddenhorn", "deterp", _F, 320_000, "2", 12, 74),
)


def awarded_contracts(today: date) -> dict[str, Awarded]:
    """The contracts by key, as they are on the day the story is told; the last two ended years ago."""
    found = {}
    for key, name, client, contractor, region, value, percentage, months, began in _AWARDED:
        by_turnover = key == "C-08"
        found[key] = Awarded(
            today,
            key,
            name,
            client,
            contractor,
            region,
            value,
            Decimal(percentage),
            months,
            began,
            basis=ObligationBasis.INVOICED_TURNOVER if by_turnover else ObligationBasis.PERCENTAGE,
            cap=None if by_turnover else 300_000,
        )
    return found


def morning(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of that day in Amsterdam."""
    return datetime.combine(day, time(hour, minute), clock.AMSTERDAM)


def set_the_stage(session: Session, vault: Vault, contracts: dict[str, Awarded]) -> None:
    today = clock.today()
    with clock.set_to(morning(today - timedelta(days=2600))):
        organisations = _organisations(session)
        people = _people(session, vault, organisations)
        officer = next(user.id for user in people.values() if user.role is Role.PRIVACY_OFFICER)
        session.add_all(_card(region, officer) for region in Region)
        # One person plays everybody here, and reads her mail at once: that is no sign of forgery.
        session.add(Setting(name="fast_answer_seconds", value="0", changed_at=clock.now()))
    with clock.set_to(morning(today - timedelta(days=30))):
        session.add_all(_signature(user) for user in people.values())
    tables = {row.code: row.id for row in session.scalars(sa.select(ValueTableVersion))}
    for awarded in contracts.values():
        with clock.set_to(morning(awarded.awarded_on + timedelta(days=3))):
            _contract(session, awarded, organisations, people, tables)
    session.flush()


def _organisations(session: Session) -> dict[str, UUID]:
    rows = {
        party.key: Organisation(
            kind=party.kind,
            name=party.shown_name,
            kvk_number=party.kvk_number,
            region=party.region,
            mail_domain=party.domain,
            created_at=clock.now(),
        )
        for party in PARTIES
    }
    session.add_all(rows.values())
    session.flush()
    return {key: row.id for key, row in rows.items()}


def _people(session: Session, vault: Vault, organisations: dict[str, UUID]) -> dict[str, User]:
    hashed = Passwords().hash(PASSWORD)  # one hash for all: it takes a second on purpose
    people = {}
    for person in PEOPLE:
        user = User(
            organisation_id=organisations[person.party],
            role=person.role,
            name=person.name,
            email=person.email,
            email_key=person.email,
            password_hash=hashed,
            second_factor_at=clock.now(),
            language="nl",
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        user.totp_secret = vault.seal_own(f"totp:{user.id}", person.totp_secret.encode())
        people[person.email] = user
    return people


def _signature(user: User) -> ConfidentialityAcceptance:
    return ConfidentialityAcceptance(
        user_id=user.id,
        statement_version=STATEMENT_VERSION,
        statement_sha256=statement_sha256("nl"),
        role=user.role,
        accepted_at=clock.now(),
    )


def _card(region: Region, officer: UUID) -> ControllerCard:
    return ControllerCard(
        region=region,
        name=f"Coördinatiepunt Social Return {region.value.title()} {MARK}",
        postal_address=f"Postbus 0, 0000 AA {PLACES[region]}",
        email=f"post@csr-{region.value}.example",
        phone=PHONES[region],
        opening_hours="maandag tot en met vrijdag, 9.00 tot 17.00 uur",
        officer=f"Functionaris gegevensbescherming {region.value.title()} {MARK}",
        officer_email=f"fg@csr-{region.value}.example",
        dpia_reference=f"DPIA-{region.value[:2].upper()}-2026-01",
        dpia_on=clock.today(),
        dpia_advice="De risico’s zijn klein genoeg met de maatregelen van het portaal.",
        dpia_confirmed_by=officer,
        dpia_confirmed_at=clock.now(),
        updated_at=clock.now(),
    )


def _contract(
    session: Session,
    awarded: Awarded,
    organisations: dict[str, UUID],
    people: dict[str, User],
    tables: dict[str, UUID],
) -> None:
    manager = next(
        people[person.email]
        for person in PEOPLE
        if person.role.value == "csr_manager" and person.party == f"csr-{awarded.region.value}"
    )
    contract = Contract(
        number=awarded.number,
        name=awarded.name,
        client_id=organisations[awarded.client],
        contractor_id=organisations[awarded.contractor],
        region=awarded.region,
        awarded_on=awarded.awarded_on,
        starts_on=awarded.starts_on,
        ends_on=awarded.ends_on,
        value=Decimal(awarded.value),
        value_table_id=tables[awarded.table],
        plan_due_on=awarded.starts_on + timedelta(days=35),
        created_by=manager.id,
        created_at=clock.now(),
    )
    session.add(contract)
    session.flush()
    cap = None if awarded.cap is None else Decimal(awarded.cap)
    session.add(
        ObligationVersion(
            contract_id=contract.id,
            valid_from=awarded.starts_on,
            basis=awarded.basis,
            basis_amount=contract.value,
            percentage=awarded.percentage,
            cap=cap,
            amount=obligation_amount(basis_amount=contract.value, percentage=awarded.percentage, cap=cap),
            reason="Zoals gegund",
            created_by=manager.id,
            created_at=clock.now(),
        )
    )
    events.record(
        session, action="contract_set_up", actor=None, actor_kind="system", contract_id=contract.id,
        object_kind="contract", object_id=contract.id,
    )  # fmt: skip
