"""What lists show in the place of personal data."""

from datetime import date
from enum import StrEnum

DOTS = "● ● ●"


class AgeGroup(StrEnum):
    """Age as the protocol's table and the lists need it: never finer than this."""

    UNDER_27 = "under_27"
    TO_49 = "27_to_49"
    TO_54 = "50_to_54"
    FROM_55 = "from_55"


def masked(value: object) -> str:
    """The same dots for every value, so that the mask reveals nothing; nothing for nothing."""
    return DOTS if value else ""


def age_on(born: date, on: date) -> int:
    """Whole years; somebody born on 29 February has a birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_group(born: date, on: date) -> AgeGroup:
    age = age_on(born, on)
    if age < 27:
        return AgeGroup.UNDER_27
    if age < 50:
        return AgeGroup.TO_49
    return AgeGroup.TO_54 if age < 55 else AgeGroup.FROM_55
