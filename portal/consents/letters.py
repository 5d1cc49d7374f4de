"""The mails around one question, queued in the transaction of what they tell about."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import paper
from portal.consents.languages import offered, spoken_to
from portal.consents.queries import Question, email_of, first_name
from portal.consents.receipt_code import code_of
from portal.mail import messages
from portal.mail.draft import Draft, Envelope
from portal.mail.outbox import drop_unsent, enqueue
from portal.models import PARTING, ConsentRequest, LetterKind, Message, User
from portal.privacy.vault import Vault

ASKING = frozenset({"candidate_question", "candidate_reminder", "candidate_new_link"})


@dataclass(frozen=True)
class Post:
    """Where mail is queued and sealed, and the configured address its links begin with."""

    session: Session
    vault: Vault
    base_url: str


def ask(post: Post, question: Question, *, token: str, attempt: str) -> None:
    """The question itself; ``attempt`` tells a corrected address from the first one."""
    draft = messages.candidate_question(
        _to_candidate(post, question),
        **_who(post, question),
        token=token,
        decide_by=question.decide_by,
        also_in=_other_languages(post, question),
    )
    _to_outbox(post, question, draft, key=f"question:{question.request_id}:{attempt}")


def tell_old_address(post: Post, question: Question) -> None:
    """``question`` as it was: whoever got a mail there hears that another address is used now (T05)."""
    got_it = sa.exists().where(
        Message.candidate_id == question.candidate_id, Message.kind.in_(ASKING), Message.sent_at.is_not(None)
    )
    if not post.session.scalar(sa.select(got_it)):
        return
    draft = messages.candidate_address_changed(_to_candidate(post, question), **_who(post, question))
    _to_outbox(post, question, draft, key=f"address:{question.request_id}:{_moment()}")


def remind(post: Post, question: Question, *, token: str, number: int) -> None:
    draft = messages.candidate_reminder(
        _to_candidate(post, question),
        **_who(post, question),
        token=token,
        decide_by=question.decide_by,
        also_in=_other_languages(post, question),
    )
    _to_outbox(post, question, draft, key=f"reminder:{question.request_id}:{number}")


def confirm_yes(post: Post, question: Question, *, notice_version: str, token: str) -> None:
    draft = messages.candidate_said_yes(
        _to_candidate(post, question),
        **_who(post, question),
        at=clock.now(),
        notice_version=notice_version,
        token=token,
        code=_code(post, question),
    )
    _to_outbox(post, question, draft, key=f"yes:{question.request_id}", letter=LetterKind.CONFIRMATION)


def confirm_no(post: Post, question: Question, *, notice_version: str) -> None:
    draft = messages.candidate_said_no(
        _to_candidate(post, question),
        **_who(post, question),
        at=clock.now(),
        notice_version=notice_version,
        is_final=question.is_asked_again,
        code=_code(post, question),
    )
    _to_outbox(post, question, draft, key=f"no:{question.request_id}", letter=LetterKind.REFUSED)


def confirm_stop(post: Post, question: Question, *, only_a_part: bool, evidence_kept: bool = False) -> None:
    draft = messages.candidate_stopped(
        _to_candidate(post, question),
        **_who(post, question),
        at=clock.now(),
        only_a_part=only_a_part,
        evidence_kept=evidence_kept,
        code=_code(post, question),
    )
    part = "group" if only_a_part else "all"
    letter = LetterKind.GROUP_STOPPED if only_a_part else LetterKind.STOPPED
    _to_outbox(post, question, draft, key=f"stopped-{part}:{question.request_id}", letter=letter)


def say_locked(post: Post, question: Question, *, paused_until: datetime | None) -> None:
    draft = messages.candidate_locked(_to_candidate(post, question), **_who(post, question), paused_until=paused_until)
    _to_outbox(post, question, draft, key=f"locked:{question.request_id}:{_moment()}")


def send_new_link(post: Post, question: Question, *, token: str) -> None:
    decide_by = question.decide_by if question.is_unanswered else None
    draft = messages.candidate_new_link(
        _to_candidate(post, question), **_who(post, question), token=token, decide_by=decide_by
    )
    _to_outbox(post, question, draft, key=f"new-link:{question.request_id}:{_moment()}")


def say_filled_in(post: Post, question: Question, *, token: str) -> None:
    draft = messages.candidate_registered(_to_candidate(post, question), **_who(post, question), token=token)
    _to_outbox(post, question, draft, key=f"filled-in:{question.request_id}")


def take_back(post: Post, question: Question) -> None:
    """No question, reminder or new link leaves any more."""
    drop_unsent(post.session, candidate_id=question.candidate_id, kinds=ASKING)


def tell_contractor_answered(post: Post, question: Question, *, moment: str) -> None:
    """``moment`` tells the first answer from stopping later."""
    for user in _contacts(post.session, question):
        draft = messages.candidate_chosen(_to_user(post, question, user), contract_number=question.contract_number)
        key = f"{moment}:{question.request_id}:{user.id}"
        enqueue(post.session, post.vault, draft, key=key, user_id=user.id, contract_id=question.contract_id)


def ask_contractor_to_check(post: Post, question: Question) -> None:
    for user in _contacts(post.session, question):
        draft = messages.check_birth_date(_to_user(post, question, user), contract_number=question.contract_number)
        key = f"check-birth-date:{question.request_id}:{user.id}:{_moment()}"
        enqueue(post.session, post.vault, draft, key=key, user_id=user.id, contract_id=question.contract_id)


def alert_coordination_point(post: Post, question: Question) -> None:
    """'Ik ken dit niet' goes to the desk of the region, and never to the contractor (PR-34)."""
    envelope = Envelope(question.desk.email, "nl", post.base_url, question.desk)
    draft = messages.csr_unknown_question(
        envelope, contract_number=question.contract_number, contractor=question.contractor
    )
    key = f"denied:{question.request_id}"
    enqueue(post.session, post.vault, draft, key=key, contract_id=question.contract_id)


def _code(post: Post, question: Question) -> str:
    """Of the newest line of the ledger, which this mail is the receipt of."""
    return code_of(post.session.get_one(ConsentRequest, question.request_id).chain_head)


def ask_again(
    post: Post, question: Question, *, token: str, renew_by: date, attempt: str, is_reminder: bool = False
) -> None:
    """The question about a changed text; ``renew_by`` is the last day to choose, ``attempt`` tells one from another."""
    draft = messages.candidate_renewal(
        _to_candidate(post, question), **_who(post, question), token=token, renew_by=renew_by, is_reminder=is_reminder
    )
    key = f"renewal:{question.request_id}:{attempt}"
    _to_outbox(post, question, draft, key=key, letter=LetterKind.RENEWAL)


def confirm_end(post: Post, question: Question, *, evidence_kept: bool) -> None:
    """Nobody answered for so long that the coordination point ended the consent."""
    draft = messages.candidate_ended(
        _to_candidate(post, question), **_who(post, question), evidence_kept=evidence_kept, code=_code(post, question)
    )
    _to_outbox(post, question, draft, key=f"ended:{question.request_id}", letter=LetterKind.ENDED)


def confirm_renewal(post: Post, question: Question, *, notice_version: str, token: str) -> None:
    draft = messages.candidate_said_yes(
        _to_candidate(post, question),
        **_who(post, question),
        at=clock.now(),
        notice_version=notice_version,
        token=token,
        code=_code(post, question),
    )
    key = f"renewed:{question.request_id}:{notice_version}"
    _to_outbox(post, question, draft, key=key, letter=LetterKind.CONFIRMATION)


def say_text_changed(post: Post, question: Question, *, token: str, version: str) -> None:
    draft = messages.candidate_text_changed(
        _to_candidate(post, question), **_who(post, question), token=token, version=version
    )
    _to_outbox(
        post, question, draft, key=f"text-changed:{question.request_id}:{version}", letter=LetterKind.TEXT_CHANGED
    )


def inform_yearly(post: Post, question: Question, *, token: str) -> None:
    said_yes_on = question.answered_on or clock.today()
    draft = messages.candidate_yearly(
        _to_candidate(post, question), **_who(post, question), token=token, said_yes_on=said_yes_on
    )
    key = f"yearly:{question.request_id}:{clock.today().isoformat()}"
    _to_outbox(post, question, draft, key=key, letter=LetterKind.CONFIRMATION)


def tell_contractor_frozen(post: Post, question: Question, *, version: str) -> None:
    for user in _contacts(post.session, question):
        draft = messages.candidate_frozen(_to_user(post, question, user), contract_number=question.contract_number)
        key = f"frozen:{version}:{question.request_id}:{user.id}"
        enqueue(post.session, post.vault, draft, key=key, user_id=user.id, contract_id=question.contract_id)


def tell_contractor_text_changed(post: Post, user: User, *, version: str, renew_by: date | None) -> None:
    envelope = Envelope(user.email, user.language, post.base_url)
    draft = messages.contractor_text_changed(envelope, version=version, renew_by=renew_by)
    enqueue(post.session, post.vault, draft, key=key_of_text_changed(version, user.id), user_id=user.id)


def key_of_text_changed(version: str, user_id: UUID) -> str:
    return f"text-changed:{version}:{user_id}"


def _moment() -> str:
    """Tells mails of one kind apart, in few enough characters for a key."""
    return f"{clock.now():%Y%m%d%H%M%S%f}"


def _who(post: Post, question: Question) -> dict[str, str]:
    return {"first_name": first_name(post.vault, question), "contractor": question.contractor}


def _other_languages(post: Post, question: Question) -> list[tuple[str, str]]:
    languages = offered(post.session.connection())
    return [(code, name) for code, name in languages.items() if code != question.language]


def _to_candidate(post: Post, question: Question) -> Envelope:
    language = spoken_to(post.session.connection(), question.language)
    return Envelope(email_of(post.vault, question), language, post.base_url, question.desk)


def _to_user(post: Post, question: Question, user: User) -> Envelope:
    return Envelope(user.email, user.language, post.base_url, question.desk)


def _to_outbox(post: Post, question: Question, draft: Draft, *, key: str, letter: LetterKind | None = None) -> None:
    """Where there is no mailbox the coordination point prints ``letter``, or there is nothing to tell on paper."""
    if not draft.recipient:
        if question.is_on_paper and letter is not None:
            _print(post, question, letter)
        return
    enqueue(
        post.session,
        post.vault,
        draft,
        key=key,
        candidate_id=question.candidate_id,
        contract_id=question.contract_id,
    )


def _print(post: Post, question: Question, letter: LetterKind) -> None:
    if letter in PARTING:
        paper.queue_parting(post.session, post.vault, question, letter)
    else:
        paper.queue_letter(post.session, question.request_id, letter)


def _contacts(session: Session, question: Question) -> list[User]:
    """Whoever asked; when that account has ended, the colleagues who may send."""
    if question.contact_disabled_at is None:
        return [session.get_one(User, question.asked_by)]
    return list(session.scalars(sa.select(User).where(User.may_send_for(question.contractor_id))))
