"""Pages about one placement, each a line in the view log before it is made, since it names the candidate (PR-66)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Response

from portal import clock
from portal.db import reading
from portal.models import Outcome, PlacementStatus
from portal.placements import queries, services
from portal.placements.queries import CandidateAtWork
from portal.placements.valuing import Valued, value_work
from portal.placements.wording import parts_of
from portal.placements.work import Work, work_of
from portal.privacy.current import vault
from portal.privacy.vault import Purpose
from portal.records.efforts import effort_choices
from portal.records.figures import placed_value
from portal.records.placements import PlacementRow
from portal.records.tables import value_table
from portal.security.scope import contract
from portal.valuation import HoursPeriod, texts
from portal.valuation.progress import Stage
from portal.web.i18n import language
from portal.web.identity import identity
from portal.web.looks import note_look
from portal.web.pages import page


def show(template: str, candidate: CandidateAtWork, *, form: Any = None, **context: Any) -> Response:
    note_look("view", "candidate", candidate.id, fields="name")
    name = vault().open(candidate.id, Purpose.NAME, candidate.name_sealed) or {}
    return page(
        template,
        form,
        identity=identity(contract(), current="candidates"),
        number=contract().number,
        contract=contract(),
        candidate=candidate,
        candidate_name=" ".join(filter(None, (name.get("first_name"), name.get("surname")))),
        Outcome=Outcome,
        **context,
    )


def show_placement(template: str, candidate: CandidateAtWork, row: PlacementRow, **context: Any) -> Response:
    """A page with everything about one placement; the lines that would tell the target group stay out (PR-08)."""
    said = work_of(row)
    valued = valued_by_table(candidate, said, row.hours, row)
    efforts = {effort.id: effort.text for effort in effort_choices(reading(), contract().id)}
    shown = texts(valued.lines, language(), reveal=False)
    return show(
        template,
        candidate,
        placement=row,
        parts=parts_of(said, efforts),
        lines=shown,
        hides_lines=len(shown) < len(valued.lines),
        no_value=valued.no_value,
        worth_now=worth_now(row, valued),
        below_minimum=valued.below_minimum,
        until_today=_until_today(row),
        answer=queries.newest_decision(reading(), row.id) if row.status is PlacementStatus.RETURNED else None,
        may_change=row.status in services.CORRECTABLE,
        is_open=row.status in services.OPEN,
        hours_may_change=row.status in services.HOURS_MAY_CHANGE,
        **context,
    )


def valued_by_table(
    candidate: CandidateAtWork, said: Work, hours: Sequence[HoursPeriod], before: PlacementRow | None
) -> Valued:
    return value_work(
        reading(),
        vault(),
        contract=contract(),
        candidate=candidate,
        work=said,
        hours=hours,
        placement_id=before.id if before else None,
    )


def worth_now(row: PlacementRow, valued: Valued) -> Decimal | None:
    """The value of decided work by what is known now, where it is another: its contract was extended, for example.

    What was approved does not change by itself; the contractor may send the work again as it is.
    """
    if row.status not in services.CORRECTABLE or row.value is None or not row.hours or valued.value == row.value:
        return None
    return valued.value


def _until_today(row: PlacementRow) -> Decimal | None:
    """The part of its worth up to today, approved or not; None where it has no worth yet."""
    if row.worth is None:
        return None
    table = value_table(reading(), contract().value_table_id)
    placed = placed_value(row, row.hours, contract().starts_on, table, confirmed=row.confirmed)
    return replace(placed, stage=Stage.APPROVED, value=row.worth).realised_on(clock.today())
