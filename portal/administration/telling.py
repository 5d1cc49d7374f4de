"""Telling a contractor that there is a contract, or that something of it has changed.

Amounts and reasons stand behind the sign-in.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services import Post
from portal.mail import messages, outbox
from portal.mail.draft import Desk, Draft, Envelope
from portal.models import Contract, ControllerCard, Organisation, Placement, User
from portal.records.tasks import PersonTask, waiting
from portal.security.scope import ContractRow


@dataclass(frozen=True)
class News:
    """What of a contract has changed: a day is its new day."""

    amount: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    plan_due_on: date | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


def tell_ready(session: Session, post: Post, contract: Contract) -> None:
    """The contract waits for its plan; a company without an account is invited instead."""
    client = session.get_one(Organisation, contract.client_id).name
    draft = partial(
        messages.contract_ready, contract_number=contract.number, client=client, plan_due_on=contract.plan_due_on
    )
    tell_senders(session, post, contract, draft, key=f"contract_ready:{contract.id}")


def tell_change(session: Session, post: Post, contract: Contract, news: News, *, key: str) -> None:
    """One mail of all news, and of the approved work that is worth more by it; nothing without news."""
    if not news:
        return
    session.flush()
    again = waiting(PersonTask.SEND_AGAIN).conditions
    count = sa.select(sa.func.count()).select_from(Placement).where(Placement.contract_id == contract.id, *again)
    worth_more = session.scalar(count) or 0 if news.ends_on else 0

    def draft(envelope: Envelope) -> Draft:
        return messages.contract_changed(
            envelope,
            contract_number=contract.number,
            amount=news.amount,
            starts_on=news.starts_on,
            ends_on=news.ends_on,
            plan_due_on=news.plan_due_on,
            worth_more=worth_more,
        )

    tell_senders(session, post, contract, draft, key=f"contract_changed:{key}")


def tell_senders(
    session: Session, post: Post, contract: Contract | ContractRow, draft: Callable[[Envelope], Draft], *, key: str
) -> None:
    """The mail to everybody of the company who may send, once under ``key``."""
    card = session.scalar(sa.select(ControllerCard).where(ControllerCard.region == contract.region))
    people = sa.select(User.id, User.email, User.language).where(User.may_send_for(contract.contractor_id))
    for person in session.execute(people.order_by(User.id)).all():
        envelope = Envelope(person.email, person.language, post.base_url, Desk.of(card))
        outbox.enqueue(
            session, post.vault, draft(envelope), key=f"{key}:{person.id}", user_id=person.id, contract_id=contract.id
        )
