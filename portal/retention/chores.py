"""What the clock does to retention: a list each month, destroying what was approved, noting what ended."""

import contextlib

import sqlalchemy as sa

from portal import clock
from portal.config import Config
from portal.db import Database
from portal.errors import Refused
from portal.models import Destruction, DestructionStatus, RecordKind, Region
from portal.privacy.vault import Vault
from portal.retention import listing
from portal.retention.reconciling import note_endings
from portal.retention.restore import keep_stones


def list_due(db: Database) -> int:
    """A list of each kind for each region in a month in which there was none. Returns how many were made."""
    month = clock.today().replace(day=1)
    made = 0
    for region in Region:
        for kind in RecordKind:
            this_month = sa.exists().where(
                Destruction.region == region, Destruction.kind == kind, Destruction.listed_on >= month
            )
            with contextlib.suppress(Refused), db.transaction() as session:  # one is open still, or the clock is wrong
                if not session.scalar(sa.select(this_month)):
                    made += listing.make_list(session, region, kind, by=None) is not None
    return made


def drop_old_lists(db: Database) -> int:
    """A list that was not signed within 30 days ends, so that a new one can be made (PR-47)."""
    waiting = sa.select(Destruction).where(
        Destruction.status.in_([DestructionStatus.LISTED, DestructionStatus.PROPOSED])
    )
    count = 0
    with db.transaction() as session:
        for destruction in session.scalars(waiting.order_by(Destruction.number).with_for_update()).all():
            if listing.is_too_old(destruction):
                listing.drop(session, destruction, "too_old", None)
                count += 1
    return count


def note_and_keep(db: Database, vault: Vault, config: Config) -> int:
    """Endings into the key store, and all of them into a file that may be kept elsewhere."""
    count = note_endings(db, vault)
    if count or not (config.data_dir / "tombstones.jsonl").exists():
        keep_stones(config, vault)
    return count
