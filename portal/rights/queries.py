"""What the pages of the register read. Core selects of small rows; scope is the region (design rule 2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import (
    ENDED_REQUESTS,
    Candidate,
    Channel,
    Contract,
    Correction,
    CorrectionStatus,
    Event,
    Organisation,
    RecipientNotice,
    Region,
    RequestStatus,
    Restriction,
    RestrictionReason,
    Right,
    RightsOutcome,
    RightsRequest,
    User,
)
from portal.rights.terms import Clock
from portal.security.scope import in_scope
from portal.security.viewer import Viewer
from portal.web.pagination import Page, read_page


class Which(StrEnum):
    """Tabs of the list; words of the address."""

    OPEN = "open"
    LATE = "te-laat"
    ENDED = "klaar"


@dataclass(frozen=True)
class RequestLine:
    """A line of the register; it names nobody."""

    id: UUID
    number: int
    kind: Right
    channel: Channel
    status: RequestStatus
    region: Region | None
    received_on: date
    extended_on: date | None
    identity_asked_on: date | None
    identified_on: date | None
    outcome: RightsOutcome | None
    proposed_at: datetime | None
    decided_on: date | None
    closed_on: date | None
    keep_until: date | None

    @property
    def reference(self) -> str:
        return f"V-{self.received_on.year}-{self.number:04}"

    @property
    def clock(self) -> Clock:
        return Clock(self.received_on, self.extended_on is not None, self.identity_asked_on, self.identified_on)

    def may_extend(self, today: date) -> bool:
        return self.status is RequestStatus.IN_PROGRESS and today <= self.clock.extension_until(today)

    @property
    def awaits_second(self) -> bool:
        return self.outcome is not None and self.decided_on is None


_LINE = sa.select(
    *(RightsRequest.__table__.c[name] for name in RequestLine.__dataclass_fields__), RightsRequest.id.label("key")
)


def in_region(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Requests of the own region, and those of which nobody knows yet whose they are (PR-52)."""
    return sa.or_(RightsRequest.region == viewer.region, RightsRequest.region.is_(None))


def requests(
    connection: sa.Connection, viewer: Viewer, which: Which, today: date, *, after: str | None, before: str | None
) -> Page[RequestLine]:
    """One page of the register: open ones by the day they came in, ended ones newest first."""
    is_open = sa.and_(RightsRequest.decided_on.is_(None), RightsRequest.status.not_in(ENDED_REQUESTS))
    where = is_open if which is Which.OPEN else sa.not_(is_open)
    if which is Which.LATE:
        ids = [line.id for line in open_lines(connection, viewer) if line.clock.is_overdue(today)]
        where = RightsRequest.id.in_(ids)
    found = read_page(
        connection,
        _LINE.where(in_region(viewer), where),
        key=RightsRequest.__table__.c.id,
        after=after,
        before=before,
        newest_first=which is Which.ENDED,
    )
    return Page([_line(row) for row in found.rows], found.previous, found.next)


def open_lines(connection: sa.Connection, viewer: Viewer) -> list[RequestLine]:
    """Everything without a decision; the days of each are computed, not stored."""
    undecided = _LINE.where(
        in_region(viewer), RightsRequest.decided_on.is_(None), RightsRequest.status.not_in(ENDED_REQUESTS)
    )
    return [_line(row) for row in connection.execute(undecided.order_by(RightsRequest.id))]


def find_request(connection: sa.Connection, viewer: Viewer, request_id: UUID) -> sa.Row[Any] | None:
    """The whole row with contract and candidate by number, in the viewer's region; None stands for unknown too."""
    return connection.execute(_WHOLE.where(RightsRequest.id == request_id, in_region(viewer))).first()


_proposer, _decider = aliased(User, name="proposer"), aliased(User, name="decider")
_WHOLE = (
    sa.select(
        RightsRequest.__table__,
        Candidate.number.label("candidate_number"),
        Contract.number.label("contract_number"),
        _proposer.name.label("proposer"),
        _decider.name.label("decider"),
    )
    .outerjoin(Candidate, Candidate.id == RightsRequest.candidate_id)
    .outerjoin(Contract, Contract.id == Candidate.contract_id)
    .outerjoin(_proposer, _proposer.id == RightsRequest.proposed_by)
    .outerjoin(_decider, _decider.id == RightsRequest.decided_by)
)


def steps_of(connection: sa.Connection, request_id: UUID) -> list[sa.Row[Any]]:
    """What was done with a request, newest first: ``action``, ``at``, ``who``, ``actor_kind``, ``detail``."""
    return list(
        connection.execute(
            sa.select(Event.action, Event.at, Event.actor_kind, Event.detail, User.name.label("who"))
            .outerjoin(User, User.id == Event.actor_id)
            .where(Event.object_kind == "rights_request", Event.object_id == request_id)
            .order_by(Event.at.desc(), Event.id.desc())
        )
    )


@dataclass(frozen=True)
class RestrictionLine:
    id: UUID
    reason: RestrictionReason
    since: datetime
    announced_on: date | None
    lifted_at: datetime | None
    version: int


def restrictions_of(connection: sa.Connection, request_id: UUID) -> list[RestrictionLine]:
    columns = (Restriction.__table__.c[name] for name in RestrictionLine.__dataclass_fields__)
    rows = connection.execute(
        sa.select(*columns).where(Restriction.request_id == request_id).order_by(Restriction.since)
    )
    return [RestrictionLine(**row._mapping) for row in rows]


def corrections_of(connection: sa.Connection, request_id: UUID) -> list[sa.Row[Any]]:
    """Fields that were called wrong, in the order of asking."""
    return list(
        connection.execute(
            sa.select(Correction.__table__).where(Correction.request_id == request_id).order_by(Correction.id)
        )
    )


def notices_of(connection: sa.Connection, request_id: UUID) -> list[sa.Row[Any]]:
    """Recipients that are told: ``id``, ``name``, ``fields``, ``told_at``."""
    name = sa.func.coalesce(Organisation.name, RecipientNotice.recipient)
    return list(
        connection.execute(
            sa.select(RecipientNotice.id, name.label("name"), RecipientNotice.fields, RecipientNotice.told_at)
            .outerjoin(Organisation, Organisation.id == RecipientNotice.organisation_id)
            .where(RecipientNotice.request_id == request_id)
            .order_by(RecipientNotice.id)
        )
    )


def find_candidate(
    connection: sa.Connection, viewer: Viewer, *, contract_number: str, candidate_number: int
) -> UUID | None:
    """A candidate by the numbers that stand on every page; only of contracts of the viewer's region."""
    return connection.scalar(
        sa.select(Candidate.id)
        .join(Contract, Contract.id == Candidate.contract_id)
        .where(Contract.number == contract_number, Candidate.number == candidate_number, in_scope(viewer))
    )


def region_of_contract(connection: sa.Connection, contract_number: str) -> Region | None:
    """To which coordination point a request goes that names this contract; nothing else of it is told."""
    return connection.scalar(sa.select(Contract.region).where(Contract.number == contract_number))


def correction_of_contract(connection: sa.Connection, contract_id: UUID, correction_id: UUID) -> sa.Row[Any] | None:
    """A correction with the number and version of its candidate, for the contractor who must answer."""
    return connection.execute(
        sa.select(Correction.__table__, Candidate.number.label("candidate_number"))
        .join(Candidate, Candidate.id == Correction.candidate_id)
        .where(Correction.id == correction_id, Candidate.contract_id == contract_id)
    ).first()


IS_WITH_CONTRACTOR = Correction.status.in_([CorrectionStatus.OPEN, CorrectionStatus.ESCALATED])
IS_NOT_TO_BE_USED = sa.and_(  # a restriction that stands, and of which the contractor of the contract was told
    Restriction.lifted_at.is_(None),
    sa.exists().where(
        RecipientNotice.request_id == Restriction.request_id,
        RecipientNotice.organisation_id == Contract.contractor_id,
        RecipientNotice.told_at.is_not(None),
    ),
)


def corrections_to_answer(connection: sa.Connection, contract_id: UUID) -> list[sa.Row[Any]]:
    """What lies with the contractor: ``id``, ``candidate_number``, ``due_on``, the first due day first."""
    return list(
        connection.execute(
            sa.select(Correction.id, Candidate.number.label("candidate_number"), Correction.due_on)
            .join(Candidate, Candidate.id == Correction.candidate_id)
            .where(
                Candidate.contract_id == contract_id,
                IS_WITH_CONTRACTOR,
            )
            .order_by(Correction.due_on, Correction.id)
        )
    )


def told_not_to_use(connection: sa.Connection, contract_id: UUID) -> list[sa.Row[Any]]:
    """Candidates of whom the contractor was told that nothing may be used: ``candidate_number``, ``since``."""
    return list(
        connection.execute(
            sa.select(Candidate.number.label("candidate_number"), sa.func.min(Restriction.since).label("since"))
            .join(Candidate, Candidate.id == Restriction.candidate_id)
            .join(Contract, Contract.id == Candidate.contract_id)
            .where(Contract.id == contract_id, IS_NOT_TO_BE_USED)
            .group_by(Candidate.number)
            .order_by(Candidate.number)
        )
    )


def _line(row: Any) -> RequestLine:
    return RequestLine(**{name: row._mapping[name] for name in RequestLine.__dataclass_fields__})
