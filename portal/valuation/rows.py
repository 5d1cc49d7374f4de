"""The rows of a value table: blocks, raises, and the rules a person judges."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.valuation.names import Name
from portal.valuation.reading import Cells
from portal.valuation.vocabulary import UNITS, DurationClass, Form, TargetGroup, Unit

Applies = tuple[TargetGroup, DurationClass | None]


@dataclass(frozen=True)
class Row:
    """One block, for pairs of group and class (None: every class). With no pair it is reached by its code only."""

    code: str
    name: Name
    forms: tuple[Form, ...]
    applies: tuple[Applies, ...]
    unit: Unit
    amount: Decimal | None
    factor: Decimal
    """Recognised part of a cost, 1 = all of it."""
    cap_months: Decimal | None
    """Months for which one person counts; None is without end."""
    note: str

    @property
    def reveals_group(self) -> bool:
        return {group for group, _ in self.applies} != set(TargetGroup)

    @property
    def yearly_amount(self) -> Decimal:
        """For comparing rows of one form: the amount for a year, or the recognised part where there is no amount."""
        if self.amount is None:
            return self.factor
        return self.amount * 12 if self.unit is Unit.MONTH else self.amount

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "nl": self.name.nl,
            "en": self.name.en,
            "forms": list(self.forms),
            "applies": [list(pair) for pair in self.applies],
            "unit": self.unit.value,
            "amount": plain_number(self.amount),
            "factor": plain_number(self.factor),
            "cap_months": plain_number(self.cap_months),
            "note": self.note,
        }


@dataclass(frozen=True)
class Raise:
    """Added to the yearly amount and so pro rata. Of one family only the highest applies; families add up."""

    code: str
    name: Name
    forms: tuple[Form, ...]
    amount: Decimal
    min_age: Decimal | None
    """On the reference date; None is a raise that is never applied by itself, only by its code."""
    family: str
    note: str

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "nl": self.name.nl,
            "en": self.name.en,
            "forms": list(self.forms),
            "amount": plain_number(self.amount),
            "min_age": plain_number(self.min_age),
            "family": self.family,
            "note": self.note,
        }


@dataclass(frozen=True)
class TextRule:
    """A rule of the source that a person judges, with its number of months."""

    code: str
    name: Name
    months: Decimal | None

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "nl": self.name.nl, "en": self.name.en, "months": plain_number(self.months)}


def plain_number(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def read_row(cells: Cells) -> Row:
    unit = cells.token("unit", Unit, Unit.YEAR)
    row = Row(
        code=cells.text("code"),
        name=cells.name(),
        forms=cells.tokens("forms", Form),
        applies=_read_applies(cells),
        unit=unit,
        amount=cells.number("amount") if unit in (Unit.YEAR, Unit.MONTH, Unit.HOUR) else cells.number_or_none("amount"),
        factor=cells.number("factor") if "factor" in cells.cells else Decimal(1),
        cap_months=cells.number_above_zero_or_none("cap_months"),
        note=cells.text("note", optional=True),
    )
    if not row.forms:
        cells.fault("forms", "missing")
    if any(unit not in UNITS[form] for form in row.forms):
        cells.fault("unit", "other_form", unit)
    if row.amount is not None and unit in (Unit.COST, Unit.AGREED, Unit.NOT_ELIGIBLE):
        cells.fault("amount", "no_amount_here", row.amount)
    return row


def _read_applies(cells: Cells) -> tuple[Applies, ...]:
    """Pairs of group and class; the word 'all' is every group."""
    if cells.cells.get("applies") == "all":
        cells.seen.add("applies")
        return tuple((group, None) for group in TargetGroup)
    pairs = []
    for item in cells.items("applies"):
        pair = cells.pair("applies", item, TargetGroup, DurationClass)
        if pair is None:
            continue
        if pair[1] is not None and pair[1].group is not pair[0]:
            cells.fault("applies", "other_group", pair[1])
        pairs.append(pair)
    return tuple(pairs)


def read_raise(cells: Cells) -> Raise:
    forms = cells.tokens("forms", Form)
    if not forms:
        cells.fault("forms", "missing")
    return Raise(
        code=cells.text("code"),
        name=cells.name(),
        forms=forms,
        amount=cells.number("amount"),
        min_age=cells.number_or_none("min_age"),
        family=cells.text("family", optional=True),
        note=cells.text("note", optional=True),
    )


def read_rule(cells: Cells) -> TextRule:
    return TextRule(code=cells.text("code"), name=cells.name(), months=cells.number_or_none("months"))
