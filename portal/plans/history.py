"""What happened to a plan: the fixed steps of one round, and the log of all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from portal import clock
from portal.models import VersionOutcome
from portal.plans.queries import Round
from portal.web.filters import day, deadline
from portal.web.i18n import gettext as _
from portal.web.labels import label


def progress_of_round(shown: Round) -> list[dict[str, Any]]:
    """Sent, read, decided: what the other party does is a list of fixed steps (ST-2)."""
    decided = shown.decided_at is not None
    waiting = shown.outcome is VersionOutcome.OPEN
    steps = [
        {"text": _("Send the plan"), "state": "done", "detail": day(clock.day_of(shown.submitted_at))},
        {
            "text": _("The coordination point reads the plan"),
            "state": "done" if decided else "current" if waiting else "next",
            "detail": _("You get an answer %(deadline)s.", deadline=deadline(shown.answer_due_on)) if waiting else "",
        },
        {"text": _("Answer"), "state": "done" if decided else "next", "detail": ""},
    ]
    if decided and shown.decided_at:
        steps[2]["detail"] = f"{label(shown.outcome)}, {day(clock.day_of(shown.decided_at))}"
    return steps


def timeline_of(found: Sequence[Round], acts: Sequence[tuple[str, datetime, str]], number: str) -> list[dict[str, Any]]:
    """Every round and what was done besides, newest first (TM-1)."""
    titles = {
        "plan_withdrawn": _("Plan taken back"),
        "plan_change_started": _("Change begun"),
        "plan_change_cancelled": _("Change stopped"),
    }
    events: list[dict[str, Any]] = [{"title": titles[act], "at": at, "who": who} for act, at, who in acts]
    for one in found:
        href = url_for("plans.version", number=number, round=one.number)
        events.append(
            {
                "title": _("%(kind)s sent", kind=label(one.kind)),
                "at": one.submitted_at,
                "who": one.submitted_by,
                "href": href,
                "link": _("Version %(number)s, %(reference)s", number=one.number, reference=one.reference),
            }
        )
        if one.decided_at:
            events.append(
                {"title": label(one.outcome), "at": one.decided_at, "who": one.decided_by, "text": one.message or ""}
            )
    return sorted(events, key=lambda event: event["at"], reverse=True)
