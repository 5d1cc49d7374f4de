"""From a value table to a workbook that can be changed and sent again; what is read back is the same table."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from portal.administration.value_table_layout import (
    ALL_GROUPS,
    BETWEEN,
    LISTS,
    NO,
    SETTING,
    SETTINGS,
    TABLE,
    VALUE,
    WORDS,
    YES,
    Column,
    Kind,
)
from portal.valuation import CLASS_NAMES, FORM_NAMES, GROUP_NAMES, DurationClass, Form, TargetGroup, ValueTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_SURPRISES = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_table(table: ValueTable) -> bytes:
    content, file = table.to_json(), BytesIO()
    book: Any = Workbook(file, NO_SURPRISES)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    dated = book.add_format({"num_format": "dd-mm-yyyy", "align": "left", "valign": "top"})
    _write(book, TABLE, [SETTING.nl, VALUE.nl], [bold, wrapped, dated], [
        [(None, column.name.nl), (column, content[column.key])] for column in SETTINGS
    ], widths=(40, 80))  # fmt: skip
    for sheet in LISTS:
        lines = [[(column, row[column.key]) for column in sheet.columns] for row in content[sheet.part]]
        headings = [column.name.nl for column in sheet.columns]
        _write(book, sheet.name, headings, [bold, wrapped, dated], lines, widths=[24] * len(headings))
    book.close()
    return file.getvalue()


def _write(book: Any, name: str, headings: list[str], looks: list[Any], lines: Iterable[Any], *, widths: Any) -> None:
    sheet = book.add_worksheet(name)
    bold, wrapped, dated = looks
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, headings[position], bold)
    sheet.freeze_panes(1, 0)
    for number, line in enumerate(lines, start=1):
        for position, (column, value) in enumerate(line):
            shown = written(column, value) if column else value
            if isinstance(shown, date):
                sheet.write_datetime(number, position, shown, dated)
            elif isinstance(shown, Decimal):
                sheet.write_number(number, position, shown, wrapped)
            elif shown:
                sheet.write_string(number, position, shown, wrapped)


def written(column: Column, value: Any) -> Any:
    """What stands in a cell: a Decimal, a date, or text; empty where there is nothing."""
    if value is None or value == "":
        return ""
    match column.kind:
        case Kind.NUMBER:
            return Decimal(value)
        case Kind.PERCENTAGE:
            return Decimal(value) * 100
        case Kind.DAY:
            return date.fromisoformat(value)
        case Kind.FLAG:
            return (YES if value else NO).nl
        case Kind.WORD:
            return next(name.nl for token, name in WORDS[column.key].items() if token.value == value)
        case Kind.FORMS:
            return f"{BETWEEN} ".join(FORM_NAMES[Form(form)].nl for form in value)
        case Kind.GROUPS:
            return written_groups(value)
    return str(value)


def written_groups(pairs: list[list[str | None]]) -> str:
    if {group for group, duration in pairs if duration is None} == set(TargetGroup):
        return ALL_GROUPS.nl
    return f"{BETWEEN} ".join(
        GROUP_NAMES[TargetGroup(str(group))].nl + (f": {CLASS_NAMES[DurationClass(duration)].nl}" if duration else "")
        for group, duration in pairs
    )
