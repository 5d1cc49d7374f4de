"""A report as a file, written line by line in constant memory: CSV, XLSX, and tagged PDF for a council.

What a person typed never becomes a formula: in CSV a text that a spreadsheet would compute gets an apostrophe, in XLSX
every text is written as text (PR-74).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from portal.models import FileFormat
from portal.reports.shape import Column, Kind, Line, Totals
from portal.web.filters import money_exact, number, percent
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.pdf import tagged_pdf

COMPUTES = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection
MOST_PDF_LINES = 2_000  # a document of lines is laid out in memory
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # in the properties of a workbook, so that equal figures are equal bytes
WIDTHS = {Kind.TEXT: 32, Kind.MONEY: 16, Kind.NUMBER: 14, Kind.PERCENT: 12}
LOOKS = {Kind.MONEY: "#,##0.00", Kind.NUMBER: "#,##0.##", Kind.PERCENT: "0"}


class TooLong(Exception):
    """A PDF is for reading; so many lines belong in a workbook."""


@dataclass(frozen=True)
class Sheet:
    """What a file says: ``notes`` stand under the table, ``empty`` where a line has no value."""

    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    footer: str
    empty: str = ""


def write_file(target: IO[bytes], kind: FileFormat, sheet: Sheet, lines: Iterable[Line], *, totals: bool) -> int:
    """Write the file and return its number of lines, without heading and totals. Raises TooLong, NoDocument."""
    counted = Totals(sheet.columns)
    passing = _with_totals(lines, counted, totals)
    {FileFormat.CSV: _csv, FileFormat.XLSX: _xlsx, FileFormat.PDF: _pdf}[kind](target, sheet, passing)
    return counted.count


def _with_totals(lines: Iterable[Line], counted: Totals, wanted: bool) -> Iterator[Line]:
    for line in lines:
        yield counted.add(line)
    if wanted and counted.has_any and counted.count > 1:
        yield counted.line(_("Together"))


def plain(value: Any, empty: str = "") -> str:
    """As a program reads it: a point before decimals, and no text that a spreadsheet would compute."""
    if value is None:
        return empty
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(COMPUTES) else text


def in_words(column: Column, value: Any, empty: str = "") -> str:
    """As a person reads it."""
    if value is None:
        return empty
    if column.kind is Kind.TEXT:
        return str(value)
    return {Kind.MONEY: money_exact, Kind.NUMBER: number, Kind.PERCENT: percent}[column.kind](value)


def _csv(target: IO[bytes], sheet: Sheet, lines: Iterator[Line]) -> None:
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([plain(str(column.words)) for column in sheet.columns])
    writer.writerows([plain(value, sheet.empty) for value in line] for line in lines)
    writer.writerows([plain(note)] for note in (*sheet.notes, sheet.footer) if note)
    text.flush()
    text.detach()


def _xlsx(target: IO[bytes], sheet: Sheet, lines: Iterator[Line]) -> None:
    workbook = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": sheet.title, "created": FIRST_DAY})
    page = workbook.add_worksheet()
    bold = workbook.add_format({"bold": True})
    looks = [
        workbook.add_format({"num_format": LOOKS[column.kind]}) if column.kind in LOOKS else None
        for column in sheet.columns
    ]
    page.freeze_panes(1, 0)
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, WIDTHS[column.kind])
        page.write_string(0, position, str(column.words), bold)
    row = 0
    for row, line in enumerate(lines, start=1):
        for position, value in enumerate(line):
            if isinstance(value, str) or value is None:
                page.write_string(row, position, sheet.empty if value is None else value)
            else:
                page.write_number(row, position, float(value), looks[position])
    for offset, note in enumerate((note for note in (*sheet.notes, sheet.footer) if note), start=2):
        page.write_string(row + offset, 0, note)
    workbook.close()


def _pdf(target: IO[bytes], sheet: Sheet, lines: Iterator[Line]) -> None:
    rows: list[list[str]] = []
    for line in lines:
        if len(rows) >= MOST_PDF_LINES:
            raise TooLong(sheet.title)
        rows.append([in_words(column, value, sheet.empty) for column, value in zip(sheet.columns, line, strict=True)])
    data = {
        "title": sheet.title,
        "language": language(),
        "footer": sheet.footer,
        "columns": [str(column.words) for column in sheet.columns],
        "right": [column.kind is not Kind.TEXT for column in sheet.columns],
        "rows": rows,
        "notes": list(sheet.notes),
        "none": _("There is nothing to report."),
    }
    target.write(tagged_pdf("report", data))
