"""Letters for who has no e-mail (PR-32), each with a code that opens the same pages as a link.

A code is short, so it is safe by three things: it is tried under a limit, it opens nothing but the question for the
date of birth, and the link behind it is made of it with a key, so that who reads the database cannot count on to it.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.clock import end_of
from portal.consents.queries import Question
from portal.consents.terms import terms
from portal.errors import NotFound, Refused
from portal.models import (
    UNANSWERED,
    ConsentRequest,
    ConsentStatus,
    Contract,
    Letter,
    LetterKind,
    LinkPurpose,
)
from portal.privacy.vault import Vault
from portal.security import events, links
from portal.security.viewer import Viewer

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without 0 and O, 1, I and L
LENGTH = 8  # 31 to the power of 8 is 40 bits; below 64 a limit on tries is asked (NIST SP 800-63B)
SEND_WITHIN = timedelta(days=7)
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


def new_code(vault: Vault, notice_sha256: str) -> Code:
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return Code(plain, token_of(vault, plain), notice_sha256)


def token_of(vault: Vault, typed: str) -> str:
    """The token of a code as somebody types it: spaces, dashes and small letters do not matter."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return base64.urlsafe_b64encode(vault.blind_index("paper-code", plain)).decode().rstrip("=")


def queue_letter(session: Session, request_id: UUID, kind: LetterKind) -> None:
    """Put a letter on the list of what to print; a second one of a kind is the same letter, to be printed anew."""
    within = INFORM_WITHIN if kind is LetterKind.SAMPLE else SEND_WITHIN
    waiting = session.scalar(sa.select(Letter).where(Letter.request_id == request_id, Letter.kind == kind))
    if waiting is None:
        waiting = Letter(request_id=request_id, kind=kind, queued_at=clock.now(), due_on=clock.today() + within)
        session.add(waiting)
    else:
        waiting.printed_at = waiting.printed_by = None
        waiting.queued_at, waiting.due_on = clock.now(), clock.today() + within
    session.flush()


def queue_confirmation(session: Session, question: Question) -> None:
    """After a yes of somebody on paper: what was answered, and a card to stop with."""
    if question.is_on_paper:
        queue_letter(session, question.request_id, LetterKind.CONFIRMATION)


def find_letter(connection: sa.Connection, letter_id: UUID, *, contract_id: UUID) -> LetterRow | None:
    row = connection.execute(
        sa.select(Letter.id, Letter.kind, Letter.request_id, Letter.version)
        .join(ConsentRequest, ConsentRequest.id == Letter.request_id)
        .where(Letter.id == letter_id, ConsentRequest.contract_id == contract_id)
    ).first()
    return LetterRow(*row) if row is not None else None


def may_print(kind: LetterKind, status: ConsentStatus, *, is_unanswered: bool) -> bool:
    """A question while it is open, the others while the yes stands."""
    return is_unanswered if kind is LetterKind.QUESTION else status is ConsentStatus.GIVEN


def note_printed(session: Session, *, letter: LetterRow, code: Code | None, by: Viewer) -> None:
    """The letter of ``code`` goes out now: its link works, an older letter's does not. Raises NotFound or Refused.

    A letter takes days, so there are again as many days to choose as the region gives, within the term of a draft.
    """
    row = session.get(Letter, letter.id, with_for_update=True, populate_existing=True)
    request = session.get(ConsentRequest, letter.request_id, with_for_update=True, populate_existing=True)
    if row is None or request is None:
        raise NotFound
    if not may_print(row.kind, request.status, is_unanswered=request.status in UNANSWERED):
        raise Refused
    if code is not None:
        _make_link(session, row.kind, request, code)
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


def _make_link(session: Session, kind: LetterKind, request: ConsentRequest, code: Code) -> None:
    if kind is not LetterKind.QUESTION:
        links.make_link(
            session, purpose=LinkPurpose.MANAGE, subject_id=request.id, expires_at=None, token=code.token,
            keep_older=kind is LetterKind.SAMPLE,
        )  # fmt: skip
        return
    region = session.scalars(sa.select(Contract.region).where(Contract.id == request.contract_id)).one()
    its_terms = terms(session.connection(), region)
    longest = clock.day_of(request.requested_at) + timedelta(days=its_terms.draft_days - 1)
    fresh = min(clock.today() + timedelta(days=its_terms.decide_days), longest)
    request.decide_by = max(request.decide_by, fresh)
    request.locked_at = None
    links.make_link(
        session,
        purpose=LinkPurpose.DECIDE,
        subject_id=request.id,
        expires_at=end_of(request.decide_by),
        notice_sha256=code.notice_sha256,
        token=code.token,
    )
