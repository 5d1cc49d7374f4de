"""B-04: value tables in versions. Import, look, compare, try; another person publishes."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.administration import blueprint
from portal.administration import value_table_queries as queries
from portal.administration import value_table_services as services
from portal.administration.value_table_comparison import differences, in_words, settings_in_words
from portal.administration.value_table_file import LARGEST_FILE, FileRefused
from portal.administration.value_table_forms import ComparisonForm, PressForm, TableFileForm
from portal.administration.value_table_layout import LISTS, Sheet
from portal.administration.value_table_queries import Draft, Version
from portal.administration.value_table_reading import PlacedFault, WorkbookInvalid, read_table
from portal.administration.value_table_services import DateTaken
from portal.administration.value_table_writing import XLSX, write_table
from portal.db import reading, writing
from portal.errors import NotFound
from portal.pages.calculator import compare
from portal.pages.calculator_form import CalculatorForm, WayForm
from portal.records.tables import value_table as published_table
from portal.security.viewer import viewer
from portal.valuation import GROUP_NAMES, Name, ValueTable
from portal.valuation.completeness import groups_without_row
from portal.web.filters import day
from portal.web.i18n import gettext as _
from portal.web.i18n import language, ngettext
from portal.web.pages import done, page


@blueprint.get("/beheer/waardetabel")
def value_tables() -> Response:
    return page(
        "administration/value_tables.html",
        versions=queries.versions(reading()),
        drafts=queries.drafts(reading()),
        today=clock.today(),
    )


@blueprint.route("/beheer/waardetabel/importeren", methods=["GET", "POST"])
def value_table_import() -> BaseResponse:
    """All or nothing: a file with one fault leaves no draft. It is read before anything is written."""
    form = TableFileForm()
    faults: tuple[PlacedFault, ...] = ()
    if form.validate_on_submit():
        try:
            table = read_table(form.file.data.read(LARGEST_FILE + 1))
            draft_id = services.draft_table(writing(), table, by=viewer())
        except FileRefused as refused:
            form.refuse(refused.message)
        except WorkbookInvalid as invalid:
            faults = invalid.faults
            form.refuse(ngettext("There is %(num)d fault in the file.", "There are %(num)d faults in the file.",
                                 len(faults)) + " " + _("Nothing is kept."))  # fmt: skip
        except DateTaken as taken:
            when = day(taken.valid_from)
            form.refuse(_("There is already a value table from %(day)s. Choose another date.", day=when))
        else:
            done(_("The value table is kept as a draft. It does not hold yet."))
            return redirect(url_for("administration.value_table_draft", draft_id=draft_id), 303)
    return page("administration/value_table_import.html", form, cells=faults, versions=queries.versions(reading()))


@blueprint.get("/beheer/waardetabel/<uuid:table_id>")
def value_table(table_id: UUID) -> Response:
    known = queries.versions(reading())
    version = _version(known, table_id)
    table = published_table(reading(), table_id)
    return page(
        "administration/value_table.html",
        version=version,
        previous=queries.before(known, version.code, version.valid_from),
        made=queries.made_by(reading(), table_id),
        **_contents(table),
    )


@blueprint.get("/beheer/waardetabel/<uuid:table_id>/excel")
def value_table_file(table_id: UUID) -> Response:
    """The table as a workbook that can be changed and imported again."""
    version = _version(queries.versions(reading()), table_id)
    answer = make_response(write_table(published_table(reading(), table_id)))
    answer.mimetype = XLSX
    start = "" if version.has_no_begin else f"-{version.valid_from.isoformat()}"
    answer.headers["Content-Disposition"] = f'attachment; filename="waardetabel-{_plain(version.code)}{start}.xlsx"'
    return answer


def _plain(code: str) -> str:
    """A code as part of a file name: a header takes no quotes and no letters with accents."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in code)


@blueprint.get("/beheer/waardetabel/vergelijken")
def value_table_compare() -> Response:
    known, waiting = queries.versions(reading()), queries.drafts(reading())
    choices = [(str(one.id), _named(one)) for one in known]
    choices += [(str(one.id), _("Draft: %(name)s", name=_named(one))) for one in waiting]
    form = ComparisonForm(choices)
    old, new = (_table(UUID(chosen)) for chosen in form.pair)
    return page("administration/value_table_compare.html", form, differences=differences(old, new))


def _named(one: Any) -> str:
    return (
        one.name if one.valid_from == date.min else _("%(name)s, from %(day)s", name=one.name, day=day(one.valid_from))
    )


def _table(table_id: UUID) -> ValueTable:
    found = queries.draft(reading(), table_id)
    return found.table if found else published_table(reading(), table_id)


@blueprint.get("/beheer/waardetabel/concept/<uuid:draft_id>")
def value_table_draft(draft_id: UUID) -> Response:
    """What would come into force, what it changes, and who may publish it."""
    draft = _draft(draft_id)
    previous = queries.before(queries.versions(reading()), draft.code, draft.valid_from)
    return page(
        "administration/value_table_draft.html",
        draft=draft,
        previous=previous,
        differences=differences(published_table(reading(), previous.id), draft.table) if previous else [],
        is_own=draft.drafted_by == viewer().id,
        **_contents(draft.table),
    )


@blueprint.get("/beheer/waardetabel/concept/<uuid:draft_id>/proberen")
def value_table_try(draft_id: UUID) -> Response:
    """The calculator on the draft, beside the version it takes the place of."""
    draft = _draft(draft_id)
    name = draft.table.name
    tables = [replace(draft.table, code="concept", name=Name(f"Concept: {name.nl}", f"Draft: {name.en}"))]
    previous = queries.before(queries.versions(reading()), draft.code, draft.valid_from)
    if previous:
        tables.append(published_table(reading(), previous.id))
    first = WayForm(tables, request.args)
    if first.way is None:
        if request.args:
            first.validate()
        return page("administration/value_table_try.html", first, draft=draft, answers=[])
    form = CalculatorForm(tables, first.way, request.args, at_first="concept")
    answers = compare(tables, form.front, form.question) if form.is_asked and form.validate() else []
    return page("administration/value_table_try_sum.html", form, draft=draft, answers=answers)


@blueprint.route("/beheer/waardetabel/concept/<uuid:draft_id>/publiceren", methods=["GET", "POST"])
def value_table_publish(draft_id: UUID) -> BaseResponse:
    form = PressForm()
    if form.validate_on_submit():
        table_id = services.publish(writing(), draft_id, seen_version=form.seen_version, by=viewer())
        done(_("The value table is published. Contracts that are there keep their own table."))
        return redirect(url_for("administration.value_table", table_id=table_id), 303)
    draft = _draft(draft_id)
    previous = queries.before(queries.versions(reading()), draft.code, draft.valid_from)
    is_own = draft.drafted_by == viewer().id
    return page("administration/value_table_publish.html", form, draft=draft, previous=previous, is_own=is_own)


@blueprint.route("/beheer/waardetabel/concept/<uuid:draft_id>/verwijderen", methods=["GET", "POST"])
def value_table_remove(draft_id: UUID) -> BaseResponse:
    form = PressForm()
    if form.validate_on_submit():
        services.remove_draft(writing(), draft_id, seen_version=form.seen_version, by=viewer())
        done(_("The draft is removed."))
        return redirect(url_for("administration.value_tables"), 303)
    return page("administration/value_table_remove.html", form, draft=_draft(draft_id))


def _draft(draft_id: UUID) -> Draft:
    found = queries.draft(reading(), draft_id)
    if found is None:
        raise NotFound
    return found


def _version(known: list[Version], table_id: UUID) -> Version:
    found = next((version for version in known if version.id == table_id), None)
    if found is None:
        raise NotFound
    return found


def _contents(table: ValueTable) -> dict[str, Any]:
    """The sheets of a table in words, and the groups it gives no amount for."""
    content = table.to_json()
    return {
        "settings": settings_in_words(table),
        "sheets": [(sheet, _in_rows(sheet, content[sheet.part])) for sheet in LISTS if content[sheet.part]],
        "left_out": [GROUP_NAMES[group].in_language(language()) for group in groups_without_row(table.rows)],
    }


def _in_rows(sheet: Sheet, rows: list[Any]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each row: its name, what it is worth in short, and its cells with their heading."""
    name = "en" if language() == "en" else "nl"
    shown = [column for column in sheet.columns if column.key not in ("nl", "en")]
    found = []
    for row in rows:
        cells = {column: in_words(column, row[column.key]) for column in shown}
        worth = [text for column, text in cells.items() if column.key in ("amount", "unit") and text]
        headed = [(column.name.in_language(language()), text) for column, text in cells.items()]
        found.append((row[name], " ".join(reversed(worth)), headed))
    return found
