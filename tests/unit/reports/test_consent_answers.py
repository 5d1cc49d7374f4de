"""One answer from the lines of a chain; which quarters are settled."""

from datetime import date

import pytest

from portal.models import ConsentEventKind as Kind
from portal.models import ConsentScope
from portal.reports.consent_answers import answer_of, settled_quarters

C1, C2 = ConsentScope.C1, ConsentScope.C2
ASKED = ((Kind.REQUESTED, C1), (Kind.REQUESTED, C2), (Kind.SERVED, C1), (Kind.SERVED, C2))
YES = ((Kind.GIVEN, C1), (Kind.GIVEN, C2))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ((), "silent"),
        (((Kind.DEFERRED, C1), (Kind.DEFERRED, C2)), "silent"),
        (YES, "both"),
        (((Kind.GIVEN, C1), (Kind.REFUSED, C2)), "ordinary"),
        ((*YES, (Kind.WITHDRAWN, C2)), "ordinary"),
        ((*YES, (Kind.RENEWED, C1), (Kind.RENEWED, C2)), "both"),
        (((Kind.REFUSED, C1), (Kind.REFUSED, C2)), "no"),
        (((Kind.EXPIRED, C1), (Kind.EXPIRED, C2)), "silent"),
        (((Kind.INVALIDATED, C1), (Kind.INVALIDATED, C2)), "silent"),
        ((*YES, (Kind.INVALIDATED, C1), (Kind.INVALIDATED, C2)), "ended"),
        ((*YES, (Kind.WITHDRAWN, C1), (Kind.WITHDRAWN, C2)), "ended"),
        (((Kind.CANCELLED, C1), (Kind.CANCELLED, C2)), None),
    ],
)
def test_the_newest_line_of_each_question_is_the_answer(said, answer):
    assert answer_of([*ASKED, *said]) == answer


@pytest.mark.parametrize(
    ("on", "newest"), [(date(2026, 10, 31), "2026-2"), (date(2026, 11, 1), "2026-3"), (date(2027, 1, 31), "2026-3")]
)
def test_a_quarter_is_settled_a_month_after_its_end(on, newest):
    quarters = settled_quarters(on)
    assert str(quarters[-1]) == newest
    assert len(quarters) == 4
    assert quarters == sorted(quarters)
