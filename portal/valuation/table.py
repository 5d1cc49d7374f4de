"""A value table: what an effort is worth, by form, target group and class, with raises and limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.valuation.completeness import find_gaps
from portal.valuation.explanation import ClassNeeded, NotInTable
from portal.valuation.hours import hours_factor
from portal.valuation.months import age_on
from portal.valuation.names import CLASS_NAMES, FORM_NAMES, GROUP_NAMES, UNKNOWN_GROUP, Name
from portal.valuation.reading import Cells, Fault, TableInvalid
from portal.valuation.rows import Applies, Raise, Row, TextRule, plain_number, read_raise, read_row, read_rule
from portal.valuation.vocabulary import (
    CapBasis,
    DurationClass,
    Form,
    HoursBasis,
    LongBreak,
    MonthCount,
    TargetGroup,
    Unit,
)

WEEKS_IN_YEAR = 52


@dataclass(frozen=True)
class ValueTable:
    code: str
    name: Name
    source: str
    source_date: date | None
    """None where the source has no date."""
    valid_from: date | None
    """First award date the table is for; None where the source does not say."""
    full_time_hours: Decimal
    minimum_hours: Decimal
    month_count: MonthCount
    cap_basis: CapBasis
    rows: tuple[Row, ...]
    raises: tuple[Raise, ...]
    rules: tuple[TextRule, ...]
    note: str
    break_months: Decimal | None = None
    """A break of at least so many months is a long one; None: the table has no rule for breaks."""
    long_break: LongBreak = LongBreak.DOES_NOT_COUNT
    raises_add_up: bool = True
    """False: of all raises only the highest applies, also across families."""
    raises_pro_rata: bool = True
    """False: a raise is added whole, once a person."""
    hours_basis: HoursBasis = HoursBasis.AGREED
    yearly_hours: Decimal | None = None
    """Hours of a full-time year, for actual hours; None is 52 full-time weeks."""
    early_start_months: Decimal | None = None
    """Work that began longer before the contract does not count at all; None: whenever it began."""

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "ValueTable":
        """Raises ``TableInvalid`` with every fault found."""
        faults: list[Fault] = []
        cells = Cells(content, "table", None, faults)
        table = cls(
            code=cells.text("code"),
            name=cells.name(),
            source=cells.text("source"),
            source_date=cells.day_or_none("source_date"),
            valid_from=cells.day_or_none("valid_from"),
            full_time_hours=cells.number_above_zero("full_time_hours"),
            minimum_hours=cells.number("minimum_hours"),
            month_count=cells.token("month_count", MonthCount, MonthCount.MONTHS),
            cap_basis=cells.token("cap_basis", CapBasis, CapBasis.WORKED_MONTHS),
            rows=cells.rows("rows", read_row),
            raises=cells.rows("raises", read_raise),
            rules=cells.rows("rules", read_rule),
            note=cells.text("note", optional=True),
            break_months=cells.number_above_zero_or_none("break_months"),
            long_break=cells.token("long_break", LongBreak, LongBreak.DOES_NOT_COUNT),
            raises_add_up=cells.flag("raises_add_up", True),
            raises_pro_rata=cells.flag("raises_pro_rata", True),
            hours_basis=cells.token("hours_basis", HoursBasis, HoursBasis.AGREED),
            yearly_hours=cells.number_above_zero_or_none("yearly_hours"),
            early_start_months=cells.number_or_none("early_start_months"),
        )
        cells.done()
        if not table.rows:
            cells.fault("rows", "missing")
        _find_doubles(table, cells)
        if not faults:
            if table.minimum_hours > table.full_time_hours:
                cells.fault("minimum_hours", "above_full_time", table.minimum_hours)
            faults.extend(dict.fromkeys(find_gaps(table.rows)))
        if faults:
            raise TableInvalid(faults)
        return table

    def to_json(self) -> dict[str, Any]:
        """Numbers are strings, so that no float comes between; ``from_json`` gives an equal table back."""
        return {
            "code": self.code,
            "nl": self.name.nl,
            "en": self.name.en,
            "source": self.source,
            "source_date": self.source_date.isoformat() if self.source_date else None,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "full_time_hours": plain_number(self.full_time_hours),
            "minimum_hours": plain_number(self.minimum_hours),
            "month_count": self.month_count.value,
            "cap_basis": self.cap_basis.value,
            "rows": [row.to_json() for row in self.rows],
            "raises": [one.to_json() for one in self.raises],
            "rules": [rule.to_json() for rule in self.rules],
            "note": self.note,
            "break_months": plain_number(self.break_months),
            "long_break": self.long_break.value,
            "raises_add_up": self.raises_add_up,
            "raises_pro_rata": self.raises_pro_rata,
            "hours_basis": self.hours_basis.value,
            "yearly_hours": plain_number(self.yearly_hours),
            "early_start_months": plain_number(self.early_start_months),
        }

    @property
    def hours_in_year(self) -> Decimal:
        return self.yearly_hours or self.full_time_hours * WEEKS_IN_YEAR

    def part_of_full_time(self, hours_per_week: Decimal) -> Fraction:
        """At most 1; 0 below the minimum, while exactly the minimum counts."""
        if self.hours_basis is HoursBasis.AGREED or hours_per_week < self.minimum_hours:
            return hours_factor(hours_per_week, self.full_time_hours, self.minimum_hours)
        return min(Fraction(hours_per_week * WEEKS_IN_YEAR) / Fraction(self.hours_in_year), Fraction(1))

    def forms(self) -> tuple[Form, ...]:
        return tuple(form for form in Form if any(form in row.forms for row in self.rows))

    def groups(self, form: Form | None = None) -> tuple[TargetGroup, ...]:
        """The groups with a row, for one form or for any."""
        known = {group for row in self._rows(form) for group, _ in row.applies}
        return tuple(group for group in TargetGroup if group in known)

    def classes_for(self, group: TargetGroup, form: Form | None = None) -> tuple[DurationClass, ...]:
        """The classes to choose from; empty where the group alone decides."""
        known = {duration for row in self._rows(form) for one, duration in row.applies if one == group}
        return tuple(duration for duration in DurationClass if duration in known)

    def row_named(self, code: str, form: Form | None = None) -> Row:
        for row in self._rows(form):
            if row.code == code:
                return row
        raise NotInTable("no_such_row", table=self.name, row=code)

    def row_for(self, form: Form, group: TargetGroup | None, duration_class: DurationClass | None) -> Row:
        """The one row for a person or an effort. Raises ``NotInTable`` or ``ClassNeeded``."""
        rows = self.rows_for(form, group)
        if group is not None and form.is_for_people:
            for wanted in ((group, duration_class), (group, None)):
                for row in rows:
                    if wanted in row.applies:
                        return row
            if duration_class is not None:
                raise self._no_row(form, group, duration_class)
        elif len(rows) == 1:
            return rows[0]
        choices = self.classes_for(group, form) if group else ()
        raise ClassNeeded(
            "class_needed",
            table=self.name,
            group=_group_name(group),
            classes=tuple(CLASS_NAMES[choice] for choice in choices) or tuple(row.name for row in rows),
        )

    def rows_for(self, form: Form, group: TargetGroup | None = None) -> tuple[Row, ...]:
        """The rows within reach: those of the group where people are valued, all where not. Raises ``NotInTable``."""
        rows = tuple(self._rows(form))
        if form.is_for_people:
            rows = tuple(row for row in rows if any(group in (None, one) for one, _ in row.applies))
        if rows:
            return rows
        raise self._no_row(form, group)

    def lowest_row(self, form: Form, group: TargetGroup | None = None) -> Row:
        """For an estimate before group or class is known. Raises ``NotInTable``."""
        eligible = [row for row in self.rows_for(form, group) if row.unit is not Unit.NOT_ELIGIBLE]
        if not eligible:
            raise self._no_row(form, group)
        known = [row for row in eligible if row.amount is not None]  # a wage cost may be anything
        return min(known if form.is_for_people and known else eligible, key=lambda row: row.yearly_amount)

    def raises_for(
        self,
        form: Form,
        *,
        birth_date: date | None,
        reference_date: date | None,
        named: Iterable[str] = (),
        age: int | None = None,
    ) -> tuple[Raise, ...]:
        """Raises reached by age on the reference date, and those named. Raises ``NotInTable`` for an unknown name.

        ``age`` is for a sum without a day of birth; of one family the highest applies, and families add up if the
        table says so.
        """
        known = [one for one in self.raises if form in one.forms]
        asked = set(named)
        for code in sorted(asked - {one.code for one in known}):
            raise NotInTable("no_such_raise", table=self.name, **{"raise": code})
        if age is None and birth_date and reference_date:
            age = age_on(reference_date, birth_date)
        families: dict[str, Raise] = {}
        for one in known:
            by_age = age is not None and one.min_age is not None and age >= one.min_age
            family = one.family or one.code
            if (by_age or one.code in asked) and (family not in families or one.amount > families[family].amount):
                families[family] = one
        reached = tuple(families.values())
        return reached if self.raises_add_up else tuple(sorted(reached, key=lambda one: -one.amount)[:1])

    def _rows(self, form: Form | None) -> Iterable[Row]:
        return (row for row in self.rows if form is None or form in row.forms)

    def _no_row(self, form: Form, group: TargetGroup | None, duration_class: DurationClass | None = None) -> NotInTable:
        if duration_class is not None:
            return NotInTable(
                "no_row_for_class",
                table=self.name,
                group=_group_name(group),
                duration_class=CLASS_NAMES[duration_class],
                form=FORM_NAMES[form],
            )
        if group is None:
            return NotInTable("no_row_for_form", table=self.name, form=FORM_NAMES[form])
        return NotInTable("no_row", table=self.name, group=_group_name(group), form=FORM_NAMES[form])


def _group_name(group: TargetGroup | None) -> Name:
    return GROUP_NAMES[group] if group else UNKNOWN_GROUP


def _find_doubles(table: ValueTable, cells: Cells) -> None:
    """Codes are unique, and one form, group and class leads to one row."""
    for part, codes in (("rows", [row.code for row in table.rows]), ("raises", [one.code for one in table.raises])):
        for index, code in enumerate(codes):
            if code and code in codes[:index]:
                cells.faults.append(Fault(part, index + 1, "code", "twice", code))
    reached: set[tuple[Form, Applies]] = set()
    for index, row in enumerate(table.rows, start=1):
        ways = {(form, pair) for form in row.forms for pair in row.applies}
        if ways & reached:
            cells.faults.append(Fault("rows", index, "applies", "twice", row.code))
        reached |= ways
