"""What the clock reminds of: hours of a quarter to confirm, a question about being behind. Only who must still act."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.mail import messages
from portal.mail.draft import Desk, Envelope
from portal.mail.outbox import enqueue
from portal.models import Contract, ContractStatus, ControllerCard, RecoveryNote, RecoveryStatus, User
from portal.privacy.vault import Vault
from portal.records.confirmations import contractors_to_remind, quarters_open_for
from portal.records.figures import progress_of
from portal.valuation.confirmation import CalendarQuarter
from portal.valuation.obligation import coverage_percentage
from portal.valuation.progress import CONFIRM_WITHIN

HOURS_AFTER = (1, 14, 28)  # days after the end of a quarter
BEFORE_ANSWER = timedelta(days=3)


def remind_of_hours(db: Database, vault: Vault, base_url: str) -> int:
    """Once at each of HOURS_AFTER, to whoever may send for a contractor with hours that wait. Returns how many."""
    today = clock.today()
    quarter = CalendarQuarter.of(today).before
    passed = (today - quarter.ends_on).days
    turn = sum(passed >= days for days in HOURS_AFTER)
    if not turn or today > quarter.ends_on + CONFIRM_WITHIN:
        return 0
    with db.reads() as connection:
        waiting = contractors_to_remind(connection, quarter)
    return sum(_remind_of_hours(db, vault, base_url, one, quarter, turn) for one in waiting)


def _remind_of_hours(
    db: Database, vault: Vault, base_url: str, contractor_id: UUID, quarter: CalendarQuarter, turn: int
) -> int:
    """In a transaction that looks once more, so that nobody is reminded of what was just done."""
    with db.transaction() as session:
        still = quarters_open_for(session.connection(), contractor_id, quarter)
        people = _who_may_send(session, contractor_id) if still else []
        for person in people:
            draft = messages.hours_to_confirm(
                Envelope(person.email, person.language, base_url),
                year=quarter.year,
                quarter=quarter.number,
                placements=still[0].count,
                confirm_by=quarter.ends_on + CONFIRM_WITHIN,
            )
            enqueue(session, vault, draft, key=f"hours:{quarter}:{turn}:{person.id}", user_id=person.id)
        return len(people)


def remind_of_explanation(db: Database, vault: Vault, base_url: str) -> int:
    """Once, three days before the last day of a question that has no answer. Returns how many."""
    today, count = clock.today(), 0
    with db.transaction() as session:
        rows = session.execute(
            sa.select(RecoveryNote, Contract)
            .join(Contract, Contract.id == RecoveryNote.contract_id)
            .where(
                RecoveryNote.status == RecoveryStatus.ASKED,
                RecoveryNote.answer_by.between(today, today + BEFORE_ANSWER),
                Contract.status == ContractStatus.RUNNING,
            )
            .order_by(RecoveryNote.id)
        ).all()
        figures = progress_of(session.connection(), [contract.id for _note, contract in rows], today)
        for note, contract in rows:
            now = figures[contract.id]
            desk = Desk.of(session.get(ControllerCard, contract.region))
            for person in _who_may_send(session, contract.contractor_id):
                draft = messages.behind_schedule(
                    Envelope(person.email, person.language, base_url, desk),
                    contract_number=contract.number,
                    realised=int(coverage_percentage(now.realised, now.obligation)),
                    planned=int(coverage_percentage(now.planned_by_now, now.obligation)),
                    question=note.question,
                    respond_by=note.answer_by,
                )
                key = f"recovery-reminder:{note.id}:{person.id}"
                enqueue(session, vault, draft, key=key, user_id=person.id, contract_id=contract.id)
                count += 1
    return count


def _who_may_send(session: Session, contractor_id: UUID) -> list[Any]:
    return list(
        session.execute(
            sa.select(User.id, User.email, User.language).where(User.may_send_for(contractor_id)).order_by(User.id)
        ).all()
    )


CHORES: tuple[Callable[[Database, Vault, str], int], ...] = (remind_of_hours, remind_of_explanation)
