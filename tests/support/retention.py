"""A contract that was closed years ago, with dossiers that hold everything a dossier can hold."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents import ledger
from portal.consents.notices import notice
from portal.db import Database
from portal.models import (
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    Contract,
    ContractStatus,
    Decision,
    DecisionSubject,
    DestructionStatus,
    Disclosure,
    Event,
    Link,
    LinkPurpose,
    Message,
    NoticeServed,
    Outcome,
    Placement,
    PlacementHours,
    PlacementStatus,
    RecordKind,
    Region,
    SampleCheck,
    ServedText,
)
from portal.models.base import new_id
from portal.privacy.vault import Vault
from portal.retention import listing
from tests.support.asking import viewer_for
from tests.support.people import Person, candidate_with_consent
from tests.support.world import World

CLOSED = datetime(2026, 3, 31, 10, tzinfo=UTC)  # P5Y: eligible on 1 April 2031
DUE = datetime(2031, 4, 1, 6, tzinfo=UTC)
EXECUTE = DUE + timedelta(days=7)
WORTH = Decimal("12345.67")
WAS = date(2025, 10, 1)  # first day of the work


def close_contract(db: Database, contract_id: UUID, at: datetime | None = CLOSED) -> None:
    with db.transaction() as session:
        contract = session.get_one(Contract, contract_id)
        contract.status = ContractStatus.CLOSED if at else ContractStatus.RUNNING
        contract.closed_at = at


def full_dossiers(
    db: Database, vault: Vault, world: World, count: int, *, contract_id: UUID | None = None
) -> list[Person]:
    """With consent and its ledger, work that was approved, a decision, mail, a link, a served text, a disclosure."""
    with time_machine.travel(CLOSED - timedelta(days=40), tick=False):
        return [_full(db, vault, world, contract_id or world.contract_a, at) for at in range(count)]


def _full(db: Database, vault: Vault, world: World, contract_id: UUID, at: int) -> Person:
    with db.transaction() as session:
        person = candidate_with_consent(
            session, vault, contract_id, group=("pwet", "ww", "wia")[at % 3], surname=f"Verdwijnt{at:03}"
        )
        request = session.get_one(ConsentRequest, person.request_id)
        asked, given = (ConsentEventKind.REQUESTED, ConsentScope.C1), (ConsentEventKind.GIVEN, ConsentScope.C1)
        ledger.append(session, request, asked, given, text=notice("nl"), how=ledger.BY_LINK)
        work = _work(session, world, contract_id, person)
        session.add_all(_around(world, contract_id, person, work))
    return person


def _work(session: Any, world: World, contract_id: UUID, person: Person) -> Placement:
    contract = session.get_one(Contract, contract_id)
    work = Placement(
        contract_id=contract_id, candidate_id=person.id, status=PlacementStatus.APPROVED, form="employment",
        starts_on=WAS, ends_on=date(2026, 2, 28), counts_until=date(2026, 2, 28), value=WORTH, approved_value=WORTH,
        submitted_by=world.anna, submitted_at=clock.now(), created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    contract.starts_on = min(contract.starts_on, WAS)
    session.add(work)
    session.flush()
    session.add(PlacementHours(placement_id=work.id, from_on=WAS, hours_per_week=Decimal(24)))
    return work


def _around(world: World, contract_id: UUID, person: Person, work: Placement) -> list[Any]:
    now = clock.now()
    return [
        Decision(contract_id=contract_id, subject=DecisionSubject.PLACEMENT, subject_id=work.id, subject_version=1,
                 outcome=Outcome.APPROVED, message="", decided_by=world.carla, decided_at=now),
        Event(at=now, action="placement_submitted", actor_id=world.anna, actor_kind="user", contract_id=contract_id,
              object_kind="placement", object_id=work.id),
        Event(at=now, action="consent_given", actor_kind="candidate", contract_id=contract_id,
              object_kind="consent_request", object_id=person.request_id),
        Link(token_sha256=new_id().bytes * 2, purpose=LinkPurpose.MANAGE, subject_id=person.request_id,
             created_at=now, expires_at=now + timedelta(days=9)),
        Message(key=f"q:{person.id}", kind="candidate_question", language="nl", candidate_id=person.id,
                contract_id=contract_id, queued_at=now, due_at=now, sent_at=now),
        ServedText(request_id=person.request_id, sha256="2" * 64, sealed=b"sealed"),
        NoticeServed(request_id=person.request_id, notice_sha256="1" * 64, language="nl", page_version="1", at=now),
        SampleCheck(request_id=person.request_id, drawn_at=now),
        Disclosure(candidate_id=person.id, fields="name", means="phone", at=now),
    ]  # fmt: skip


def approved_destruction(
    db: Database,
    world: World,
    *,
    at: datetime = DUE,
    region: Region = Region.FRIESLAND,
    kind: RecordKind = RecordKind.DOSSIER,
) -> UUID:
    """Listed and signed by Cor, approved by Frans, on the first day it can be."""
    cor, frans = viewer_for(db, world.cor), viewer_for(db, world.frans)
    with time_machine.travel(at, tick=False):
        with db.transaction() as session:
            made = listing.make_list(session, region, kind, by=cor)
        assert made is not None
        with db.transaction() as session:
            listing.propose(session, made, seen_version=1, by=cor)
        with db.transaction() as session:
            listing.approve(session, made, seen_version=2, by=frans)
    return made


def raw_rows(db: Database) -> dict[str, list[str]]:
    """Every row of every table as text, to look for what should not be there."""
    with db.reads() as connection:
        tables = sa.inspect(connection).get_table_names()
        return {
            name: [repr(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')] for name in tables
        }


def tables_that_name(db: Database, *ids: UUID) -> set[str]:
    wanted = [spelling for one in ids for spelling in (one.hex, str(one))]
    return {name for name, rows in raw_rows(db).items() if any(word in row for row in rows for word in wanted)}


@contextmanager
def later(at: datetime = EXECUTE) -> Any:
    with time_machine.travel(at, tick=True):
        yield


def status_of(db: Database, destruction_id: UUID) -> DestructionStatus:
    from portal.models import Destruction

    with db.reads() as connection:
        return connection.scalar(sa.select(Destruction.status).where(Destruction.id == destruction_id))  # type: ignore[return-value]
