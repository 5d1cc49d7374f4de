"""V-01: how far a contract is, in a sentence, a bar, figures and quarters. A client sees no persons."""

from decimal import Decimal
from typing import Any

from flask import Response, request

from portal import clock
from portal.db import reading
from portal.progress import blueprint, recovery_views
from portal.progress.queries import placement_lines, progress_context, unregistered_lines
from portal.records.contributions import contributions_of
from portal.records.recovery import notes_of
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.pages import page

__all__ = ["recovery_views"]  # its views belong to the same blueprint


@blueprint.get("/opdrachten/<number>/voortgang")
def overview(number: str) -> Response:
    today = clock.today()
    context: dict[str, Any] = {**progress_context(reading(), contract(), today), "may_ask": False}
    context |= {"has_approved_plan": contract().has_approved_plan, "status": contract().status}
    if viewer().is_contractor:
        context["notes"] = notes_of(reading(), [contract().id]).get(contract().id, [])
        beside = context["contributions"] = contributions_of(reading(), contract().id)
        context["realised_beside"] = sum((one.realised_on(today) for one in beside), Decimal(0))
        context["unregistered"] = unregistered_lines(reading(), contract(), today)
        after, before = request.args.get("na"), request.args.get("voor")
        context["lines"] = placement_lines(reading(), contract(), today, after=after, before=before)
    return page("progress/overview.html", number=number, identity=identity(contract(), current="progress"), **context)
