"""Verbs of help in time: a coordination point asks why a contract is behind, its contractor explains."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import Refused, Stale
from portal.models import Contract, ContractStatus, RecoveryNote, RecoveryStatus
from portal.records.figures import progress_of
from portal.records.recovery import BEHIND, RecoveryRow, notes_of
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.valuation.progress import Progress
from portal.web.filters import day
from portal.web.i18n import gettext as _


def ask(session: Session, *, contract: ContractRow, question: str, answer_by: date, by: Viewer) -> UUID:
    """One question at a time. Returns the note's id; the mail is the caller's. Raises Refused."""
    now = _check(session, contract)
    if now.level not in BEHIND:
        raise Refused(_("This contract is not behind any more."))
    if open_note(session.connection(), contract.id) is not None:
        raise Refused(_("A colleague has asked already. Wait for the answer."))
    row = _new(contract, now.behind_amount)
    row.question, row.answer_by, row.asked_by = question, answer_by, by.id
    session.add(row)
    _record(session, row, "recovery_asked", by)
    return row.id


def explain(
    session: Session,
    *,
    contract: ContractRow,
    seen_version: int,
    cause: str,
    measures: str,
    back_on: date,
    by: Viewer,
) -> None:
    """Answer the open question, or explain without being asked (``seen_version`` 0). Raises Stale and Refused."""
    now = _check(session, contract)
    asked = open_note(session.connection(), contract.id)
    if (asked.version if asked else 0) != seen_version:
        raise _stale(session, contract, (cause, measures, back_on))
    if asked is None:
        row = _new(contract, now.behind_amount)
        session.add(row)
    else:
        row = session.get_one(RecoveryNote, asked.id, with_for_update=True, populate_existing=True)
    row.move_to(RecoveryStatus.ANSWERED)
    row.cause, row.measures, row.back_on = cause, measures, back_on
    row.answered_by, row.answered_at = by.id, clock.now()
    _record(session, row, "recovery_explained", by)


def open_note(connection: sa.Connection, contract_id: UUID) -> RecoveryRow | None:
    return next((one for one in notes_of(connection, [contract_id]).get(contract_id, ()) if one.is_open), None)


def _check(session: Session, contract: ContractRow) -> Progress:
    """Under a lock on the contract, so that two cannot ask or answer at once."""
    status = session.scalar(sa.select(Contract.status).where(Contract.id == contract.id).with_for_update())
    if status is not ContractStatus.RUNNING:
        raise Refused(_("This contract is closed. You cannot change anything any more."))
    return progress_of(session.connection(), [contract.id], clock.today())[contract.id]


def _new(contract: ContractRow, behind_amount: Decimal) -> RecoveryNote:
    return RecoveryNote(
        contract_id=contract.id,
        status=RecoveryStatus.ASKED,
        question="",
        behind_amount=behind_amount,
        asked_at=clock.now(),
    )


def _stale(session: Session, contract: ContractRow, yours: tuple[str, str, date]) -> Refused:
    notes = notes_of(session.connection(), [contract.id]).get(contract.id)
    if not notes:  # a version of a note that never was
        return Refused()
    newest = notes[0]
    theirs: tuple[str, str, date | None] = (newest.cause, newest.measures, newest.back_on)
    labels = (_("Why are you behind?"), _("What will you do?"), _("When will you be on schedule again?"))
    both: Iterable[tuple[str, str | date | None, str | date | None]] = zip(labels, theirs, yours, strict=True)
    rows = [(label, _text(there), _text(here)) for label, there, here in both]
    return Stale(
        version=newest.version if newest.is_open else 0,
        by=newest.answerer or newest.asker or "",
        at=newest.answered_at or newest.asked_at,
        rows=rows,
    )


def _text(value: str | date | None) -> str:
    return day(value) if isinstance(value, date) else value or ""


def _record(session: Session, row: RecoveryNote, action: str, by: Viewer) -> None:
    session.flush()
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=row.contract_id,
        object_kind="recovery_note",
        object_id=row.id,
        detail={"behind": str(row.behind_amount)},
    )
