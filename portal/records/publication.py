"""What a region chose about small numbers and open data; without a row the default holds (design.md 4)."""

import sqlalchemy as sa

from portal.models import Region, Setting
from portal.protection import THRESHOLD, Rules

LICENCE = "CC0-1.0"
NAMES = ("small_numbers_threshold", "open_data_licence")


def rules_of(connection: sa.Connection, region: Region | None) -> Rules:
    """A threshold below the default is not taken from a setting: it may only hide more."""
    chosen = _chosen(connection, region).get(NAMES[0], "")
    return Rules(threshold=max(THRESHOLD, int(chosen)) if chosen.isdecimal() else THRESHOLD)


def licence_of(connection: sa.Connection, region: Region) -> str:
    """An SPDX name."""
    return _chosen(connection, region).get(NAMES[1], LICENCE)


def _chosen(connection: sa.Connection, region: Region | None) -> dict[str, str]:
    rows = connection.execute(
        sa.select(Setting.name, Setting.region, Setting.value)
        .where(Setting.name.in_(NAMES), Setting.region.in_(["", region.value if region else ""]))
        .order_by(Setting.region)
    )
    return {row.name: row.value for row in rows}
