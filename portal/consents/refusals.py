"""Whoever said no is left in peace: not for 30 days, then once with a new reason, and after that never (PR-24, PR-29).

Of a no only a keyed hash of contract and address is kept, long enough to recognise the same mailbox.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.consents.addresses import mailbox
from portal.consents.queries import Question
from portal.db import Database
from portal.errors import Refused
from portal.models import ConsentRequest, ConsentStatus, Contract, ContractStatus, NewReason, Refusal
from portal.privacy.vault import Vault

REST = timedelta(days=30)  # between a no and the one question that may follow it
FORGET = REST + timedelta(days=1)  # after which the hash of a first no is gone


@dataclass(frozen=True)
class Again:
    """The one question after a no: which request was refused, and what is different now."""

    request_id: UUID
    reason: NewReason


class RefusedBefore(Refused):
    """This person said no. ``until`` is the first day on which one new question may be asked; None for never."""

    def __init__(self, until: date | None) -> None:
        super().__init__()
        self.until = until


def remember(session: Session, vault: Vault, question: Question, *, email: str) -> None:
    """Keep the hash of a no that was just given, in its transaction; ``email`` is about to be erased.

    Whoever was asked on paper has no address to be recognised by.
    """
    if not email:
        return
    request = session.get_one(ConsentRequest, question.request_id)
    session.add(
        Refusal(
            request_id=request.id,
            contract_id=question.contract_id,
            address_index=_index(vault, question.contract_id, email),
            refused_on=clock.today(),
            is_final=request.follows_id is not None,
        )
    )


def check_again(session: Session, *, contract_id: UUID, again: Again) -> None:
    """Raise RefusedBefore unless one new question may follow this no today."""
    until = may_ask_again(session.connection(), contract_id=contract_id, request_id=again.request_id)
    if until is None or clock.today() < until:
        raise RefusedBefore(until)


def check_not_refused(
    session: Session, vault: Vault, *, contract_id: UUID, email: str, follows: UUID | None = None
) -> None:
    """Raise RefusedBefore for an address that said no to this contract, other than to the request it ``follows``."""
    remembered = session.scalars(
        sa.select(Refusal).where(Refusal.address_index == _index(vault, contract_id, email))
    ).all()
    for refusal in remembered:
        if refusal.is_final:
            raise RefusedBefore(None)
        if refusal.request_id != follows:
            raise RefusedBefore(refusal.refused_on + REST)


def may_ask_again(connection: sa.Connection, *, contract_id: UUID, request_id: UUID) -> date | None:
    """First day of the one question that may follow this no; None when there is no such no, or it has had it."""
    follower = aliased(ConsentRequest)
    row = connection.execute(
        sa.select(ConsentRequest.answered_at).where(
            ConsentRequest.id == request_id,
            ConsentRequest.contract_id == contract_id,
            ConsentRequest.status == ConsentStatus.REFUSED,
            ConsentRequest.follows_id.is_(None),
            ~sa.exists().where(follower.follows_id == ConsentRequest.id),
        )
    ).first()
    return clock.day_of(row.answered_at) + REST if row is not None else None


def forget_refusals(db: Database, vault: Vault, base_url: str) -> int:
    """Delete what need not be remembered any more. Returns how many."""
    closed = sa.select(Contract.id).where(Contract.status == ContractStatus.CLOSED)
    over = sa.or_(
        sa.and_(Refusal.is_final.is_(False), Refusal.refused_on <= clock.today() - FORGET),
        Refusal.contract_id.in_(closed),
    )
    with db.transaction() as session:
        return len(session.execute(sa.delete(Refusal).where(over).returning(Refusal.request_id)).all())


def _index(vault: Vault, contract_id: UUID, email: str) -> bytes:
    return vault.blind_index("refusal", f"{contract_id} {mailbox(email)}")
