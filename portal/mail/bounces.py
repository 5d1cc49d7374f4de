"""What follows when the mail server does not know a candidate's address (PR-26)."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.mail import messages
from portal.mail.draft import Desk, Envelope
from portal.mail.outbox import enqueue
from portal.models import (
    UNANSWERED,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Contract,
    ControllerCard,
    User,
)
from portal.privacy.vault import Vault


def note_not_reached(session: Session, vault: Vault, *, message_id: UUID, candidate_id: UUID, base_url: str) -> None:
    """Mark the candidate's newest question as not delivered and ask whoever invited the candidate to look.

    Does nothing after a 'no' or a stop: then nobody needs the address any more.
    """
    request = session.scalar(
        sa.select(ConsentRequest)
        .where(
            ConsentRequest.candidate_id == candidate_id,
            ConsentRequest.status.in_([*UNANSWERED, ConsentStatus.GIVEN]),
        )
        .order_by(ConsentRequest.requested_at.desc())
        .limit(1)
    )
    if request is None:
        return
    request.not_delivered_at = clock.now()
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
