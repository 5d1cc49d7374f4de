"""Holds: what must stay although its term has passed (PR-46)."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import HoldReason
from portal.retention import blueprint, holding, queries
from portal.retention.forms import HoldForm, ProlongForm
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.pages import done, page

PATH = "/beheer/bewaartermijnen/bewaren"


@blueprint.route(f"{PATH}/nieuw", methods=["GET", "POST"])
def hold_new() -> BaseResponse:
    region = viewer().region
    if region is None:
        raise NotFound
    form = HoldForm()
    if not form.validate_on_submit():
        return page("retention/hold_new.html", form)
    read: Any = form
    try:
        scope = holding.find_scope(reading(), region, read.contract_number.data or "", read.candidate_number.data)
    except NotFound:
        read.contract_number.errors = [_("There is no such contract or candidate in your region.")]
        return page("retention/hold_new.html", form)
    holding.set_hold(
        writing(),
        scope,
        reason=HoldReason(read.reason.data),
        explanation=read.explanation.data,
        review_on=read.review_on.data,
        by=viewer(),
    )
    done(_("It stays. Nothing of it is destroyed or erased before that day."))
    return redirect(url_for("retention.overview"), 303)


@blueprint.route(f"{PATH}/<uuid:hold_id>", methods=["GET", "POST"])
def hold(hold_id: UUID) -> BaseResponse:
    """Look at it again: it stays longer, or it is lifted."""
    row = queries.find_hold(reading(), viewer().region, hold_id)
    if row is None:
        raise NotFound
    form = ProlongForm()
    lifts = request.form.get("act") == "lift"
    if request.method == "POST" and lifts:
        holding.lift(writing(), hold_id, seen_version=form.seen_version, by=viewer())
        done(_("It is lifted. What is due comes on the next list."))
        return redirect(url_for("retention.overview"), 303)
    if form.validate_on_submit():
        read: Any = form
        holding.prolong(writing(), hold_id, review_on=read.review_on.data, seen_version=form.seen_version, by=viewer())
        done(_("It stays longer."))
        return redirect(url_for("retention.overview"), 303)
    return page("retention/hold.html", form, hold=row, is_over=row.review_on < clock.today())
