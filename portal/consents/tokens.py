"""The two links of a question: one to decide, one to look, stop and ask."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.consents.notices import notice
from portal.consents.queries import Question
from portal.models import LinkPurpose
from portal.security import links


def decide_link(session: Session, question: Question) -> str:
    """A new token, the older link dead; it works through the last day to choose, in Amsterdam."""
    return links.make_link(
        session,
        purpose=LinkPurpose.DECIDE,
        subject_id=question.request_id,
        expires_at=end_of(question.decide_by),
        notice_sha256=notice(question.language).sha256,
    )


def manage_link(session: Session, question: Question, *, keep_older: bool = False) -> str:
    """A token that works as long as there are data."""
    return links.make_link(
        session,
        purpose=LinkPurpose.MANAGE,
        subject_id=question.request_id,
        expires_at=None,
        notice_sha256=notice(question.language).sha256,
        keep_older=keep_older,
    )


def end_of(day: date) -> datetime:
    """The first moment that is no longer this day in Amsterdam."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.AMSTERDAM)


def revoke_all(session: Session, request_id: UUID) -> None:
    for purpose in (LinkPurpose.DECIDE, LinkPurpose.MANAGE):
        links.revoke_links(session, purpose=purpose, subject_id=request_id)
