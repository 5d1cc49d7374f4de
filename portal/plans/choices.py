"""The closed answers of the plan's questions: the token that is stored, and its words."""

from collections.abc import Mapping
from typing import Any

from portal.web.i18n import lazy_gettext as _l

Words = Mapping[str, Any]

YES_NO: Words = {"yes": _l("Yes"), "no": _l("No")}
SCHEDULE: Words = {"yes": _l("Yes"), "no": _l("No, I will change the activities")}
HELP: Words = {"yes": _l("Yes, call me"), "no": _l("No")}
FINISHED: Words = {"yes": _l("Yes"), "no": _l("No, I will continue later")}
SUBCONTRACTORS: Words = {"yes": _l("Yes"), "no": _l("No"), "unknown": _l("I do not know yet")}
CHANNELS: Words = {
    "coordination_point": _l("Through the coordination point"),
    "employment_service": _l("Through the employer service point or UWV"),
    "work_company": _l("Through a sheltered work company"),
    "school": _l("Through a school"),
    "own": _l("By ourselves"),
    "subcontractor": _l("Through a subcontractor"),
    "unknown": _l("I do not know yet"),
}
UNKNOWN_GROUP = "unknown"


def pairs(words: Words) -> list[tuple[str, Any]]:
    """As WTForms takes them."""
    return list(words.items())
