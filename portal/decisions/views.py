"""Deciding on a plan (S-11 to S-13), and what a reviewer writes while reading."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.decisions import (
    blueprint,
    consent_views,
    contribution_views,
    ending_views,
    final_account_views,
    letters,
    paper_views,
    placement_views,
    queries,
    recovery_views,
    redacting_views,
    services,
    unregistered_views,
)
from portal.decisions.checks import Overtaken, check_may_decide
from portal.decisions.forms import NoteForm, PlanDecisionForm, RemarksForm
from portal.decisions.pages import contract_page
from portal.decisions.remarks import save_remarks, write_note
from portal.errors import NotFound, Stale
from portal.models import Outcome, Section, VersionOutcome
from portal.plans.queries import drafts_of
from portal.privacy.current import vault
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.filters import time_of_day
from portal.web.htmx import wants_fragment
from portal.web.i18n import gettext as _
from portal.web.labels import label
from portal.web.pages import base_url, done

__all__ = [
    "consent_views",
    "contribution_views",
    "ending_views",
    "final_account_views",
    "paper_views",
    "placement_views",
    "recovery_views",
    "redacting_views",
    "unregistered_views",
]  # of the same blueprint

PATH = "/csr/plan/<number>/<int:round>"


@blueprint.route(f"{PATH}/besluit", methods=["GET", "POST"])
def plan(number: str, round: int) -> BaseResponse:
    """S-11; the POST comes from the check page and decides."""
    version = _open_version(round)
    if request.method != "POST":
        form = PlanDecisionForm(bodies=drafts_of(reading(), version.id).bodies)
        form.version.data = str(version.number)
        return _ask(form, version)
    form = PlanDecisionForm()
    if not form.validate_on_submit():
        return _ask(form, version)
    services.decide_plan(
        writing(),
        vault(),
        contract=contract(),
        version_id=version.id,
        seen_version=form.seen_version,
        outcome=Outcome(form.outcome.data),
        remarks=form.remarks,
        respond_by=form.last_day,
        message=form.message.data or "",
        by=viewer(),
        base_url=base_url(),
    )
    return redirect(url_for("decisions.plan_sent", number=number, round=round), 303)


@blueprint.route(f"{PATH}/besluit/controleren", methods=["GET", "POST"])
def plan_check(number: str, round: int) -> BaseResponse:
    """S-12: the whole mail and who gets it, before anything is decided."""
    if request.method != "POST":
        return redirect(url_for("decisions.plan", number=number, round=round), 303)
    version = _open_version(round)
    form = PlanDecisionForm()
    if not form.validate_on_submit() or "again" in request.form:
        return _ask(form, version)
    answer = letters.Answer(Outcome(form.outcome.data), form.remarks, form.last_day, form.message.data or "")
    made = letters.plan_letters(
        reading(),
        contract=contract(),
        version_id=version.id,
        reference=version.reference,
        answer=answer,
        base_url=base_url(),
    )
    return _page("check", version=version, answer=answer, made=made, kept=_kept(), Outcome=Outcome)


@blueprint.get(f"{PATH}/besluit/verstuurd")
def plan_sent(number: str, round: int) -> BaseResponse:
    """S-13."""
    version = queries.find_version(reading(), contract().id, round)
    decision = queries.newest_decision(reading(), version.id) if version else None
    if decision is None:
        raise NotFound
    return _page(
        "sent",
        version=version,
        decision=decision,
        readers=letters.readers_of_plan(reading(), version.id),
        following=queries.next_plan(reading(), viewer()),
        Outcome=Outcome,
    )


@blueprint.route(f"{PATH}/opmerkingen", methods=["GET", "POST"])
def remarks(number: str, round: int) -> BaseResponse:
    """Keep remarks as drafts; by script every two seconds, without it by a button that may lead on to the decision."""
    back = redirect(url_for("review.plan", number=number, round=round), 303)
    if request.method != "POST":
        return back
    version = _open_version(round)
    form = RemarksForm()
    if not form.validate_on_submit():
        return _told(form) if wants_fragment() else _page("remarks", form, version=version, Section=Section)
    try:
        now = save_remarks(
            writing(),
            contract=contract(),
            version_id=version.id,
            seen_version=form.seen_version,
            bodies=form.bodies,
            by=viewer(),
        )
    except Stale as stale:
        if not wants_fragment():
            raise
        return _fragment(_("%(name)s also wrote a remark. Use the button ‘Keep the remarks’.", name=stale.by), None)
    if wants_fragment():
        return _fragment(_("Saved at %(time)s", time=time_of_day(clock.now())), now)
    if request.form.get("then") == "decide":
        return redirect(url_for("decisions.plan", number=number, round=round), 303)
    done(_("The remarks are kept. The contractor does not see them yet."))
    return back


@blueprint.post("/csr/opdrachten/<number>/notities")
def note(number: str) -> BaseResponse:
    form = NoteForm()
    if not form.validate_on_submit():
        return _page("note", form)
    write_note(writing(), contract=contract(), body=form.body.data or "", by=viewer())
    done(_("The note is kept."))
    return redirect(url_for("review.contract", number=number), 303)


@blueprint.errorhandler(Overtaken)
def overtaken(fact: Overtaken) -> Response:
    """409: what happened meanwhile, and what was typed, so that none of it is lost."""
    typed = [
        (label(section), request.form[f"remark_{section}"])
        for section in Section
        if request.form.get(f"remark_{section}", "").strip()
    ]
    message = request.form.get("message", "").strip()
    if message:
        typed.append((_("Message to the contractor"), message))
    return make_response(render_template("decisions/overtaken.html", message=fact.message, typed=typed), 409)


def _open_version(round: int) -> Any:
    """The round of the address, still without an answer. Raises NotFound, MayNotDecide, Overtaken."""
    version = queries.find_version(reading(), contract().id, round)
    if version is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    if version.outcome is not VersionOutcome.OPEN:
        raise Overtaken(queries.what_overtook_plan(reading(), version.id, version.outcome, viewer().id))
    return version


def _ask(form: PlanDecisionForm, version: Any) -> Response:
    return _page("plan", form, version=version, Section=Section)


def _page(name: str, form: Any = None, **context: Any) -> Response:
    return contract_page(name, form, current="overview" if name == "note" else "plan", **context)


def _kept() -> list[tuple[str, str]]:
    """What was sent, to be sent again from the check page and read again then."""
    fresh = {"csrf_token", "form_id", "again"}
    return [(name, value) for name in request.form for value in request.form.getlist(name) if name not in fresh]


def _told(form: RemarksForm) -> Response:
    return _fragment(str(next(iter(form.errors.values()))[0]), None)


def _fragment(text: str, version: int | None) -> Response:
    return make_response(render_template("decisions/kept.html", text=text, version=version))
