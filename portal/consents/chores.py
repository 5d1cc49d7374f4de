"""What the clock does to questions: reminders, the end of the time to choose, and erasing what nobody answered.

Each may be run as often as one likes, and catches up after a standstill (PR-30).
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger, letters
from portal.consents.anchors import anchor_day
from portal.consents.campaign import CHORES as OF_A_NEW_TEXT
from portal.consents.coming_of_age import ask_at_sixteen
from portal.consents.doubting import draw_samples
from portal.consents.effects import Change, take_effect
from portal.consents.in_force import notice_in_force
from portal.consents.letters import Post
from portal.consents.queries import Question, find_questions, question_of
from portal.consents.refusals import forget_refusals
from portal.consents.signals import sweep_traces
from portal.consents.terms import terms
from portal.consents.tokens import decide_link, revoke_all
from portal.db import Database
from portal.models import (
    UNANSWERED,
    Candidate,
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    ConsentStatus,
    EnteredAnswer,
    NoticeServed,
)
from portal.privacy.vault import Vault
from portal.security import events

READING_TIME = timedelta(minutes=30)  # no reminder kills the link under the eyes of whoever is reading
POST_TAKES = timedelta(days=7)  # a form that was signed on the last day is still on its way


def send_reminders(db: Database, vault: Vault, base_url: str) -> int:
    """Remind whoever has not chosen, after 5 and 10 days, at most twice. Returns how many mails were queued."""
    return _each(db, _waiting(db), lambda session, question: _remind(session, vault, base_url, question))


def expire_requests(db: Database, vault: Vault, base_url: str) -> int:
    """Close what was not answered by the last day: silence is never consent. Returns how many."""
    late = [question for question in _waiting(db) if clock.today() > question.decide_by]
    return _each(db, late, lambda session, question: _expire(session, vault, base_url, question))


def erase_drafts(db: Database, vault: Vault, base_url: str) -> int:
    """Erase whoever gave no answer within 30 days of the first question. Returns how many."""
    with db.reads() as connection:
        expired = find_questions(
            connection, ConsentRequest.status == ConsentStatus.EXPIRED, Candidate.erased_at.is_(None)
        )
    return _each(db, expired, _erase)


CHORES: tuple[Callable[[Database, Vault, str], int], ...] = (
    send_reminders,
    expire_requests,
    erase_drafts,
    forget_refusals,
    anchor_day,
    ask_at_sixteen,
    draw_samples,
    sweep_traces,
    *OF_A_NEW_TEXT,
)


def next_reminder_days(question: Question, reminder_days: tuple[int, int]) -> int | None:
    """Days after the question on which the next reminder goes out; None when there will be none."""
    if not question.is_unanswered or question.locked_at or question.not_delivered_at or question.is_on_paper:
        return None
    return reminder_days[question.reminders] if question.reminders < len(reminder_days) else None


def _waiting(db: Database) -> list[Question]:
    with db.reads() as connection:
        return find_questions(connection, ConsentRequest.status.in_(UNANSWERED))


def _each(db: Database, questions: list[Question], act: Callable[[Session, Question], bool]) -> int:
    """One transaction a question, on the row as it is then."""
    done = 0
    for question in questions:
        with db.transaction() as session:
            session.get_one(ConsentRequest, question.request_id, with_for_update=True)
            done += act(session, question_of(session.connection(), question.request_id))
    return done


def _remind(session: Session, vault: Vault, base_url: str, question: Question) -> bool:
    days = terms(session.connection(), question.region).reminder_days
    passed = (clock.today() - clock.day_of(question.requested_at)).days
    due = sum(passed >= day for day in days)
    if next_reminder_days(question, days) is None or due <= question.reminders or clock.today() > question.decide_by:
        return False
    if _is_reading(session, question.request_id):
        return False
    session.get_one(ConsentRequest, question.request_id).reminders = due
    session.flush()
    letters.remind(Post(session, vault, base_url), question, token=decide_link(session, question), number=due)
    _record(session, "consent_reminded", question)
    return True


def _is_reading(session: Session, request_id: UUID) -> bool:
    served = sa.exists().where(NoticeServed.request_id == request_id, NoticeServed.at > clock.now() - READING_TIME)
    return bool(session.scalar(sa.select(served)))


def _expire(session: Session, vault: Vault, base_url: str, question: Question) -> bool:
    if not question.is_unanswered or clock.today() <= _last_arrival(session, question):
        return False
    request = session.get_one(ConsentRequest, question.request_id)
    request.move_to(ConsentStatus.EXPIRED)
    text = notice_in_force(session.connection(), question.language)
    ledger.append(session, request, (ConsentEventKind.EXPIRED, ConsentScope.C1), text=text, how=ledger.BY_CLOCK)
    revoke_all(session, request.id)
    letters.take_back(Post(session, vault, base_url), question)
    _record(session, "consent_expired", question)
    return True


def _last_arrival(session: Session, question: Question) -> date:
    """Until when an answer that was given in time can still be taken in: a link until the last day to choose, a form
    some days longer, and what a colleague must still confirm for as long as a draft may be kept.
    """
    asked_on = clock.day_of(question.requested_at)
    kept_until = asked_on + timedelta(days=terms(session.connection(), question.region).draft_days - 1)
    entered = sa.exists().where(EnteredAnswer.request_id == question.request_id)
    if session.scalar(sa.select(entered)):
        return kept_until
    if question.is_on_paper:
        return max(question.decide_by, min(question.decide_by + POST_TAKES, kept_until))
    return question.decide_by


def _erase(session: Session, question: Question) -> bool:
    days = terms(session.connection(), question.region).draft_days
    if (clock.today() - clock.day_of(question.requested_at)).days < days:
        return False
    take_effect(session, question.candidate_id, Change.NO_ANSWER)
    _record(session, "draft_erased", question)
    return True


def _record(session: Session, action: str, question: Question) -> None:
    events.record(
        session,
        action=action,
        actor=None,
        actor_kind="system",
        contract_id=question.contract_id,
        object_kind="candidate",
        object_id=question.candidate_id,
    )
