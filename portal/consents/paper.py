"""Letters for who has no e-mail (PR-32), each with a code that opens the same pages as a link.

A code is short, so it is safe by three things: it is tried under a limit, it opens nothing but the question for the
date of birth, and the link behind it is made of it with a key, so that who reads the database cannot count on to it.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.clock import end_of
from portal.consents.ledger import How
from portal.consents.queries import Question, question_of
from portal.consents.served import Read, serve_notice
from portal.consents.terms import terms
from portal.errors import NotFound, Refused
from portal.models import (
    PARTING,
    STANDING,
    UNANSWERED,
    Announcement,
    ConsentRequest,
    ConsentStatus,
    Letter,
    LetterKind,
    LinkPurpose,
)
from portal.privacy.vault import Purpose, Vault
from portal.security import events, links
from portal.security.viewer import Viewer

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without 0 and O, 1, I and L
LENGTH = 8  # 31 to the power of 8 is 40 bits; below 64 a limit on tries is asked (NIST SP 800-63B)
SEND_WITHIN = timedelta(days=7)
WITH_NOTICE = frozenset({LetterKind.QUESTION, LetterKind.RENEWAL})
BY_LETTER = How("csr", "paper", "")
INFORM_WITHIN = timedelta(days=28)  # of article 14: a month (PR-40)


@dataclass(frozen=True)
class Code:
    """A fresh code and the token of the link it stands for."""

    plain: str
    token: str
    notice_sha256: str  # of the text in the letter

    @property
    def spelled(self) -> str:
        """'K7PM-4XQD'"""
        return f"{self.plain[:4]}-{self.plain[4:]}"


@dataclass(frozen=True)
class LetterRow:
    id: UUID
    kind: LetterKind
    request_id: UUID
    version: int
    sealed: bytes | None  # to whom, of a parting letter
    may_print: bool


def new_code(vault: Vault, notice_sha256: str) -> Code:
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return Code(plain, token_of(vault, plain), notice_sha256)


def token_of(vault: Vault, typed: str) -> str:
    """The token of a code as somebody types it: spaces, dashes and small letters do not matter."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return base64.urlsafe_b64encode(vault.blind_index("paper-code", plain)).decode().rstrip("=")


def queue_letter(session: Session, request_id: UUID, kind: LetterKind, *, sealed: bytes | None = None) -> None:
    """Put a letter on the list of what to print; a second one of a kind is the same letter, to be printed anew."""
    within = INFORM_WITHIN if kind is LetterKind.SAMPLE else SEND_WITHIN
    waiting = session.scalar(sa.select(Letter).where(Letter.request_id == request_id, Letter.kind == kind))
    if waiting is None:
        waiting = Letter(request_id=request_id, kind=kind, queued_at=clock.now(), due_on=clock.today() + within)
        session.add(waiting)
    else:
        waiting.printed_at = waiting.printed_by = None
        waiting.queued_at, waiting.due_on = clock.now(), clock.today() + within
    waiting.sealed = sealed
    session.flush()


def queue_parting(session: Session, vault: Vault, question: Question, kind: LetterKind) -> None:
    """The receipt of an end. Name and address go into the letter under the key of the contact data, for that key alone
    waits until it is printed (PR-26, PR-28); ``question`` was read before they ended.
    """
    name = vault.open(question.candidate_id, Purpose.NAME, question.name_sealed) or {}
    home = vault.open(question.candidate_id, Purpose.CONTACT, question.contact_sealed) or {}
    whom = {**name, **{part: home.get(part) for part in ("street", "postcode", "town")}}
    sealed = vault.seal(question.candidate_id, Purpose.CONTACT, whom, table=Letter.__tablename__)
    queue_letter(session, question.request_id, kind, sealed=sealed)


def drop_letter(session: Session, request_id: UUID, kind: LetterKind) -> None:
    """Nobody has to be asked any more."""
    dropped = sa.delete(Letter).where(Letter.request_id == request_id, Letter.kind == kind)
    session.execute(dropped.execution_options(synchronize_session=False))


def is_printable() -> sa.ColumnElement[bool]:
    """A question while it is open, a parting letter while its address is there, the others while the yes stands."""
    status = ConsentRequest.status
    return sa.case(
        (Letter.kind == LetterKind.QUESTION, status.in_(UNANSWERED)),
        (Letter.kind == LetterKind.RENEWAL, status.in_(STANDING)),
        (Letter.kind.in_(PARTING), Letter.sealed.is_not(None)),
        else_=status == ConsentStatus.GIVEN,
    )


def find_letter(connection: sa.Connection, letter_id: UUID, *, contract_id: UUID) -> LetterRow | None:
    row = connection.execute(
        sa.select(
            Letter.id, Letter.kind, Letter.request_id, Letter.version, Letter.sealed, is_printable().label("may_print")
        )
        .join(ConsentRequest, ConsentRequest.id == Letter.request_id)
        .where(Letter.id == letter_id, ConsentRequest.contract_id == contract_id)
    ).first()
    return LetterRow(**row._mapping) if row is not None else None


def last_day(connection: sa.Connection, letter: LetterRow, question: Question) -> date:
    """Until when somebody can choose who gets this letter today. A letter takes days, so a first question and the first
    letter about a changed text give as many days as the region does from its print on; a reminder gives no more.
    """
    its_terms, today = terms(connection, question.region), clock.today()
    if letter.kind is LetterKind.RENEWAL:
        asked = connection.execute(open_announcement(letter.request_id)).first()
        if asked is None or asked.renew_by is None:
            return today
        until: date = asked.renew_by
        fresh = today + timedelta(days=its_terms.renewal_days)
        return until if asked.reminded_at or asked.frozen_at else max(until, fresh)
    longest = clock.day_of(question.requested_at) + timedelta(days=its_terms.draft_days - 1)
    fresh = min(today + timedelta(days=its_terms.decide_days), longest)
    return max(question.decide_by, fresh)


def open_announcement(request_id: UUID) -> sa.Select[Any]:
    """The newest question about a changed text that has no answer: notice_version, told_at, renew_by and so on."""
    return (
        sa.select(Announcement.__table__)
        .where(
            Announcement.request_id == request_id,
            Announcement.renew_by.is_not(None),
            Announcement.answered_at.is_(None),
        )
        .order_by(Announcement.told_at.desc())
        .limit(1)
    )


def note_printed(
    session: Session,
    vault: Vault,
    *,
    letter: LetterRow,
    code: Code | None,
    by: Viewer,
    written: Read | None = None,
) -> None:
    """The letter of ``code`` goes out now: its link works, an older letter's does not. Raises NotFound or Refused.

    A letter with the notice is kept as a screen with it is: which text, filled for whom (PR-40, PR-42).
    """
    row = session.get(Letter, letter.id, with_for_update=True, populate_existing=True)
    request = session.get(ConsentRequest, letter.request_id, with_for_update=True, populate_existing=True)
    if row is None or request is None:
        raise NotFound
    here = sa.select(is_printable()).where(Letter.id == row.id, ConsentRequest.id == Letter.request_id)
    if not session.scalar(here):
        raise Refused
    if code is not None:
        _make_link(session, letter, request, code)
    if letter.kind in WITH_NOTICE:
        question = question_of(session.connection(), request.id)
        serve_notice(session, vault, question, language=question.language, how=BY_LETTER, written=written)
    row.printed_at, row.printed_by = clock.now(), by.id
    events.record(
        session,
        action="letter_printed",
        actor=by,
        contract_id=request.contract_id,
        object_kind="candidate",
        object_id=request.candidate_id,
        detail={"letter": row.kind.value},
    )


def _make_link(session: Session, letter: LetterRow, request: ConsentRequest, code: Code) -> None:
    connection = session.connection()
    if letter.kind is LetterKind.QUESTION:
        request.decide_by = last_day(connection, letter, question_of(connection, request.id))
        request.locked_at = None
    elif letter.kind is LetterKind.RENEWAL:
        _give_time(session, letter, last_day(connection, letter, question_of(connection, request.id)))
    decides = letter.kind is LetterKind.QUESTION
    links.make_link(
        session,
        purpose=LinkPurpose.DECIDE if decides else LinkPurpose.MANAGE,
        subject_id=request.id,
        expires_at=end_of(request.decide_by) if decides else None,
        notice_sha256=code.notice_sha256 if letter.kind in WITH_NOTICE else None,  # on which text a form is answered
        keep_older=letter.kind not in (LetterKind.QUESTION, LetterKind.CONFIRMATION),  # the card to stop keeps its code
        token=code.token,
    )


def _give_time(session: Session, letter: LetterRow, until: date) -> None:
    asked = session.execute(open_announcement(letter.request_id)).first()
    if asked is not None:
        session.get_one(Announcement, (asked.request_id, asked.notice_version)).renew_by = until
