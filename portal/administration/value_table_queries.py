"""Reads about value tables: what is in force, what waits, and which contracts keep which version."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import Contract, ContractStatus, User, ValueTableDraft, ValueTableVersion
from portal.valuation import ValueTable


@dataclass(frozen=True)
class Version:
    """A published table with its place in time and who depends on it."""

    id: UUID
    code: str
    name: str
    valid_from: date
    published_at: datetime
    contracts: int
    running: int

    @property
    def has_no_begin(self) -> bool:
        """Whether the source names no first day."""
        return self.valid_from == date.min


@dataclass(frozen=True)
class Draft:
    id: UUID
    code: str
    name: str
    valid_from: date
    table: ValueTable
    drafted_by: UUID
    drafter: str
    drafted_at: datetime
    version: int


def versions(connection: sa.Connection) -> list[Version]:
    """Every published version, by name and then newest first."""
    pinned, one = sa.func.count(Contract.id), sa.case((Contract.status == ContractStatus.RUNNING, 1))
    table = ValueTableVersion
    columns = (table.id, table.code, table.name, table.valid_from, table.published_at)
    rows = connection.execute(
        sa.select(*columns, pinned.label("contracts"), sa.func.count(one).label("running"))
        .outerjoin(Contract, Contract.value_table_id == table.id)
        .group_by(*columns)
        .order_by(table.name, table.code, table.valid_from.desc())
    )
    return [Version(**row._mapping) for row in rows]


def drafts(connection: sa.Connection) -> list[Any]:
    """Drafts that nobody has published yet, oldest first: id, name, valid_from, drafted_by, drafter, drafted_at."""
    draft = ValueTableDraft
    return list(
        connection.execute(
            sa.select(
                draft.id, draft.name, draft.valid_from, draft.drafted_by, User.name.label("drafter"), draft.drafted_at
            )
            .join(User, User.id == draft.drafted_by)
            .where(draft.published_id.is_(None))
            .order_by(draft.drafted_at, draft.id)
        )
    )


def count_drafts(connection: sa.Connection) -> int:
    waiting = sa.select(sa.func.count()).where(ValueTableDraft.published_id.is_(None))
    return connection.scalar(waiting) or 0


def draft(connection: sa.Connection, draft_id: UUID) -> Draft | None:
    """A draft that was not published yet."""
    found = ValueTableDraft
    row = connection.execute(
        sa.select(found.id, found.code, found.name, found.valid_from, found.content, found.drafted_by,
                  User.name.label("drafter"), found.drafted_at, found.version)
        .join(User, User.id == found.drafted_by)
        .where(found.id == draft_id, found.published_id.is_(None))
    ).first()  # fmt: skip
    if row is None:
        return None
    values = dict(row._mapping)
    return Draft(**{name: values[name] for name in values if name != "content"}, table=_parsed(values["content"]))


def _parsed(content: dict[str, Any]) -> ValueTable:
    return ValueTable.from_json(content)


def made_by(connection: sa.Connection, table_id: UUID) -> Any:
    """Who made and who published a version: drafter, publisher, drafted_at; None for a table that came along."""
    maker, publisher = aliased(User), aliased(User)
    found = ValueTableDraft
    return connection.execute(
        sa.select(maker.name.label("drafter"), publisher.name.label("publisher"), found.drafted_at)
        .join(maker, maker.id == found.drafted_by)
        .join(publisher, publisher.id == found.published_by)
        .where(found.published_id == table_id)
    ).first()


def is_taken(connection: sa.Connection, code: str, valid_from: date) -> bool:
    """Whether a version or a draft of this code begins on this day."""
    return any(
        connection.scalar(sa.select(sa.exists().where(kind.code == code, kind.valid_from == valid_from)))
        for kind in (ValueTableVersion, ValueTableDraft)
    )


def before(known: list[Version], code: str, valid_from: date) -> Version | None:
    """The version that one from this day on takes the place of."""
    earlier = [one for one in known if one.code == code and one.valid_from < valid_from]
    return max(earlier, key=lambda one: one.valid_from, default=None)
