"""A last day in words (ux.md 2.0), whoever it belongs to: it stands after a verb, before and after the day itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal import clock
from portal.web.filters import deadline

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (25, "vóór vrijdag 18 december 2026"),
        (15, "vóór dinsdag 8 december 2026"),
        (14, "vóór maandag 7 december 2026 (nog 14 dagen)"),
        (2, "vóór woensdag 25 november 2026 (nog 2 dagen)"),
        (1, "uiterlijk morgen, dinsdag 24 november 2026"),
        (0, "vandaag vóór 23.59 uur"),
        (-1, "vóór zondag 22 november 2026 (1 dag te laat)"),
        (-3, "vóór vrijdag 20 november 2026 (3 dagen te laat)"),
    ],
)
def test_a_last_day_fits_in_the_sentence_it_stands_in(left, words):
    with clock.set_to(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        assert deadline(TODAY + timedelta(days=left)) == words
