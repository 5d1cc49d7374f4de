"""Verbs of effort that is no placement: write down, send, correct; reviewed and approved as work is.

``value`` is computed by the contract's table before the transaction begins (``valuing.value_of``).
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused, Stale
from portal.models import Contract, ContractStatus, Contribution, Outcome, PlacementStatus
from portal.records.contributions import ContributionRow, Entry, find_contribution, parts_of
from portal.records.efforts import other_efforts
from portal.records.tables import value_table
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

OPEN = frozenset({PlacementStatus.DRAFT, PlacementStatus.RETURNED})
CORRECTABLE = frozenset({PlacementStatus.APPROVED, PlacementStatus.CORRECTED})
STATED = "2026-01"  # version of the sentence it is sent with


@dataclass(frozen=True)
class Seen:
    """What was on the screen."""

    number: int
    version: int


def record_contribution(session: Session, *, contract: ContractRow, entry: Entry, value: Decimal, by: Viewer) -> int:
    """Write it down; it stays with the contractor until it is sent. Returns its number in the contract."""
    _check_running(session, contract)
    _check_once(session, contract, entry)
    highest = sa.select(sa.func.max(Contribution.number)).where(Contribution.contract_id == contract.id)
    row = Contribution(contract_id=contract.id, number=(session.scalar(highest) or 0) + 1)
    _write(row, entry, value, by)
    session.add(row)
    _record(session, row, "contribution_recorded", by)
    return row.number


def change_contribution(
    session: Session, *, contract: ContractRow, seen: Seen, entry: Entry, value: Decimal, by: Viewer
) -> None:
    """Change what was not sent or came back. Raises NotFound, Stale, Refused."""
    row = _load(session, contract, seen, OPEN, yours=entry)
    _check_once(session, contract, entry, but=row)
    _write(row, entry, value, by)
    _record(session, row, "contribution_changed", by)


def submit_contribution(session: Session, *, contract: ContractRow, seen: Seen, by: Viewer) -> None:
    """Send it, with the statement that it is right (PR-37)."""
    row = _load(session, contract, seen, OPEN)
    row.move_to(PlacementStatus.SUBMITTED)
    _send(row, by)
    _record(session, row, "contribution_submitted", by, stated=STATED)


def correct_contribution(
    session: Session, *, contract: ContractRow, seen: Seen, entry: Entry, value: Decimal, by: Viewer
) -> None:
    """Correct what was approved: it is reviewed again, and counts again when it is approved (PR-37)."""
    row = _load(session, contract, seen, CORRECTABLE, yours=entry)
    _check_once(session, contract, entry, but=row)
    changed = [one.name for one in fields(Entry) if getattr(row, one.name) != getattr(entry, one.name)]
    _write(row, entry, value, by)
    if row.status is PlacementStatus.APPROVED:
        row.move_to(PlacementStatus.CORRECTED)
    _send(row, by)
    _record(session, row, "contribution_corrected", by, stated=STATED, changed=changed)


def close_contribution(
    session: Session, *, row: Contribution, outcome: Outcome, approved_value: Decimal | None, agreed_note: str
) -> None:
    """What a decision does to it; decision, event and mail are the caller's. None approves the computed value."""
    if outcome is Outcome.RETURNED:
        row.move_to(PlacementStatus.RETURNED)
    else:
        row.move_to(PlacementStatus.APPROVED)
        row.approved_value = row.value if approved_value is None else approved_value
        row.agreed_note = agreed_note or None
    row.updated_at = clock.now()
    session.flush()


def _check_running(session: Session, contract: ContractRow) -> None:
    """Under a lock on the contract, so that numbers follow each other and nothing is written after its end."""
    status = session.scalar(sa.select(Contract.status).where(Contract.id == contract.id).with_for_update())
    if status is not ContractStatus.RUNNING:
        raise Refused(_("This contract is closed. You cannot change anything any more."))


def _check_once(session: Session, contract: ContractRow, entry: Entry, *, but: Contribution | None = None) -> None:
    """The same effort counts once: an invoice that is there already is not written down again."""
    same = sa.select(Contribution.number).where(
        Contribution.contract_id == contract.id,
        *(getattr(Contribution, name) == getattr(entry, name) for name in ("form", "starts_on", "ends_on")),
        sa.func.lower(Contribution.party) == entry.party.lower(),
        *(
            getattr(Contribution, name).is_not_distinct_from(getattr(entry, name))
            for name in ("cost", "people", "hours")
        ),
    )
    if but is not None:
        same = same.where(Contribution.id != but.id)
    found = session.scalar(same.limit(1))
    if found is not None:
        raise Refused(_("This is already there as number %(number)s. It counts once.", number=found))


def _load(
    session: Session,
    contract: ContractRow,
    seen: Seen,
    allowed: frozenset[PlacementStatus],
    *,
    yours: Entry | None = None,
) -> Contribution:
    _check_running(session, contract)
    row = session.scalars(
        sa.select(Contribution)
        .where(Contribution.contract_id == contract.id, Contribution.number == seen.number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    before = find_contribution(session.connection(), contract.id, seen.number)
    if row is None or before is None:
        raise NotFound
    if row.version != seen.version:
        raise _stale(session, contract, before, yours or before)
    if row.status not in allowed:
        raise Refused(_("This was sent already. You cannot change it now."))
    return row


def _stale(session: Session, contract: ContractRow, theirs: ContributionRow, yours: Entry) -> Stale:
    table = value_table(session.connection(), contract.value_table_id)
    efforts = other_efforts(session.connection(), contract.id)
    there, here = (dict(parts_of(one, table, efforts)) for one in (theirs, yours))
    rows = [(name, there.get(name, ""), here.get(name, "")) for name in dict.fromkeys([*there, *here])]
    differing = [row for row in rows if row[1] != row[2]]
    return Stale(version=theirs.version, by=theirs.editor, at=theirs.updated_at, rows=differing or rows)


def _write(row: Contribution, entry: Entry, value: Decimal, by: Viewer) -> None:
    for one in fields(Entry):
        setattr(row, one.name, getattr(entry, one.name))
    row.value, row.updated_by, row.updated_at = value, by.id, clock.now()


def _send(row: Contribution, by: Viewer) -> None:
    row.submitted_by, row.submitted_at, row.updated_at = by.id, clock.now(), clock.now()


def _record(session: Session, row: Contribution, action: str, by: Viewer, **detail: Any) -> None:
    session.flush()
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=row.contract_id,
        object_kind="contribution",
        object_id=row.id,
        detail={"number": row.number, "value": str(row.value), **detail},
    )
