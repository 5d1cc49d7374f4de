"""From a workbook to a value table, with every fault at its own sheet, row and column; all or nothing."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from portal.administration.value_table_file import Cell, Workbook, column_letters, open_workbook
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
    Sheet,
)
from portal.valuation import CLASS_NAMES, FORM_NAMES, GROUP_NAMES, DurationClass, Fault, Name, TableInvalid, ValueTable
from portal.valuation.names import is_called, tokens_called
from portal.valuation.reading import FAULTS
from portal.web.i18n import gettext as _
from portal.web.i18n import language

FORMULA_SIGNS = tuple("=+@\t\r＝＋＠")
NUMBERED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?")


@dataclass(frozen=True)
class PlacedFault:
    """What is wrong, and in which cell somebody finds it."""

    sheet: str
    row: int
    column: int
    column_name: str
    code: str
    value: str = ""

    def __str__(self) -> str:
        told = FAULTS[self.code].in_language(language())
        where = _(
            "Sheet ‘%(sheet)s’, row %(row)s, column %(letters)s (%(name)s)",
            sheet=self.sheet,
            row=self.row,
            letters=column_letters(self.column),
            name=self.column_name,
        )
        return f"{where}: {told} (‘{self.value}’)." if self.value else f"{where}: {told}."


class WorkbookInvalid(Exception):
    """Nothing of the table is used. Holds the first fault of every cell, in the order of the workbook."""

    def __init__(self, faults: Iterable[PlacedFault]) -> None:
        first = {(fault.sheet, fault.row, fault.column): fault for fault in reversed(list(faults))}
        self.faults = tuple(sorted(first.values(), key=_in_the_workbook))
        super().__init__("; ".join(map(str, self.faults)))


def _in_the_workbook(fault: PlacedFault) -> tuple[int, str, int, int]:
    known = [TABLE, *(sheet.name for sheet in LISTS)]
    order = known.index(fault.sheet) if fault.sheet in known else len(known)
    return order, fault.sheet, fault.row, fault.column


def read_table(content: bytes) -> ValueTable:
    """Raises ``FileRefused`` for the file, ``WorkbookInvalid`` for what is in it."""
    reading = _Reading(open_workbook(content))
    content_of_table = reading.content()
    if any(fault.code in ("no_sheet", "no_column") for fault in reading.faults):
        raise WorkbookInvalid(reading.faults)
    try:
        table = ValueTable.from_json(content_of_table)
    except TableInvalid as invalid:
        reading.faults += [
            reading.placed(fault) for fault in invalid.faults if (fault.part, fault.code) != ("table", "missing")
        ]
    if reading.faults:
        raise WorkbookInvalid(reading.faults)
    return table


class _Reading:
    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.faults: list[PlacedFault] = []
        self.at: dict[tuple[str, int | None, str], tuple[str, int, int, str]] = {}  # part, row, key: where it stood
        for sheet, row, column in book.formulas:
            self.faults.append(PlacedFault(sheet, row, column, self._heading(sheet, column), "formula"))

    def _heading(self, sheet: str, column: int) -> str:
        rows = self.book.sheets.get(sheet) or [[]]
        return str(rows[0][column - 1] or "") if column <= len(rows[0]) else ""

    def content(self) -> dict[str, Any]:
        return {**self._settings(), **{sheet.part: self._list(sheet) for sheet in LISTS}}

    def placed(self, fault: Fault) -> PlacedFault:
        """A fault of the table at the cell it came from; of a whole row at its first cell."""
        place = self.at.get((fault.part, fault.row, fault.column)) or self.at.get((fault.part, fault.row, ""))
        sheet, row, column, name = place or (TABLE, 1, 1, SETTING.in_language(language()))
        return PlacedFault(sheet, row, column, name, fault.code, fault.value)

    def _settings(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        rows = self.book.sheets.get(TABLE)
        if rows is None:
            self.faults.append(PlacedFault(TABLE, 1, 1, SETTING.nl, "no_sheet"))
            return found
        for number, row in enumerate(rows[1:], start=2):
            word, value = row[0] if row else None, row[1] if len(row) > 1 else None
            column = _called(str(word), SETTINGS) if word is not None else None
            if column is not None and column.key not in found:
                self.at["table", None, column.key] = (TABLE, number, 2, column.name.in_language(language()))
                found[column.key] = self._cell(TABLE, number, 2, column, value)
            elif word is not None:
                code = "twice" if column else "unknown_setting"
                self.faults.append(PlacedFault(TABLE, number, 1, SETTING.nl, code, str(word)[:40]))
        for column in SETTINGS:
            if column.asked and found.get(column.key) in (None, ""):
                place = self.at.get(("table", None, column.key), (TABLE, len(rows) + 1, 2, VALUE.nl))
                self.faults.append(PlacedFault(*place, "missing", "" if column.key in found else column.name.nl))
        found["en"] = found.get("en") or found.get("nl")
        return {key: value for key, value in found.items() if value is not None}

    def _list(self, sheet: Sheet) -> list[dict[str, Any]]:
        rows = self.book.sheets.get(sheet.name)
        if rows is None:
            self.faults.append(PlacedFault(sheet.name, 1, 1, "", "no_sheet"))
            return []
        columns = self._headings(sheet, rows[0] if rows else [])
        made: list[dict[str, Any]] = []
        for number, row in enumerate(rows[1:], start=2):
            if all(value is None for value in row):
                continue
            made.append(self._row(sheet, columns, len(made) + 1, number, row))
        return made

    def _headings(self, sheet: Sheet, cells: list[Cell]) -> dict[int, Column]:
        columns: dict[int, Column] = {}
        for position, word in enumerate(cells, start=1):
            column = _called(str(word), sheet.columns) if word is not None else None
            if column is not None and column not in columns.values():
                columns[position] = column
            elif word is not None:
                code = "twice" if column else "unknown_column"
                self.faults.append(PlacedFault(sheet.name, 1, position, str(word)[:40], code))
        for column in sheet.columns:
            if column.asked and column not in columns.values():
                self.faults.append(PlacedFault(sheet.name, 1, len(cells) + 1, column.name.nl, "no_column"))
        return columns

    def _row(
        self, sheet: Sheet, columns: Mapping[int, Column], index: int, number: int, row: list[Cell]
    ) -> dict[str, Any]:
        self.at[sheet.part, index, ""] = (sheet.name, number, 1, "")
        made: dict[str, Any] = {}
        for position, column in columns.items():
            name = column.name.in_language(language())
            self.at[sheet.part, index, column.key] = (sheet.name, number, position, name)
            value = self._cell(
                sheet.name, number, position, column, row[position - 1] if position <= len(row) else None
            )
            if value is not None:
                made[column.key] = value
        if "nl" in made:
            made.setdefault("en", made["nl"])
        return made

    def _cell(self, sheet: str, row: int, position: int, column: Column, value: Cell) -> Any:
        if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
            name = column.name.in_language(language())
            self.faults.append(PlacedFault(sheet, row, position, name, "formula", value[:40]))
            return None
        return None if value is None else READ[column.kind](column, value)


def _called(word: str, columns: Iterable[Column]) -> Column | None:
    return next((column for column in columns if is_called(column.name, column.key, word)), None)


def _text(_column: Column, value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(_column: Column, value: Any) -> Any:
    """As text, exact: what Excel keeps as 12.1 is 12.1. What is no number stays as it is, to be told about."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return str(value)
    if not isinstance(value, str):
        return _text(_column, float(value))
    plain = value.replace("€", "").replace(" ", "").replace("\xa0", "")
    return (plain.replace(".", "") if NUMBERED.fullmatch(plain) else plain).replace(",", ".")


def _percentage(column: Column, value: Any) -> Any:
    number = _number(column, value.rstrip("% ") if isinstance(value, str) else value)
    try:
        return format((Decimal(number) / 100).normalize(), "f")
    except InvalidOperation:
        return number


def _day(column: Column, value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    dutch = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})", value) if isinstance(value, str) else None
    return f"{dutch[3]}-{dutch[2]:0>2}-{dutch[1]:0>2}" if dutch else _text(column, value)


def _flag(_column: Column, value: Any) -> Any:
    if isinstance(value, str):
        return True if is_called(YES, "true", value) else False if is_called(NO, "false", value) else value
    return value


def _word(column: Column, value: Any) -> Any:
    found: tuple[StrEnum, ...] = tokens_called(str(value), WORDS[column.key])
    return found[0].value if len(found) == 1 else value


def _forms(_column: Column, value: Any) -> list[Any]:
    return [_token(word, FORM_NAMES) for word in _parts(value)]


def _groups(_column: Column, value: Any) -> Any:
    """'WW: korter dan 1 jaar; Wajong' is two pairs of group and duration."""
    if is_called(ALL_GROUPS, "all", str(value)):
        return "all"
    pairs = []
    for part in _parts(value):
        word, _colon, duration = (text.strip() for text in part.partition(":"))
        group = _token(word, GROUP_NAMES)
        among = [one for one in DurationClass if one.group == group]
        pairs.append([group, _token(duration, CLASS_NAMES, among) if duration else None])
    return pairs


def _parts(value: Any) -> list[str]:
    return [part.strip() for part in str(value).split(BETWEEN) if part.strip()]


def _token(word: str, names: Mapping[Any, Name], among: Iterable[Any] | None = None) -> str:
    found: tuple[StrEnum, ...] = tokens_called(word, names, among)
    return found[0].value if len(found) == 1 else word


READ: Mapping[Kind, Callable[[Column, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.FLAG: _flag,
    Kind.PERCENTAGE: _percentage,
    Kind.WORD: _word,
    Kind.FORMS: _forms,
    Kind.GROUPS: _groups,
}
