"""What a candidate does behind the link. Each verb is one transaction of the caller, and writes to the ledger."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger, letters, refusals, signals
from portal.consents.effects import Change, take_effect
from portal.consents.in_force import notice_in_force
from portal.consents.ledger import BY_LINK, How
from portal.consents.letters import Post
from portal.consents.notices import Notice
from portal.consents.queries import Question, question_of
from portal.consents.served import serve_notice
from portal.consents.signals import Weighed
from portal.consents.tokens import manage_link, revoke_all
from portal.errors import NotFound, Refused
from portal.models import (
    STANDING,
    UNANSWERED,
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    ConsentStatus,
    Link,
    LinkPurpose,
)
from portal.privacy.vault import Vault
from portal.security import events

TRIES = 3
PAUSE = timedelta(hours=24)


class AnsweredBefore(Refused):
    """This question has an answer; it is shown, and stays (409)."""


class OtherText(Refused):
    """The notice changed between the page and the answer; nobody decides on a text she did not read."""


@dataclass(frozen=True)
class Checked:
    """Outcome of a typed date of birth. ``tries_left`` is 0 when the link has ended or is paused by it."""

    is_right: bool
    tries_left: int


def check_birth_date(
    session: Session, vault: Vault, *, link_id: UUID, born: date, language: str, base_url: str
) -> Checked:
    """Compare in constant time with the keyed check value (PR-20).

    Right: the notice counts as served. Wrong for the third time: a link to decide ends, a link to manage pauses.
    """
    link = session.get_one(Link, link_id, with_for_update=True, populate_existing=True)
    question = question_of(session.connection(), link.subject_id)
    expected = question.birth_check or b""
    if hmac.compare_digest(vault.birth_check(question.candidate_id, born), expected):
        link.failed = 0
        serve_notice(session, vault, question, language=language)
        return Checked(is_right=True, tries_left=TRIES)
    link.failed += 1
    if link.failed < TRIES:
        session.flush()
        return Checked(is_right=False, tries_left=TRIES - link.failed)
    _lock(Post(session, vault, base_url), link, question)
    return Checked(is_right=False, tries_left=0)


def answer(
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
    """Record the decision on C1 (``ordinary``) and C2 (``group``). Raises AnsweredBefore, OtherText or Refused."""
    if group and not ordinary:
        raise Refused
    request, question = _unanswered(session, request_id)
    text = _text(session, language)
    if text.sha256 != notice_sha256:
        raise OtherText
    post = Post(session, vault, base_url)
    request.answered_at = clock.now()
    request.not_delivered_at = None
    if ordinary:
        request.move_to(ConsentStatus.GIVEN)
        request.c2_given = group
        of_group = ConsentEventKind.GIVEN if group else ConsentEventKind.REFUSED
        lines = (ConsentEventKind.GIVEN, ConsentScope.C1), (of_group, ConsentScope.C2)
        ledger.append(session, request, *lines, text=text, how=how)
        _close_question(post, question)
        signals.note(session, question, weighed)
        letters.confirm_yes(post, question, notice_version=text.version, token=manage_link(session, question))
    else:
        request.move_to(ConsentStatus.REFUSED)
        ledger.append(session, request, *ledger.of_each(ConsentEventKind.REFUSED), text=text, how=how)
        _close_question(post, question)
        letters.confirm_no(post, question, notice_version=text.version)
        refusals.remember(session, vault, question)
        _end(session, question, Change.REFUSED)
    letters.tell_contractor_answered(post, question, moment="answered")
    _record(session, "consent_given" if ordinary else "consent_refused", question)


def decide_later(session: Session, *, request_id: UUID, language: str) -> None:
    request, question = _unanswered(session, request_id)
    request.move_to(ConsentStatus.DEFERRED)
    line, text = (ConsentEventKind.DEFERRED, ConsentScope.C1), _text(session, language)
    ledger.append(session, request, line, text=text, how=BY_LINK)
    _record(session, "consent_deferred", question)


def deny(session: Session, vault: Vault, *, request_id: UUID, language: str, base_url: str) -> None:
    """'Ik ken dit niet': perhaps a mistake, perhaps forged. All is erased and the coordination point looks (PR-34)."""
    request, question = _unanswered(session, request_id)
    request.move_to(ConsentStatus.INVALIDATED)
    request.answered_at = clock.now()
    lines = ledger.of_each(ConsentEventKind.INVALIDATED)
    ledger.append(session, request, *lines, text=_text(session, language), how=BY_LINK)
    post = Post(session, vault, base_url)
    letters.take_back(post, question)
    letters.alert_coordination_point(post, question)
    letters.tell_contractor_answered(post, question, moment="answered")
    _end(session, question, Change.DENIED)
    _record(session, "consent_denied", question)


def stop(session: Session, vault: Vault, *, request_id: UUID, language: str, base_url: str, how: How = BY_LINK) -> None:
    """Withdraw everything, with effect in this transaction (PR-27, PR-28)."""
    request, question = _given(session, request_id)
    request.move_to(ConsentStatus.WITHDRAWN)
    lines = ledger.of_each(ConsentEventKind.WITHDRAWN, request.scopes_given)
    request.c2_given = False
    ledger.append(session, request, *lines, text=_text(session, language), how=how)
    post = Post(session, vault, base_url)
    evidence_kept = _end(session, question, Change.STOPPED)
    letters.confirm_stop(post, question, only_a_part=False, evidence_kept=evidence_kept)
    letters.tell_contractor_answered(post, question, moment="stopped")
    _record(session, "consent_withdrawn", question)


def stop_group(
    session: Session, vault: Vault, *, request_id: UUID, language: str, base_url: str, how: How = BY_LINK
) -> None:
    """Withdraw C2 alone: the target group is erased, the rest stays (PR-23)."""
    request, question = _given(session, request_id)
    if not request.c2_given:
        raise AnsweredBefore
    request.c2_given = False
    line, text = (ConsentEventKind.WITHDRAWN, ConsentScope.C2), _text(session, language)
    ledger.append(session, request, line, text=text, how=how)
    letters.confirm_stop(Post(session, vault, base_url), question, only_a_part=True)
    take_effect(session, question.candidate_id, Change.GROUP_STOPPED)
    _record(session, "consent_group_withdrawn", question)


def _unanswered(session: Session, request_id: UUID) -> tuple[ConsentRequest, Question]:
    request = _locked(session, request_id)
    if request.status not in UNANSWERED:
        raise AnsweredBefore
    return request, question_of(session.connection(), request_id)


def _given(session: Session, request_id: UUID) -> tuple[ConsentRequest, Question]:
    request = _locked(session, request_id)
    if request.status not in STANDING:
        raise AnsweredBefore
    return request, question_of(session.connection(), request_id)


def _locked(session: Session, request_id: UUID) -> ConsentRequest:
    request = session.get(ConsentRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound
    return request


def _lock(post: Post, link: Link, question: Question) -> None:
    if link.purpose is LinkPurpose.MANAGE:
        link.failed, link.paused_until = 0, clock.now() + PAUSE
    else:
        link.revoked_at = clock.now()
        if question.is_unanswered:
            post.session.get_one(ConsentRequest, question.request_id).locked_at = clock.now()
            letters.ask_contractor_to_check(post, question)
    letters.say_locked(post, question, paused_until=link.paused_until)
    _record(post.session, "link_paused" if link.paused_until else "link_locked", question)


def _close_question(post: Post, question: Question) -> None:
    """The link to decide has been used, and no mail that asks leaves any more."""
    post.session.execute(
        sa.update(Link)
        .where(Link.subject_id == question.request_id, Link.purpose == LinkPurpose.DECIDE, Link.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    letters.take_back(post, question)


def _end(session: Session, question: Question, change: Change) -> bool:
    """Whether the core of evidence is kept."""
    revoke_all(session, question.request_id)
    return take_effect(session, question.candidate_id, change)


def _text(session: Session, language: str) -> Notice:
    return notice_in_force(session.connection(), language)


def _record(session: Session, action: str, question: Question) -> None:
    events.record(
        session,
        action=action,
        actor=None,
        actor_kind="candidate",
        contract_id=question.contract_id,
        object_kind="candidate",
        object_id=question.candidate_id,
    )
