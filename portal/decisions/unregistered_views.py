"""Work without registration: record it, decide on what a colleague recorded, take it back (PR-24)."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.db import reading, writing
from portal.decisions import blueprint, unregistered
from portal.decisions.checks import MayNotDecide, Overtaken, check_may_decide
from portal.decisions.pages import contract_page
from portal.decisions.unregistered_forms import UnregisteredDecisionForm, UnregisteredForm
from portal.errors import NotFound
from portal.models import UnregisteredStatus
from portal.records.tables import value_table
from portal.records.unregistered import UnregisteredRow, find_unregistered, largest_share
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.forms import Form
from portal.web.i18n import gettext as _
from portal.web.labels import csr_label
from portal.web.pages import done

PATH = "/csr/opdrachten/<number>/zonder-registratie"


@blueprint.route(f"{PATH}/nieuw", methods=["GET", "POST"])
def unregistered_new(number: str) -> BaseResponse:
    check_may_decide(contract(), viewer())
    form = UnregisteredForm()
    form.offer(value_table(reading(), contract().value_table_id))
    if form.validate_on_submit() and form.accept(contract().starts_on, contract().ends_on):
        unregistered.record_unregistered(writing(), contract=contract(), seen=form.seen, by=viewer())
        done(_("The work is recorded. A colleague decides about it."))
        return redirect(url_for("review.unregistered", number=number), 303)
    return _page("unregistered_new", form, share=largest_share(reading(), contract().region))


@blueprint.route(f"{PATH}/<uuid:work_id>/besluit", methods=["GET", "POST"], endpoint="unregistered")
def decide(number: str, work_id: UUID) -> BaseResponse:
    row = _work(work_id)
    check_may_decide(contract(), viewer())
    if row.status is not UnregisteredStatus.RECORDED:
        raise Overtaken(_("There was an answer already: %(status)s.", status=csr_label(row.status)))
    if row.recorded_by == viewer().id:
        raise MayNotDecide(_("You recorded this yourself. Ask a colleague to decide."))
    form = UnregisteredDecisionForm()
    if form.validate_on_submit():
        approves = form.outcome.data == "approved"
        unregistered.decide_unregistered(
            writing(),
            contract=contract(),
            work_id=work_id,
            seen_version=form.seen_version,
            approves=approves,
            by=viewer(),
        )
        done(_("The work is approved and counts.") if approves else _("The work is not approved. It does not count."))
        return redirect(url_for("review.unregistered", number=number), 303)
    form.version.data = form.version.data or str(row.version)
    return _page("unregistered", form, row=row)


@blueprint.route(f"{PATH}/<uuid:work_id>/terugnemen", methods=["GET", "POST"])
def unregistered_take_back(number: str, work_id: UUID) -> BaseResponse:
    """Ask first; then it counts no more."""
    row = _work(work_id)
    check_may_decide(contract(), viewer())
    form = Form()
    if form.validate_on_submit():
        unregistered.take_back_unregistered(
            writing(), contract=contract(), work_id=work_id, seen_version=form.seen_version, by=viewer()
        )
        done(_("The work is taken back. It does not count any more."))
        return redirect(url_for("review.unregistered", number=number), 303)
    if not row.counts:
        raise Overtaken(_("There was an answer already: %(status)s.", status=csr_label(row.status)))
    form.version.data = str(row.version)
    return _page("unregistered_take_back", form, row=row)


def _work(work_id: UUID) -> UnregisteredRow:
    row = find_unregistered(reading(), contract().id, work_id)
    if row is None:
        raise NotFound
    return row


def _page(name: str, form: Any, **context: Any) -> Response:
    return contract_page(name, form, current="overview", **context)
