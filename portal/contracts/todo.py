"""What a contractor must do now, over all contracts, most urgent first: three queries, no names of people."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.models import (
    OPEN_FOR_EDITING,
    UNANSWERED,
    AccountStatus,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Contract,
    ContractStatus,
    Correction,
    Decision,
    DecisionSubject,
    FinalAccount,
    Outcome,
    Placement,
    PlacementStatus,
    Plan,
    PlanStatus,
    PlanVersion,
    Restriction,
)
from portal.records.confirmations import open_quarters
from portal.rights.queries import IS_NOT_TO_BE_USED, IS_WITH_CONTRACTOR
from portal.security.scope import in_scope
from portal.security.viewer import Viewer
from portal.valuation.progress import CONFIRM_WITHIN

SOON = timedelta(days=3)  # an answer that is due within these days


class Task(StrEnum):
    MAKE_PLAN = "make_plan"
    FINISH_PLAN = "finish_plan"
    CHANGE_PLAN = "change_plan"
    FINISH_CHANGE = "finish_change"
    CHECK_ADDRESS = "check_address"
    ANSWER_ENDS_SOON = "answer_ends_soon"
    FILL_IN_DETAILS = "fill_in_details"
    CHANGE_PLACEMENT = "change_placement"
    SEND_PLACEMENT = "send_placement"
    CONFIRM_HOURS = "confirm_hours"
    ANSWER_CORRECTION = "answer_correction"
    NOT_IN_USE = "not_in_use"  # nothing to do but leaving it alone, which the company was told (article 19)
    FINAL_ACCOUNT = "final_account"
    CHANGE_FINAL_ACCOUNT = "change_final_account"


PATIENCE = {  # how soon a task without a day of its own is wanted
    Task.NOT_IN_USE: timedelta(0),
    Task.CHECK_ADDRESS: timedelta(days=1),
    Task.CHANGE_PLACEMENT: timedelta(days=5),
    Task.FILL_IN_DETAILS: timedelta(days=5),
    Task.CHANGE_PLAN: timedelta(days=7),
    Task.SEND_PLACEMENT: timedelta(days=14),
    Task.FINAL_ACCOUNT: timedelta(days=14),
    Task.CHANGE_FINAL_ACCOUNT: timedelta(days=5),
    Task.FINISH_CHANGE: timedelta(days=21),
}


@dataclass(frozen=True)
class ToDo:
    task: Task
    number: str  # of the contract
    name: str
    count: int = 1
    due: date | None = None
    quarter: str = ""  # of hours to confirm, for all contracts together

    @property
    def wanted_by(self) -> date:
        return self.due or clock.today() + PATIENCE[self.task]


def to_do(connection: sa.Connection, viewer: Viewer) -> list[ToDo]:
    """Every task of the viewer's organisation in running contracts, the soonest first."""
    found = [
        *_contracts(connection, viewer),
        *_people(connection, viewer),
        *_hours(connection, viewer),
    ]
    return sorted(found, key=lambda item: (item.wanted_by, item.number, item.task))


_respond_by = (
    sa.select(Decision.respond_by)
    .join(PlanVersion, PlanVersion.id == Decision.subject_id)
    .where(
        PlanVersion.plan_id == Plan.id,
        PlanVersion.number == Plan.rounds,
        Decision.subject == DecisionSubject.PLAN_VERSION,
        Decision.outcome == Outcome.RETURNED,
    )
    .order_by(Decision.decided_at.desc())
    .limit(1)
    .scalar_subquery()
)
_PLAN_TASKS = {
    None: Task.MAKE_PLAN,
    PlanStatus.DRAFT: Task.FINISH_PLAN,
    PlanStatus.WITHDRAWN: Task.FINISH_PLAN,
    PlanStatus.RETURNED: Task.CHANGE_PLAN,
}


def _contracts(connection: sa.Connection, viewer: Viewer) -> list[ToDo]:
    """Plans to write, and final accounts that a contract waits for after its end: one query."""
    writes_plan = sa.or_(Plan.status.is_(None), Plan.status.in_(OPEN_FOR_EDITING))
    owes_account = sa.and_(
        Plan.id.is_not(None),
        Contract.ends_on < clock.today(),
        sa.or_(FinalAccount.id.is_(None), FinalAccount.status.in_([AccountStatus.DRAFT, AccountStatus.RETURNED])),
    )
    rows = connection.execute(
        sa.select(
            Contract.number, Contract.name, Contract.plan_due_on, Plan.status, Plan.approved_round,
            sa.type_coerce(_respond_by, sa.Date).label("respond_by"),
            FinalAccount.status.label("account"),
            sa.case((writes_plan, True), else_=False).label("writes_plan"),
            sa.case((owes_account, True), else_=False).label("owes_account"),
        )
        .outerjoin(Plan, Plan.contract_id == Contract.id)
        .outerjoin(FinalAccount, FinalAccount.contract_id == Contract.id)
        .where(in_scope(viewer), Contract.status == ContractStatus.RUNNING, sa.or_(writes_plan, owes_account))
    ).all()  # fmt: skip
    return [
        *(_plan_task(row) for row in rows if row.writes_plan),
        *(_account_task(row) for row in rows if row.owes_account),
    ]


def _plan_task(row: Any) -> ToDo:
    if row.approved_round is not None and row.status != PlanStatus.RETURNED:
        return ToDo(Task.FINISH_CHANGE, row.number, row.name)
    task = _PLAN_TASKS[row.status]
    due = row.respond_by if task is Task.CHANGE_PLAN else row.plan_due_on
    return ToDo(task, row.number, row.name, due=due)


def _account_task(row: Any) -> ToDo:
    returned = row.account is AccountStatus.RETURNED
    return ToDo(Task.CHANGE_FINAL_ACCOUNT if returned else Task.FINAL_ACCOUNT, row.number, row.name)


def _hours(connection: sa.Connection, viewer: Viewer) -> list[ToDo]:
    """Quarters that are over, for all contracts together."""
    return [
        ToDo(Task.CONFIRM_HOURS, "", "", one.count, one.quarter.ends_on + CONFIRM_WITHIN, str(one.quarter))
        for one in open_quarters(connection, viewer, clock.today())
    ]


def _people(connection: sa.Connection, viewer: Viewer) -> list[ToDo]:
    counted = sa.union_all(*(_counted(viewer, *part) for part in _people_parts()), *_asked(viewer))
    return [ToDo(Task(row.task), row.number, row.name, row.many, row.due) for row in connection.execute(counted)]


def _asked(viewer: Viewer) -> list[Any]:
    """What candidates asked: a field that is wrong, or not to use a dossier, also of contracts that were closed."""
    return [
        _of_candidates(viewer, Task.ANSWER_CORRECTION, Correction, sa.func.min(Correction.due_on)).where(
            IS_WITH_CONTRACTOR
        ),
        _of_candidates(viewer, Task.NOT_IN_USE, Restriction, _no_day).where(IS_NOT_TO_BE_USED),
    ]


def _of_candidates(viewer: Viewer, task: Task, of: Any, due: sa.ColumnElement[Any]) -> Any:
    return (
        sa.select(
            sa.literal(task.value).label("task"),
            Contract.number,
            Contract.name,
            sa.func.count(sa.distinct(Candidate.id)).label("many"),
            sa.type_coerce(due, sa.Date).label("due"),
        )
        .join(Candidate, Candidate.contract_id == Contract.id)
        .join(of, of.candidate_id == Candidate.id)
        .where(in_scope(viewer))
        .group_by(Contract.id, Contract.number, Contract.name)
    )


def _counted(
    viewer: Viewer, task: Task, of: Any, due: sa.ColumnElement[date | None], *conditions: sa.ColumnElement[bool]
) -> Any:
    return (
        sa.select(
            sa.literal(task.value).label("task"),
            Contract.number,
            Contract.name,
            sa.func.count().label("many"),
            sa.type_coerce(due, sa.Date).label("due"),
        )
        .join(of, of.contract_id == Contract.id)
        .where(in_scope(viewer), Contract.status == ContractStatus.RUNNING, *conditions)
        .group_by(Contract.id, Contract.number, Contract.name)
    )


_no_day = sa.cast(sa.null(), sa.Date)
_answer_to_placement = (
    sa.select(sa.func.max(Decision.respond_by))
    .where(
        Decision.subject == DecisionSubject.PLACEMENT,
        Decision.subject_id == Placement.id,
        Decision.outcome == Outcome.RETURNED,
    )
    .correlate(Placement)
    .scalar_subquery()
)


def _people_parts() -> list[tuple[Any, ...]]:
    """Task, table it is counted in, its day, and the conditions."""
    waiting = ConsentRequest.status.in_(UNANSWERED)
    today = clock.today()
    has_no_details = sa.exists().where(
        Candidate.id == ConsentRequest.candidate_id, Candidate.address_sealed.is_(None), Candidate.erased_at.is_(None)
    )
    return [
        (Task.CHECK_ADDRESS, ConsentRequest, _no_day, waiting, ConsentRequest.not_delivered_at.is_not(None)),
        (
            Task.ANSWER_ENDS_SOON,
            ConsentRequest,
            sa.func.min(ConsentRequest.decide_by),
            waiting,
            ConsentRequest.not_delivered_at.is_(None),
            ConsentRequest.decide_by.between(today, today + SOON),
        ),
        (Task.FILL_IN_DETAILS, ConsentRequest, _no_day, ConsentRequest.status == ConsentStatus.GIVEN, has_no_details),
        (
            Task.CHANGE_PLACEMENT,
            Placement,
            sa.func.min(_answer_to_placement),
            Placement.status == PlacementStatus.RETURNED,
        ),
        (Task.SEND_PLACEMENT, Placement, _no_day, Placement.status == PlacementStatus.DRAFT),
    ]
