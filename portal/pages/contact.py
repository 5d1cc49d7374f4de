"""The help block of the frame: the coordination point of the page's contract, or of the reader's own region."""

from functools import cached_property

from flask import g

from portal.db import database
from portal.models import Region
from portal.records.desks import Card, cards
from portal.security.viewer import find_viewer
from portal.web.labels import label


class RegionContact:
    """Reads nothing until a template asks, so that a page about a closed database can still come up."""

    @cached_property
    def _card(self) -> Card | None:
        region = _region_of_page()
        card = cards(database()).get(region) if region else None
        return card if card and card.phone and card.email else None

    def __bool__(self) -> bool:
        return self._card is not None

    @property
    def name(self) -> str:
        return label(self._card.region) if self._card else ""

    @property
    def phone(self) -> str:
        return self._card.phone if self._card else ""

    @property
    def hours(self) -> str:
        return self._card.opening_hours if self._card else ""

    @property
    def email(self) -> str:
        return self._card.email if self._card else ""


def _region_of_page() -> Region | None:
    if g.get("contract") is not None:
        region: Region = g.contract.region
        return region
    viewer = find_viewer()
    return viewer.region if viewer else None
