"""Candidates of one contract. The coordination point has one door: ``candidates_for_review``."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.consents.queries import shown_to_contractor
from portal.models import (
    Agreement,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    EmployerKind,
    Placement,
)
from portal.privacy.gate import is_in_use
from portal.privacy.vault import Purpose, Vault
from portal.records.tasks import PersonTask, waits_for
from portal.web.i18n import gettext


class Work(StrEnum):
    """Where somebody's work stands today, over all placements."""

    NONE = "none"
    STARTS_LATER = "starts_later"
    WORKING = "working"
    FINISHED = "finished"


@dataclass(frozen=True)
class CandidateRow:
    """A line of the contractor's list; the name is opened apart, with one query for all keys."""

    id: UUID
    number: int
    name_sealed: bytes | None
    status: ConsentStatus
    c2_given: bool
    answered_at: datetime | None
    decide_by: date
    not_delivered_at: datetime | None
    locked_at: datetime | None
    has_address: bool
    has_group: bool
    work: Work
    changed_at: datetime

    @property
    def is_complete(self) -> bool:
        """Whether everything that consent opened is filled in."""
        return self.has_address and (self.has_group or not self.c2_given)

    @property
    def changed_on(self) -> date:
        return clock.day_of(self.changed_at)


_work = (
    sa.select(
        Placement.candidate_id,
        sa.func.min(Placement.starts_on).label("first_on"),
        sa.func.max(Placement.ends_on).label("last_on"),
        (sa.func.count() - sa.func.count(Placement.ends_on)).label("without_end"),
    )
    .group_by(Placement.candidate_id)
    .subquery("work")
)


def _work_today(today: date) -> sa.Case[str]:
    return sa.case(
        (_work.c.first_on.is_(None), Work.NONE.value),
        (_work.c.first_on > today, Work.STARTS_LATER.value),
        (sa.and_(_work.c.without_end == 0, _work.c.last_on < today), Work.FINISHED.value),
        else_=Work.WORKING.value,
    )


def list_candidates(
    contract_id: UUID,
    *,
    consent: ConsentStatus | None = None,
    work: Work | None = None,
    task: PersonTask | None = None,
) -> sa.Select[*tuple[Any, ...]]:
    """The statement of the contractor's list, for ``read_page``: ``key`` is the candidate's id."""
    state = _work_today(clock.today())
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Candidate.id.label("key"),
            Candidate.id,
            Candidate.number,
            shown_to_contractor(Candidate.name_sealed),
            Candidate.address_sealed.is_not(None).label("has_address"),
            Candidate.group_sealed.is_not(None).label("has_group"),
            Candidate.created_at,
            ConsentRequest.status,
            ConsentRequest.c2_given,
            ConsentRequest.answered_at,
            ConsentRequest.decide_by,
            ConsentRequest.not_delivered_at,
            ConsentRequest.locked_at,
            state.label("work"),
        )
        .join(ConsentRequest, ConsentRequest.id == _newest_request())
        .outerjoin(_work, _work.c.candidate_id == Candidate.id)
        .where(Candidate.contract_id == contract_id)
    )
    if consent is not None:
        statement = statement.where(ConsentRequest.status == consent)
    if task is not None:
        statement = statement.where(waits_for(task))
    return statement if work is None else statement.where(state == work.value)


def as_candidate_row(row: sa.Row[Any]) -> CandidateRow:
    return CandidateRow(
        id=row.id,
        number=row.number,
        name_sealed=row.name_sealed,
        status=row.status,
        c2_given=row.c2_given,
        answered_at=row.answered_at,
        decide_by=row.decide_by,
        not_delivered_at=row.not_delivered_at,
        locked_at=row.locked_at,
        has_address=bool(row.has_address),
        has_group=bool(row.has_group),
        work=Work(row.work),
        changed_at=row.answered_at or row.created_at,
    )


def names_of(vault: Vault, rows: list[CandidateRow]) -> dict[UUID, str]:
    """'Samira Ali' by candidate, with one query for all keys; 'Kandidaat 3' where the name has been erased."""
    opened = vault.open_many(Purpose.NAME, {row.id: row.name_sealed for row in rows})
    return {row.id: _full(opened[row.id], row.number) for row in rows}


def _full(name: dict[str, str | None] | None, number: int) -> str:
    if name is None:
        return gettext("Candidate %(number)s", number=number)
    return f"{name['first_name']} {name['surname']}"


@dataclass(frozen=True)
class CandidateDetail:
    """One candidate with what the contractor may read; sealed parts only as there or not there."""

    id: UUID
    number: int
    version: int
    name_sealed: bytes | None
    contact_sealed: bytes | None
    address_sealed: bytes | None
    has_group: bool
    agreement: Agreement
    employer_kind: EmployerKind
    employer_name: str
    starts_on: date | None  # empty when consent has ended, or never came
    language: str
    erased_at: datetime | None

    def full_name(self, vault: Vault) -> str:
        return _full(vault.open(self.id, Purpose.NAME, self.name_sealed), self.number)


def find_candidate(connection: sa.Connection, *, contract_id: UUID, candidate_id: UUID) -> CandidateDetail | None:
    row = connection.execute(
        sa.select(
            Candidate.id,
            Candidate.number,
            Candidate.version,
            shown_to_contractor(Candidate.name_sealed),
            shown_to_contractor(Candidate.contact_sealed),
            Candidate.address_sealed,
            Candidate.group_sealed.is_not(None).label("has_group"),
            Candidate.agreement,
            Candidate.employer_kind,
            Candidate.employer_name,
            Candidate.starts_on,
            Candidate.language,
            Candidate.erased_at,
        )
        .join(ConsentRequest, ConsentRequest.id == _newest_request())
        .where(Candidate.id == candidate_id, Candidate.contract_id == contract_id)
    ).first()
    return CandidateDetail(**row._mapping) if row is not None else None


@dataclass(frozen=True)
class ReviewCandidate:
    """A person whose yes (C1) stands at this moment, as a coordination point may know of her (PR-15).

    There is no mailbox in it (PR-12), and no target group unless C2 stands as well.
    """

    id: UUID
    number: int
    contract_id: UUID
    name_sealed: bytes | None
    address_sealed: bytes | None
    group_sealed: bytes | None
    agreement: Agreement
    employer_kind: EmployerKind
    employer_name: str
    starts_on: date
    c2_given: bool
    given_at: datetime


def _for_review() -> sa.Select[Any]:
    return (
        sa.select(
            Candidate.id,
            Candidate.number,
            Candidate.contract_id,
            Candidate.name_sealed,
            Candidate.address_sealed,
            sa.case((ConsentRequest.c2_given, Candidate.group_sealed), else_=None).label("group_sealed"),
            Candidate.agreement,
            Candidate.employer_kind,
            Candidate.employer_name,
            Candidate.starts_on,
            ConsentRequest.c2_given,
            ConsentRequest.answered_at.label("given_at"),
        )
        .join(ConsentRequest, ConsentRequest.id == _newest_request())
        .where(ConsentRequest.status == ConsentStatus.GIVEN, Candidate.erased_at.is_(None), is_in_use(Candidate.id))
        .order_by(Candidate.id)
    )


def candidates_for_review(connection: sa.Connection, contract_id: UUID) -> list[ReviewCandidate]:
    """Everybody of a contract whose C1 is given and valid now; the caller has the contract in scope (PR-15)."""
    rows = connection.execute(_for_review().where(Candidate.contract_id == contract_id))
    return [ReviewCandidate(**row._mapping) for row in rows]


def candidate_for_review(connection: sa.Connection, *, contract_id: UUID, candidate_id: UUID) -> ReviewCandidate | None:
    """The same for one person; None stands for unknown, not asked, refused, stopped and erased alike."""
    row = connection.execute(
        _for_review().where(Candidate.contract_id == contract_id, Candidate.id == candidate_id)
    ).first()
    return ReviewCandidate(**row._mapping) if row is not None else None


def _newest_request() -> sa.ScalarSelect[UUID]:
    """The newest request of a candidate; ids are ordered by time."""
    return (
        sa.select(ConsentRequest.id)
        .where(ConsentRequest.candidate_id == Candidate.id)
        .order_by(ConsentRequest.id.desc())
        .limit(1)
        .correlate(Candidate)
        .scalar_subquery()
    )
