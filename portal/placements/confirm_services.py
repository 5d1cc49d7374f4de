"""Verbs of the quarter (K-42): confirm the hours of many placements at once, and change one that was confirmed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused, Stale
from portal.models import Placement, QuarterConfirmation
from portal.placements.confirm_forms import Answer
from portal.placements.queries import placement
from portal.placements.services import Seen, correct_placement, stop_placement
from portal.placements.valuing import Valued
from portal.placements.work import work_of
from portal.records.confirmations import WorkInQuarter, find_work
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.valuation.confirmation import CalendarQuarter
from portal.web.filters import number
from portal.web.i18n import gettext as _


def confirm_quarter(
    session: Session,
    *,
    quarter: CalendarQuarter,
    answers: Sequence[Answer],
    contracts: Mapping[UUID, ContractRow],
    valued: Mapping[UUID, Valued],
    by: Viewer,
) -> None:
    """Write down what was said; an end or a permanent contract goes back to the coordination point (PR-37).

    ``contracts`` by their id, ``valued`` by the placement whose end or permanence is told. Raises NotFound, Stale when
    a colleague was first, and Refused for a quarter that is not over.
    """
    _check_over(quarter)
    ids = sorted(answer.work.placement_id for answer in answers)
    session.execute(sa.select(Placement.id).where(Placement.id.in_(ids)).order_by(Placement.id).with_for_update())
    there = find_work(session.connection(), by, quarter, ids)
    for answer in answers:
        now = there.get(answer.work.placement_id)
        if now is None:
            raise NotFound
        if now.version != answer.work.version:
            raise _stale(now, answer)
        _write(session, quarter, answer, by)
        _tell_exception(session, answer, contracts[answer.work.contract_id], valued, by)
    session.flush()
    for contract_id, many in sorted(Counter(answer.work.contract_id for answer in answers).items()):
        _record(session, contract_id, quarter, many, by)


def _check_over(quarter: CalendarQuarter) -> None:
    if clock.today() <= quarter.ends_on:
        raise Refused(_("This quarter is not over yet."))


def _write(session: Session, quarter: CalendarQuarter, answer: Answer, by: Viewer) -> None:
    work = answer.work
    row = session.scalars(
        sa.select(QuarterConfirmation).where(
            QuarterConfirmation.placement_id == work.placement_id,
            QuarterConfirmation.year == quarter.year,
            QuarterConfirmation.quarter == quarter.number,
        )
    ).one_or_none()
    if row is None:
        row = QuarterConfirmation(
            contract_id=work.contract_id, placement_id=work.placement_id, year=quarter.year, quarter=quarter.number
        )
        session.add(row)
    row.from_on, row.until_on = work.from_on, answer.until_on
    row.expected, row.hours, row.still_employed = answer.expected, answer.hours, answer.still_employed
    row.confirmed_by, row.confirmed_at = by.id, clock.now()


def _tell_exception(
    session: Session, answer: Answer, contract: ContractRow, valued: Mapping[UUID, Valued], by: Viewer
) -> None:
    work = answer.work
    seen = Seen(work.placement_id, work.placement_version)
    if answer.ended is not None:
        stop_placement(
            session,
            contract=contract,
            seen=seen,
            ends_on=answer.ended.on,
            reason=answer.ended.reason,
            valued=valued[work.placement_id],
            by=by,
        )
    elif answer.now_permanent:
        before = placement(session.connection(), contract.id, work.placement_id)
        if before is None:
            raise NotFound
        correct_placement(
            session,
            contract=contract,
            seen=seen,
            work=replace(work_of(before), is_permanent=True),
            valued=valued[work.placement_id],
            by=by,
        )


def _stale(now: WorkInQuarter, answer: Answer) -> Stale:
    theirs = number(now.confirmed_hours) if now.confirmed_hours is not None else ""
    rows = [(_("Hours of candidate %(number)s", number=now.candidate_number), theirs, number(answer.hours))]
    return Stale(version=now.version, by=now.confirmed_by or "", at=now.confirmed_at, rows=rows)


def _record(session: Session, contract_id: UUID, quarter: CalendarQuarter, many: int, by: Viewer) -> None:
    events.record(
        session,
        action="quarter_confirmed",
        actor=by,
        contract_id=contract_id,
        object_kind="contract",
        object_id=contract_id,
        detail={"quarter": str(quarter), "placements": many},
    )
