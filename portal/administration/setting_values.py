"""Every value that only a coordination point can decide (privacy.md 9, domain.md 8), with its default."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from email_validator import EmailNotValidError, validate_email

from portal.administration.queries import PLAN_DUE_WEEKS
from portal.consents.anchors import ADDRESS as LEDGER_ADDRESS
from portal.consents.terms import Terms
from portal.plans.queries import ANSWER_DAYS
from portal.protection import THRESHOLD
from portal.records.closing import ACCOUNT_DAYS, HEARING_DAYS, PENALTY, RECOVERY_DAYS
from portal.records.closing import DEFAULTS as OF_CLOSING
from portal.records.figures import BEHIND, SLIGHTLY_BEHIND
from portal.records.publication import LICENCE
from portal.records.unregistered import NO_LIMIT
from portal.rights.chores import ANCHOR_ADDRESS
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l


class Kind(StrEnum):
    NUMBER = "number"
    SWITCH = "switch"  # yes or no
    LICENCE = "licence"
    ADDRESS = "address"


LICENCES = ("CC0-1.0", "CC-BY-4.0")


@dataclass(frozen=True)
class Value:
    """``name`` of the row in ``setting``; ``second``: counts when a second person confirmed it (PR-44)."""

    name: str
    words: Any
    default: str
    kind: Kind = Kind.NUMBER
    low: int = 0
    high: int = 0
    unit: Any = ""
    decision: str = ""  # its number in privacy.md 9
    second: bool = False
    everywhere: bool = False  # one value for all regions

    def read(self, text: str) -> str:
        """The one spelling of what was typed. Raises ValueError with what must be typed instead."""
        return _READERS[self.kind](self, text.strip())

    def shown(self, value: str) -> str:
        if self.kind is Kind.SWITCH:
            return _("Yes") if value != "no" else _("No")
        return f"{value} {self.unit}".strip() if value else _("Nobody")


def _number(value: Value, text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,7}", text) or not value.low <= int(text) <= value.high:
        raise ValueError(_("Enter a number from %(low)s to %(high)s.", low=value.low, high=value.high))
    return str(int(text))


def _switch(_value: Value, text: str) -> str:
    if text not in ("yes", "no"):
        raise ValueError(_("Choose yes or no."))
    return text


def _licence(_value: Value, text: str) -> str:
    if text not in LICENCES:
        raise ValueError(_("Choose a licence."))
    return text


def _address(_value: Value, text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise ValueError(_("Enter an e-mail address with an @, like name@company.nl.")) from None


_READERS: dict[Kind, Callable[[Value, str], str]] = {
    Kind.NUMBER: _number,
    Kind.SWITCH: _switch,
    Kind.LICENCE: _licence,
    Kind.ADDRESS: _address,
}
_AT_FIRST = Terms()
DAYS, PERCENT = _l("days"), _l("percent")


def _term(
    name: str, words: Any, low: int, high: int, decision: str = "", *, second: bool = False, unit: Any = DAYS
) -> Value:
    return Value(name, words, str(getattr(_AT_FIRST, name)), Kind.NUMBER, low, high, unit, decision, second)


VALUES: Mapping[str, Value] = {
    value.name: value
    for value in (
        _term("decide_days", _l("Days in which a candidate can choose"), 7, 28, "D11"),
        _term("first_reminder_days", _l("First reminder, days after the question"), 2, 14, "D11"),
        _term("second_reminder_days", _l("Second reminder, days after the question"), 3, 27, "D11"),
        _term("draft_days", _l("Without an answer everything is deleted after"), 15, 30, "D11", second=True),  # N11: 30
        _term("renewal_days", _l("Days to choose again after a change of the explanation"), 14, 90),
        _term("frozen_months", _l("A consent that nobody renewed may be ended after"), 1, 24, second=True,
              unit=_l("months")),
        _term("sample_percent", _l("Part of the candidates who get a letter to check"), 1, 100, "D10", unit=PERCENT),
        _term("fast_answer_seconds", _l("An answer sooner than this is looked at"), 0, 600, unit=_l("seconds")),
        Value(
            "approved_plan_first",
            _l("The plan must be approved before a candidate is asked"),
            "yes",
            Kind.SWITCH,
        ),
        Value(
            "evidence_core",
            _l("A name stays with the privacy officer when a candidate stops after approval"),
            "yes",
            Kind.SWITCH,
            decision="D2",
            second=True,
        ),
        Value(
            "unregistered_share",
            _l("Largest part of an obligation without registration of people"),
            str(NO_LIMIT),
            low=0,
            high=100,
            unit=PERCENT,
            decision="D4",
        ),
        Value("plan_due_weeks", _l("A plan is due after the award within"), str(PLAN_DUE_WEEKS), low=1, high=52,
              unit=_l("weeks")),
        Value("plan_answer_days", _l("You answer a plan within"), str(ANSWER_DAYS), low=1, high=90, unit=DAYS),
        Value(HEARING_DAYS, _l("A contractor can give a view within"), str(OF_CLOSING[HEARING_DAYS]), low=7, high=90,
              unit=DAYS),
        Value(RECOVERY_DAYS, _l("A contractor can do the rest within"), str(OF_CLOSING[RECOVERY_DAYS]), low=7, high=730,
              unit=DAYS),
        Value(ACCOUNT_DAYS, _l("The final account is due after the end within"), str(OF_CLOSING[ACCOUNT_DAYS]), low=7,
              high=365, unit=DAYS),
        Value(PENALTY, _l("Fine on top of a shortfall"), str(OF_CLOSING[PENALTY]), low=0, high=100, unit=PERCENT),
        Value(SLIGHTLY_BEHIND, _l("A contract is slightly behind from this many points below its plan"), "1", low=1,
              high=50, unit=PERCENT),
        Value(BEHIND, _l("A contract is behind beyond this many points below its plan"), "10", low=1, high=90,
              unit=PERCENT),
        Value(
            "small_numbers_threshold",
            _l("Smallest number of people in a public table"),
            str(THRESHOLD),
            low=THRESHOLD,
            high=100,
            second=True,
        ),
        Value("open_data_licence", _l("Licence of open data"), LICENCE, Kind.LICENCE),
        Value(
            LEDGER_ADDRESS,
            _l("Who gets the daily mark of the consents"),
            "",
            Kind.ADDRESS,
            second=True,
            everywhere=True,
        ),
        Value(
            ANCHOR_ADDRESS,
            _l("Who gets the daily mark of the view log"),
            "",
            Kind.ADDRESS,
            second=True,
            everywhere=True,
        ),
    )
}  # fmt: skip

FIXED = (
    ("D1", _l("Consent of the candidate is real: without a yes nothing is stored.")),
    ("D3", _l("How long information is kept stands in its own table, with a second person.")),
    ("D5", _l("No rule about health data of article 30 UAVG is relied on.")),
    ("D6", _l("Each coordination point is responsible itself, and sends a request on the same day.")),
    ("D7", _l("Nobody can upload documents.")),
    ("D8", _l("A client never sees people.")),
    ("D9", _l("An address of the contractor’s own company needs permission per contract.")),
    ("D12", _l("A spoken answer counts for ordinary information only, and a letter confirms it.")),
    ("D13", _l("Candidates choose Dutch or English; more languages when somebody read them through.")),
    ("D14", _l("The target groups are those of the protocol.")),
    ("D15", _l("The e-mail address of a candidate is used for consent and rights only.")),
)
_IN_ORDER = ("first_reminder_days", "second_reminder_days", "decide_days", "draft_days")


def does_not_fit(name: str, wanted: str, values: Mapping[str, str]) -> str:
    """Why this value does not go with the others, in words; empty when it does."""
    if name not in _IN_ORDER:
        return ""
    together = {**values, name: wanted}
    days = [int(together[one]) for one in _IN_ORDER]
    return (
        "" if days == sorted(set(days)) else _("Reminders come before the last day to choose, and deleting after it.")
    )
