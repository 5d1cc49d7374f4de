"""Reports that left the page: files that somebody asked for, and figures that were published and stay as they were."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token
from portal.models.organisation import Region
from portal.models.workflow import Workflow


class FileFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


class ExportReason(StrEnum):
    """What a file is for; asked of whoever wants one (PR-74)."""

    ACCOUNTABILITY = "accountability"  # to council, board or management
    SUPERVISION = "supervision"  # talking with a contractor
    AUDIT = "audit"


class ReportExport(Base):
    """A file that the worker makes and that ends after a day; it holds totals and contracts, never a person."""

    __tablename__ = "report_export"

    id: Mapped[UUID] = primary_key()
    report: Mapped[str] = mapped_column(short_text(32))
    asked: Mapped[dict[str, Any]]  # day, period, way of counting
    format: Mapped[FileFormat] = mapped_column(token(FileFormat))
    reason: Mapped[ExportReason] = mapped_column(token(ExportReason))
    language: Mapped[str] = mapped_column(short_text(5))
    asked_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]  # by a worker that may have been stopped since
    made_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    lines: Mapped[int | None]
    size: Mapped[int | None] = mapped_column(sa.BigInteger)  # bytes
    sha256: Mapped[str | None] = mapped_column(short_text(64))


class ExportPiece(Base):
    """A part of a file, so that neither making nor fetching it needs the whole file in memory or a long transaction."""

    __tablename__ = "export_piece"

    export_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report_export.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]


class PublicationStatus(StrEnum):
    ASKED = "asked"  # the worker makes it
    MADE = "made"  # the coordination point looks at it
    RELEASED = "released"  # frozen, and public


class PublishedReport(Workflow, Base):
    """The results of one region in one year as stored cells, already protected. Released once, then never changed."""

    __tablename__ = "published_report"

    id: Mapped[UUID] = primary_key()
    region: Mapped[Region] = mapped_column(token(Region))
    year: Mapped[int]
    status: Mapped[PublicationStatus] = mapped_column(token(PublicationStatus), default=PublicationStatus.ASKED)
    asked_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    snapshot_on: Mapped[date | None]  # last day that was counted
    made_at: Mapped[datetime | None]
    cells: Mapped[str | None] = mapped_column(sa.Text)  # JSON, to the byte what every file is made from
    sha256: Mapped[str | None] = mapped_column(short_text(64))
    released_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("region", "year"),)

    TRANSITIONS: ClassVar = {
        PublicationStatus.ASKED: frozenset({PublicationStatus.MADE}),
        PublicationStatus.MADE: frozenset({PublicationStatus.ASKED, PublicationStatus.RELEASED}),
    }
