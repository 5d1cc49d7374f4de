"""V-01: how far a contract is, in a sentence, a bar, figures and quarters. A client sees no persons."""

from decimal import Decimal
from typing import Any

from flask import Response, request

from portal import clock
from portal.db import reading
from portal.progress import blueprint
from portal.progress.queries import placement_lines, progress_context, unregistered_lines
from portal.records.contributions import contributions_of
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.pages import page


@blueprint.get("/opdrachten/<number>/voortgang")
def overview(number: str) -> Response:
    today = clock.today()
    context: dict[str, Any] = progress_context(reading(), contract(), today)
    if viewer().is_contractor:
        beside = context["contributions"] = contributions_of(reading(), contract().id)
        context["realised_beside"] = sum((one.realised_on(today) for one in beside), Decimal(0))
        context["unregistered"] = unregistered_lines(reading(), contract(), today)
        after, before = request.args.get("na"), request.args.get("voor")
        context["lines"] = placement_lines(reading(), contract(), today, after=after, before=before)
    return page("progress/overview.html", number=number, identity=identity(contract(), current="progress"), **context)
