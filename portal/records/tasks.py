"""What waits for a contractor about people, said once: counted on the first page, found in the list of candidates."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.models import (
    UNANSWERED,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Contract,
    Decision,
    DecisionSubject,
    Outcome,
    Placement,
    PlacementStatus,
)
from portal.privacy.gate import is_in_use

NO_DAY: sa.ColumnElement[Any] = sa.cast(sa.null(), sa.Date)
SOON = timedelta(days=3)  # an answer that is due within these days


class PersonTask(StrEnum):
    CHECK_ADDRESS = "check_address"
    ANSWER_ENDS_SOON = "answer_ends_soon"
    FILL_IN_DETAILS = "fill_in_details"
    CHANGE_PLACEMENT = "change_placement"
    SEND_PLACEMENT = "send_placement"
    SEND_AGAIN = "send_again"


@dataclass(frozen=True)
class Waiting:
    """The rows that wait, each of one candidate of one contract."""

    of: type[ConsentRequest] | type[Placement]
    conditions: tuple[sa.ColumnElement[bool], ...]
    due: sa.ColumnElement[Any] = NO_DAY
    """The first last day over all rows; empty for a task without a day of its own."""


_respond_by = (
    sa.select(sa.func.max(Decision.respond_by))
    .where(
        Decision.subject == DecisionSubject.PLACEMENT,
        Decision.subject_id == Placement.id,
        Decision.outcome == Outcome.RETURNED,
    )
    .correlate(Placement)
    .scalar_subquery()
)
_has_no_details = (
    sa.exists()
    .where(
        Candidate.id == ConsentRequest.candidate_id, Candidate.address_sealed.is_(None), Candidate.erased_at.is_(None)
    )
    .correlate(ConsentRequest)
)
_can_be_valued = (
    sa.exists()
    .where(
        ConsentRequest.candidate_id == Placement.candidate_id,
        ConsentRequest.status == ConsentStatus.GIVEN,
        ConsentRequest.c2_given,
    )
    .correlate(Placement)
)


def waiting(task: PersonTask) -> Waiting:
    asked = ConsentRequest.status.in_(UNANSWERED)
    bounced, today = ConsentRequest.not_delivered_at.is_not(None), clock.today()
    match task:
        case PersonTask.CHECK_ADDRESS:
            return Waiting(ConsentRequest, (asked, bounced))
        case PersonTask.ANSWER_ENDS_SOON:
            ends_soon = ConsentRequest.decide_by.between(today, today + SOON)
            return Waiting(ConsentRequest, (asked, ~bounced, ends_soon), sa.func.min(ConsentRequest.decide_by))
        case PersonTask.FILL_IN_DETAILS:
            return Waiting(ConsentRequest, (ConsentRequest.status == ConsentStatus.GIVEN, _has_no_details))
        case PersonTask.CHANGE_PLACEMENT:
            return Waiting(Placement, (Placement.status == PlacementStatus.RETURNED,), sa.func.min(_respond_by))
        case PersonTask.SEND_PLACEMENT:
            return Waiting(Placement, (Placement.status == PlacementStatus.DRAFT,))
        case PersonTask.SEND_AGAIN:
            return Waiting(Placement, (_is_worth_more(), _can_be_valued, is_in_use(Placement.candidate_id)))


def _is_worth_more() -> sa.ColumnElement[bool]:
    """Approved work that its contract cut off, and then the contract was extended."""
    extended = sa.exists().where(Contract.id == Placement.contract_id, Contract.ends_on > Placement.counts_until)
    return sa.and_(Placement.status == PlacementStatus.APPROVED, Placement.is_cut_off, extended.correlate(Placement))


def waits_for(task: PersonTask) -> sa.ColumnElement[bool]:
    """Whether ``Candidate`` of the statement around it is somebody with whom this must be done."""
    found = waiting(task)
    return sa.exists().where(found.of.candidate_id == Candidate.id, *found.conditions).correlate(Candidate)
