"""What a contractor must do now, over all contracts, most urgent first: three queries, no names of people."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.models import (
    OPEN_FOR_EDITING,
    AccountStatus,
    Candidate,
    Contract,
    ContractStatus,
    Correction,
    Decision,
    DecisionSubject,
    FinalAccount,
    Outcome,
    Plan,
    PlanStatus,
    PlanVersion,
    Restriction,
)
from portal.records.confirmations import open_quarters
from portal.records.tasks import NO_DAY, PersonTask, waiting
from portal.rights.queries import IS_NOT_TO_BE_USED, IS_WITH_CONTRACTOR
from portal.security.scope import in_scope
from portal.security.viewer import Viewer
from portal.valuation.progress import CONFIRM_WITHIN


class Task(StrEnum):
    """Beside those of ``PersonTask``."""

    MAKE_PLAN = "make_plan"
    FINISH_PLAN = "finish_plan"
    CHANGE_PLAN = "change_plan"
    FINISH_CHANGE = "finish_change"
    CONFIRM_HOURS = "confirm_hours"
    ANSWER_CORRECTION = "answer_correction"
    NOT_IN_USE = "not_in_use"  # nothing to do but leaving it alone, which the company was told (article 19)
    FINAL_ACCOUNT = "final_account"
    CHANGE_FINAL_ACCOUNT = "change_final_account"


PATIENCE: dict[Task | PersonTask, timedelta] = {  # how soon a task without a day of its own is wanted
    Task.NOT_IN_USE: timedelta(0),
    PersonTask.CHECK_ADDRESS: timedelta(days=1),
    PersonTask.CHANGE_PLACEMENT: timedelta(days=5),
    PersonTask.FILL_IN_DETAILS: timedelta(days=5),
    Task.CHANGE_PLAN: timedelta(days=7),
    PersonTask.SEND_PLACEMENT: timedelta(days=14),
    PersonTask.SEND_AGAIN: timedelta(days=21),
    Task.FINAL_ACCOUNT: timedelta(days=14),
    Task.CHANGE_FINAL_ACCOUNT: timedelta(days=5),
    Task.FINISH_CHANGE: timedelta(days=21),
}

OF_SENDERS = frozenset({PersonTask.SEND_PLACEMENT, PersonTask.SEND_AGAIN})  # like the hours of a quarter


@dataclass(frozen=True)
class ToDo:
    task: Task | PersonTask
    number: str  # of the contract
    name: str
    count: int = 1
    due: date | None = None
    quarter: str = ""  # of hours to confirm, for all contracts together

    @property
    def wanted_by(self) -> date:
        return self.due or clock.today() + PATIENCE[self.task]


def to_do(connection: sa.Connection, viewer: Viewer) -> list[ToDo]:
    """Every task of the viewer's organisation in running contracts that the viewer may do, the soonest first."""
    found = [
        *_contracts(connection, viewer),
        *_people(connection, viewer),
        *(_hours(connection, viewer) if viewer.may_send else ()),
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
    tasks = [task for task in PersonTask if viewer.may_send or task not in OF_SENDERS]
    counted = sa.union_all(*(_counted(viewer, task) for task in tasks), *_asked(viewer))
    return [ToDo(_task(row.task), row.number, row.name, row.many, row.due) for row in connection.execute(counted)]


def _task(token: str) -> Task | PersonTask:
    return PersonTask(token) if token in set(PersonTask) else Task(token)


def _asked(viewer: Viewer) -> list[Any]:
    """What candidates asked: a field that is wrong, or not to use a dossier, also of contracts that were closed."""
    return [
        _of_candidates(viewer, Task.ANSWER_CORRECTION, Correction, sa.func.min(Correction.due_on)).where(
            IS_WITH_CONTRACTOR
        ),
        _of_candidates(viewer, Task.NOT_IN_USE, Restriction, NO_DAY).where(IS_NOT_TO_BE_USED),
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


def _counted(viewer: Viewer, task: PersonTask) -> Any:
    found = waiting(task)
    return (
        sa.select(
            sa.literal(task.value).label("task"),
            Contract.number,
            Contract.name,
            sa.func.count().label("many"),
            sa.type_coerce(found.due, sa.Date).label("due"),
        )
        .join(found.of, found.of.contract_id == Contract.id)
        .where(in_scope(viewer), Contract.status == ContractStatus.RUNNING, *found.conditions)
        .group_by(Contract.id, Contract.number, Contract.name)
    )
