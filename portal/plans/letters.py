"""Who hears what about a plan: the contact person and the sender, and the reviewers of the region."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.mail import messages, outbox
from portal.mail.draft import Desk, Envelope
from portal.models import ControllerCard, Organisation, PlanVersion, Section, User
from portal.privacy.vault import Vault
from portal.security.scope import ContractRow
from portal.security.viewer import COORDINATORS, Viewer


def tell_submitted(
    session: Session, vault: Vault, *, contract: ContractRow, version: PlanVersion, by: Viewer, base_url: str
) -> None:
    """Acknowledge receipt, and tell the reviewers that there is a plan to read."""
    desk = _desk(session, contract)
    for address, person in _senders_side(version, by):
        draft = messages.plan_submitted(
            Envelope(address, by.language, base_url, desk),
            contract_number=contract.number,
            reference=version.reference,
            at=version.submitted_at,
            answer_due_on=version.answer_due_on,
        )
        key = f"plan_submitted:{version.id}:{'sender' if person else 'contact'}"
        outbox.enqueue(session, vault, draft, key=key, user_id=by.id if person else None, contract_id=contract.id)
    for reviewer in _reviewers(session, contract):
        draft = messages.csr_new_plan(
            Envelope(reviewer.email, reviewer.language, base_url, desk),
            contract_number=contract.number,
            version=version.number,
            contractor=contract.contractor_name,
            answer_due_on=version.answer_due_on,
        )
        key = f"csr_new_plan:{version.id}:{reviewer.id}"
        outbox.enqueue(session, vault, draft, key=key, user_id=reviewer.id, contract_id=contract.id)


def tell_withdrawn(
    session: Session, vault: Vault, *, contract: ContractRow, version: PlanVersion, by: Viewer, base_url: str
) -> None:
    desk = _desk(session, contract)
    for address, person in _senders_side(version, by):
        draft = messages.plan_withdrawn(
            Envelope(address, by.language, base_url, desk),
            contract_number=contract.number,
            reference=version.reference,
            at=clock.now(),
        )
        key = f"plan_withdrawn:{version.id}:{'sender' if person else 'contact'}"
        outbox.enqueue(session, vault, draft, key=key, user_id=by.id if person else None, contract_id=contract.id)


def _senders_side(version: PlanVersion, by: Viewer) -> list[tuple[str, bool]]:
    """The addresses that get a copy, and whether each is the sender's own: the contact person once, not twice."""
    contact = version.content["sections"][Section.CONTACT.value]["email"]
    others = [] if contact.casefold() == by.email.casefold() else [(contact, False)]
    return [(by.email, True), *others]


def _desk(session: Session, contract: ContractRow) -> Desk:
    return Desk.of(session.get(ControllerCard, contract.region))


def _reviewers(session: Session, contract: ContractRow) -> list[User]:
    return list(
        session.scalars(
            sa.select(User)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.role.in_(COORDINATORS), Organisation.region == contract.region, User.disabled_at.is_(None))
            .order_by(User.id)
        )
    )
