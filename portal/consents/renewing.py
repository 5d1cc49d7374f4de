"""A yes is asked again when a new version of the notice says something else (PR-31): open, answered, frozen."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger, letters, paper, services, signals
from portal.consents.effects import Change, take_effect
from portal.consents.in_force import notice_in_force
from portal.consents.ledger import BY_LINK, How
from portal.consents.letters import Post
from portal.consents.queries import Question, question_of
from portal.consents.services import AnsweredBefore, OtherText
from portal.consents.signals import Weighed
from portal.consents.tokens import manage_link
from portal.errors import Refused
from portal.models import (
    STANDING,
    Announcement,
    ConsentEvent,
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    ConsentStatus,
    EnteredRenewal,
    LetterKind,
)
from portal.privacy.vault import Vault
from portal.security import events


def renew_by(connection: sa.Connection, question: Question) -> date | None:
    """Last day to choose again; None when nothing is asked. After that day the answer is still welcome."""
    if question.status not in STANDING:
        return None
    asked = connection.execute(paper.open_announcement(question.request_id)).first()
    return asked.renew_by if asked is not None else None


def may_share_group(connection: sa.Connection, request_id: UUID) -> bool:
    """Whether C2 can be asked again: what was stopped has been erased with its key, and is never made anew."""
    stopped = sa.exists().where(
        ConsentEvent.request_id == request_id,
        ConsentEvent.scope == ConsentScope.C2,
        ConsentEvent.kind == ConsentEventKind.WITHDRAWN,
    )
    return not connection.scalar(sa.select(stopped))


def renew(
    session: Session,
    vault: Vault,
    *,
    request_id: UUID,
    ordinary: bool,
    group: bool,
    notice_sha256: str,
    language: str,
    base_url: str,
    how: How = BY_LINK,
    weighed: Weighed | None = None,
) -> None:
    """Record the second answer. A no to C1 is a stop, a no to C2 stops that part; a yes opens the gate again.

    ``weighed`` are the signs of somebody else's hand, as with the first answer (PR-34).

    Raises AnsweredBefore when nothing is asked any more, OtherText, or Refused for a group without the rest.
    """
    if group and not ordinary:
        raise Refused
    request = session.get_one(ConsentRequest, request_id, with_for_update=True, populate_existing=True)
    question = question_of(session.connection(), request_id)
    if renew_by(session.connection(), question) is None:
        raise AnsweredBefore
    text = notice_in_force(session.connection(), language)
    if text.sha256 != notice_sha256:
        raise OtherText
    _close(session, request_id)
    if not ordinary:
        services.stop(session, vault, request_id=request_id, language=language, base_url=base_url, how=how)
        return
    if request.status is ConsentStatus.FROZEN:
        request.move_to(ConsentStatus.GIVEN)
    request.answered_at = request.informed_at = clock.now()
    of_group = _kind_of_group(had=request.c2_given, has=group)
    lines = (ConsentEventKind.RENEWED, ConsentScope.C1), (of_group, ConsentScope.C2)
    ledger.append(session, request, *lines, text=text, how=how)
    signals.note(session, question, weighed)
    stops_group, request.c2_given = request.c2_given and not group, group
    if stops_group:
        take_effect(session, question.candidate_id, Change.GROUP_STOPPED)
    post = Post(session, vault, base_url)
    token = "" if question.is_on_paper else manage_link(session, question, keep_older=True)  # she may be on it now
    letters.confirm_renewal(post, question, notice_version=text.version, token=token)
    letters.tell_contractor_answered(post, question, moment=f"renewed-{text.version}")
    events.record(
        session,
        action="consent_renewed",
        actor=None,
        actor_kind="candidate",
        contract_id=question.contract_id,
        object_kind="candidate",
        object_id=question.candidate_id,
    )


def _kind_of_group(*, had: bool, has: bool) -> ConsentEventKind:
    if has:
        return ConsentEventKind.RENEWED if had else ConsentEventKind.GIVEN
    return ConsentEventKind.WITHDRAWN if had else ConsentEventKind.REFUSED


def _close(session: Session, request_id: UUID) -> None:
    """One answer is enough for every version that was asked about; nobody prints a letter or confirms a form for it."""
    session.execute(
        sa.update(Announcement)
        .where(Announcement.request_id == request_id)
        .where(Announcement.renew_by.is_not(None), Announcement.answered_at.is_(None))
        .values(answered_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    paper.drop_letter(session, request_id, LetterKind.RENEWAL)
    unconfirmed = sa.delete(EnteredRenewal).where(
        EnteredRenewal.request_id == request_id, EnteredRenewal.confirmed_at.is_(None)
    )
    session.execute(unconfirmed.execution_options(synchronize_session=False))
