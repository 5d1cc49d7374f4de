"""S-40: the list of reports, one report as a page, and a file of it that the worker makes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import database, reading, writing
from portal.errors import Gone, NotFound, TooMany
from portal.models import ExportReason, FileFormat
from portal.reports import blueprint, open_data_views, queries, result_views, services
from portal.reports.files import in_words
from portal.reports.forms import AskForm, FileForm
from portal.reports.narrowing import Parties
from portal.reports.registry import find_report, reports_for
from portal.reports.shape import Asked, Bars, Column, Line, Reach, Report, Totals, percentage
from portal.security.limits import EXPORTS, count_try
from portal.security.viewer import viewer
from portal.web.filters import percent
from portal.web.i18n import gettext as _
from portal.web.i18n import ngettext
from portal.web.looks import note_look
from portal.web.pages import done, page

__all__ = ["open_data_views", "result_views"]  # their views belong to the same blueprint

MOST_LINES, MOST_BARS = 500, 25
TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.PDF: "application/pdf",
}


@blueprint.get("/rapporten")
def index() -> Response:
    return page(
        "reports/index.html",
        reports=reports_for(viewer().role),
        files=queries.exports_of(reading(), viewer().id),
        titles={report.name: report.title for report in reports_for(viewer().role)},
        now=clock.now(),
    )


@blueprint.get("/rapporten/<report>", endpoint="report")
def report_page(report: str) -> Response:
    found, who = _report(report), _reach()
    form = _asked(found, who)
    context: dict[str, Any] = {"report": found, "lines": None, "is_too_large": False, "chosen": []}
    if form.accept():
        if queries.is_too_large(reading(), who, form.asked):
            context["is_too_large"] = True
        else:
            context |= _lines(found, who, form.asked)
        context |= {
            "asked": form.asked,
            "looks_back": services.LOOKS_BACK if found.looks_back(form.asked, clock.today()) else "",
            "chosen": [(words, url_for("reports.report", report=report, **rest)) for words, rest in form.chosen],
            "file": url_for("reports.export", report=report, **form.in_address),
            "link": url_for("reports.report", report=report, **form.in_address),
        }
    return page("reports/report.html", form, **context)


def _asked(report: Report, who: Reach) -> AskForm:
    return AskForm(report, queries.parties_of(reading(), who) if report.narrows else Parties())


def _lines(report: Report, who: Reach, asked: Asked) -> dict[str, Any]:
    columns = report.columns(asked)
    totals = Totals(columns)
    lines: list[Line] = []
    for line in report.lines(reading(), who, asked):
        totals.add(line)
        if len(lines) < MOST_LINES:
            lines.append(line)
    spoken = [[in_words(column, value, "–") for column, value in zip(columns, line, strict=True)] for line in lines]
    together = totals.line(_("Together")) if totals.has_any and totals.count > 1 else ()
    return {
        "heads": _in_cells(columns, columns),
        "lines": [_in_cells(columns, line) for line in spoken],
        "count": totals.count,
        "counted": ngettext("%(num)d line", "%(num)d lines", totals.count),
        "totals": _in_cells(
            columns, [in_words(*pair) for pair in zip(columns, together, strict=True)] if together else ()
        ),
        "sentence": report.sentence(totals.sums) if report.sentence and totals.count else "",
        "bars": _bars(report.bars, columns, lines[:MOST_BARS]),
    }


def _in_cells(columns: tuple[Column, ...], values: Sequence[Any]) -> list[list[Any]]:
    """Each cell of a row of the page: a value, and those that stand beneath it."""
    cells: list[list[Any]] = []
    for column, value in zip(columns, values, strict=False):
        if column.beneath:
            cells[-1].append(value)
        else:
            cells.append([value])
    return cells


def _bars(bars: Bars | None, columns: tuple[Column, ...], lines: list[Line]) -> list[dict[str, Any]]:
    """The part and the whole of each line, for the chart; it says nothing that the table does not say."""
    if bars is None:
        return []
    names = [column.name for column in columns]
    name, part, whole = 1 if names[1] == "name" else 0, names.index(bars.part), names.index(bars.whole)
    return [_bar(str(line[name]), line[part], line[whole], columns[part]) for line in lines]


def _bar(name: str, part: Any, whole: Any, column: Column) -> dict[str, Any]:
    """A bar without a whole is a sum in words; one that is hidden has no bar."""
    if part is None or whole is None:
        return {"name": name, "says": _("hidden"), "part": None, "whole": None}
    share = percentage(part, whole)
    says = in_words(column, part) if share is None else percent(share)
    return {"name": name, "says": says, "part": part, "whole": whole}


@blueprint.route("/rapporten/<report>/bestand", methods=["GET", "POST"])
def export(report: str) -> BaseResponse:
    """What will be in the file, what it is for, and only then is it made."""
    found = _report(report)
    question = _asked(found, _reach())
    if not question.accept():
        return redirect(url_for("reports.report", report=report), 303)
    form = FileForm()
    if form.validate_on_submit():
        if not count_try(database(), EXPORTS, str(viewer().id)):
            raise TooMany(_("You have asked for many files in a short time. Try again in an hour."))
        export_id = services.ask_export(
            writing(),
            found,
            question.asked,
            kind=FileFormat(form.format.data),
            reason=ExportReason(form.reason.data),
            by=viewer(),
        )
        done(_("The file is being made."))
        return redirect(url_for("reports.file", export_id=export_id), 303)
    return page(
        "reports/export.html",
        form,
        report=found,
        asked=question.asked,
        chosen=[words for words, _rest in question.chosen],
        columns=found.columns(question.asked),
        action=url_for("reports.export", report=report, **question.in_address),
        back=url_for("reports.report", report=report, **question.in_address),
    )


@blueprint.get("/rapporten/bestanden/<uuid:export_id>")
def file(export_id: UUID) -> Response:
    row = _export(export_id)
    return page("reports/file.html", row=row, title=_title(row.report), now=clock.now())


@blueprint.get("/rapporten/bestanden/<uuid:export_id>/ophalen")
def download(export_id: UUID) -> Response:
    """The file in pieces. The look is written down before the first of them (PR-66)."""
    row = _export(export_id)
    if row.expires_at is None or row.expires_at <= clock.now():
        raise Gone(_("This file is not there any more. Ask for it again."))
    note_look("export", "report_export", row.id, count=0, reason=row.reason.value)
    answer = Response(queries.pieces_of(database(), row.id), content_type=TYPES[row.format])
    answer.content_length = row.size
    name = f"{row.report}-{row.asked['on']}.{row.format.value}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _report(name: str) -> Report:
    found = find_report(name, viewer().role)
    if found is None:
        raise NotFound
    return found


def _title(name: str) -> str:
    found = find_report(name, viewer().role)
    return str(found.title) if found else name


def _export(export_id: UUID) -> Any:
    row = queries.find_export(reading(), viewer().id, export_id)
    if row is None:
        raise NotFound
    return row


def _reach() -> Reach:
    who = viewer()
    return Reach(who.id, who.role, who.organisation_id, who.region)
