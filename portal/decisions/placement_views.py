"""Deciding on work: one placement, or several that are right at once (BU-1). Candidates are numbers here."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.consents.signals import open_signals
from portal.db import reading, writing
from portal.decisions import blueprint, queries, services
from portal.decisions.checks import Doubtful, Overtaken, check_may_decide
from portal.decisions.forms import PlacementDecisionForm, PlacementsForm
from portal.decisions.pages import contract_page
from portal.errors import NotFound, Refused
from portal.models import AWAITING_DECISION, InvalidTransition, Outcome
from portal.placements.capping import propose
from portal.placements.queries import candidate_at_work, placements_for_review
from portal.placements.wording import parts_of
from portal.placements.work import work_of
from portal.privacy.current import vault
from portal.records.efforts import effort_choices
from portal.records.placements import PlacementRow
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.ids import ids_of
from portal.web.labels import csr_label
from portal.web.looks import note_look
from portal.web.pages import base_url, done
from portal.web.pagination import PAGE_SIZE

PATH = "/csr/opdrachten/<number>/plaatsingen"


@blueprint.route(f"{PATH}/<uuid:placement_id>/besluit", methods=["GET", "POST"])
def placement(number: str, placement_id: UUID) -> BaseResponse:
    row = queries.find_placement(reading(), contract().id, placement_id)
    if row is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    if row.status not in AWAITING_DECISION:
        raise Overtaken(queries.what_overtook_placement(reading(), row.id, viewer().id))
    at_work = candidate_at_work(reading(), contract().id, row.candidate_id)
    c2_given = at_work is not None and at_work.c2_given
    proposal = propose(reading(), vault(), contract(), row)
    form = PlacementDecisionForm(value=row.value, needs_note=c2_given or row.value is not None)
    form.propose(proposal)
    if form.validate_on_submit():
        approves = form.outcome.data == Outcome.APPROVED
        try:
            services.decide_placement(
                writing(),
                vault(),
                contract=contract(),
                placement_id=row.id,
                seen_version=form.seen_version,
                outcome=Outcome(form.outcome.data),
                **form.answer,
                elsewhere_seen=form.elsewhere_seen,
                counts_until=proposal.counts_until if form.takes(proposal) else None,
                by=viewer(),
                base_url=base_url(),
            )
        except Doubtful as doubt:
            return _doubtful(doubt.candidate_id)
        who = _("candidate %(number)s", number=row.candidate_number)
        done(
            _("The work of %(who)s is approved.", who=who)
            if approves
            else _("The work of %(who)s is returned.", who=who)
        )
        return redirect(url_for("review.candidates", number=number), 303)
    note_look("view", "candidate", row.candidate_id, fields="placement")
    for one in proposal.found:
        note_look("view", "candidate", one.placement.candidate_id, fields="placement")
    form.version.data = form.version.data or str(row.version)
    efforts = {effort.id: effort.text for effort in effort_choices(reading(), contract().id)}
    parts = parts_of(work_of(row), efforts)
    return _page("placement", form, placement=row, parts=parts, c2_given=c2_given, proposal=proposal)


@blueprint.route(f"{PATH}/besluit", methods=["GET", "POST"])
def placements(number: str) -> BaseResponse:
    """Choose, check the list with its total, approve: each in a savepoint of its own."""
    check_may_decide(contract(), viewer())
    waiting = queries.waiting(reading(), contract().id)
    form = PlacementsForm()
    if not form.validate_on_submit():
        return _page("placements", form, rows=[row for row in waiting if row.value is not None][:PAGE_SIZE])
    seen = form.seen
    if "confirmed" not in request.form:
        rows = [row for row in waiting if row.id in seen and row.value is not None]
        without = [row for row in waiting if row.id in seen and row.value is None]
        total = sum(row.value for row in rows if row.value is not None)
        return _page("placements_check", rows=rows, seen=seen, without=without, total=total)
    approved = [placement_id for placement_id, version in seen.items() if _approve(placement_id, version)]
    refused = [placement_id for placement_id in seen if placement_id not in approved]
    keys: dict[str, Any] = {"goed": [str(key) for key in approved], "niet": [str(key) for key in refused]}
    return redirect(url_for("decisions.placements_sent", number=number, **keys), 303)


@blueprint.get(f"{PATH}/besluit/verstuurd")
def placements_sent(number: str) -> Response:
    """Which were approved and which were not; it says what is so now, whatever the address claims."""
    rows = {row.id: row for row in placements_for_review(reading(), contract().id)}
    good, not_good = (ids_of(request.args.getlist(name)[:PAGE_SIZE]) for name in ("goed", "niet"))
    asked = [*good, *not_good]
    outcomes = queries.decided_among(reading(), contract().id, asked)
    approved = [rows[key] for key in good if key in rows and outcomes.get(key) is Outcome.APPROVED]
    refused = [(rows.get(key), _why_not(rows.get(key))) for key in not_good]
    return _page("placements_sent", approved=approved, refused=refused)


def _approve(placement_id: UUID, version: int) -> bool:
    """In a savepoint: what cannot be approved leaves the others as they are."""
    try:
        with writing().begin_nested():
            services.decide_placement(
                writing(),
                vault(),
                contract=contract(),
                placement_id=placement_id,
                seen_version=version,
                outcome=Outcome.APPROVED,
                by=viewer(),
                base_url=base_url(),
            )
    except (Refused, InvalidTransition):
        return False
    return True


def _doubtful(candidate_id: UUID) -> Response:
    answer = _page("doubtful", signs=open_signals(reading(), candidate_id), candidate_id=candidate_id)
    answer.status_code = 409
    return answer


def _why_not(row: PlacementRow | None) -> str:
    if row is None:
        return _("The consent of this candidate is not valid any more.")
    if row.status not in AWAITING_DECISION:
        return _("There was an answer already: %(status)s.", status=csr_label(row.status))
    if row.value is None:
        return _("The value table gives no amount. Decide about this work by itself.")
    if open_signals(reading(), row.candidate_id):
        return _("There is doubt about the consent of this candidate. Look at that first.")
    return _("This work has just been changed. Look at it again.")


def _page(name: str, form: Any = None, **context: Any) -> Response:
    return contract_page(name, form, work_in_words=queries.work_in_words, **context)
