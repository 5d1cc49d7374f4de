"""What the clock does after a new version of the notice: tell, ask again, remind, freeze; and once a year tell anyway.

Each chore may be run as often as one likes. Publishing itself only writes the row: everything follows from it here.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger, letters
from portal.consents.in_force import notice_in_force
from portal.consents.letters import Post
from portal.consents.queries import Question, email_of, find_questions, question_of
from portal.consents.terms import terms
from portal.consents.tokens import manage_link
from portal.db import Database
from portal.models import (
    STANDING,
    Announcement,
    Candidate,
    ConsentEventKind,
    ConsentRequest,
    ConsentStatus,
    Contract,
    Letter,
    LetterKind,
    Message,
    NoticePublication,
    Role,
    User,
)
from portal.privacy.vault import Vault
from portal.security import events

YEAR = timedelta(days=365)
REMIND_BEFORE = timedelta(days=10)  # before the last day to choose again
TELL_CONTRACTORS_FOR = timedelta(days=60)  # after publishing; who comes later reads the version in force anyway


def announce_notice(db: Database, vault: Vault, base_url: str) -> int:
    """Tell whoever said yes under an older version, once: ask again when it is material. Returns how many people.

    Where there is no e-mail a letter waits for the coordination point to print it.
    """
    with db.reads() as connection:
        newest = _newest(connection)
        if newest is None:
            return 0
        told = sa.exists().where(
            Announcement.request_id == ConsentRequest.id, Announcement.notice_version == newest.notice_version
        )
        waiting = find_questions(
            connection,
            ConsentRequest.status.in_(STANDING if newest.material else [ConsentStatus.GIVEN]),
            ConsentRequest.answered_at < newest.published_at,
            Candidate.erased_at.is_(None),
            ~told,
        )
    done = _each(db, waiting, lambda session, question: _announce(Post(session, vault, base_url), question, newest))
    _tell_contractors(db, vault, base_url, newest)
    return done


def remind_to_renew(db: Database, vault: Vault, base_url: str) -> int:
    """One reminder, ten days before the last day. Returns how many."""
    open_ones = _asked(db, Announcement.reminded_at.is_(None), Announcement.renew_by <= clock.today() + REMIND_BEFORE)
    return _each(db, open_ones, lambda session, question: _remind(Post(session, vault, base_url), question))


def freeze_unrenewed(db: Database, vault: Vault, base_url: str) -> int:
    """Close the gate for who was asked again and did not answer by the last day; nothing is erased (PR-31)."""
    late = _asked(db, Announcement.renew_by < clock.today())
    return _each(db, late, lambda session, question: _freeze(Post(session, vault, base_url), question))


def inform_yearly(db: Database, vault: Vault, base_url: str) -> int:
    """A mail a year after the last one that told how things stand, with the link to stop. Returns how many."""
    last_told = sa.func.coalesce(ConsentRequest.informed_at, ConsentRequest.answered_at)
    with db.reads() as connection:
        due = find_questions(
            connection,
            ConsentRequest.status == ConsentStatus.GIVEN,
            last_told <= clock.now() - YEAR,
            Candidate.erased_at.is_(None),
        )
    return _each(db, due, lambda session, question: _inform(Post(session, vault, base_url), question))


CHORES: tuple[Callable[[Database, Vault, str], int], ...] = (
    announce_notice,
    remind_to_renew,
    freeze_unrenewed,
    inform_yearly,
)


def _newest(connection: sa.Connection) -> Any:
    return connection.execute(
        sa.select(NoticePublication.notice_version, NoticePublication.material, NoticePublication.published_at)
        .where(NoticePublication.published_at.is_not(None))
        .order_by(NoticePublication.published_at.desc())
        .limit(1)
    ).first()


def _asked(db: Database, *conditions: sa.ColumnElement[bool]) -> list[Question]:
    """Whoever was asked again, has not answered, and still stands."""
    asked = sa.exists().where(
        Announcement.request_id == ConsentRequest.id,
        Announcement.renew_by.is_not(None),
        Announcement.answered_at.is_(None),
        Announcement.frozen_at.is_(None),
        *conditions,
    )
    with db.reads() as connection:
        return find_questions(connection, ConsentRequest.status == ConsentStatus.GIVEN, asked)


def _each(db: Database, questions: list[Question], act: Callable[[Session, Question], bool]) -> int:
    """One transaction a person, on the row as it is then."""
    done = 0
    for question in questions:
        with db.transaction() as session:
            session.get_one(ConsentRequest, question.request_id, with_for_update=True)
            now = question_of(session.connection(), question.request_id)
            done += act(session, now) if now.status is question.status else 0
    return done


def _announce(post: Post, question: Question, newest: sa.Row[Any]) -> bool:
    session, version = post.session, newest.notice_version
    if session.get(Announcement, (question.request_id, version)) is not None or not _is_reached(post, question):
        return False
    days = timedelta(days=terms(session.connection(), question.region).renewal_days)
    last_day = clock.today() + days if newest.material else None
    session.add(
        Announcement(request_id=question.request_id, notice_version=version, told_at=clock.now(), renew_by=last_day)
    )
    session.get_one(ConsentRequest, question.request_id).informed_at = clock.now()
    token = _link(session, question)
    if last_day is not None:
        letters.ask_again(post, question, token=token, renew_by=last_day, attempt=f"{version}:1")
        _record(session, "consent_asked_again", question)
    else:
        letters.say_text_changed(post, question, token=token, version=version)
    session.flush()
    return True


def _is_reached(post: Post, question: Question) -> bool:
    return question.is_on_paper or bool(email_of(post.vault, question))


def _open_announcement(session: Session, request_id: UUID) -> Announcement | None:
    return session.scalar(
        sa.select(Announcement)
        .where(
            Announcement.request_id == request_id,
            Announcement.renew_by.is_not(None),
            Announcement.answered_at.is_(None),
            Announcement.frozen_at.is_(None),
        )
        .order_by(Announcement.told_at.desc())
        .limit(1)
    )


def _remind(post: Post, question: Question) -> bool:
    asked = _open_announcement(post.session, question.request_id)
    if asked is None or asked.reminded_at is not None or asked.renew_by is None or asked.renew_by < clock.today():
        return False
    if question.is_on_paper and not _is_printed(post.session, question.request_id):
        return False  # the first letter still waits
    asked.reminded_at = clock.now()
    token = _link(post.session, question)
    letters.ask_again(
        post, question, token=token, renew_by=asked.renew_by, attempt=f"{asked.notice_version}:2", is_reminder=True
    )
    return True


def _link(session: Session, question: Question) -> str:
    """For a mail; the code of a letter is made when it is printed."""
    return "" if question.is_on_paper else manage_link(session, question, keep_older=True)


def _is_printed(session: Session, request_id: UUID) -> bool:
    printed = sa.exists().where(
        Letter.request_id == request_id, Letter.kind == LetterKind.RENEWAL, Letter.printed_at.is_not(None)
    )
    return bool(session.scalar(sa.select(printed)))


def _freeze(post: Post, question: Question) -> bool:
    session = post.session
    asked = _open_announcement(session, question.request_id)
    if asked is None or asked.renew_by is None or asked.renew_by >= clock.today():
        return False
    asked.frozen_at = clock.now()
    request = session.get_one(ConsentRequest, question.request_id)
    request.move_to(ConsentStatus.FROZEN)
    text = notice_in_force(session.connection(), question.language)
    lines = ledger.of_each(ConsentEventKind.EXPIRED, request.scopes_given)
    ledger.append(session, request, *lines, text=text, how=ledger.BY_CLOCK)
    letters.tell_contractor_frozen(post, question, version=asked.notice_version)
    _record(session, "consent_frozen", question)
    return True


def _inform(post: Post, question: Question) -> bool:
    request = post.session.get_one(ConsentRequest, question.request_id)
    told_at = request.informed_at or request.answered_at
    if told_at is None or told_at > clock.now() - YEAR or _open_announcement(post.session, question.request_id):
        return False
    request.informed_at = clock.now()
    letters.inform_yearly(post, question, token=_link(post.session, question))
    return True


def _tell_contractors(db: Database, vault: Vault, base_url: str, newest: sa.Row[Any]) -> None:
    """Once to everybody who may send for a contractor whose candidates were told."""
    if clock.now() - newest.published_at > TELL_CONTRACTORS_FOR:
        return
    told = (
        sa.exists()
        .where(Announcement.notice_version == newest.notice_version, Announcement.request_id == ConsentRequest.id)
        .where(ConsentRequest.contract_id == Contract.id, Contract.contractor_id == User.organisation_id)
    )
    senders = sa.select(User.id).where(User.role == Role.CONTRACTOR_ADMIN, User.disabled_at.is_(None), told)
    with db.reads() as connection:
        people = list(connection.scalars(senders))
        keys = {user_id: letters.key_of_text_changed(newest.notice_version, user_id) for user_id in people}
        sent = set(connection.scalars(sa.select(Message.key).where(Message.key.in_(keys.values()))))
        last_day = connection.scalar(
            sa.select(sa.func.max(Announcement.renew_by)).where(Announcement.notice_version == newest.notice_version)
        )
    for user_id in [user_id for user_id in people if keys[user_id] not in sent]:
        with db.transaction() as session:
            post = Post(session, vault, base_url)
            letters.tell_contractor_text_changed(
                post, session.get_one(User, user_id), version=newest.notice_version, renew_by=last_day
            )


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
