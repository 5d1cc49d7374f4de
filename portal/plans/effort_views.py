"""The pages of one effort: fill in with its value shown, remove, and drop what was not finished."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.errors import Stale
from portal.models import Section
from portal.plans import blueprint, effort_services
from portal.plans.effort_forms import EffortForm, draft_key
from portal.plans.journey import Journey
from portal.plans.pages import back_to_check, plan_page, step_url
from portal.plans.queries import working_plan
from portal.plans.rows import AlreadySent
from portal.plans.working import EffortRow, WorkingPlan
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.valuation import FORM_NAMES, Form, ValuationRefused, texts
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.pages import done

EFFORT = "/opdrachten/<number>/plan/inzet/<effort>"
NEW = "nieuw"


@blueprint.route(EFFORT, methods=["GET", "POST"])
def effort(number: str, effort: str) -> BaseResponse:
    plan = working_plan(reading(), contract())
    row, kind = _asked_for(plan, effort)
    if not plan.is_open and request.method != "POST":
        return redirect(url_for("plans.overview", number=number))
    if kind is None:
        return plan_page("choose_form", plan=plan, forms=[(one, _name(one)) for one in plan.table.forms()])
    if request.method != "POST":
        form = _stored(plan, row, kind)
        return _show(plan, row, form, **_value_of(form))
    form = EffortForm()
    form.prepare(plan, kind)
    if "later" in request.form:
        _keep_draft(form, row)
        done(_("Your answers are kept. You can continue later."))
        return redirect(url_for("plans.overview", number=number), 303)
    if not form.validate():
        return _show(plan, row, form, valuation=None, refused=None)
    if "calculate" in request.form:
        return _show(plan, row, form, **_value_of(form))
    try:
        effort_services.save_effort(
            writing(),
            contract=contract(),
            by=viewer(),
            entry=form.entry(),
            effort_id=row.id if row else None,
            seen_version=form.seen_version,
            draft_key=draft_key(row.id if row else None, kind, viewer().id),
        )
    except ValuationRefused as refused:
        form.form_errors.append(refused.text(language()))
        return _show(plan, row, form, valuation=None, refused=None)
    return redirect(_onwards(), 303)


@blueprint.post(f"{EFFORT}/waarde")
def effort_value(number: str, effort: str) -> str:
    """The line with the value of what is filled in so far."""
    plan = working_plan(reading(), contract())
    _row, kind = _asked_for(plan, effort)
    form = EffortForm()
    form.prepare(plan, kind or abort(404))
    return render_template("plans/value.html", form=form, plan=plan, **_value_of(form))


@blueprint.post(f"{EFFORT}/concept")
def effort_draft(number: str, effort: str) -> str:
    """Keep what is typed while somebody is typing; the answer is one line of the page."""
    plan = working_plan(reading(), contract())
    row, kind = _asked_for(plan, effort)
    form = EffortForm()
    form.prepare(plan, kind or abort(404))
    try:
        _keep_draft(form, row)
    except (Stale, AlreadySent) as refused:
        return render_template("plans/not_saved.html", stale=refused if isinstance(refused, Stale) else None)
    return render_template("plans/saved.html", at=clock.now(), version=None)


@blueprint.route(f"{EFFORT}/verwijderen", methods=["GET", "POST"])
def remove_effort(number: str, effort: str) -> BaseResponse:
    plan = working_plan(reading(), contract())
    row, kind = _asked_for(plan, effort)
    if row is None or kind is None:
        abort(404)
    if request.method == "POST":
        effort_services.remove_effort(writing(), contract=contract(), by=viewer(), effort_id=row.id)
        done(_("The activity has been removed."))
        return redirect(url_for("plans.step", number=number, step="inzet"), 303)
    return plan_page("remove_effort", effort=row, name=_name(kind))


@blueprint.post("/opdrachten/<number>/plan/inzet/concept/<key>/weg")
def drop_draft(number: str, key: str) -> BaseResponse:
    """Throw away an effort that was begun and not saved."""
    effort_services.drop_effort_draft(writing(), contract=contract(), by=viewer(), key=key)
    return redirect(url_for("plans.step", number=number, step="inzet"), 303)


def _asked_for(plan: WorkingPlan, effort: str) -> tuple[EffortRow | None, Form | None]:
    """The effort of the address and its form; no effort for a new one, and no form while none was chosen."""
    if effort == NEW:
        wanted = request.values.get("vorm", "")
        return None, next((form for form in plan.table.forms() if form.value == wanted), None)
    row = next((one for one in plan.efforts if str(one.id) == effort), None)
    if row is None:
        abort(404)
    return row, row.form


def _stored(plan: WorkingPlan, row: EffortRow | None, kind: Form) -> EffortForm:
    """What was typed and not saved yet, unless the effort was changed since; else what is stored."""
    draft = plan.of(Section.EFFORTS).effort_drafts.get(draft_key(row.id if row else None, kind, viewer().id))
    if draft is not None and (row is None or row.version == draft["version"]):
        form = EffortForm(formdata=MultiDict({**draft["typed"], "version": str(draft["version"] or "")}))
        form.prepare(plan, kind)
        for field in form:
            field.errors = ()
        return form
    form = EffortForm(formdata=None)
    form.prepare(plan, kind)
    if row is not None:
        form.fill(row)
    return form


def _keep_draft(form: EffortForm, row: EffortRow | None) -> None:
    effort_services.keep_effort_draft(
        writing(),
        contract=contract(),
        by=viewer(),
        key=draft_key(row.id if row else None, form.form, viewer().id),
        typed=form.typed(),
        effort_id=row.id if row else None,
        seen_version=form.seen_version,
    )


def _value_of(form: EffortForm) -> dict[str, Any]:
    """The value and how it is made, or why there is none; nothing while something is missing."""
    found = form.valuation()
    if isinstance(found, ValuationRefused):
        return {"valuation": None, "refused": found.text(language())}
    lines = texts(found.lines, language(), reveal=True) if found else []
    return {"valuation": found, "refused": None, "lines": lines}


def _show(plan: WorkingPlan, row: EffortRow | None, form: EffortForm, **value: Any) -> Response:
    number = contract().number
    to_list = url_for("plans.step", number=number, step="inzet")
    return plan_page(
        "effort",
        form,
        plan=plan,
        effort=str(row.id) if row else NEW,
        name=_name(form.form),
        back=url_for("plans.check", number=number) if back_to_check() else to_list,
        remark=plan.remarks.get(Section.EFFORTS),
        **{"lines": [], **value},
    )


def _name(form: Form) -> str:
    return FORM_NAMES[form].in_language(language())


def _onwards() -> str:
    """To the next way that has no effort yet, to the list, or back to the check page after what it asks anew."""
    number, back = contract().number, back_to_check()
    plan = working_plan(reading(), contract())
    if back:
        follow_up = Journey(plan).follow_up(Section.EFFORTS)
        return step_url(follow_up, **back) if follow_up else url_for("plans.check", number=number)
    waiting = plan.forms_without_effort
    if waiting:
        return url_for("plans.effort", number=number, effort=NEW, vorm=waiting[0].value)
    return url_for("plans.step", number=number, step="inzet")
