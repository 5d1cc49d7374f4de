"""All that is kept about one person, read from the register (PR-55, article 15), and what she gave herself (PR-61).

A table belongs to a person by its foreign keys, a value to the package by its declaration: a new table or field is in
the package the day it is declared. Staff appears by role and organisation, never by name (C-579/21).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import Base, Contract, DecisionSubject, Organisation, User, View
from portal.privacy.declaring import Field
from portal.privacy.register import FIELDS
from portal.privacy.vault import Vault
from portal.rights.opening import OPENERS

ROOTS = ("consent_request", "rights_request", "placement")  # what hangs on these hangs on the candidate
LOGS = frozenset({"view_log"})  # told apart: by organisation and role
STAFF = "user_account.id"


@dataclass(frozen=True)
class Value:
    """One field of one row. ``is_readable`` is False for what is kept as a code that nobody reads back."""

    field: Field
    value: Any
    is_readable: bool = True


@dataclass(frozen=True)
class Section:
    """The rows of one table about this person."""

    table: str
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Look:
    at: datetime
    role: str
    organisation: str
    action: str
    fields: str


@dataclass(frozen=True)
class Package:
    made_at: datetime
    contract_number: str
    sections: tuple[Section, ...]
    looks: tuple[Look, ...]

    def values(self) -> Iterator[Value]:
        for section in self.sections:
            for row in section.rows:
                yield from row


def build_package(connection: sa.Connection, vault: Vault, candidate_id: UUID, *, made_at: datetime) -> Package:
    """Read it all now; nothing of it is stored. The caller knows that this person may read it."""
    staff = _staff(connection)
    sections = []
    for table, condition in conditions(candidate_id).items():
        fields = [field for field in FIELDS if field.place.partition(".")[0] == table.name]
        if not fields:
            continue
        order = table.c.at if "at" in table.c else next(iter(table.primary_key))
        rows = connection.execute(sa.select(table).where(condition).order_by(order)).all()
        if rows:
            made = tuple(tuple(_values(vault, candidate_id, table, row, fields, staff)) for row in rows)
            sections.append(Section(table.name, made))
    candidate = Base.metadata.tables["candidate"]
    number = connection.scalar(
        sa.select(Contract.number)
        .join(candidate, candidate.c.contract_id == Contract.id)
        .where(candidate.c.id == candidate_id)
    )
    return Package(made_at, number or "", tuple(sections), tuple(_looks(connection, candidate_id)))


def conditions(candidate_id: UUID) -> dict[sa.Table, sa.ColumnElement[bool]]:
    """Each table that holds rows about a candidate, and which rows; found by following foreign keys."""
    tables = Base.metadata.tables
    candidate = tables["candidate"]
    found: dict[sa.Table, sa.ColumnElement[bool]] = {candidate: candidate.c.id == candidate_id}
    for table in Base.metadata.sorted_tables:
        if table.name not in LOGS and (column := _key_to(table, "candidate")) is not None:
            found[table] = column == candidate_id
    for root in ROOTS:
        owner = tables[root]
        ids = sa.select(owner.c.id).where(found[owner])
        for table in Base.metadata.sorted_tables:
            if table not in found and (column := _key_to(table, root)) is not None:
                found[table] = column.in_(ids)
    placements = sa.select(tables["placement"].c.id).where(tables["placement"].c.candidate_id == candidate_id)
    requests = sa.select(tables["rights_request"].c.id).where(tables["rights_request"].c.candidate_id == candidate_id)
    decision, event = tables["decision"], tables["event"]
    about_work = decision.c.subject == DecisionSubject.PLACEMENT
    found[decision] = sa.and_(about_work, decision.c.subject_id.in_(placements))
    found[event] = sa.or_(
        event.c.object_id == candidate_id, event.c.object_id.in_(placements), event.c.object_id.in_(requests)
    )
    return found


def _key_to(table: sa.Table, target: str) -> sa.Column[Any] | None:
    for column in table.columns:
        if any(key.target_fullname == f"{target}.id" for key in column.foreign_keys):
            return column
    return None


def _values(
    vault: Vault,
    candidate_id: UUID,
    table: sa.Table,
    row: sa.Row[Any],
    fields: list[Field],
    staff: Mapping[UUID, str],
) -> Iterator[Value]:
    opened: dict[str, Mapping[str, Any]] = {}
    for field in fields:
        column = table.c[field.column.partition(".")[2]]
        value = row._mapping[column.name]
        if value is None:
            continue
        if ":" in field.place:
            if field.column not in opened:
                opened[field.column] = _open(vault, candidate_id, field.column, row)
            if inner := opened[field.column].get(field.name):
                yield Value(field, inner)
        elif isinstance(value, bytes):
            yield Value(field, None, is_readable=False)
        elif any(key.target_fullname == STAFF for key in column.foreign_keys):
            yield Value(field, staff.get(value, ""))
        elif value != "":
            yield Value(field, value)


def _open(vault: Vault, candidate_id: UUID, column: str, row: sa.Row[Any]) -> Mapping[str, Any]:
    opener: Callable[[Vault, UUID, sa.Row[Any]], Mapping[str, Any] | None] | None = OPENERS.get(column)
    return (opener(vault, candidate_id, row) if opener is not None else None) or {}


def _staff(connection: sa.Connection) -> dict[UUID, str]:
    """Role and organisation of every account, in the place of names."""
    rows = connection.execute(
        sa.select(User.id, User.role, Organisation.name).join(Organisation, Organisation.id == User.organisation_id)
    )
    return {row.id: f"{row.role.value}, {row.name}" for row in rows}


def _looks(connection: sa.Connection, candidate_id: UUID) -> Iterator[Look]:
    """Every look at this person, and every list or file of the contract with her in it."""
    candidate = Base.metadata.tables["candidate"]
    contract = sa.select(candidate.c.contract_id).where(candidate.c.id == candidate_id).scalar_subquery()
    since = sa.select(candidate.c.created_at).where(candidate.c.id == candidate_id).scalar_subquery()
    in_a_list = sa.and_(View.object_id == contract, View.action.in_(["list", "export"]), View.at >= since)
    rows = connection.execute(
        sa.select(View.at, View.actor_role, Organisation.name, View.action, View.fields)
        .join(Organisation, Organisation.id == View.organisation_id)
        .where(sa.or_(View.object_id == candidate_id, in_a_list), View.result == "shown")
        .order_by(View.position)
    )
    for row in rows:
        yield Look(row.at, row.actor_role, row.name, row.action, row.fields)


def sealed_columns() -> set[str]:
    """Declared columns of a person's tables that are opened name by name; each has its opener."""
    names = {table.name for table in conditions(UUID(int=0))}
    return {field.column for field in FIELDS if ":" in field.place and field.place.partition(".")[0] in names}
