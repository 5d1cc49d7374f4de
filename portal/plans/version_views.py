"""Checking and sending a plan, and the rounds that were sent, read-only."""

from typing import Any

from flask import Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.config import Config
from portal.db import reading, writing
from portal.models import OPEN_FOR_EDITING, PlanStatus, Section, VersionOutcome
from portal.plans import blueprint, changes, queries, services
from portal.plans.forms import SubmitForm
from portal.plans.history import progress_of_round, timeline_of
from portal.plans.journey import Journey
from portal.plans.pages import plan_page
from portal.plans.queries import working_plan
from portal.plans.rows import AlreadySent
from portal.plans.summary import summarise
from portal.plans.working import WorkingPlan
from portal.privacy.current import vault
from portal.records.tables import value_table
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.labels import label
from portal.web.pages import done

PLAN = "/opdrachten/<number>/plan"


@blueprint.get(f"{PLAN}/controleren")
def check(number: str) -> BaseResponse:
    plan = working_plan(reading(), contract())
    if not plan.is_open:
        return redirect(url_for("plans.overview", number=number))
    return _check_page(plan, SubmitForm(formdata=None))


@blueprint.post(f"{PLAN}/versturen")
def submit(number: str) -> BaseResponse:
    plan = working_plan(reading(), contract())
    form = SubmitForm()
    sent_url = url_for("plans.sent", number=number)
    if plan.is_with_the_csr:
        return redirect(sent_url, 303)
    if not form.validate():
        return _check_page(plan, form)
    try:
        services.submit_plan(
            writing(),
            vault(),
            contract=contract(),
            by=viewer(),
            base_url=_base_url(),
            changes=form.changes.data or "",
            seen=form.seen.data or "",
        )
    except AlreadySent:
        return redirect(sent_url, 303)
    except services.PlanIncomplete:
        return _check_page(plan, form, _not_ready(plan))
    except services.PlanChanged:
        plan = working_plan(reading(), contract())
        return _check_page(plan, form, _("Your colleague has just changed the plan. Check it once more."))
    except services.NothingChanged:
        return _check_page(plan, form, _("You have not changed anything yet. Change something, or stop the change."))
    return redirect(sent_url, 303)


@blueprint.get(f"{PLAN}/verstuurd")
def sent(number: str) -> BaseResponse:
    found = queries.rounds(reading(), contract().id)
    if not found:
        abort(404)
    newest = found[0]
    if newest.outcome is not VersionOutcome.OPEN:
        return redirect(url_for("plans.version", number=number, round=newest.number))
    content = queries.contents(reading(), contract().id, newest.number)[newest.number]
    contact = content["sections"][Section.CONTACT.value]["email"]
    return plan_page("sent", sent=newest, contact=contact, contract=contract())


@blueprint.get(f"{PLAN}/versie/<int:round>")
def version(number: str, round: int) -> Response:
    return read_only(round)


def read_only(number: int) -> Response:
    """One round as it was sent, marked against the round before it, with where it stands and every other round."""
    found = queries.rounds(reading(), contract().id)
    shown = next((one for one in found if one.number == number), None) or abort(404)
    earlier = [one.number for one in found if one.number < number and one.outcome is not VersionOutcome.WITHDRAWN]
    contents = queries.contents(reading(), contract().id, number, *earlier[:1])
    table = value_table(reading(), contract().value_table_id)
    status = contract().plan_status
    newest = number == contract().plan_rounds
    may_withdraw = newest and viewer().may_send and status is PlanStatus.SUBMITTED
    return plan_page(
        "version",
        status=status,
        is_open=status in OPEN_FOR_EDITING,
        shown=shown,
        newest=newest,
        summary=summarise(contents[number], contents.get(earlier[0]) if earlier else None, table),
        changes=contents[number].get("changes", ""),
        remarks=queries.remarks_of(reading(), shown.id),
        progress=progress_of_round(shown),
        events=timeline_of(found, queries.acts(reading(), contract().id), contract().number),
        may_withdraw=may_withdraw and not queries.was_opened(reading(), shown.id),
    )


@blueprint.route(f"{PLAN}/terugtrekken", methods=["GET", "POST"])
def withdraw(number: str) -> BaseResponse:
    if request.method == "POST":
        services.withdraw_plan(writing(), vault(), contract=contract(), by=viewer(), base_url=_base_url())
        done(_("You took back your plan. You can change it and send it again."))
        return redirect(url_for("plans.overview", number=number), 303)
    found = queries.rounds(reading(), contract().id)
    if not found or found[0].outcome is not VersionOutcome.OPEN:
        return redirect(url_for("plans.overview", number=number))
    return plan_page("withdraw", shown=found[0])


@blueprint.route(f"{PLAN}/wijzigen", methods=["GET", "POST"])
def change(number: str) -> BaseResponse:
    if request.method == "POST":
        changes.start_change(writing(), contract=contract(), by=viewer())
        return redirect(url_for("plans.overview", number=number), 303)
    if contract().plan_status is not PlanStatus.APPROVED:
        return redirect(url_for("plans.overview", number=number))
    return plan_page("change", contract=contract())


@blueprint.route(f"{PLAN}/wijziging-stoppen", methods=["GET", "POST"])
def cancel_change(number: str) -> BaseResponse:
    if request.method == "POST":
        changes.cancel_change(writing(), contract=contract(), by=viewer())
        done(_("The change has been stopped. The approved plan is as it was."))
        return redirect(url_for("plans.overview", number=number), 303)
    if contract().plan_status is not PlanStatus.CHANGING:
        return redirect(url_for("plans.overview", number=number))
    return plan_page("cancel_change")


def _check_page(plan: WorkingPlan, form: SubmitForm, *faults: str) -> Response:
    authorised: Any = form.authorised
    authorised.label.text = _(
        "I may send this plan on behalf of %(organisation)s", organisation=contract().contractor_name
    )
    response = plan_page(
        "check",
        form,
        plan=plan,
        contract=contract(),
        summary=summarise(plan.content(), plan.sent.content if plan.sent else None, plan.table),
        missing=Journey(plan).missing(),
        seen=services.digest(plan),
        senders=[] if viewer().may_send else queries.senders(reading(), viewer().organisation_id),
        errors=[("onderdelen", fault) for fault in faults],
    )
    if faults:
        response.status_code = 422
    return response


def _not_ready(plan: WorkingPlan) -> str:
    names = ", ".join(label(task.section) for task in Journey(plan).missing())
    return _("You cannot send yet. First finish: %(tasks)s.", tasks=names)


def _base_url() -> str:
    config: Config = current_app.extensions["config"]
    return config.base_url
