"""The outbox: a mail is a row in the transaction of what it tells about (design rule 8).

A rollback takes the mail with it, a commit keeps it until it has left. Nothing is sent here: a worker leases rows in
one short transaction, sends outside any, and writes down each outcome in another. What a crash in between sends twice
has the same Message-ID. Words and recipient are sealed, and wiped once the mail has left.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.mail.draft import Draft
from portal.mail.purposes import check_purpose
from portal.models import Message, new_id
from portal.privacy.vault import Purpose, Vault

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 80  # three days at that pace; then a person must look


@dataclass(frozen=True)
class Leased:
    """A message that this worker, and no other, may send until ``leased_until``; still sealed."""

    id: UUID
    kind: str
    language: str
    candidate_id: UUID | None
    sealed: bytes | None
    tries: int
    leased_until: datetime


def enqueue(
    session: Session,
    vault: Vault,
    draft: Draft,
    *,
    key: str,
    user_id: UUID | None = None,
    candidate_id: UUID | None = None,
    contract_id: UUID | None = None,
    due_at: datetime | None = None,
) -> None:
    """Queue ``draft`` in the caller's transaction; a second mail with the same ``key`` (one intent) does nothing.

    ``candidate_id`` says that the mail goes to this candidate: it is sealed under the contact key, so that it ends
    with it. Raises KeyEnded when that key has ended, PurposeRefused for a mail that is not about consent or rights
    (PR-12). ``due_at`` in the future makes a timed mail.
    """
    check_purpose(draft.kind, to_candidate=candidate_id is not None)
    message_id, now = new_id(), clock.now()
    row = {
        "id": message_id,
        "key": key,
        "kind": draft.kind,
        "language": draft.language,
        "candidate_id": candidate_id,
        "user_id": user_id,
        "contract_id": contract_id,
        "sealed": _seal(vault, draft, message_id, candidate_id),
        "queued_at": now,
        "due_at": due_at or now,
        "tries": 0,
    }
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(Message).values(row).on_conflict_do_nothing(index_elements=["key"]))


def drop_unsent(session: Session, *, candidate_id: UUID, kinds: frozenset[str]) -> None:
    """Take back mail to a candidate that has not left: no reminder after an answer (PR-30)."""
    session.execute(
        sa.delete(Message).where(
            Message.candidate_id == candidate_id, Message.kind.in_(kinds), Message.sent_at.is_(None)
        )
    )


def lease_due(db: Database, vault: Vault, *, most: int = 20) -> list[Leased]:
    """Lease messages that are due, oldest first, so that no other worker takes them for the length of a lease."""
    now = clock.now()
    due = (
        sa.select(Message.id)
        .where(
            Message.sent_at.is_(None),
            Message.dead_at.is_(None),
            Message.due_at <= now,
            sa.or_(Message.leased_until.is_(None), Message.leased_until < now),
        )
        .order_by(Message.due_at, Message.id)
        .limit(most)
    )
    with db.transaction() as session:
        ids = list(session.scalars(due if db.is_sqlite else due.with_for_update(skip_locked=True)))
        if not ids:
            return []
        session.execute(sa.update(Message).where(Message.id.in_(ids)).values(leased_until=now + LEASE))
        rows = session.execute(sa.select(Message.__table__).where(Message.id.in_(ids)).order_by(Message.id)).all()
    return [
        Leased(row.id, row.kind, row.language, row.candidate_id, row.sealed, row.tries, now + LEASE) for row in rows
    ]


def open_draft(vault: Vault, message: Leased) -> Draft | None:
    """What the message says; None when the key it was sealed under has ended. Raises SealBroken."""
    words: dict[str, str] | None
    if message.candidate_id is not None:
        words = vault.open(message.candidate_id, Purpose.CONTACT, message.sealed, table="message")  # type: ignore[assignment]
    elif message.sealed is not None:
        words = json.loads(vault.open_own(_place(message.id), message.sealed))
    else:
        words = None
    if words is None:
        return None
    return Draft(message.kind, message.language, words["to"], words["subject"], words["text"], words["html"])


def has_due(connection: sa.Connection) -> bool:
    """Whether a worker has anything to lease; asked of the reader, so that an idle worker takes no write lock."""
    now = clock.now()
    free = sa.or_(Message.leased_until.is_(None), Message.leased_until < now)
    waiting = sa.and_(Message.sent_at.is_(None), Message.dead_at.is_(None), Message.due_at <= now, free)
    return connection.scalar(sa.select(Message.id).where(waiting).limit(1)) is not None


def sent(session: Session, message_id: UUID) -> None:
    """It has left: its words are wiped."""
    _update(session, message_id, sent_at=clock.now(), sealed=None, leased_until=None, error=None)


def ended(session: Session, message_id: UUID) -> None:
    """The person it was for has been erased; there is nothing left to send."""
    _update(session, message_id, dead_at=clock.now(), sealed=None, leased_until=None, error="key ended")


def failed(session: Session, message_id: UUID, *, tries: int, error: str) -> None:
    """Try again later, each time a little later; after MOST_TRIES it is a dead letter."""
    if tries + 1 >= MOST_TRIES:
        dead(session, message_id, tries=tries, error=error)
    else:
        due_at = clock.now() + pause_after(tries + 1)
        _update(session, message_id, tries=tries + 1, due_at=due_at, leased_until=None, error=error)


def dead(session: Session, message_id: UUID, *, tries: int, error: str) -> None:
    """Given up; staff sees it, and ``retry`` gives it another chance while its words are there."""
    _update(session, message_id, tries=tries + 1, dead_at=clock.now(), leased_until=None, error=error)


def not_reached(session: Session, message_id: UUID, *, tries: int, error: str) -> None:
    """The address does not exist and somebody has been asked to mend it; sending this again has no sense."""
    _update(session, message_id, tries=tries + 1, dead_at=clock.now(), sealed=None, leased_until=None, error=error)


def released(session: Session, message_ids: list[UUID], *, pause: timedelta = timedelta(0)) -> None:
    """Give leased messages back untried; no try is counted."""
    values = {"leased_until": None, "due_at": clock.now() + pause}
    session.execute(sa.update(Message).where(Message.id.in_(message_ids), Message.sent_at.is_(None)).values(values))


def retry(session: Session, message_id: UUID) -> bool:
    """Queue a dead letter again, now. False when there is no dead letter with this id or its words are gone."""
    found = session.execute(
        sa.update(Message)
        .where(Message.id == message_id, Message.dead_at.is_not(None), Message.sealed.is_not(None))
        .values(dead_at=None, tries=0, due_at=clock.now(), error=None)
        .returning(Message.id)
    )
    return found.first() is not None


def pause_after(tries: int) -> timedelta:
    """Half a minute, then twice as long each time, and never more than an hour."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(tries - 1, 10)))


def _update(session: Session, message_id: UUID, **values: object) -> None:
    session.execute(sa.update(Message).where(Message.id == message_id, Message.sent_at.is_(None)).values(**values))


def _seal(vault: Vault, draft: Draft, message_id: UUID, candidate_id: UUID | None) -> bytes:
    words: dict[str, str | None] = {
        "to": draft.recipient,
        "subject": draft.subject,
        "text": draft.text,
        "html": draft.html,
    }
    if candidate_id is not None:
        return vault.seal(candidate_id, Purpose.CONTACT, words, table="message")
    return vault.seal_own(_place(message_id), json.dumps(words).encode())


def _place(message_id: UUID) -> str:
    return f"message:{message_id}"
