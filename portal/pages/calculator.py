"""The sums of the Rekenhulp: one question, answered by each value table. Nothing of it is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from portal.valuation import (
    CLASS_NAMES,
    GROUP_NAMES,
    DurationClass,
    Form,
    TargetGroup,
    Unit,
    Valuation,
    ValuationRefused,
    ValueTable,
    value_effort,
)
from portal.valuation.completeness import WIDER

KINDS: tuple[tuple[DurationClass, ...], ...] = (
    (DurationClass.PWET_LT_2Y, DurationClass.PWET_GT_2Y),
    (DurationClass.WW_LT_3M, DurationClass.WW_3_12M, DurationClass.WW_LT_12M, DurationClass.WW_GT_12M),
    (DurationClass.BBL_NEW, DurationClass.BBL_EXISTING),
    (DurationClass.BBL_1_2, DurationClass.BBL_3_PLUS),
    (DurationClass.MBO_1_2, DurationClass.MBO_3_4, DurationClass.HBO),
)
"""Classes that exclude each other; one table may ask for the contract of an apprentice, another for the level."""


@dataclass(frozen=True)
class Who:
    """A group with everything that any table asks about it."""

    group: TargetGroup
    classes: tuple[DurationClass, ...] = ()

    @property
    def token(self) -> str:
        """In an address: 'pwet.pwet_gt_2y'."""
        return ".".join((self.group, *self.classes))

    def text(self, language: str) -> str:
        words = [CLASS_NAMES[one].in_language(language) for one in self.classes]
        group = GROUP_NAMES[self.group].in_language(language)
        return f"{group}: {', '.join(words)}" if words else group


@dataclass(frozen=True)
class Question:
    form: Form
    who: Who | None = None
    """None is 'not known yet'."""
    people: int = 1
    hours: Decimal = Decimal(0)
    """Per week; with knowledge and help the hours of one person in all."""
    months: Decimal = Decimal(0)
    age: int | None = None
    cost: Decimal | None = None
    row: str | None = None
    """A row beyond the seven groups, of the table in front only."""
    raises: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    table: ValueTable
    worth: Valuation | None
    refused: ValuationRefused | None = None

    def lines(self, language: str) -> list[str]:
        """The explanation line by line, or the one sentence why there is no amount."""
        if self.worth is None:
            return [self.refused.text(language)] if self.refused else []
        return [line.text(language).replace("€ ", "€\N{NO-BREAK SPACE}") for line in self.worth.lines]


def answer(table: ValueTable, question: Question) -> Answer:
    """By one table. A class that the table asks for and nobody chose gives an estimate with the lowest amount."""
    who = question.who
    known = {one.code for one in table.raises if question.form in one.forms}
    try:
        worth = value_effort(
            table,
            group=who.group if who else None,
            duration_class=_class_in(table, question.form, who) if who else None,
            form=question.form,
            people=question.people,
            hours_per_week=question.hours,
            months=question.months,
            start_month=None,
            cost=question.cost,
            row=question.row,
            raises=[code for code in question.raises if code in known],
            age=question.age,
        )
    except ValuationRefused as refused:
        return Answer(table, None, refused)
    return Answer(table, worth)


def compare(tables: Iterable[ValueTable], front: ValueTable, question: Question) -> list[Answer]:
    """Every table on the same question, the table in front first; a row by name is known to that table alone."""
    plain = replace(question, row=None)
    others = [table for table in tables if table.code != front.code]
    return [answer(front, question), *(answer(table, plain) for table in others)]


def _class_in(table: ValueTable, form: Form, who: Who) -> DurationClass | None:
    known = table.classes_for(who.group, form)
    wider = (WIDER.get(one, one) for one in who.classes)
    return next((one for one in (*who.classes, *wider) if one in known), None)


def people_to_choose(tables: Sequence[ValueTable], form: Form) -> list[Who]:
    """Groups that any table values for this form, each with the finest classes that any table knows."""
    found = []
    for group in TargetGroup:
        if any(group in table.groups(form) for table in tables):
            known = {one for table in tables for one in table.classes_for(group, form)}
            coarse = {WIDER[one] for one in known if one in WIDER}
            scales = [[one for one in kind if one in known - coarse] for kind in KINDS]
            found += [Who(group, classes) for classes in product(*(scale for scale in scales if scale))]
    return found


def ages_to_choose(tables: Iterable[ValueTable], form: Form) -> list[int]:
    """The ages from which some table gives more, lowest first; empty where age decides nothing."""
    ages = {
        int(one.min_age) for table in tables for one in table.raises if form in one.forms and one.min_age is not None
    }
    return sorted(ages)


def units(tables: Iterable[ValueTable], form: Form) -> frozenset[Unit]:
    """What the amounts of a form are for, over all tables: hours or cost are asked only where one of them counts it."""
    return frozenset(row.unit for table in tables for row in table.rows if form in row.forms)


def rows_by_name(table: ValueTable, form: Form) -> list[tuple[str, str, str]]:
    """Code, Dutch and English name of the rows that no group leads to, or that are several where nobody is asked."""
    rows = [row for row in table.rows if form in row.forms and (not form.is_for_people or not row.applies)]
    if not form.is_for_people and len(rows) < 2:
        return []
    return [(row.code, row.name.nl, row.name.en) for row in rows]


def raises_by_name(table: ValueTable, form: Form) -> list[tuple[str, str, str]]:
    """Raises that do not follow from the age: code, Dutch and English name."""
    return [(one.code, one.name.nl, one.name.en) for one in table.raises if form in one.forms and one.min_age is None]
