"""The one engine that ends data: journal, keys, rows, and finished after a crash (design rule 9).

``begin_ending`` writes the journal row and empties the sealed columns in the transaction of the request, so that
nobody reads them from that moment. ``finish_endings`` destroys the keys later, in the worker; until the journal row
says it is finished, every step is done again.

A crash leaves: before the commit nothing; after it a journal row without destroyed keys; after the keys a journal row
that is not finished. The last two are the same to ``finish_endings``.
"""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.models import Candidate, ConsentRequest, Ending, EvidenceCore, Letter, Message, ServedText
from portal.privacy.register import columns_ending_with
from portal.privacy.vault import Purpose, Vault

ENDED = "key ended"  # in the place of a mail server's code
SEALED = ("name_sealed", "address_sealed", "contact_sealed", "group_sealed")
PRINTED_FOR = timedelta(days=1)  # a parting letter can be printed once more, should the first print fail
UNPRINTED_FOR = timedelta(days=30)  # then it is given up: N11 of the notice names no longer time


def begin_ending(
    session: Session, candidate_id: UUID, *purposes: Purpose, reason: str, after_mail: bool = False
) -> None:
    """End ``purposes`` of a candidate in the running transaction; ``reason`` is a token for the journal.

    With ``after_mail`` mail that is due now, such as the receipt of a withdrawal, still goes out, or is printed: the
    contact key lives until none is waiting. Queue the receipt before or after this call, in the same transaction.
    """
    now = clock.now()
    later = tuple(purpose for purpose in purposes if after_mail and purpose is Purpose.CONTACT)
    at_once = tuple(purpose for purpose in purposes if purpose not in later)
    for part in filter(None, (at_once, later)):
        session.add(
            Ending(
                candidate_id=candidate_id,
                purposes=" ".join(part),
                reason=reason,
                decided_at=now,
                after_mail=part is later,
            )
        )
    _empty_columns(session, candidate_id, purposes)
    if Purpose.CONTACT in purposes:
        _drop_mail(session, candidate_id, due_after=now if after_mail else None)


def finish_endings(db: Database, vault: Vault) -> int:
    """Destroy the keys of every ending in the journal that is not finished. Returns how many were finished."""
    unfinished = sa.select(Ending.id).where(Ending.finished_at.is_(None)).order_by(Ending.id)
    with db.reads() as connection:
        endings = connection.scalars(unfinished).all()
    finished = sum(_finish(db, vault, ending) for ending in endings)
    if finished:
        db.forget_remains()
    return finished


def _finish(db: Database, vault: Vault, ending_id: UUID) -> bool:
    with db.reads() as connection:
        ending = connection.execute(sa.select(Ending.__table__).where(Ending.id == ending_id)).one()
        waiting = sa.select(sa.exists().where(_waiting(ending.candidate_id)) | _is_to_print(ending.candidate_id))
        if ending.after_mail and connection.scalar(waiting):
            return False
    purposes = tuple(Purpose(name) for name in ending.purposes.split())
    vault.end(ending.candidate_id, *purposes)
    with db.transaction() as session:
        _empty_columns(session, ending.candidate_id, purposes)
        if Purpose.CONTACT in purposes:
            _drop_mail(session, ending.candidate_id)
            _drop_letters(session, ending.candidate_id)
        session.execute(sa.update(Ending).where(Ending.id == ending_id).values(finished_at=clock.now()))
    return True


def _empty_columns(session: Session, candidate_id: UUID, purposes: tuple[Purpose, ...]) -> None:
    """Through the session, so that the row's version moves and whoever was editing it sees a conflict."""
    session.flush()
    candidate = session.get(Candidate, candidate_id, with_for_update=True, populate_existing=True)
    if candidate is None:
        return
    for purpose in purposes:
        for column in columns_ending_with(purpose):
            if getattr(candidate, column) is not None:
                setattr(candidate, column, None)
    if candidate.erased_at is None and not any(getattr(candidate, column) for column in SEALED):
        candidate.erased_at = clock.now()
    session.flush()
    if Purpose.NAME in purposes:
        requests = sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate_id)
        for rows in (
            sa.delete(EvidenceCore).where(EvidenceCore.candidate_id == candidate_id),
            sa.delete(ServedText).where(ServedText.request_id.in_(requests)),
        ):
            session.execute(rows.execution_options(synchronize_session=False))


def _waiting(candidate_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(Message.candidate_id == candidate_id, Message.sent_at.is_(None), Message.dead_at.is_(None))


def _is_to_print(candidate_id: UUID) -> sa.ColumnElement[bool]:
    """Whether a parting letter still waits for its printer, or may have to be printed once more."""
    now = clock.now()
    in_time = sa.case(
        (Letter.printed_at.is_(None), Letter.queued_at > now - UNPRINTED_FOR),
        else_=Letter.printed_at > now - PRINTED_FOR,
    )
    return sa.exists().where(
        Letter.request_id == ConsentRequest.id,
        ConsentRequest.candidate_id == candidate_id,
        Letter.sealed.is_not(None),
        in_time,
    )


def _drop_letters(session: Session, candidate_id: UUID) -> None:
    requests = sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate_id)
    wiped = sa.update(Letter).where(Letter.request_id.in_(requests), Letter.sealed.is_not(None)).values(sealed=None)
    session.execute(wiped.execution_options(synchronize_session=False))


def _drop_mail(session: Session, candidate_id: UUID, *, due_after: datetime | None = None) -> None:
    """Wipe what is sealed in a candidate's mails; one that had not gone out will not go any more."""
    mails = Message.candidate_id == candidate_id
    if due_after is not None:
        mails = sa.and_(mails, Message.due_at > due_after)
    given_up = {"dead_at": clock.now(), "leased_until": None, "error": ENDED}
    unsent = sa.update(Message).where(mails, _waiting(candidate_id)).values(given_up)
    session.execute(unsent.execution_options(synchronize_session=False))
    wiped = sa.update(Message).where(mails, Message.sealed.is_not(None)).values(sealed=None)
    session.execute(wiped.execution_options(synchronize_session=False))
