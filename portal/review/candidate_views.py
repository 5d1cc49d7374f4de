"""Candidates and their work (S-21): only whose yes stands at this moment, and every look is written down."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from portal import clock
from portal.candidates.queries import ReviewCandidate, candidate_for_review, candidates_for_review
from portal.candidates.words import ledger_lines
from portal.consents.signals import open_signals
from portal.db import reading
from portal.errors import NotFound
from portal.models import AWAITING_DECISION, Placement, PlacementStatus
from portal.placements import queries as placement_queries
from portal.placements.queries import placements_for_review
from portal.placements.valuing import value_work
from portal.placements.wording import parts_of
from portal.placements.work import work_of
from portal.privacy.current import vault
from portal.records.efforts import effort_choices
from portal.records.placements import PlacementRow
from portal.review import blueprint, queries
from portal.review.people import persons
from portal.review.wording import changes_since_decision
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.valuation import texts
from portal.web.i18n import language
from portal.web.identity import identity
from portal.web.looks import note_look
from portal.web.pages import page
from portal.web.pagination import slice_page

SHOWN = "name age_group"
PATH = "/csr/opdrachten/<number>"


@blueprint.get(f"{PATH}/kandidaten")
def candidates(number: str) -> Response:
    everybody = candidates_for_review(reading(), contract().id)
    numbers = [str(one.number) for one in everybody]
    found = slice_page(everybody, numbers, after=request.args.get("na"), before=request.args.get("voor"))
    placements = placements_for_review(reading(), contract().id)
    if found.rows:
        note_look("list", "contract", contract().id, count=len(found.rows), fields=SHOWN)
    known = {one.id for one in everybody}
    shown = persons(vault(), found.rows, placements, contract().awarded_on)
    is_ours = contract().region is viewer().region
    return _page(
        "review/candidates.html",
        persons=shown,
        to_approve=[(one, work) for one in shown for work in one.waiting if is_ours and work.value is not None],
        total=len(everybody),
        previous=found.previous and url_for("review.candidates", number=number, voor=found.previous),
        next=found.next and url_for("review.candidates", number=number, na=found.next),
        stopped=[one for one in placements if one.candidate_id not in known],
        today=clock.today(),
    )


@blueprint.get(f"{PATH}/kandidaten/<uuid:candidate_id>")
def candidate(number: str, candidate_id: UUID) -> Response:
    found = _candidate(candidate_id)
    note_look("view", "candidate", found.id, fields=SHOWN)
    placements = placements_for_review(reading(), contract().id, Placement.candidate_id == found.id)
    [person] = persons(vault(), [found], placements, contract().awarded_on)
    return _page(
        "review/candidate.html",
        person=person,
        candidate=found,
        said_yes_on=clock.day_of(found.given_at),
        signs=open_signals(reading(), found.id),
        is_ours=contract().region is viewer().region,
        consent=ledger_lines(queries.consent_moments(reading(), found.id)),
        today=clock.today(),
    )


@blueprint.get(f"{PATH}/plaatsingen/<uuid:placement_id>")
def placement(number: str, placement_id: UUID) -> Response:
    """Work with its value, line by line; lines that would tell the target group stay out (PR-08)."""
    rows = placements_for_review(reading(), contract().id, Placement.id == placement_id)
    if not rows:
        raise NotFound
    [row] = rows
    found = candidate_for_review(reading(), contract_id=contract().id, candidate_id=row.candidate_id)
    if found is not None:
        note_look("view", "candidate", found.id, fields=SHOWN)
    efforts = {effort.id: effort.text for effort in effort_choices(reading(), contract().id)}
    was_decided = row.approved_value is not None and row.status is not PlacementStatus.APPROVED
    acts = queries.acts_since_decision(reading(), row.id) if was_decided else []
    return _page(
        "review/placement.html",
        placement=row,
        person=persons(vault(), [found], [], contract().awarded_on)[0] if found else None,
        parts=parts_of(work_of(row), efforts) if row.hours else [],
        changes=changes_since_decision(acts),
        answer=placement_queries.newest_decision(reading(), row.id),
        may_decide=row.status in AWAITING_DECISION and contract().region is viewer().region,
        today=clock.today(),
        **(_explained(row) if found else {"lines": [], "hides_lines": False, "no_value": None}),
    )


def _explained(row: PlacementRow) -> dict[str, Any]:
    """How its value comes about; the target group is opened for it, and goes no further."""
    at_work = placement_queries.candidate_at_work(reading(), contract().id, row.candidate_id)
    if at_work is None or not row.hours:
        return {"lines": [], "hides_lines": False, "no_value": None}
    valued = value_work(
        reading(),
        vault(),
        contract=contract(),
        candidate=at_work,
        work=work_of(row),
        hours=row.hours,
        placement_id=row.id,
    )
    shown = texts(valued.lines, language(), reveal=False)
    return {"lines": shown, "hides_lines": len(shown) < len(valued.lines), "no_value": valued.no_value}


def _candidate(candidate_id: UUID) -> ReviewCandidate:
    found = candidate_for_review(reading(), contract_id=contract().id, candidate_id=candidate_id)
    if found is None:
        if queries.is_restricted(reading(), contract().id, candidate_id):
            note_look("view", "candidate", candidate_id, result="restricted")
        raise NotFound
    return found


def _page(template: str, **context: Any) -> Response:
    return page(
        template,
        identity=identity(contract(), current="candidates"),
        number=contract().number,
        contract=contract(),
        **context,
    )
