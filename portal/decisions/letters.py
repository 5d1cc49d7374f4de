"""The mail of a decision: to whom it goes and what it says; the check page shows the same as is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.mail import messages
from portal.mail.draft import Desk, Draft, Envelope
from portal.models import ControllerCard, Outcome, PlanVersion, Section, User
from portal.security.scope import ContractRow


@dataclass(frozen=True)
class Recipient:
    name: str
    email: str
    language: str
    user_id: UUID | None  # None: a contact person without an account


@dataclass(frozen=True)
class Answer:
    """A decision as the contractor hears it. ``respond_by`` is there when something must change."""

    outcome: Outcome
    remarks: Mapping[Section, str]
    respond_by: date | None
    message: str


def readers_of_plan(connection: sa.Connection, version_id: UUID) -> list[Recipient]:
    """The contact person of the plan, and whoever sent it while he has an account; one person once."""
    row = connection.execute(
        sa.select(PlanVersion.content, User.id, User.name, User.email, User.language, User.disabled_at)
        .join(User, User.id == PlanVersion.submitted_by)
        .where(PlanVersion.id == version_id)
    ).one()
    contact = row.content["sections"][Section.CONTACT.value]
    sender = Recipient(row.name, row.email, row.language, row.id)
    if contact["email"].casefold() == row.email.casefold():
        return [sender]
    others = [] if row.disabled_at else [sender]
    return [Recipient(contact.get("name") or contact["email"], contact["email"], row.language, None), *others]


def plan_letters(
    connection: sa.Connection, *, contract: ContractRow, version_id: UUID, reference: str, answer: Answer, base_url: str
) -> list[tuple[Recipient, Draft]]:
    desk = desk_of(connection, contract)
    made = []
    for reader in readers_of_plan(connection, version_id):
        envelope = Envelope(reader.email, reader.language, base_url, desk)
        made.append((reader, _plan_letter(envelope, contract.number, reference, answer)))
    return made


def _plan_letter(envelope: Envelope, number: str, reference: str, answer: Answer) -> Draft:
    if answer.respond_by is None:
        return messages.plan_approved(envelope, contract_number=number, reference=reference, message=answer.message)
    return messages.plan_returned(
        envelope,
        contract_number=number,
        reference=reference,
        remarks=[(section, answer.remarks[section]) for section in Section if section in answer.remarks],
        respond_by=answer.respond_by,
        message=answer.message,
    )


def placement_letters(
    connection: sa.Connection,
    *,
    contract: ContractRow,
    submitted_by: UUID | None,
    candidate_number: int,
    respond_by: date | None,
    base_url: str,
) -> list[tuple[Recipient, Draft]]:
    """``respond_by`` only when something must change."""
    desk = desk_of(connection, contract)
    about: dict[str, Any] = {"contract_number": contract.number, "candidate_number": candidate_number}
    made = []
    for reader in senders(connection, contract, submitted_by):
        envelope = Envelope(reader.email, reader.language, base_url, desk)
        if respond_by is None:
            made.append((reader, messages.placement_approved(envelope, **about)))
        else:
            made.append((reader, messages.placement_returned(envelope, **about, respond_by=respond_by)))
    return made


def senders(connection: sa.Connection, contract: ContractRow, submitted_by: UUID | None) -> Iterable[Recipient]:
    """Whoever sent it; when he has no access any more, everybody of the company who may send."""
    people = sa.select(User.id, User.name, User.email, User.language)
    sender = connection.execute(people.where(User.id == submitted_by, User.disabled_at.is_(None))).all()
    may_send = people.where(User.may_send_for(contract.contractor_id))
    for row in sender or connection.execute(may_send.order_by(User.id)).all():
        yield Recipient(row.name, row.email, row.language, row.id)


def desk_of(connection: sa.Connection, contract: ContractRow) -> Desk:
    card: Any = connection.execute(
        sa.select(ControllerCard.__table__).where(ControllerCard.region == contract.region)
    ).first()
    return Desk.of(card)
