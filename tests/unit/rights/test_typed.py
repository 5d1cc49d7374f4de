"""PR-56: a person says in her own words what must stand there, and it is read as she means it."""

import pytest

from portal.rights.correcting import is_possible
from portal.rights.typed import as_stored


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("birth_date", "23 11 1991", "1991-11-23"),
        ("birth_date", "23-11-1991", "1991-11-23"),
        ("birth_date", " 3 november 1991 ", "1991-11-03"),
        ("starts_on", "1 mrt. 2027", "2027-03-01"),
        ("starts_on", "2027-03-01", "2027-03-01"),
        ("target_group", "Bijstand", "pwet"),
        ("target_group", "wao", "wia"),
        ("duration_class", "2 jaar of langer", "pwet_gt_2y"),
        ("agreement", "stageovereenkomst", "internship"),
        ("town", "Assen", "Assen"),
    ],
)
def test_pr56_own_words_are_read_as_meant(field, typed, stored):
    assert as_stored(field, typed) == stored
    assert is_possible(field, stored)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("birth_date", "31-2-1991"), ("birth_date", "23 11 91"), ("target_group", "ziek"), ("duration_class", "lang")],
)
def test_pr56_what_can_mean_several_things_or_nothing_is_not_guessed(field, typed):
    assert as_stored(field, typed) == typed
    assert not is_possible(field, typed)
