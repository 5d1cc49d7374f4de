"""Who processes for a coordination point (PR-73): read by its pages and by everybody on the privacy page."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from babel import Locale

from portal.models import Processor, Region
from portal.web.i18n import language

EEA = (
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO",
)  # fmt: skip


@dataclass(frozen=True)
class ProcessorRow:
    id: UUID
    region: Region
    name: str
    service: str
    agreement: str
    agreed_on: date
    country: str
    sub_processors: str
    ended_on: date | None
    version: int

    @property
    def place(self) -> str:
        return country_name(self.country)


def country_name(code: str) -> str:
    """'Nederland' in the language that is spoken."""
    return str(Locale("nl" if language() == "nl" else "en").territories[code])


def processors(connection: sa.Connection, region: Region | None = None) -> list[ProcessorRow]:
    """Of one region with those that ended, or of all regions those of today; by name."""
    columns = (Processor.__table__.c[name] for name in ProcessorRow.__dataclass_fields__)
    condition = Processor.ended_on.is_(None) if region is None else Processor.region == region
    rows = connection.execute(sa.select(*columns).where(condition).order_by(Processor.name, Processor.id))
    return [ProcessorRow(**row._mapping) for row in rows]


def find_processor(connection: sa.Connection, region: Region, processor_id: UUID) -> ProcessorRow | None:
    return next((one for one in processors(connection, region) if one.id == processor_id), None)
