"""A candidate of contract A who said yes to everything, made by the tables and not by the pages."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from portal import clock
from portal.db import Database
from portal.models import Agreement, Candidate, ConsentRequest, ConsentStatus, EmployerKind, Message, new_id
from portal.privacy.vault import Purpose, Vault
from tests.support.world import World

BORN = date(1987, 4, 23)
CANARIES = ("Kanariëtta", "Vinkenoog", "Spreeuwenlaan", "9717LK", "Merelstad", "1987-04-23", "kanarie@thuis.example")


def seal_everything(vault: Vault, candidate: Candidate) -> None:
    one = candidate.id
    candidate.name_sealed = vault.seal(one, Purpose.NAME, {"first_name": "Kanariëtta", "surname": "Vinkenoog"})
    candidate.contact_sealed = vault.seal(one, Purpose.CONTACT, {"email": "kanarie@thuis.example"})
    address = {"street": "Spreeuwenlaan 1", "postcode": "9717LK", "town": "Merelstad", "birth_date": BORN.isoformat()}
    candidate.address_sealed = vault.seal(one, Purpose.ADDRESS, {**address})
    candidate.group_sealed = vault.seal(one, Purpose.GROUP, {"target_group": "wajong", "duration_class": None})
    candidate.birth_check = vault.birth_check(one, BORN)
    candidate.email_index = vault.blind_index("email", "kanarie@thuis.example")


@pytest.fixture
def candidate(db: Database, vault: Vault, world: World) -> UUID:
    candidate_id = new_id()
    vault.create_keys(candidate_id, *Purpose)
    with db.transaction() as session:
        made = Candidate(
            id=candidate_id,
            contract_id=world.contract_a,
            number=3,
            agreement=Agreement.EMPLOYMENT,
            employer_kind=EmployerKind.CONTRACTOR,
            employer_name="Bouwgroep De Terp BV (fictief)",
            starts_on=date(2026, 9, 1),
            language="nl",
            created_by=world.anna,
            created_at=clock.now(),
        )
        seal_everything(vault, made)
        session.add(made)
        session.flush()
        session.add(
            ConsentRequest(
                candidate_id=candidate_id,
                contract_id=world.contract_a,
                status=ConsentStatus.GIVEN,
                c2_given=True,
                requested_at=clock.now(),
                decide_by=clock.today() + timedelta(days=14),
                answered_at=clock.now(),
            )
        )
    return candidate_id


def queue_mail(db: Database, vault: Vault, candidate_id: UUID, key: str, *, due_in: timedelta = timedelta(0)) -> UUID:
    message_id = new_id()
    with db.transaction() as session:
        session.add(
            Message(
                id=message_id,
                key=key,
                kind="receipt",
                language="nl",
                candidate_id=candidate_id,
                sealed=vault.seal(candidate_id, Purpose.CONTACT, {"to": "kanarie@thuis.example"}, table="message"),
                queued_at=clock.now(),
                due_at=clock.now() + due_in,
            )
        )
    return message_id
