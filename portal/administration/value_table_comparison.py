"""What is in a value table, in words, and what differs between two of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.administration.value_table_layout import BETWEEN, LISTS, SETTINGS, WORDS, Column, Kind, Sheet
from portal.administration.value_table_writing import written_groups
from portal.valuation import FORM_NAMES, Form, ValueTable
from portal.web.filters import day, money, number
from portal.web.i18n import gettext as _
from portal.web.i18n import language


@dataclass(frozen=True)
class Difference:
    """One cell, row or setting; ``old`` is empty where it is new, ``new`` where it is gone."""

    what: str
    column: str
    old: str
    new: str


def settings_in_words(table: ValueTable) -> list[tuple[str, str]]:
    content = table.to_json()
    found = [(column.name.in_language(language()), in_words(column, content[column.key])) for column in SETTINGS]
    return [(name, text) for name, text in found if text]


def in_words(column: Column, value: Any) -> str:
    """A cell as a reader sees it; empty where nothing stands in it."""
    if value is None or value == "":
        return ""
    match column.kind:
        case Kind.FLAG:
            return _("yes") if value else _("no")
        case Kind.WORD:
            words = {token.value: name for token, name in WORDS[column.key].items()}
            return words[value].in_language(language())
        case Kind.DAY:
            return day(date.fromisoformat(value))
        case Kind.FORMS:
            return f"{BETWEEN} ".join(FORM_NAMES[Form(form)].in_language(language()) for form in value)
        case Kind.GROUPS:
            return written_groups(value)
        case Kind.PERCENTAGE:
            return f"{number(Decimal(value) * 100)}%"
        case Kind.NUMBER:
            return money(Decimal(value)) if column.key == "amount" else number(Decimal(value))
    return str(value)


def differences(old: ValueTable, new: ValueTable) -> list[Difference]:
    """In the order of the sheets; rows are the same row by their code."""
    before, after = old.to_json(), new.to_json()
    found = list(_cells(_("Settings"), SETTINGS, before, after))
    for sheet in LISTS:
        found += _rows(sheet, before[sheet.part], after[sheet.part])
    return found


def _cells(
    what: str, columns: tuple[Column, ...], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for column in columns:
        if before[column.key] != after[column.key]:
            old, new = in_words(column, before[column.key]), in_words(column, after[column.key])
            if old != new:
                yield Difference(what, column.name.in_language(language()), old, new)


def _rows(sheet: Sheet, before: list[Mapping[str, Any]], after: list[Mapping[str, Any]]) -> Iterator[Difference]:
    old, new = ({row["code"]: row for row in rows} for rows in (before, after))
    for code in dict.fromkeys([*old, *new]):
        if code not in new:
            yield Difference(_title(old[code]), _("Whole row"), _summary(sheet, old[code]), "")
        elif code not in old:
            yield Difference(_title(new[code]), _("Whole row"), "", _summary(sheet, new[code]))
        else:
            yield from _cells(_title(new[code]), sheet.columns, old[code], new[code])


def _title(row: Mapping[str, Any]) -> str:
    return str(row["en"] if language() == "en" else row["nl"])


def _summary(sheet: Sheet, row: Mapping[str, Any]) -> str:
    kept = [column for column in sheet.columns if column.key not in ("code", "nl", "en", "note")]
    return " · ".join(text for column in kept if (text := in_words(column, row[column.key])))
