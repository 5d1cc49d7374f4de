"""How things read to a coordination point: statuses, how long something waits, where a contract stands."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.valuation.obligation import coverage_percentage
from portal.valuation.progress import Progress
from portal.web.filters import moment, money
from portal.web.i18n import gettext as _
from portal.web.i18n import ngettext
from portal.web.labels import label

MOST_WORKING_DAYS = 20  # after these a placement without an answer stands out (PR-38)


def days_ago(then: date, today: date) -> str:
    days = (today - then).days
    return ngettext("%(num)d day", "%(num)d days", days) if days else _("today")


def waits_too_long(since: date, today: date) -> bool:
    return working_days(since, today) > MOST_WORKING_DAYS


def working_days(since: date, until: date) -> int:
    """Mondays to Fridays after ``since``, up to and including ``until``."""
    weeks, rest = divmod(max((until - since).days, 0), 7)
    return weeks * 5 + sum((since + timedelta(days=step)).weekday() < 5 for step in range(1, rest + 1))


def share(part: Decimal, whole: Decimal) -> Decimal:
    return coverage_percentage(part, whole)


def how_far(progress: Progress) -> str:
    """'Achter. € 18.200 gerealiseerd, volgens plan nu € 24.000. Er mist € 5.800.'"""
    text = _(
        "%(level)s. Realised %(done)s, planned by now %(planned)s.",
        level=label(progress.level),
        done=money(progress.realised),
        planned=money(progress.planned_by_now),
    )
    if not progress.behind_amount:
        return text
    return text + " " + _("%(amount)s is missing.", amount=money(progress.behind_amount))


def changes_since_decision(acts: Iterable[Any]) -> list[str]:
    """What the contractor changed in work that was approved, in the order it was done."""
    parts = {
        "form": _("Kind of work"),
        "is_permanent": _("Contract"),
        "starts_on": _("Start date"),
        "ends_on": _("End date"),
        "effort_id": _("Part of the plan"),
        "evidence": _("Evidence"),
        "evidence_kind": _("Kind of evidence"),
        "evidence_seen_by": _("Seen by"),
        "evidence_seen_on": _("Seen by"),
    }
    words = {
        "placement_hours_changed": _("Hours per week"),
        "placement_stopped": _("End date"),
    }
    told = []
    for act in acts:
        changed = [parts[name] for name in act.detail.get("changed", ()) if name in parts]
        what = ", ".join(dict.fromkeys(changed)) or words.get(act.action)
        if what:
            told.append(_("%(what)s, by %(name)s on %(moment)s", what=what, name=act.name, moment=moment(act.at)))
    return told
