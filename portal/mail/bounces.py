"""What follows when the mail server does not know a candidate's address (PR-26, PR-40)."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.mail import messages
from portal.mail.draft import Desk, Envelope
from portal.mail.outbox import enqueue
from portal.models import (
    STANDING,
    UNANSWERED,
    Announcement,
    Candidate,
    ConsentRequest,
    Contract,
    ControllerCard,
    Letter,
    LetterKind,
    User,
)
from portal.privacy.vault import Vault

TO_AN_OLD_ADDRESS = frozenset({"candidate_address_changed"})  # that one was wrong is why it was mended
INFORM_WITHIN = timedelta(days=28)  # of the day the coordination point got the data; article 14 gives a month


def note_not_reached(session: Session, vault: Vault, *, message_id: UUID, candidate_id: UUID, base_url: str) -> None:
    """Mark the candidate's newest question as not delivered and ask whoever invited the candidate to look.

    Does nothing after a 'no' or a stop: then nobody needs the address any more.
    """
    request = session.scalar(
        sa.select(ConsentRequest)
        .where(
            ConsentRequest.candidate_id == candidate_id,
            ConsentRequest.status.in_(UNANSWERED | STANDING),
        )
        .order_by(ConsentRequest.requested_at.desc())
        .limit(1)
    )
    if request is None:
        return
    request.not_delivered_at = clock.now()
    if request.status in STANDING:
        _inform_by_letter(session, request)
    found = session.execute(
        sa.select(User.id, User.email, User.language, User.disabled_at, Contract.number, Contract.region)
        .select_from(Candidate)
        .join(User, User.id == Candidate.created_by)
        .join(Contract, Contract.id == Candidate.contract_id)
        .where(Candidate.id == candidate_id)
    ).one()
    if found.disabled_at is None:
        card = session.get(ControllerCard, found.region)
        envelope = Envelope(found.email, found.language, base_url, Desk.of(card))
        draft = messages.candidate_not_reached(envelope, contract_number=found.number)
        enqueue(session, vault, draft, key=f"bounce:{message_id}", user_id=found.id, contract_id=request.contract_id)


def _inform_by_letter(session: Session, request: ConsentRequest) -> None:
    """The coordination point has her data and cannot mail her: she gets what she said yes to by letter, or the question
    again when it is open (PR-31).
    """
    asked = sa.exists().where(
        Announcement.request_id == request.id, Announcement.renew_by.is_not(None), Announcement.answered_at.is_(None)
    )
    kind = LetterKind.RENEWAL if session.scalar(sa.select(asked)) else LetterKind.CONFIRMATION
    letter = session.scalar(sa.select(Letter).where(Letter.request_id == request.id, Letter.kind == kind))
    if letter is None:
        registered_on = clock.day_of(request.answered_at or clock.now())
        due_on = max(registered_on + INFORM_WITHIN, clock.today())
        session.add(Letter(request_id=request.id, kind=kind, queued_at=clock.now(), due_on=due_on))
