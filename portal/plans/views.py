"""The wizard: the start page, the list of tasks, and one view for every step."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.errors import Stale
from portal.models import OPEN_FOR_EDITING
from portal.plans import blueprint, effort_views, services, version_views  # noqa: F401 - their routes
from portal.plans.example import EXAMPLE
from portal.plans.forms import StepForm
from portal.plans.journey import Journey
from portal.plans.pages import back_to_check, plan_page, step_url
from portal.plans.queries import working_plan
from portal.plans.rows import AlreadySent
from portal.plans.steps import BY_SLUG, Step
from portal.plans.summary import summarise
from portal.plans.version_views import read_only
from portal.plans.working import WorkingPlan
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.labels import label
from portal.web.pages import done

PLAN = "/opdrachten/<number>/plan"


@blueprint.route(f"{PLAN}/start", methods=["GET", "POST"])
def start(number: str) -> BaseResponse:
    if contract().plan_status is not None:
        return redirect(url_for("plans.overview", number=number))
    if request.method == "POST":
        services.start_plan(writing(), contract=contract(), by=viewer())
        return redirect(url_for("plans.overview", number=number), 303)
    return plan_page("start", contract=contract())


@blueprint.get(f"{PLAN}/voorbeeld")
def example(number: str) -> Response:
    plan = working_plan(reading(), contract())
    return plan_page("example", summary=summarise(EXAMPLE, None, plan.table))


@blueprint.get(PLAN)
def overview(number: str) -> BaseResponse:
    status = contract().plan_status
    if status is None:
        return redirect(url_for("plans.start", number=number))
    if status not in OPEN_FOR_EDITING:
        return read_only(contract().plan_rounds or 0)
    plan = working_plan(reading(), contract())
    journey = Journey(plan)
    return plan_page("overview", plan=plan, tasks=journey.tasks(), missing=journey.missing(), resume=journey.resume())


@blueprint.route(f"{PLAN}/<step>", methods=["GET", "POST"])
def step(number: str, step: str) -> BaseResponse:
    here = BY_SLUG.get(step) or abort(404)
    plan = working_plan(reading(), contract())
    journey = Journey(plan)
    # What somebody typed is saved also when a colleague has just reopened an earlier page of the task.
    is_open = (plan.is_open and journey.may_visit(here)) if request.method != "POST" else here.applies(plan)
    if not is_open:
        return redirect(_nearest(plan, journey, here))
    if request.method != "POST" or "fill" in request.form:
        form = _stored(plan, here)
        if "fill" in request.form:
            form.fill(viewer())
        return _show(plan, journey, here, form)
    form = here.form()
    form.prepare(plan)
    if "later" in request.form:
        _keep_draft(here, form)
        done(_("Your answers are kept. You can continue later."))
        return redirect(url_for("plans.overview", number=number), 303)
    if not form.validate():
        return _show(plan, journey, here, form)
    services.save_section(
        writing(),
        contract=contract(),
        by=viewer(),
        section=here.section,
        answers=form.answers(),
        steps=[here.slug],
        is_done=form.is_done,
        seen_version=form.seen_version,
    )
    return redirect(_onwards(here, form), 303)


@blueprint.post(f"{PLAN}/concept/<step>")
def draft(number: str, step: str) -> str:
    """Keep what is typed while somebody is typing; the answer is one line of the page."""
    here = BY_SLUG.get(step) or abort(404)
    form = here.form()
    form.prepare(working_plan(reading(), contract()))
    try:
        version = _keep_draft(here, form)
    except (Stale, AlreadySent) as refused:
        return render_template("plans/not_saved.html", stale=refused if isinstance(refused, Stale) else None)
    return render_template("plans/saved.html", at=clock.now(), version=version)


def _keep_draft(here: Step, form: StepForm) -> int:
    return services.save_draft(
        writing(),
        contract=contract(),
        by=viewer(),
        section=here.section,
        answers=form.draft(),
        step=here.slug,
        seen_version=form.seen_version,
    )


def _stored(plan: WorkingPlan, here: Step) -> StepForm:
    kept = plan.of(here.section)
    form = here.form(formdata=None, data={**kept.fields, "version": kept.version})
    form.prepare(plan)
    return form


def _show(plan: WorkingPlan, journey: Journey, here: Step, form: StepForm) -> Response:
    before = journey.before(here)
    context: dict[str, Any] = {"plan": plan, "here": here, "remark": plan.remarks.get(here.section)}
    if back_to_check():
        context["back"] = url_for("plans.check", number=contract().number)
    else:
        context["back"] = step_url(before) if before else url_for("plans.overview", number=contract().number)
    return plan_page(f"steps/{here.template}", form, **context)


def _nearest(plan: WorkingPlan, journey: Journey, here: Step) -> str:
    """The page to show instead of one that is not open: the first open one of its task, or the list of tasks."""
    entry = journey.entry(here.section)
    if plan.is_open and entry is not here and journey.may_visit(entry):
        return step_url(entry)
    return url_for("plans.overview", number=contract().number)


def _onwards(here: Step, form: StepForm) -> str:
    """Where a saved page leads: its own detour, back to the check page, the next page, or the list of tasks."""
    number, back = contract().number, back_to_check()
    if form.stays:
        return step_url(here, **back)
    if form.detour:
        endpoint = "plans.effort" if "effort" in form.detour else "plans.step"
        values: dict[str, Any] = {**form.detour, **back}
        return url_for(endpoint, number=number, **values)
    overview_url = url_for("plans.overview", number=number)
    if not form.is_done:
        return overview_url
    journey = Journey(working_plan(reading(), contract()))
    if back:
        follow_up = journey.follow_up(here.section)
        return step_url(follow_up, **back) if follow_up else url_for("plans.check", number=number)
    following = journey.after(here)
    if following:
        return step_url(following)
    done(_("%(task)s: saved.", task=label(here.section)))
    return overview_url
