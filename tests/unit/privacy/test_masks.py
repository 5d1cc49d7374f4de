"""What lists show in the place of personal data."""

from datetime import date

import pytest

from portal.privacy.masks import AgeGroup, age_group, age_on, masked


def test_a_mask_is_the_same_for_every_value_pr08() -> None:
    assert masked("wajong") == masked("nuo") == "● ● ●"
    assert masked("") == masked(None) == ""


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (date(2000, 1, 2), AgeGroup.UNDER_27),
        (date(2000, 1, 1), AgeGroup.TO_49),
        (date(1977, 1, 2), AgeGroup.TO_49),
        (date(1977, 1, 1), AgeGroup.TO_54),
        (date(1972, 1, 2), AgeGroup.TO_54),
        (date(1972, 1, 1), AgeGroup.FROM_55),
    ],
)
def test_an_age_group_changes_on_the_birthday(born: date, group: AgeGroup) -> None:
    assert age_group(born, date(2027, 1, 1)) is group


def test_somebody_born_on_29_february_is_a_year_older_on_1_march_pr11() -> None:
    assert age_on(date(2000, 2, 29), date(2027, 2, 28)) == 26
    assert age_on(date(2000, 2, 29), date(2027, 3, 1)) == 27
