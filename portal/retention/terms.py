"""Terms and the day on which something may go (PR-44, PR-45): dates only, no database."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from portal.models import RecordKind, Trigger
from portal.valuation.months import ONE_DAY, add_months

LONGEST_YEARS = 20  # of personal data; nothing about a person is kept for ever
DAYS_TO_RECONSIDER = 7
LIST_DAYS = 30  # an older list must be made again (PR-47)
BACKUP_DAYS = 35  # life of a backup (PR-50)
WARN_MONTHS, REVIEW_MONTHS = 6, 12  # after its end date a contract that was never closed is pointed at (PR-45)

_TERM = re.compile(r"P([1-9]\d?)([YM])")
MUNICIPAL_2020 = "Selectielijst gemeenten en intergemeentelijke organen 2020"


@dataclass(frozen=True)
class Rule:
    """One line of the retention table."""

    kind: RecordKind
    edition: str
    result: str  # number in the selection list
    term: str  # ISO 8601
    counts_from: Trigger
    legal_text: str
    valid_from: date = date.min


DEFAULTS = {
    RecordKind.DOSSIER: Rule(
        RecordKind.DOSSIER,
        MUNICIPAL_2020,
        "12.1",
        "P5Y",
        Trigger.CONTRACT_CLOSED,
        "Toezicht uitgevoerd, procestermijn nihil (Stcrt. 2020, 11143)",
    ),
    RecordKind.RIGHTS_REQUEST: Rule(
        RecordKind.RIGHTS_REQUEST,
        MUNICIPAL_2020,
        "6.1",
        "P5Y",
        Trigger.REQUEST_CLOSED,
        "Verzoek ingewilligd 5 jaar (6.1); afgewezen of afgebroken 1 jaar (6.2, 6.3)",
    ),
}


class TermRefused(ValueError):
    """Not a term for personal data: no whole years or months, none at all, or too long."""


def months_of(term: str) -> int:
    """Months of an ISO 8601 term in whole years or months. Raises TermRefused."""
    found = _TERM.fullmatch(term)
    if found is None:
        raise TermRefused(term)
    months = int(found[1]) * (12 if found[2] == "Y" else 1)
    if months > LONGEST_YEARS * 12:
        raise TermRefused(term)
    return months


def due_on(counted_from: date, term: str) -> date:
    """The first day on which it may go: the day after the term. 29 February counts as 28 where a year has none."""
    return add_months(counted_from, months_of(term)) + ONE_DAY


def latest_start(today: date, term: str) -> date:
    """A day that no later one can be due after: used to ask the database for fewer rows than are due in the end."""
    return add_months(today, -months_of(term)) + timedelta(days=3)
