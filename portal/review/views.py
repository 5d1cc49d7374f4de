"""Work queue and contracts (S-01, S-20): lists without people, and the pages of one contract that only tell."""

from typing import Any

from flask import Response, request, url_for

from portal import clock
from portal.consents import watching
from portal.contracts import queries as contract_queries
from portal.contracts import wording as contract_wording
from portal.db import reading
from portal.progress.queries import progress_context, unregistered_lines
from portal.records.contributions import contributions_of
from portal.records.figures import progress_of
from portal.records.history import PAGE_SIZE, Audience
from portal.records.history import history as history_of
from portal.records.parts import obligation_parts
from portal.records.recovery import BEHIND, notes_of
from portal.records.told import REDACTED
from portal.review import (
    blueprint,
    candidate_views,
    consent_views,
    contribution_views,
    lists,
    plan_views,
    queries,
    unregistered_views,
    watch_views,
    wording,
)
from portal.review.narrowing import NarrowForm
from portal.review.waiting import waiting, waiting_others, waiting_unregistered
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.htmx import wants_fragment
from portal.web.i18n import gettext as _
from portal.web.identity import identity
from portal.web.pages import page

__all__ = [
    "candidate_views",
    "consent_views",
    "contribution_views",
    "plan_views",
    "unregistered_views",
    "watch_views",
]  # their views belong to the same blueprint

TABS = ("beoordelen", "terug", "achter")  # words of the address


@blueprint.get("/csr")
def queue() -> Response:
    tab = request.args.get("wat") if request.args.get("wat") in TABS else TABS[0]
    form = NarrowForm(lists.clients(reading(), viewer()))
    asked: dict[str, Any] = form.in_address("zoek", "opdrachtgever")
    context: dict[str, Any] = {
        "tab": tab,
        "form": form,
        "tabs": [(one, url_for("review.queue", wat=one, **asked)) for one in TABS],
        "chosen": form.chosen("review.queue", {"wat": tab}, "zoek", "opdrachtgever"),
        "day_of": clock.day_of,
        "waiting": waiting(reading(), viewer(), form.where),
        "address": lambda **more: url_for("review.queue", wat=tab, **asked, **more),
        **_of_tab(str(tab), form),
    }
    region = viewer().region
    watches = tab == TABS[0] and viewer().is_csr and not wants_fragment()
    context["watch"] = watching.waiting(reading(), region) if watches and region else None
    return _list("review/queue", **context)


def _of_tab(tab: str, form: NarrowForm) -> dict[str, Any]:
    what = (reading(), viewer(), form.where)
    keys: dict[str, Any] = {"after": request.args.get("na"), "before": request.args.get("voor")}
    work_keys: dict[str, Any] = {"after": request.args.get("werk-na"), "before": request.args.get("werk-voor")}
    if tab == "achter":
        behind, total = lists.behind_schedule(*what, clock.today(), **keys)
        return {"behind": behind, "total": total, "how_far": wording.how_far}
    if tab == "terug":
        return {
            "plans": lists.plans_returned(*what, **keys),
            "placements": lists.placements_returned(*what, **work_keys),
        }
    return {
        "plans": lists.plans_to_review(*what, **keys),
        "placements": lists.placements_to_review(*what, **work_keys),
        "unregistered": waiting_unregistered(*what),
        "others": waiting_others(*what),
        "days_ago": lambda moment: wording.days_ago(clock.day_of(moment), clock.today()),
        "waits_too_long": lambda moment: wording.waits_too_long(clock.day_of(moment), clock.today()),
    }


@blueprint.get("/csr/opdrachten")
def contracts() -> Response:
    """Every awarded contract with an obligation in one overview (PR-02)."""
    names = ("zoek", "opdrachtgever", "plan")
    form = NarrowForm(lists.clients(reading(), viewer()))
    asked: dict[str, Any] = form.in_address(*names)
    found = lists.contracts(
        reading(), viewer(), form.where, clock.today(), after=request.args.get("na"), before=request.args.get("voor")
    )
    return _list(
        "review/contracts",
        form=form,
        found=found,
        share=wording.share,
        chosen=form.chosen("review.contracts", {}, *names),
        address=lambda **more: url_for("review.contracts", **asked, **more),
    )


def _list(name: str, *, form: NarrowForm, **context: Any) -> Response:
    """The page, or the part that htmx swaps: filters, what was chosen, and results."""
    is_fragment = wants_fragment()
    template = f"{name}_results.html" if is_fragment else f"{name}.html"
    return page(template, narrow=form, is_fragment=is_fragment, **context)


@blueprint.get("/csr/opdrachten/<number>", endpoint="contract")
def contract_page(number: str) -> Response:
    """S-20."""
    this, today = contract(), clock.today()
    parts = obligation_parts(reading(), this.id)
    is_ours = _is_ours()
    return page(
        "review/contract.html",
        identity=identity(this, current="overview"),
        contract=this,
        parts=parts,
        asked=contract_wording.what_is_asked(parts, this.obligation),
        table=contract_queries.value_table_name(reading(), this.value_table_id),
        steps=contract_wording.steps(this, is_over=today > this.ends_on, to_contractor=False),
        progress=progress_of(reading(), [this.id], today)[this.id],
        how_far=wording.how_far,
        newest=queries.newest_round(reading(), this.id),
        glance=queries.at_a_glance(reading(), this.id),
        is_ours=is_ours,
        notes=[
            {**note, **_removal(note["text"] != REDACTED, "decisions.redact_note", note_id=note["id"])}
            for note in (queries.notes_of(reading(), this.id) if is_ours else [])
        ],
    )


@blueprint.get("/csr/opdrachten/<number>/voortgang")
def progress(number: str) -> Response:
    context = progress_context(reading(), contract(), clock.today())
    notes = notes_of(reading(), [contract().id]).get(contract().id, [])
    is_own = _is_ours()
    return page(
        "progress/overview.html",
        notes=notes,
        may_ask=is_own and context["progress"].level in BEHIND and not any(one.is_open for one in notes),
        number=number,
        identity=identity(contract(), current="progress"),
        unregistered=unregistered_lines(reading(), contract(), clock.today()),
        contributions=contributions_of(reading(), contract().id, only_sent=True),
        **context,
    )


@blueprint.get("/csr/opdrachten/<number>/geschiedenis")
def history(number: str) -> Response:
    before = request.args.get("voor")
    entries = history_of(reading(), contract().id, audience=Audience.CSR, before=before)
    has_older = len(entries) == PAGE_SIZE
    return page(
        "review/history.html",
        identity=identity(contract(), current="history"),
        number=number,
        entries=[
            {"title": entry.title, "at": entry.at, "who": entry.who, "texts": entry.texts}
            | _removal(entry.is_written, "decisions.redact", decision_id=entry.id)
            for entry in entries
        ],
        is_newest=before is None,
        older=url_for("review.history", number=number, voor=entries[-1].key) if has_older else "",
    )


def _is_ours() -> bool:
    """Not of a coordination point that reads along, nor of a privacy officer."""
    return viewer().is_csr and contract().region is viewer().region


def _removal(is_there: bool, endpoint: str, **values: Any) -> dict[str, str]:
    """The link that leads to removing a text (PR-10); nothing where there is none or it is not ours."""
    if not is_there or not _is_ours():
        return {}
    return {"href": url_for(endpoint, number=contract().number, **values), "link": _("Remove a text")}
