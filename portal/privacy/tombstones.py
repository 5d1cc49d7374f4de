"""What a restored backup may not bring back (PR-50): every ending, kept in the key store, apart from the database.

A tombstone names nobody: it holds a keyed mark of the identifier, by which the row is recognised should it return. It
is needed as long as a backup from before it exists.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.models.base import UtcDateTime
from portal.privacy.keystore import metadata, writing
from portal.privacy.vault import Purpose, Vault

PURPOSES = tuple(Purpose)


class Stone(StrEnum):
    ENDING = "ending"  # of a candidate: purposes and reason, as in the journal of endings
    PARTLY = "partly"  # a part of the address was erased on request: parts
    DESTROYED = "destroyed"  # a dossier or a request, by which destruction
    DECLARED = "declared"  # the declaration of a destruction and the sums it left; names nobody


tombstone = sa.Table(
    "tombstone",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(120), nullable=False, unique=True),  # writing it twice leaves one
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("mark", sa.String(64), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime(), nullable=False),
)


@dataclass(frozen=True)
class Tombstone:
    key: str
    kind: Stone
    mark: str
    content: dict[str, Any]
    at: datetime

    def to_line(self) -> str:
        """One line of a file that may be kept anywhere."""
        return json.dumps([self.key, self.kind, self.mark, self.content, self.at.isoformat()], sort_keys=True)

    @classmethod
    def from_line(cls, line: str) -> "Tombstone":
        """Raises ValueError."""
        key, kind, mark, content, at = json.loads(line)
        return cls(key, Stone(kind), mark, content, datetime.fromisoformat(at))


def mark_of(vault: Vault, subject_id: UUID) -> str:
    return vault.blind_index("tombstone", str(subject_id)).hex()


def bury(vault: Vault, stones: Iterable[Tombstone]) -> int:
    """Write those that are not there yet. Returns how many were new."""
    wanted = {stone.key: stone for stone in stones}
    if not wanted:
        return 0
    with writing(vault.keystore) as connection:
        metadata.create_all(connection, [tombstone])
        there = _keys_among(connection, wanted)
        newest = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(tombstone.c.position), 0))) or 0
        rows = [
            {
                "position": newest + count,
                "key": stone.key,
                "kind": stone.kind.value,
                "mark": stone.mark,
                "content": json.dumps(stone.content, sort_keys=True),
                "at": stone.at,
            }
            for count, stone in enumerate((wanted[key] for key in wanted if key not in there), 1)
        ]
        if rows:
            connection.execute(sa.insert(tombstone), rows)
    return len(rows)


def stone(vault: Vault, kind: Stone, key: str, subject_id: UUID, **content: Any) -> Tombstone:
    return Tombstone(f"{kind}:{key}", kind, mark_of(vault, subject_id), content, clock.now())


def known_keys(vault: Vault, keys: Iterable[str]) -> set[str]:
    with vault.keystore.connect() as connection:
        return _keys_among(connection, keys) if _is_there(connection) else set()


def all_stones(vault: Vault) -> list[Tombstone]:
    """In the order in which they were written."""
    with vault.keystore.connect() as connection:
        if not _is_there(connection):
            return []
        rows = connection.execute(sa.select(tombstone).order_by(tombstone.c.position)).all()
    return [Tombstone(row.key, Stone(row.kind), row.mark, json.loads(row.content), row.at) for row in rows]


def sweep(vault: Vault, before: datetime) -> int:
    """Forget those that no backup is older than. Returns how many."""
    with writing(vault.keystore) as connection:
        if not _is_there(connection):
            return 0
        newest = sa.select(sa.func.max(tombstone.c.position)).scalar_subquery()  # stays: the next one counts on from it
        old = sa.delete(tombstone).where(tombstone.c.at < before, tombstone.c.position < newest)
        return connection.execute(old).rowcount


def _keys_among(connection: sa.Connection, keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    wanted = list(keys)
    for start in range(0, len(wanted), 500):
        some = sa.select(tombstone.c.key).where(tombstone.c.key.in_(wanted[start : start + 500]))
        found.update(connection.scalars(some))
    return found


def _is_there(connection: sa.Connection) -> bool:
    return sa.inspect(connection).has_table(tombstone.name)


def newest_position(vault: Vault) -> int:
    """0 when there is none. Positions only grow, also when old ones were forgotten."""
    with vault.keystore.connect() as connection:
        if not _is_there(connection):
            return 0
        return connection.scalar(sa.select(sa.func.coalesce(sa.func.max(tombstone.c.position), 0))) or 0
