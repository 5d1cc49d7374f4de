"""The two links of a question: one to decide, one to look, stop and ask."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.consents.in_force import notice_in_force
from portal.consents.queries import Question
from portal.models import LinkPurpose
from portal.security import links


def decide_link(session: Session, question: Question) -> str:
    """A new token, the older link dead; it works through the last day to choose, in Amsterdam."""
    return links.make_link(
        session,
        purpose=LinkPurpose.DECIDE,
        subject_id=question.request_id,
        expires_at=clock.end_of(question.decide_by),
        notice_sha256=notice_in_force(session.connection(), question.language).sha256,
    )


def manage_link(session: Session, question: Question, *, keep_older: bool = False) -> str:
    """A token that works as long as there are data."""
    return links.make_link(
        session,
        purpose=LinkPurpose.MANAGE,
        subject_id=question.request_id,
        expires_at=None,
        notice_sha256=notice_in_force(session.connection(), question.language).sha256,
        keep_older=keep_older,
    )


def revoke_all(session: Session, request_id: UUID) -> None:
    links.revoke_links(session, LinkPurpose.DECIDE, LinkPurpose.MANAGE, subject_id=request_id)
