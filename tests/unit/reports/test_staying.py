"""Still at work: by the work, by what was said after it, and otherwise not known."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.reports.staying import Told, read_told, still_at_work
from portal.valuation.confirmation import CalendarQuarter

DAY = date(2026, 8, 15)  # in the third quarter


@dataclass
class Work:
    until: date
    told: tuple[Told, ...] = ()

    def covers(self, day):
        return day <= self.until


@pytest.mark.parametrize(("told", "answer"), [
    ("", None),
    ("2026-3=1", True),
    ("2026-3=0", False),
    ("2026-4=1", True),  # employed after a later quarter
    ("2026-4=0", None),  # gone some day after: nobody knows of August
    ("2026-2=0", False),  # gone before
    ("2026-2=1", None),
    ("2026-2=1;2026-4=1", True),
])  # fmt: skip
def test_what_was_said_after_the_work_counts(told, answer):
    assert still_at_work([Work(date(2026, 5, 1), read_told(told))], DAY) is answer


def test_other_work_on_the_day_counts_whatever_was_said():
    gone = Work(date(2026, 5, 1), (Told(CalendarQuarter(2026, 2), is_employed=False),))
    assert still_at_work([gone, Work(date(2026, 12, 31))], DAY) is True
