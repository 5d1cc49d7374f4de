"""Results as stored cells: what may be read of them, in one canonical text from which every file is made."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal.protection import Protected, Rules, protect, shown_shares, shown_unknown
from portal.reports.results import FORMS, GROUPS, Results, Sums
from portal.reports.shape import Column, Kind, Line
from portal.reports.staying import Part
from portal.valuation import FORM_NAMES, GROUP_NAMES, Form, TargetGroup
from portal.valuation.money import rounded
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l

TOTAL = "total"
SCHEMA = 2  # edition of this layout; a new one leaves what is stored as it is (1: shares of all groups together only)
MEASURES = ("people", "placements", "hours", "fte", "euro")
COLUMNS = (
    Column("group", _l("Target group")),
    Column("form", _l("Form")),
    Column("people", _l("People"), Kind.NUMBER),
    Column("placements", _l("Times at work"), Kind.NUMBER),
    Column("hours", _l("Hours"), Kind.NUMBER),
    Column("fte", _l("Fte"), Kind.NUMBER),
    Column("euro", _l("Realised"), Kind.MONEY),
)
SHARES = {
    "permanent": _l("Permanent"),
    "after_6_months": _l("Still at work after 6 months"),
    "after_12_months": _l("Still at work after 12 months"),
}
UNKNOWN = {  # since edition 2; beside what is known, never in it
    "unknown_6_months": _l("Not known after 6 months"),
    "unknown_12_months": _l("Not known after 12 months"),
}


def protected_cells(results: Results, rules: Rules, licence: str) -> str:
    """Canonical JSON: sorted keys, every cell of the fixed table in a fixed order, null where hidden."""
    table = [[results.cell(group, form) for form in FORMS] for group in GROUPS]
    protected = protect([[one.cell for one in line] for line in table], rules)
    sums = [[*line, _together(line)] for line in table]
    sums.append([_together([line[column] for line in table]) for column in range(len(FORMS))])
    sums[-1].append(_together(sums[-1]))
    content = {
        "schema": SCHEMA,
        "region": results.region.value,
        "year": results.year,
        "snapshot_on": results.on.isoformat(),
        "threshold": rules.threshold,
        "rounding": rules.rounding,
        "licence": licence,
        "cells": [
            {"group": group, "form": form, **_measures(protected, row, column, sums[row][column])}
            for row, group in enumerate((*GROUPS, TOTAL))
            for column, form in enumerate((*FORMS, TOTAL))
        ],
        "other_euro": _number(results.other),
        **_shares(results, protected),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _shares(results: Results, protected: Protected) -> dict[str, Any]:
    """A share needs that the number of people it is of may be read, so that it says nothing about a hidden one."""
    public = [not protected.is_hidden(row, len(FORMS)) for row in range(len(GROUPS) + 1)]
    by_group: list[dict[str, str | None]] = [{"group": group} for group in GROUPS]
    together: dict[str, str | None] = {}
    for name in SHARES:
        parts = [getattr(results.parts_of(group), name) for group in GROUPS]
        shown = shown_shares([(part.yes, part.whole) for part in parts], protected.rules)
        seen = [_number(value) if public[row] else None for row, value in enumerate(shown)]
        together[name] = seen[-1]
        for line, value in zip(by_group, seen, strict=False):
            line[name] = value
        if name != "permanent":
            whole = Part(sum(one.yes for one in parts), sum(one.no for one in parts), sum(one.unknown for one in parts))
            unknown = shown_unknown(whole.yes, whole.no, whole.unknown, protected.rules)
            together[name.replace("after", "unknown")] = None if together[name] is None else _number(unknown)
    return {"shares": together, "shares_by_group": by_group}


def _together(many: list[Sums]) -> Sums:
    total = Sums()
    for one in many:
        total.add(one)
    return total


def _measures(protected: Protected, row: int, column: int, sums: Sums) -> dict[str, Any]:
    if protected.is_hidden(row, column):
        return dict.fromkeys(MEASURES)
    base = protected.rules.rounding
    return {
        "people": protected.people(row, column),
        "placements": (sums.placements + base // 2) // base * base,
        "hours": _number(rounded(sums.hours, 0)),
        "fte": _number(rounded(sums.fte, 1)),
        "euro": _number(sums.euro),
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


@dataclass(frozen=True)
class Stored:
    """What ``protected_cells`` wrote, as pages and files read it."""

    content: dict[str, Any]

    @classmethod
    def read(cls, cells: str) -> "Stored":
        return cls(json.loads(cells))

    @property
    def groups(self) -> list[str]:
        """Groups that somebody worked in, or may have: the others are rows of zeros."""
        return [group for group in GROUPS if any(self.cell(group, form)["people"] != 0 for form in (*FORMS, TOTAL))]

    @property
    def forms(self) -> list[str]:
        return [form for form in FORMS if any(self.cell(group, form)["people"] != 0 for group in (*GROUPS, TOTAL))]

    def cell(self, group: str, form: str) -> dict[str, Any]:
        """Measures by name; None when hidden."""
        return self.cells[group, form]

    @cached_property
    def cells(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {
            (one["group"], one["form"]): {
                name: Decimal(one[name]) if isinstance(one[name], str) else one[name] for name in MEASURES
            }
            for one in self.content["cells"]
        }

    @property
    def total(self) -> dict[str, Any]:
        return self.cell(TOTAL, TOTAL)

    @property
    def has_hidden(self) -> bool:
        return any(one["people"] is None for one in self.cells.values())

    @property
    def other_euro(self) -> Decimal:
        """Of efforts without a person."""
        return Decimal(self.content["other_euro"])

    @property
    def shares(self) -> dict[str, tuple[Any, Decimal | None]]:
        """What each share of everybody is called, and the percentage; None when hidden."""
        known = self.content["shares"]
        return {
            name: (words, None if known[name] is None else Decimal(known[name]))
            for name, words in {**SHARES, **UNKNOWN}.items()
            if name in known
        }

    @property
    def shares_by_group(self) -> dict[str, dict[str, Decimal | None]]:
        """Percentages by group and name; empty in edition 1."""
        return {
            line["group"]: {name: None if line[name] is None else Decimal(line[name]) for name in SHARES}
            for line in self.content.get("shares_by_group", ())
        }

    def lines(self) -> Iterator[Line]:
        """Lines of COLUMNS in the language that is spoken, without the combinations that nobody worked in."""
        for (group, form), one in self.cells.items():
            if one["people"] != 0:
                yield (group_name(group), form_name(form), *(one[name] for name in MEASURES))


def group_name(token: str) -> str:
    if token == TOTAL:
        return _("All target groups")
    return GROUP_NAMES[TargetGroup(token)].in_language(language()) if token in set(TargetGroup) else _("Not registered")


HEADINGS = {
    TOTAL: _l("All forms"),
    Form.EMPLOYMENT: _l("Employed"),
    Form.SECONDMENT: _l("Hired in"),
    Form.WORK_EXPERIENCE: _l("Work experience"),
    Form.BBL: _l("Bbl"),
    Form.INTERNSHIP: _l("Internship"),
}


def form_heading(token: str) -> str:
    """A short word for the head of a column."""
    return str(HEADINGS[token]) if token in HEADINGS else form_name(token)


def form_name(token: str) -> str:
    return _("All forms") if token == TOTAL else FORM_NAMES[Form(token)].in_language(language())
