"""What changed in the explanation for candidates, for everybody to read (PR-43)."""

from dataclasses import dataclass
from datetime import date

from flask import Response

from portal.consents import blueprint
from portal.consents.in_force import in_force
from portal.consents.notices import FIRST, VERSIONS, Item, notice
from portal.consents.publishing import materials
from portal.db import reading
from portal.web.i18n import language
from portal.web.pages import page


@dataclass(frozen=True)
class Change:
    version: str
    since: date
    protocol: date  # a day in the month of its edition
    asked_again: bool
    told: Item | None  # what changed, in the words of the version itself


@blueprint.get("/privacy/wijzigingen")
def changes() -> Response:
    """Every published version, the newest first; proposals and drafts are not here."""
    current, asked_again = in_force(reading()), materials(reading())
    found = [
        Change(
            version,
            since,
            date.fromisoformat(f"{VERSIONS[version].protocol}-01"),
            asked_again.get(version, False),
            None if version == FIRST else notice(language(), version)["changes"],
        )
        for version, since in reversed(list(current.days.items()))
    ]
    return page("consents/changes.html", changes=found)
