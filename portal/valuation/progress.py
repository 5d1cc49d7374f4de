"""Where a contract stands on a day: planned, submitted, approved and realised value, and the pace against the plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.valuation.confirmation import CalendarQuarter, ConfirmedHours
from portal.valuation.hours import hours_factor
from portal.valuation.money import cents, rounded
from portal.valuation.months import ONE_DAY, add_months, months_from
from portal.valuation.placement import HoursPeriod, stretches_between

CONFIRM_WITHIN = timedelta(days=31)  # after a quarter; until then its hours count as expected in pace and level


class Stage(StrEnum):
    """How far the value of a placement is: only approved value is realised."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    APPROVED = "approved"


class Level(StrEnum):
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"
    DONE = "done"


@dataclass(frozen=True)
class PlannedEffort:
    amount: Decimal
    start_month: date
    months: int


@dataclass(frozen=True)
class PlacedValue:
    """The value of one placement; the last three only matter where hours change."""

    stage: Stage
    value: Decimal
    periods: tuple[HoursPeriod, ...]
    starts_on: date
    counted_until: date | None
    """The last day that counts, as in ``Valuation``."""
    confirmed: tuple[ConfirmedHours, ...] | None = None
    """Only these days are realised; None where the contract does not confirm by quarter, so that each day counts."""
    full_time_hours: Decimal | None = None
    minimum_hours: Decimal = Decimal(0)

    def approved_until(self, day: date) -> Decimal:
        """The part of an approved value for days up to and including ``day``, confirmed or not."""
        return self._worth_until(day) if self.stage is Stage.APPROVED else Decimal("0.00")

    def realised_on(self, day: date) -> Decimal:
        if self.stage is not Stage.APPROVED:
            return Decimal("0.00")
        if self.confirmed is None:
            return self._worth_until(day)
        return _total(
            cents(Fraction(self._worth_of(one, day)) * one.share(self.full_time_hours, self.minimum_hours))
            for one in self.confirmed
        )

    def unconfirmed_on(self, day: date) -> Decimal:
        """The value of days up to and including ``day`` whose hours nobody confirmed yet; it is not realised."""
        if self.stage is not Stage.APPROVED or self.confirmed is None:
            return Decimal("0.00")
        return self._worth_until(day) - _total(self._worth_of(one, day) for one in self.confirmed)

    @property
    def lost(self) -> Decimal:
        """What confirmed hours took off, because there were fewer of them than expected."""
        if self.stage is not Stage.APPROVED or self.confirmed is None:
            return Decimal("0.00")
        whole = _total(self._worth_of(one, one.ends_on) for one in self.confirmed)
        return whole - self.realised_on(date.max)

    def _worth_of(self, one: ConfirmedHours, day: date) -> Decimal:
        """The value of confirmed days up to ``day``, as if all expected hours were made."""
        if day < one.starts_on:
            return Decimal("0.00")
        return self._worth_until(min(day, one.ends_on)) - self._worth_until(one.starts_on - ONE_DAY)

    def _worth_until(self, day: date) -> Decimal:
        return realised(
            self.value,
            self.periods,
            self.starts_on,
            self.counted_until,
            day,
            full_time_hours=self.full_time_hours,
            minimum_hours=self.minimum_hours,
        )


@dataclass(frozen=True)
class Thresholds:
    """Percentage points of pace: at ``slightly`` or lower 'slightly behind', lower than ``behind`` 'behind'."""

    slightly: Decimal = Decimal(-1)
    behind: Decimal = Decimal(-10)


@dataclass(frozen=True)
class Progress:
    obligation: Decimal
    planned: Decimal
    """All of the plan."""
    submitted: Decimal
    """Sent and not yet decided on, over the whole period."""
    approved: Decimal
    """Approved, over the whole period."""
    realised: Decimal
    planned_by_now: Decimal
    pace: Decimal
    """Realised minus planned by now, in percentage points of the obligation, to one decimal."""
    level: Level
    behind_amount: Decimal
    """What is missing against the plan of today; 0 when nothing is."""
    unconfirmed: Decimal
    """Of days up to today whose hours nobody confirmed yet. Pace and level count the newest of them, which nobody could
    be asked to have confirmed already (``CONFIRM_WITHIN``)."""
    forecast: Decimal
    """Realised at the end when all approved work goes on as approved; hours that were confirmed as missing stay off."""
    needed_per_month: Decimal | None
    """What must be realised in each month from tomorrow to the end of the contract; None when it has ended."""


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int
    """1 to 4"""
    planned: Decimal
    realised: Decimal
    """0 for a quarter that is still to come."""

    @property
    def starts_on(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def ends_on(self) -> date:
        return add_months(self.starts_on, 3) - ONE_DAY


def realised(
    value: Decimal,
    periods: Sequence[HoursPeriod],
    starts_on: date,
    counted_until: date | None,
    on: date,
    *,
    full_time_hours: Decimal | None = None,
    minimum_hours: Decimal = Decimal(0),
) -> Decimal:
    """The part of an approved value up to and including a day, by hours factor × months, half up to the cent.

    ``starts_on`` and ``counted_until`` are the first and last day that count. It never falls, and is the whole value
    on the last day. Without ``full_time_hours`` hours weigh as they are;
    without any hours every day weighs the same.
    """
    if counted_until is None or on < starts_on:
        return Decimal("0.00")
    if on >= counted_until:
        return cents(value)

    def weight(last: date) -> Fraction:
        ceiling = full_time_hours or max(period.hours_per_week for period in periods) or Decimal(1)
        return sum(
            (
                stretch.months * hours_factor(stretch.hours_per_week, ceiling, minimum_hours)
                for stretch in stretches_between(periods, starts_on, last)
            ),
            Fraction(0),
        )

    is_even = not periods or (len(periods) == 1 and periods[0].from_on <= starts_on)  # each day weighs the same
    whole = Fraction(0) if is_even else weight(counted_until)
    if not whole:
        return cents(Fraction(value) * months_from(starts_on, on) / months_from(starts_on, counted_until))
    return cents(Fraction(value) * weight(on) / whole)


def progress(
    obligation: Decimal,
    efforts: Sequence[PlannedEffort],
    placements: Sequence[PlacedValue],
    today: date,
    thresholds: Thresholds | None = None,
    *,
    ends_on: date | None = None,
) -> Progress:
    """The figures of one contract at the end of ``today``; ``ends_on`` is its last day."""
    done = realised_by(placements, today)
    due = planned_by(efforts, today)
    unconfirmed = unconfirmed_by(placements, today)
    in_time = done + unconfirmed - unconfirmed_by(placements, _asked_until(today))
    pace = rounded(Fraction(in_time - due) / Fraction(obligation) * 100, 1) if obligation else Decimal(0)
    approved = _total(one.value for one in placements if one.stage is Stage.APPROVED)
    months = months_from(today + ONE_DAY, ends_on) if ends_on else Fraction(0)
    missing = max(obligation - done - unconfirmed, Decimal("0.00"))
    return Progress(
        obligation=obligation,
        planned=_total(effort.amount for effort in efforts),
        submitted=_total(one.value for one in placements if one.stage is Stage.SUBMITTED),
        approved=approved,
        realised=done,
        planned_by_now=due,
        pace=pace,
        level=_level(obligation, done, due, pace, thresholds or Thresholds()),
        behind_amount=max(due - in_time, Decimal("0.00")),
        unconfirmed=unconfirmed,
        forecast=approved - _total(one.lost for one in placements),
        needed_per_month=cents(Fraction(missing) / max(months, Fraction(1))) if months else None,
    )


def _asked_until(today: date) -> date:
    """The last day of the newest quarter that had to be confirmed by now."""
    return CalendarQuarter.of(today - CONFIRM_WITHIN).before.ends_on


def unconfirmed_by(placements: Iterable[PlacedValue], day: date) -> Decimal:
    """The sum of what their own pages show."""
    return _total(one.unconfirmed_on(day) for one in placements)


def planned_by(efforts: Iterable[PlannedEffort], day: date) -> Decimal:
    """Each effort spread evenly over its months, up to and including a day."""
    return cents(sum((_effort_by(effort, day) for effort in efforts), Fraction(0)))


def realised_by(placements: Iterable[PlacedValue], day: date) -> Decimal:
    """The sum of the rounded amounts of the placements, so that it is the sum of what their own pages show."""
    return _total(one.realised_on(day) for one in placements)


def quarters(
    efforts: Sequence[PlannedEffort],
    placements: Sequence[PlacedValue],
    today: date,
    *,
    starts_on: date,
    ends_on: date,
) -> tuple[Quarter, ...]:
    """Every quarter of the contract, and of effort and placements where they reach beyond it.

    A quarter is the difference of two rounded totals, so that quarters add up to the total to the cent.
    """
    firsts = [starts_on, *(effort.start_month for effort in efforts), *(one.starts_on for one in placements)]
    lasts = [ends_on, *(_effort_end(effort) for effort in efforts)]
    lasts += [one.counted_until for one in placements if one.counted_until]
    first, end = min(firsts), max(lasts)
    made: list[Quarter] = []
    planned_before = realised_before = Decimal("0.00")
    begin = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    while begin <= end:
        last = add_months(begin, 3) - ONE_DAY
        planned, done = planned_by(efforts, last), realised_by(placements, min(last, today))
        number = begin.month // 3 + 1
        made.append(Quarter(begin.year, number, planned - planned_before, done - realised_before))
        planned_before, realised_before = planned, done
        begin = last + ONE_DAY
    return tuple(made)


def _effort_end(effort: PlannedEffort) -> date:
    return max(add_months(effort.start_month, effort.months) - ONE_DAY, effort.start_month)


def _effort_by(effort: PlannedEffort, day: date) -> Fraction:
    if effort.months == 0:
        return Fraction(effort.amount) if day >= effort.start_month else Fraction(0)
    return Fraction(effort.amount) * min(months_from(effort.start_month, day) / effort.months, Fraction(1))


def _level(obligation: Decimal, done: Decimal, due: Decimal, pace: Decimal, thresholds: Thresholds) -> Level:
    if done >= obligation:
        return Level.DONE
    if pace < thresholds.behind:
        return Level.BEHIND
    if pace <= thresholds.slightly:
        return Level.SLIGHTLY_BEHIND
    return Level.ON_TRACK if done or due else Level.NOT_STARTED


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return cents(sum(amounts, Decimal(0)))
