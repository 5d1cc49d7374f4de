"""The first page, and the pages of one contract that only tell."""

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.contracts import blueprint, closing_views, final_account_views, queries, wording
from portal.contracts.todo import ToDo, to_do
from portal.db import database, reading
from portal.models import Role
from portal.records import desks
from portal.records.history import PAGE_SIZE, Audience
from portal.records.history import history as history_of
from portal.records.parts import obligation_parts
from portal.records.tasks import PersonTask
from portal.records.unregistered import unregistered_work
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.pages import page

__all__ = ["closing_views", "final_account_views"]  # their views belong to the same blueprint


@blueprint.get("/")
def dashboard() -> BaseResponse:
    """What must be done now and where each contract stands; a coordination point begins at its work queue."""
    who = viewer()
    if who.is_csr or who.role is Role.PRIVACY_OFFICER:
        return redirect(url_for("review.queue"), 303)
    running, finished = queries.shelves(
        reading(),
        who,
        running={"after": request.args.get("na"), "before": request.args.get("voor")},
        finished={"after": request.args.get("klaar-na"), "before": request.args.get("klaar-voor")},
    )
    context: dict[str, Any] = {"running": running, "finished": finished, "how_far": wording.how_far}
    if who.is_client:
        return page("contracts/client_dashboard.html", **context)
    waiting = to_do(reading(), who)
    is_new = not any(card.contract.plan_id for card in [*running.cards, *finished.cards])
    return page("contracts/dashboard.html", to_do=[_line(item) for item in waiting], is_new=is_new, **context)


def _line(item: ToDo) -> dict[str, str]:
    return {
        "href": _place(item),
        "act": wording.act(item),
        "name": wording.where(item),
        "why": wording.why(item),
    }


def _place(item: ToDo) -> str:
    """Where it is done; of people the list of those it is about."""
    if isinstance(item.task, PersonTask):
        return url_for("candidates.overview", number=item.number, task=item.task.value, _anchor="resultaat")
    endpoint = wording.PLACES[item.task]
    return url_for(endpoint, quarter=item.quarter) if item.quarter else url_for(endpoint, number=item.number)


@blueprint.get("/opdrachten/<number>")
def overview(number: str) -> Response:
    """What is agreed and where the contract is; for its contractor and its client."""
    this = contract()
    parts = obligation_parts(reading(), this.id)
    return page(
        "contracts/overview.html",
        identity=identity(this, current="overview"),
        contract=this,
        parts=parts,
        asked=wording.what_is_asked(parts, this.obligation),
        table=queries.value_table_name(reading(), this.value_table_id),
        desk=desks.cards(database()).get(this.region),
        steps=wording.steps(this, is_over=clock.today() > this.ends_on, to_contractor=viewer().is_contractor),
        unregistered=[] if viewer().is_client else unregistered_work(reading(), this.id, only_counting=True),
    )


@blueprint.get("/opdrachten/<number>/berichten")
def history(number: str) -> Response:
    """Everything that happened with the contract, newest first."""
    before = request.args.get("voor")
    entries = history_of(reading(), contract().id, audience=Audience.CONTRACTOR, before=before)
    has_older = len(entries) == PAGE_SIZE
    return page(
        "contracts/history.html",
        identity=identity(contract(), current="history"),
        number=number,
        entries=[{"title": entry.title, "at": entry.at, "who": entry.who, "texts": entry.texts} for entry in entries],
        is_newest=before is None,
        older=url_for("contracts.history", number=number, voor=entries[-1].key) if has_older else "",
    )
