"""Whom to call and who is responsible: the controller cards, read at most once a minute and kept in the process."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from portal import clock
from portal.db import Database
from portal.models import ControllerCard, Region

KEPT_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Card:
    """What people outside may read of the controller card of a region (PR-36)."""

    region: Region
    name: str
    postal_address: str
    email: str
    phone: str
    opening_hours: str
    officer: str
    officer_email: str


_kept: WeakKeyDictionary[Database, tuple[datetime, dict[Region, Card]]] = WeakKeyDictionary()
_CARDS = sa.select(
    ControllerCard.region,
    ControllerCard.name,
    ControllerCard.postal_address,
    ControllerCard.email,
    ControllerCard.phone,
    ControllerCard.opening_hours,
    ControllerCard.officer,
    ControllerCard.officer_email,
)


def cards(database: Database) -> dict[Region, Card]:
    """The cards by region, in the order of the regions; a region without a card is not in it."""
    until, known = _kept.get(database, (None, {}))
    if until is None or not clock.now() < until <= clock.now() + KEPT_FOR:
        with database.reads() as connection:
            found = {row.region: Card(**row._mapping) for row in connection.execute(_CARDS)}
        known = {region: found[region] for region in Region if region in found}
        _kept[database] = (clock.now() + KEPT_FOR, known)
    return known


def forget_cards(database: Database) -> None:
    """A card was changed: this process reads them again at once, another one within a minute."""
    _kept.pop(database, None)
