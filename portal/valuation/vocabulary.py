"""The closed lists a value table is written in. The value is the token that is stored; the words are in ``names``."""

from collections.abc import Mapping
from enum import StrEnum


class TargetGroup(StrEnum):
    """The seven groups of the protocol (line 70), the only ones stored for a person."""

    PWET = "pwet"
    WAJONG = "wajong"
    WW = "ww"
    WIA = "wia"
    WSW = "wsw"
    STUDENT = "student"
    NUO = "nuo"


class DurationClass(StrEnum):
    """The finer class within a group, asked only where the contract's table has different amounts for it."""

    PWET_LT_2Y = "pwet_lt_2y"
    PWET_GT_2Y = "pwet_gt_2y"
    WW_LT_3M = "ww_lt_3m"
    WW_3_12M = "ww_3_12m"
    WW_LT_12M = "ww_lt_12m"
    WW_GT_12M = "ww_gt_12m"
    BBL_NEW = "bbl_new"
    BBL_EXISTING = "bbl_existing"
    BBL_1_2 = "bbl_1_2"
    BBL_3_PLUS = "bbl_3_plus"
    MBO_1_2 = "mbo_1_2"
    MBO_3_4 = "mbo_3_4"
    HBO = "hbo"

    @property
    def group(self) -> TargetGroup:
        head = self.value.split("_")[0]
        return TargetGroup(head) if head in ("pwet", "ww") else TargetGroup.STUDENT


class Form(StrEnum):
    """How Social Return is delivered."""

    EMPLOYMENT = "employment"
    SECONDMENT = "secondment"
    WORK_EXPERIENCE = "work_experience"
    BBL = "bbl"
    INTERNSHIP = "internship"
    PURCHASE = "purchase"
    TRAINING = "training"
    TAILORED = "tailored"
    KNOWLEDGE_HOURS = "knowledge_hours"

    @property
    def is_for_people(self) -> bool:
        """Whether a person at work is valued, so that group, hours and months matter."""
        return self in PERSON_FORMS


PERSON_FORMS = frozenset({Form.EMPLOYMENT, Form.SECONDMENT, Form.WORK_EXPERIENCE, Form.BBL, Form.INTERNSHIP})


class Unit(StrEnum):
    """What the amount of a row is for."""

    YEAR = "year"
    """A full-time year: pro rata hours and months."""
    MONTH = "month"
    """A month, whatever the hours above the minimum."""
    HOUR = "hour"
    """An hour given by one employee."""
    COST = "cost"
    """No amount: the cost without VAT (of a person at work: the wage with employer charges) times the factor."""
    AGREED = "agreed"
    """No amount: what the coordination point agreed to."""
    NOT_ELIGIBLE = "not_eligible"
    """Named by the source as not counting; worth nothing."""


UNITS: Mapping[Form, frozenset[Unit]] = {
    **dict.fromkeys(PERSON_FORMS, frozenset({Unit.YEAR, Unit.MONTH, Unit.COST, Unit.NOT_ELIGIBLE})),
    Form.PURCHASE: frozenset({Unit.COST, Unit.AGREED}),
    Form.TRAINING: frozenset({Unit.COST, Unit.AGREED}),
    Form.TAILORED: frozenset({Unit.COST, Unit.AGREED}),
    Form.KNOWLEDGE_HOURS: frozenset({Unit.HOUR, Unit.COST, Unit.AGREED}),
}
"""The units a row of a form may have."""


class MonthCount(StrEnum):
    """How a period becomes months."""

    MONTHS = "months"
    """Whole months from the first day, and the days left over the length of that month."""
    DAYS = "days"
    """Days × 12 / 365."""


class CapBasis(StrEnum):
    """What uses up the months for which one person counts."""

    WORKED_MONTHS = "worked_months"
    FULL_TIME_MONTHS = "full_time_months"


class LongBreak(StrEnum):
    """What a break of at least the table's number of months does to the person's cap; a shorter one does nothing."""

    DOES_NOT_COUNT = "does_not_count"
    COUNTS = "counts"
    """The months of the break are used up as well."""
    STARTS_AGAIN = "starts_again"
    """What was used before the break is forgotten."""


class HoursBasis(StrEnum):
    """Which hours a year is measured in."""

    AGREED = "agreed"
    """Hours per week of the agreement, over the full-time week."""
    ACTUAL = "actual"
    """Hours over the hours of a full-time year at the contractor."""
