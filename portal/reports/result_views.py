"""The fixed tables of results: what is published, and for a coordination point how it comes to be published."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import FileFormat, PublicationStatus
from portal.reports import blueprint, publishing, queries
from portal.reports.cells import SHARES, TOTAL, Stored, form_heading, group_name
from portal.reports.forms import YearForm
from portal.reports.published_files import TYPES, explanation, other_efforts, published_file
from portal.security.viewer import viewer
from portal.web.filters import number
from portal.web.forms import Form
from portal.web.i18n import gettext as _
from portal.web.pages import done, page


@blueprint.get("/rapporten/resultaten")
def results() -> Response:
    """Every published table, and one of them; a coordination point sees what it may still publish."""
    found = queries.released(reading())
    asked, own = request.args.get("tabel"), viewer().region
    chosen = next((row for row in found if str(row.id) == asked), None)
    chosen = chosen or next((row for row in found if row.region is own), found[0] if found else None)
    context: dict[str, Any] = {"released": found, "chosen": chosen, "mine": []}
    if viewer().is_csr:
        context["mine"] = queries.publications(reading(), region=viewer().region)
        context["ask"] = YearForm(_years(context["mine"]))
    if chosen is not None:
        context |= _table(queries.cells_of(reading(), chosen.id))
    return page("reports/results.html", **context)


def _years(mine: list[Any]) -> list[int]:
    """The newest first, without those that are published; five is as far back as anybody reports."""
    frozen = {row.year for row in mine if row.status is PublicationStatus.RELEASED}
    return [year for year in reversed(publishing.years_to_publish(clock.today())) if year not in frozen][:5]


@blueprint.post("/rapporten/resultaten/maken")
def results_ask() -> BaseResponse:
    form = YearForm(list(publishing.years_to_publish(clock.today())))
    region = viewer().region
    if region is None:
        raise NotFound
    if not form.validate_on_submit():
        return redirect(url_for("reports.results"), 303)
    publishing.ask_results(writing(), region, int(form.year.data), by=viewer())
    done(_("The results are being made. Look again in a minute."))
    return redirect(url_for("reports.results"), 303)


@blueprint.route("/rapporten/resultaten/<uuid:publication_id>", methods=["GET", "POST"])
def results_release(publication_id: UUID) -> BaseResponse:
    """What would be published, and the button that does; it cannot be taken back."""
    row = queries.find_publication(reading(), publication_id)
    if row is None or row.region is not viewer().region or row.status is not PublicationStatus.MADE:
        raise NotFound
    form = Form()
    if form.validate_on_submit():
        publishing.release(writing(), publication_id, seen_version=form.seen_version, by=viewer())
        done(_("The results are published."))
        return redirect(url_for("reports.results", tabel=publication_id), 303)
    form.version.data = str(row.version)
    return page("reports/release.html", form, row=row, **_table(row.cells))


@blueprint.get("/rapporten/resultaten/<uuid:publication_id>/<format>")
def results_file(publication_id: UUID, format: str) -> Response:
    """A file of what was published, in Dutch, from the stored cells: the same bytes every time."""
    row = queries.find_publication(reading(), publication_id)
    if row is None or row.status is not PublicationStatus.RELEASED or format not in TYPES:
        raise NotFound
    answer = Response(published_file(row, FileFormat(format)), content_type=TYPES[format])
    name = f"social-return-{row.region.value}-{row.year}.{format}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _bars(stored: Stored) -> list[dict[str, Any]]:
    """People of each group beside the largest group that may be read."""
    people = {group: stored.cell(group, TOTAL)["people"] for group in stored.groups}
    largest = max((many for many in people.values() if many), default=0)
    return [
        {"name": group_name(group), "says": _("hidden"), "part": None}
        if many is None
        else {"name": group_name(group), "says": number(many), "part": many, "whole": largest}
        for group, many in people.items()
    ]


def _table(cells: str) -> dict[str, Any]:
    stored = Stored.read(cells)
    return {
        "stored": stored,
        "total": stored.total,
        "groups": [(token, group_name(token)) for token in (*stored.groups, TOTAL)],
        "forms": [(token, form_heading(token)) for token in (*stored.forms, TOTAL)],
        "shares": list(stored.shares.values()),
        "share_names": SHARES,
        "by_group": {group: found for group, found in stored.shares_by_group.items() if any(found.values())},
        "bars": _bars(stored),
        "other": other_efforts(stored),
        "notes": explanation(stored),
        "TOTAL": TOTAL,
    }
