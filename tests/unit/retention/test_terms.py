"""Terms of retention and the first day on which something may go: calendar years, 29 February too (PR-44, PR-45)."""

from datetime import date

import pytest

from portal.retention.terms import TermRefused, due_on, latest_start, months_of


@pytest.mark.parametrize(
    ("closed", "term", "first_day"),
    [
        (date(2026, 3, 31), "P5Y", date(2031, 4, 1)),
        (date(2024, 2, 29), "P5Y", date(2029, 3, 1)),  # the year has no 29 February: the term ends on the 28th
        (date(2024, 2, 29), "P4Y", date(2028, 3, 1)),  # this one has
        (date(2026, 12, 31), "P7Y", date(2034, 1, 1)),
        (date(2026, 8, 31), "P6M", date(2027, 3, 1)),
    ],
)
def test_pr45_it_may_go_on_the_day_after_the_term(closed, term, first_day):
    assert due_on(closed, term) == first_day
    assert latest_start(first_day, term) > closed


@pytest.mark.parametrize("term", ["", "P0Y", "P-5Y", "5", "P5Y6M", "P21Y", "PT5H", "P100Y", "altijd", " P5Y"])
def test_pr44_no_term_or_for_ever_is_refused(term):
    with pytest.raises(TermRefused):
        months_of(term)
