"""Whoever said no is left in peace: not for 30 days, then once with a new reason, and after that never (PR-24, PR-29).

Of a no only keyed hashes of one contract are kept, long enough to recognise the same mailbox, on paper the same name at
the same home, and by whatever way the same name and day of birth: a no by mail is not got round with a letter.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.consents.addresses import mailbox
from portal.consents.invitee import Invitee
from portal.consents.queries import Question
from portal.db import Database
from portal.errors import Refused
from portal.models import ConsentRequest, ConsentStatus, Contract, ContractStatus, NewReason, Refusal
from portal.privacy.vault import Purpose, Vault

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


def remember(session: Session, vault: Vault, question: Question) -> None:
    """Keep the hashes of a no that was just given, in its transaction; what they are made of is about to be erased."""
    name = vault.open(question.candidate_id, Purpose.NAME, question.name_sealed) or {}
    contact = vault.open(question.candidate_id, Purpose.CONTACT, question.contact_sealed) or {}
    whole = letters_of(name.get("first_name"), name.get("surname"))
    request = session.get_one(ConsentRequest, question.request_id)
    session.add(
        Refusal(
            request_id=request.id,
            contract_id=question.contract_id,
            address_index=_index(vault, question.contract_id, _address(whole, contact)),
            person_index=_person(vault, whole, question.birth_check),
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
    session: Session, vault: Vault, *, contract_id: UUID, invitee: Invitee, follows: UUID | None = None
) -> None:
    """Raise RefusedBefore for somebody who said no to this contract, other than to the request it ``follows``."""
    whole = letters_of(invitee.first_name, invitee.surname)
    index = _index(vault, contract_id, _address(whole, invitee.contact))
    refusals = sa.select(Refusal, ConsentRequest.candidate_id).join(
        ConsentRequest, ConsentRequest.id == Refusal.request_id
    )
    for refusal, candidate_id in session.execute(refusals.where(Refusal.contract_id == contract_id)).all():
        is_same = refusal.address_index == index
        if not is_same and refusal.person_index is not None:
            is_same = refusal.person_index == _person(vault, whole, vault.birth_check(candidate_id, invitee.born))
        if is_same:
            _refuse(refusal, follows)


def check_mailbox_not_refused(
    session: Session, vault: Vault, *, contract_id: UUID, email: str, follows: UUID | None
) -> None:
    """The same for an address alone, when one is mended."""
    index = _index(vault, contract_id, mailbox(email))
    for refusal in session.scalars(sa.select(Refusal).where(Refusal.address_index == index)).all():
        _refuse(refusal, follows)


def _refuse(refusal: Refusal, follows: UUID | None) -> None:
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


def letters_of(*names: str | None) -> str:
    """Names as one word without accents, capitals, spaces and dashes."""
    apart = unicodedata.normalize("NFKD", "".join(name or "" for name in names).casefold())
    return "".join(sign for sign in apart if sign.isalpha())


def _address(whole: str, contact: Mapping[str, str | None]) -> str:
    """The one spelling of a mailbox, or of a name at a home: postcode and numbers tell the house."""
    if contact.get("email"):
        return mailbox(contact["email"] or "")
    house = " ".join(re.findall(r"\d+", contact.get("street") or ""))
    postcode = "".join((contact.get("postcode") or "").split())
    return f"{whole} {postcode} {house}"


def _index(vault: Vault, contract_id: UUID, address: str) -> bytes:
    return vault.blind_index("refusal", f"{contract_id} {address}")


def _person(vault: Vault, whole: str, birth_check: bytes | None) -> bytes | None:
    """A check value of a day of birth is of one candidate, so this hash is of one contract by itself."""
    return vault.blind_index("refusal-person", f"{whole} {birth_check.hex()}") if birth_check and whole else None
