"""Reads of reports: who a file is for, files and their pieces, and what was published."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.db import Database
from portal.models import (
    Contract,
    ExportPiece,
    Organisation,
    OrganisationKind,
    Placement,
    PublicationStatus,
    PublishedReport,
    Region,
    ReportExport,
    Role,
    User,
)
from portal.reports.narrowing import Parties
from portal.reports.shape import MOST_CONTRACTS, MOST_WORK, Asked, Reach
from portal.security.scope import Knows, in_scope

NEWEST = 10  # files on the list of who asked for them


@dataclass(frozen=True)
class Asker:
    name: str
    organisation: str
    role: Role
    reach: Reach


def reach_of(connection: sa.Connection, user_id: UUID) -> Asker | None:
    """What this person may know of at this moment; None for an account that has ended."""
    row = connection.execute(
        sa.select(
            User.name, User.role, User.organisation_id, Organisation.name.label("organisation"), Organisation.region
        )
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.id == user_id, User.disabled_at.is_(None))
    ).first()
    if row is None:
        return None
    return Asker(row.name, row.organisation, row.role, Reach(user_id, row.role, row.organisation_id, row.region))


def parties_of(connection: sa.Connection, reach: Knows) -> Parties:
    """Who has a part in the contracts in reach, and the regions that they lie in; one query."""
    within = sa.select(Contract.client_id, Contract.contractor_id, Contract.region).where(in_scope(reach)).cte("within")
    named = sa.select(sa.cast(Organisation.kind, sa.Text).label("kind"), Organisation.id, Organisation.name).where(
        sa.or_(
            Organisation.id.in_(sa.select(within.c.client_id)), Organisation.id.in_(sa.select(within.c.contractor_id))
        )
    )
    regions = sa.select(sa.literal("region"), sa.cast(sa.null(), sa.Uuid), sa.cast(within.c.region, sa.Text)).distinct()
    rows = connection.execute(named.union_all(regions)).all()
    by_name = sorted(rows, key=lambda row: row.name.casefold())
    return Parties(
        clients={row.id: row.name for row in by_name if row.kind == OrganisationKind.CLIENT},
        contractors={row.id: row.name for row in by_name if row.kind == OrganisationKind.CONTRACTOR},
        regions=tuple(Region(row.name) for row in by_name if row.kind == "region"),
    )


def is_too_large(connection: sa.Connection, reach: Knows, asked: Asked) -> bool:
    """Whether what is asked is more than a page counts while somebody waits, without counting all of it."""
    contracts = sa.select(Contract.id).where(in_scope(reach), *asked.narrowed)
    work = sa.select(Placement.id).where(Placement.contract_id.in_(contracts))
    several = [(contracts, MOST_CONTRACTS), (work, MOST_WORK)]
    counts = [
        sa.select(sa.func.count()).select_from(some.limit(most + 1).subquery()).scalar_subquery()
        for some, most in several
    ]
    found = connection.execute(sa.select(*counts)).one()
    return any(count > most for count, (_some, most) in zip(found, several, strict=True))


def exports_of(connection: sa.Connection, user_id: UUID) -> list[Any]:
    """The newest files somebody asked for."""
    table = ReportExport.__table__
    mine = sa.select(table).where(table.c.asked_by == user_id).order_by(table.c.id.desc()).limit(NEWEST)
    return list(connection.execute(mine))


def find_export(connection: sa.Connection, user_id: UUID, export_id: UUID) -> Any | None:
    table = ReportExport.__table__
    return connection.execute(sa.select(table).where(table.c.id == export_id, table.c.asked_by == user_id)).first()


def pieces_of(db: Database, export_id: UUID) -> Iterator[bytes]:
    """The file piece by piece, each read when the one before was sent."""
    position = 0
    while True:
        with db.reads() as connection:
            found = connection.scalar(
                sa.select(ExportPiece.content).where(
                    ExportPiece.export_id == export_id, ExportPiece.position == position
                )
            )
        if found is None:
            return
        yield found
        position += 1


_WITHOUT_CELLS = [column for column in PublishedReport.__table__.c if column.name != "cells"]


def publications(connection: sa.Connection, *, region: Region | None = None) -> list[Any]:
    """Every publication (of one region), the newest year first; without its cells."""
    table = PublishedReport.__table__
    found = sa.select(*_WITHOUT_CELLS).order_by(table.c.year.desc(), table.c.region)
    return list(connection.execute(found if region is None else found.where(table.c.region == region)))


def released(connection: sa.Connection) -> list[Any]:
    return [row for row in publications(connection) if row.status is PublicationStatus.RELEASED]


def find_publication(connection: sa.Connection, publication_id: UUID) -> Any | None:
    table = PublishedReport.__table__
    return connection.execute(sa.select(table).where(table.c.id == publication_id)).first()


def cells_of(connection: sa.Connection, publication_id: UUID) -> str:
    """The stored cells of a table that was made."""
    table = PublishedReport.__table__
    return str(connection.scalar(sa.select(table.c.cells).where(table.c.id == publication_id)))


def find_released(connection: sa.Connection, region: Region, year: int) -> Any | None:
    table = PublishedReport.__table__
    return connection.execute(
        sa.select(table).where(
            table.c.region == region, table.c.year == year, table.c.status == PublicationStatus.RELEASED
        )
    ).first()
