"""What a link leads to, and where a candidate's consent stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal import clock
from portal.consents.in_force import text_of
from portal.consents.notices import Notice
from portal.consents.receipt_code import code_of
from portal.consents.terms import Terms
from portal.mail.draft import GENERAL_ADDRESS, Desk
from portal.models import (
    UNANSWERED,
    Agreement,
    Candidate,
    ConsentEvent,
    ConsentRequest,
    ConsentStatus,
    Contract,
    ControllerCard,
    EvidenceCore,
    NoticeServed,
    Organisation,
    QuestionChannel,
    Region,
    User,
)
from portal.privacy.vault import Purpose, Vault
from portal.web.filters import day
from portal.web.labels import label


@dataclass(frozen=True)
class Question:
    """One request to one candidate with everything its pages and mails say. Names of persons are still sealed."""

    request_id: UUID
    status: ConsentStatus
    c2_given: bool
    channel: QuestionChannel
    by_representative: bool
    requested_at: datetime
    decide_by: date
    answered_at: datetime | None
    reminders: int
    not_delivered_at: datetime | None
    locked_at: datetime | None
    is_asked_again: bool  # after a no; a second no is final
    candidate_id: UUID
    candidate_number: int
    language: str
    name_sealed: bytes | None
    contact_sealed: bytes | None
    birth_check: bytes | None
    agreement: Agreement
    employer_name: str
    contract_id: UUID
    contract_number: str
    region: Region
    contractor_id: UUID
    contractor: str
    client: str
    asked_by: UUID
    contact_email: str  # of whoever asked
    contact_language: str
    contact_disabled_at: datetime | None
    office: str | None
    office_address: str | None
    office_email: str | None
    office_phone: str | None
    office_hours: str | None
    officer: str | None
    officer_email: str | None

    @property
    def is_unanswered(self) -> bool:
        return self.status in UNANSWERED

    @property
    def is_overdue_draft(self) -> bool:
        """No answer in the time the notice names: not yet erased perhaps, but shown to nobody (PR-30)."""
        silent = self.is_unanswered or self.status is ConsentStatus.EXPIRED
        return silent and (clock.today() - clock.day_of(self.requested_at)).days >= Terms.draft_days

    @property
    def is_on_paper(self) -> bool:
        return self.channel is QuestionChannel.PAPER

    @property
    def answered_on(self) -> date | None:
        return clock.day_of(self.answered_at) if self.answered_at else None

    @property
    def desk(self) -> Desk:
        return Desk(
            label(self.region), self.office_phone or "", self.office_hours or "", self.office_email or GENERAL_ADDRESS
        )


@dataclass(frozen=True)
class OfficeCard:
    """Of the controller card what a notice says (PR-36)."""

    name: str
    postal_address: str
    email: str
    phone: str
    officer: str
    officer_email: str


_contractor = aliased(Organisation, name="asking_contractor")
_client = aliased(Organisation, name="asking_client")
_QUESTION = (
    sa.select(
        ConsentRequest.id.label("request_id"),
        ConsentRequest.status,
        ConsentRequest.c2_given,
        ConsentRequest.channel,
        ConsentRequest.by_representative,
        ConsentRequest.requested_at,
        ConsentRequest.decide_by,
        ConsentRequest.answered_at,
        ConsentRequest.reminders,
        ConsentRequest.not_delivered_at,
        ConsentRequest.locked_at,
        ConsentRequest.follows_id.is_not(None).label("is_asked_again"),
        Candidate.id.label("candidate_id"),
        Candidate.number.label("candidate_number"),
        Candidate.language,
        Candidate.name_sealed,
        Candidate.contact_sealed,
        Candidate.birth_check,
        Candidate.agreement,
        Candidate.employer_name,
        Contract.id.label("contract_id"),
        Contract.number.label("contract_number"),
        Contract.region,
        Contract.contractor_id,
        _contractor.name.label("contractor"),
        _client.name.label("client"),
        User.id.label("asked_by"),
        User.email.label("contact_email"),
        User.language.label("contact_language"),
        User.disabled_at.label("contact_disabled_at"),
        ControllerCard.name.label("office"),
        ControllerCard.postal_address.label("office_address"),
        ControllerCard.email.label("office_email"),
        ControllerCard.phone.label("office_phone"),
        ControllerCard.opening_hours.label("office_hours"),
        ControllerCard.officer,
        ControllerCard.officer_email,
    )
    .join(Candidate, Candidate.id == ConsentRequest.candidate_id)
    .join(Contract, Contract.id == ConsentRequest.contract_id)
    .join(_contractor, _contractor.id == Contract.contractor_id)
    .join(_client, _client.id == Contract.client_id)
    .join(User, User.id == Candidate.created_by)
    .outerjoin(ControllerCard, ControllerCard.region == Contract.region)
)


def find_question(connection: sa.Connection, request_id: UUID) -> Question | None:
    row = connection.execute(_QUESTION.where(ConsentRequest.id == request_id)).first()
    return Question(**row._mapping) if row is not None else None


def question_of(connection: sa.Connection, request_id: UUID) -> Question:
    """The question of a request that is known to be there."""
    return Question(**connection.execute(_QUESTION.where(ConsentRequest.id == request_id)).one()._mapping)


def find_questions(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Question]:
    """Questions by any condition on request, candidate or contract, oldest first."""
    rows = connection.execute(_QUESTION.where(*conditions).order_by(ConsentRequest.id))
    return [Question(**row._mapping) for row in rows]


def newest_question(connection: sa.Connection, candidate_id: UUID) -> Question | None:
    newest = _QUESTION.where(Candidate.id == candidate_id).order_by(ConsentRequest.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return Question(**row._mapping) if row is not None else None


def is_opened(connection: sa.Connection, request_id: UUID) -> bool:
    """Whether the notice was ever on somebody's screen."""
    return bool(connection.scalar(sa.select(sa.exists().where(NoticeServed.request_id == request_id))))


def receipt_of(connection: sa.Connection, request_id: UUID) -> str:
    """The code by which a receipt of the newest line of the ledger is checked."""
    head: str | None = connection.scalar(sa.select(ConsentRequest.chain_head).where(ConsentRequest.id == request_id))
    return code_of(head) if head else ""


def leaves_core(connection: sa.Connection, candidate_id: UUID) -> bool:
    """Whether a name stayed with the privacy officer when this candidate stopped (PR-28)."""
    return bool(connection.scalar(sa.select(sa.exists().where(EvidenceCore.candidate_id == candidate_id))))


def ledger_of(connection: sa.Connection, request_id: UUID) -> list[sa.Row[Any]]:
    """Lines of the ledger of one request, oldest first."""
    lines = sa.select(ConsentEvent.__table__).where(ConsentEvent.request_id == request_id)
    return list(connection.execute(lines.order_by(ConsentEvent.position)))


def shown_to_contractor(sealed: sa.ColumnElement[bytes | None] | Any) -> sa.Label[bytes | None]:
    """A sealed column of ``candidate``, empty for who gave no answer in the time the notice names (N11, PR-30), and for
    who was asked again and has not answered (PR-31).

    Such a draft is erased by the clock; should the clock stand still, nobody sees it all the same.
    """
    too_old = ConsentRequest.requested_at < clock.end_of(clock.today() - timedelta(days=Terms.draft_days))
    silent = ConsentRequest.status.in_([*UNANSWERED, ConsentStatus.EXPIRED])
    frozen = ConsentRequest.status == ConsentStatus.FROZEN
    return sa.case((sa.or_(frozen, sa.and_(silent, too_old)), sa.null()), else_=sealed).label(sealed.name)


def first_name(vault: Vault, question: Question) -> str:
    """Empty when the name has been erased, or should have been."""
    if question.is_overdue_draft:
        return ""
    name = vault.open(question.candidate_id, Purpose.NAME, question.name_sealed)
    return (name or {}).get("first_name") or ""


def email_of(vault: Vault, question: Question) -> str:
    """Empty when the address has been erased, or should have been."""
    if question.is_overdue_draft:
        return ""
    contact = vault.open(question.candidate_id, Purpose.CONTACT, question.contact_sealed)
    return (contact or {}).get("email") or ""


def notice_for(question: Question, terms: Terms, language: str) -> Notice:
    """The notice in force as this candidate reads it."""
    return filled_for(question, terms, text_of(terms.notice, language))


def filled_for(question: Question, terms: Terms, text: Notice) -> Notice:
    """A text, in force or not any more, as this candidate reads it."""
    return text.filled(
        notice_values(
            contractor=question.contractor,
            employer=question.employer_name or question.contractor,
            client=question.client,
            region=question.region,
            contact_email=question.contact_email,
            card=OfficeCard(
                question.office or "",
                question.office_address or "",
                question.office_email or GENERAL_ADDRESS,
                question.office_phone or "",
                question.officer or "",
                question.officer_email or "",
            ),
            terms=terms,
            text=text,
        )
    )


def notice_values(
    *,
    contractor: str,
    employer: str,
    client: str,
    region: Region,
    contact_email: str,
    card: OfficeCard,
    terms: Terms,
    text: Notice,
) -> dict[str, str]:
    """A value for every placeholder of a notice."""
    return {
        "contractor": contractor,
        "employer": employer,
        "client": client,
        "region": label(region),
        "contact_email": contact_email,
        "office": card.name,
        "office_address": card.postal_address,
        "office_email": card.email,
        "office_phone": card.phone,
        "officer": card.officer,
        "officer_email": card.officer_email,
        "years": str(terms.retention_years),
        "version": text.version,
        "valid_from": day(terms.notice.days[text.version]),
    }
