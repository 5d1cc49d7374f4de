"""Asking for a file, making it in the worker, forgetting it after a day (PR-74)."""

import hashlib
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.models import ExportPiece, ExportReason, FileFormat, ReportExport
from portal.reports.files import Sheet, write_file
from portal.reports.narrowing import Parties
from portal.reports.queries import parties_of, reach_of
from portal.reports.registry import find_report
from portal.reports.shape import Asked, Report
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.filters import day, moment
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.i18n import speaking
from portal.web.labels import label

log = logging.getLogger("portal.reports")

KEPT_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(minutes=30)  # the worker that began was stopped
PIECE = 256 * 1024  # bytes of a file in one row and one transaction
LOOKS_BACK = _l("With what is known now: decisions and changes that came later are in these figures.")
IN_MEMORY = 1_000_000  # bytes; a larger file is on disk while it is made


def ask_export(
    session: Session, report: Report, asked: Asked, *, kind: FileFormat, reason: ExportReason, by: Viewer
) -> UUID:
    """Queue a file for the worker; only who asked can fetch it."""
    row = ReportExport(
        report=report.name,
        asked=asked.to_json(),
        format=kind,
        reason=reason,
        language=by.language,
        asked_by=by.id,
        asked_at=clock.now(),
    )
    session.add(row)
    session.flush()
    events.record(
        session,
        action="report_asked",
        actor=by,
        object_kind="report_export",
        object_id=row.id,
        detail={"report": report.name, "format": kind.value, "reason": reason.value},
    )
    return row.id


def make_exports(db: Database) -> int:
    """Make every file that waits, the oldest first; one that fails is marked and left. Returns how many it tried."""
    count = 0
    while (row := _claim(db)) is not None:
        try:
            _make(db, row)
        except Exception as error:  # the file is refused, the worker goes on
            log.error("export failed", extra={"export_id": str(row.id), "error_kind": type(error).__name__})
            with db.transaction() as session:
                session.execute(_change(row.id).values(failed_at=clock.now()))
        count += 1
    return count


def forget_exports(db: Database) -> int:
    """Wipe files whose day is over; the row stays, so that it is known who asked for what. Returns how many."""
    over = sa.select(ReportExport.id).where(ReportExport.expires_at <= clock.now())
    with db.transaction() as session:
        gone = session.execute(sa.delete(ExportPiece).where(ExportPiece.export_id.in_(over), ExportPiece.position == 0))
        session.execute(sa.delete(ExportPiece).where(ExportPiece.export_id.in_(over)))
        return int(getattr(gone, "rowcount", 0))


@contextmanager
def snapshot(db: Database) -> Iterator[sa.Connection]:
    """One state of the database for all queries of a report, however long they take."""
    with db.reader.connect() as connection:
        if db.is_sqlite:  # a transaction is a snapshot
            yield connection
        else:
            with connection.execution_options(isolation_level="REPEATABLE READ").begin():
                yield connection


def sheet_of(report: Report, asked: Asked, parties: Parties, *, footer: str) -> Sheet:
    """Heading and notes of a report that was asked for, in the language that is spoken."""
    period = _("Figures of %(day)s.", day=day(asked.on))
    if asked.starts_on is not None:
        period = _("Figures from %(start)s to %(end)s.", start=day(asked.starts_on), end=day(asked.on))
    later = [LOOKS_BACK] if report.looks_back(asked, clock.today()) else []
    notes = [
        period,
        *map(str, later),
        *(_("Only: %(what)s.", what=words) for words in parties.words(asked.only).values()),
    ]
    return Sheet(str(report.title), report.columns(asked), tuple(notes), footer)


def _claim(db: Database) -> Any:
    late = clock.now() - GIVEN_UP_AFTER
    waits = (
        sa.select(ReportExport)
        .where(
            ReportExport.made_at.is_(None),
            ReportExport.failed_at.is_(None),
            sa.or_(ReportExport.begun_at.is_(None), ReportExport.begun_at < late),
        )
        .order_by(ReportExport.asked_at)
        .limit(1)
    )
    with db.reads() as connection:  # the worker looks every few seconds: no write lock for nothing
        if connection.execute(waits.with_only_columns(ReportExport.id)).first() is None:
            return None
    with db.transaction() as session:
        row = session.scalars(waits.with_for_update(skip_locked=True)).first()
        if row is not None:
            row.begun_at = clock.now()
        return row


def _make(db: Database, row: ReportExport) -> None:
    asked = Asked.from_json(row.asked)
    with snapshot(db) as connection, speaking(row.language), tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        who = reach_of(connection, row.asked_by)
        report = find_report(row.report, who.role) if who is not None else None
        if who is None or report is None:
            raise LookupError("no longer for this person")
        sheet = sheet_of(report, asked, parties_of(connection, who.reach), footer=_watermark(who, row))
        lines = write_file(file, row.format, sheet, report.lines(connection, who.reach, asked), totals=True)
        size, digest = _keep(db, row.id, file)
    with db.transaction() as session:
        made = clock.now()
        session.execute(
            _change(row.id).values(made_at=made, expires_at=made + KEPT_FOR, lines=lines, size=size, sha256=digest)
        )


def _watermark(who: Any, row: ReportExport) -> str:
    return _("Made for %(name)s, %(organisation)s, %(moment)s, for: %(reason)s.", name=who.name,
             organisation=who.organisation, moment=moment(row.asked_at), reason=label(row.reason))  # fmt: skip


def _keep(db: Database, export_id: UUID, file: IO[bytes]) -> tuple[int, str]:
    """Store the file in pieces, each in a short transaction. Returns its bytes and digest."""
    size, digest, position = 0, hashlib.sha256(), 0
    with db.transaction() as session:  # of a worker that was stopped
        session.execute(sa.delete(ExportPiece).where(ExportPiece.export_id == export_id))
    file.seek(0)
    while content := file.read(PIECE):
        with db.transaction() as session:
            session.add(ExportPiece(export_id=export_id, position=position, content=content))
        digest.update(content)
        size += len(content)
        position += 1
    return size, digest.hexdigest()


def _change(export_id: UUID) -> Any:
    return sa.update(ReportExport).where(ReportExport.id == export_id)
