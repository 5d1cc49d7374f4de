"""What decisions read: the round or the work that waits, what overtook it, and what comes next."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    AWAITING_DECISION,
    Candidate,
    Contract,
    Decision,
    DecisionSubject,
    Event,
    Outcome,
    Placement,
    Plan,
    PlanVersion,
    User,
    VersionOutcome,
)
from portal.placements.queries import placements_for_review
from portal.records.placements import PlacementRow
from portal.records.told import ACTS, UNKNOWN
from portal.security.viewer import Viewer
from portal.web.filters import day, moment, time_of_day
from portal.web.i18n import gettext as _


def find_version(connection: sa.Connection, contract_id: UUID, number: int) -> Any:
    """A round that was not withdrawn: ``id``, ``number``, ``reference``, ``kind``, ``outcome``, ``submitted_at``."""
    return connection.execute(
        sa.select(
            PlanVersion.id,
            PlanVersion.number,
            PlanVersion.reference,
            PlanVersion.kind,
            PlanVersion.outcome,
            PlanVersion.submitted_at,
        )
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            Plan.contract_id == contract_id,
            PlanVersion.number == number,
            PlanVersion.outcome != VersionOutcome.WITHDRAWN,
        )
    ).first()


def newest_decision(connection: sa.Connection, subject_id: UUID) -> Any:
    """``outcome``, ``decided_at``, ``respond_by``, ``decided_by`` and his ``name``, or None."""
    return connection.execute(
        sa.select(Decision.outcome, Decision.decided_at, Decision.respond_by, Decision.decided_by, User.name)
        .join(User, User.id == Decision.decided_by)
        .where(Decision.subject_id == subject_id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()


def what_overtook_plan(connection: sa.Connection, version_id: UUID, outcome: VersionOutcome, reader_id: UUID) -> str:
    """S-11.ingehaald."""
    if outcome is VersionOutcome.WITHDRAWN:
        return _("The contractor has taken this plan back.")
    decided = newest_decision(connection, version_id)
    if decided is None:
        return _("There is a newer version of this plan.")
    if decided.decided_by == reader_id:
        return _("You have already decided about this, at %(time)s.", time=time_of_day(decided.decided_at))
    if decided.outcome is Outcome.APPROVED:
        return _(
            "Your colleague %(name)s already approved this plan at %(time)s.",
            name=decided.name,
            time=time_of_day(decided.decided_at),
        )
    return _(
        "Your colleague %(name)s already returned this plan at %(time)s.",
        name=decided.name,
        time=time_of_day(decided.decided_at),
    )


def what_overtook_placement(connection: sa.Connection, placement_id: UUID, reader_id: UUID) -> str:
    """What happened last to work that is not what it was on the screen."""
    last = connection.execute(
        sa.select(Event.action, Event.at, Event.actor_id, User.name, Candidate.number)
        .join(Placement, Placement.id == Event.object_id)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.object_kind == "placement", Event.object_id == placement_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return _("This work has just been changed.")
    who = {"name": last.name or _("The portal"), "time": time_of_day(last.at)}
    if last.actor_id == reader_id:
        return _("You have already decided about this, at %(time)s.", time=who["time"])
    if last.action == "placement_approved":
        return _("Your colleague %(name)s already approved this work at %(time)s.", **who)
    if last.action == "placement_returned":
        return _("Your colleague %(name)s already returned this work at %(time)s.", **who)
    said = ACTS.get(last.action, UNKNOWN).text % {"candidate": _("candidate %(number)s", number=last.number)}
    return _("%(what)s, by %(name)s on %(moment)s", what=said, name=who["name"], moment=moment(last.at)) + "."


def next_plan(connection: sa.Connection, viewer: Viewer) -> Any:
    """``contract`` and ``round`` of the plan in the own region whose answer is due first, or None."""
    return connection.execute(
        sa.select(Contract.number.label("contract"), PlanVersion.number.label("round"))
        .select_from(PlanVersion)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .join(Contract, Contract.id == Plan.contract_id)
        .where(PlanVersion.outcome == VersionOutcome.OPEN, Contract.region == viewer.region)
        .order_by(PlanVersion.answer_due_on, PlanVersion.id)
        .limit(1)
    ).first()


def waiting(connection: sa.Connection, contract_id: UUID) -> list[PlacementRow]:
    """Work of a contract without an answer, of candidates whose yes stands."""
    return list(placements_for_review(connection, contract_id, Placement.status.in_(sorted(AWAITING_DECISION))))


def find_placement(connection: sa.Connection, contract_id: UUID, placement_id: UUID) -> PlacementRow | None:
    return next(iter(placements_for_review(connection, contract_id, Placement.id == placement_id)), None)


def work_in_words(row: PlacementRow) -> str:
    """'Stage, vanaf 1 april 2026'"""
    return _("%(work)s, from %(day)s", work=row.form_name, day=day(row.starts_on))


def decided_among(connection: sa.Connection, contract_id: UUID, ids: Collection[UUID]) -> dict[UUID, Outcome]:
    """The newest outcome of each of these placements that has one."""
    rows = connection.execute(
        sa.select(Decision.subject_id, Decision.outcome)
        .where(
            Decision.contract_id == contract_id,
            Decision.subject == DecisionSubject.PLACEMENT,
            Decision.subject_id.in_(ids),
        )
        .order_by(Decision.decided_at, Decision.id)
    )
    return {row.subject_id: row.outcome for row in rows}
