"""The yearly results of a region: asked for, made by the worker, looked at, released, and then as they are for good.

A year is published when it is over and once (PR-51): two tables of the same people could be subtracted.
"""

import hashlib
import logging
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.errors import NotFound, Refused
from portal.models import PublicationStatus, PublishedReport, Region
from portal.privacy.vault import Vault
from portal.records.publication import licence_of, rules_of
from portal.reports.cells import protected_cells
from portal.reports.results import results_of
from portal.reports.services import GIVEN_UP_AFTER, snapshot
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

log = logging.getLogger("portal.reports")
FIRST_YEAR = 2020


def years_to_publish(today: date) -> range:
    """Years that are over, as far back as anybody had Social Return here."""
    return range(FIRST_YEAR, today.year)


def ask_results(session: Session, region: Region, year: int, *, by: Viewer) -> UUID:
    """Let the worker make the results of a year that is over, or make them anew while they are not released."""
    if year not in years_to_publish(clock.today()):
        raise Refused(_("The results of a year can be made when the year is over."))
    row = session.scalars(
        sa.select(PublishedReport)
        .where(PublishedReport.region == region, PublishedReport.year == year)
        .with_for_update()
    ).first()
    if row is not None and row.status is PublicationStatus.RELEASED:
        raise Refused(_("The results of %(year)s are published. They do not change any more.", year=str(year)))
    if row is None:
        row = PublishedReport(region=region, year=year, asked_by=by.id, asked_at=clock.now())
        session.add(row)
    elif row.status is PublicationStatus.MADE:
        row.move_to(PublicationStatus.ASKED)
        row.asked_by, row.asked_at, row.begun_at, row.cells = by.id, clock.now(), None, None
    session.flush()
    _record(session, "results_asked", row, by)
    return row.id


def release(session: Session, publication_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """Publish what was looked at. Raises NotFound for another region, Refused when it changed meanwhile."""
    row = session.get(PublishedReport, publication_id, with_for_update=True, populate_existing=True)
    if row is None or row.region is not by.region:
        raise NotFound
    if row.version != seen_version or row.status is not PublicationStatus.MADE:
        raise Refused(_("These results were made anew or published by somebody else. Look again."))
    row.move_to(PublicationStatus.RELEASED)
    row.released_by, row.released_at = by.id, clock.now()
    session.flush()
    _record(session, "results_released", row, by)


def make_results(db: Database, vault: Vault) -> int:
    """Make every year that was asked for; the worker's one pass that unseals groups. Returns how many."""
    count = 0
    while (row := _claim(db)) is not None:
        with snapshot(db) as connection:
            on = min(date(row.year, 12, 31), clock.today())
            results = results_of(connection, vault, row.region, row.year, on)
            rules, licence = rules_of(connection, row.region), licence_of(connection, row.region)
        cells = protected_cells(results, rules, licence)
        with db.transaction() as session:
            kept = session.get(PublishedReport, row.id, with_for_update=True)
            if kept is not None and kept.status is PublicationStatus.ASKED:
                kept.move_to(PublicationStatus.MADE)
                kept.cells, kept.snapshot_on, kept.made_at = cells, on, clock.now()
                kept.sha256 = hashlib.sha256(cells.encode()).hexdigest()
        count += 1
    return count


def _claim(db: Database) -> Any:
    late = clock.now() - GIVEN_UP_AFTER
    waits = sa.select(PublishedReport).where(
        PublishedReport.status == PublicationStatus.ASKED,
        sa.or_(PublishedReport.begun_at.is_(None), PublishedReport.begun_at < late),
    )
    with db.reads() as connection:
        if connection.execute(waits.with_only_columns(PublishedReport.id)).first() is None:
            return None
    with db.transaction() as session:
        row = session.scalars(waits.limit(1).with_for_update(skip_locked=True)).first()
        if row is not None:
            row.begun_at = clock.now()
        return row


def _record(session: Session, action: str, row: PublishedReport, by: Viewer) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        object_kind="published_report",
        object_id=row.id,
        detail={"region": row.region.value, "year": row.year},
    )
