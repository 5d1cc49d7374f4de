"""After a restore: everything that ended since the backup ends again, before the portal may open (PR-50).

Tombstones stand in the key store, which keeps its own life. A database that does not know the newest of them, and in
which something stands that should be gone, is a restored one that was not reconciled.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.models import (
    Candidate,
    Declaration,
    Destruction,
    DestructionItem,
    DestructionStatus,
    Ending,
    ItemState,
    KeptTotal,
    RecordKind,
    Right,
    RightsRequest,
    Setting,
)
from portal.privacy import tombstones
from portal.privacy.erasure import finish_endings
from portal.privacy.tombstones import Stone, Tombstone, bury, mark_of, stone
from portal.privacy.vault import Vault
from portal.retention.replaying import ending_stands, parts_stand, replay_ending, replay_parts
from portal.retention.rows import end_rows
from portal.retention.terms import BACKUP_DAYS
from portal.retention.totals import NO_GROUP, add_totals, totals_of

KNOWN = "tombstones"  # a setting: how many tombstones this database knows of
LIFE = timedelta(days=BACKUP_DAYS + 1)


class NotReconciled(Exception):
    """The database was restored, and people who were erased are in it again. The message says what to do."""


def note_endings(db: Database, vault: Vault) -> int:
    """Put every ending that the database tells of beside the keys; forget what no backup can bring back."""
    since = clock.now() - LIFE
    with db.reads() as connection:
        told = [*_endings(connection, vault, since), *_erased_parts(connection, vault, since),
                *_declarations(connection, vault, since)]  # fmt: skip
    known = tombstones.known_keys(vault, [one.key for one in told])
    count = bury(vault, [one for one in told if one.key not in known])
    tombstones.sweep(vault, since)
    _set_known(db, vault)
    return count


def check_reconciled(db: Database, vault: Vault) -> None:
    """Raise NotReconciled when something stands in the database that has ended."""
    newest = tombstones.newest_position(vault)
    if newest <= _known(db):
        return
    standing = sum(1 for _ in _outstanding(db, vault))
    if standing:
        db.dispose()
        vault.dispose()
        raise NotReconciled(
            f"This database comes from a backup: {standing} endings of data about people must be done again before "
            "the portal opens. Run: python3 manage.py reconcile"
        )
    _set_known(db, vault)


def reconcile(db: Database, vault: Vault) -> dict[Stone, int]:
    """Do every ending again that the database has not seen, through the same engine. Returns how many of each kind."""
    done: dict[Stone, int] = dict.fromkeys(Stone, 0)
    for one, subject_id in list(_outstanding(db, vault)):
        with db.transaction() as session:
            if not STANDS[one.kind](session.connection(), vault, one, subject_id):
                continue  # went with the one before
            REPLAY[one.kind](session, vault, one, subject_id)
        if one.kind is Stone.DESTROYED:
            vault.end(subject_id, *tombstones.PURPOSES)
        done[one.kind] += 1
    finish_endings(db, vault)
    _set_known(db, vault)
    db.forget_remains()
    return done


def _outstanding(db: Database, vault: Vault) -> Iterable[tuple[Tombstone, UUID]]:
    """Each tombstone of which something stands, in the order in which it happened, with whom it is about."""
    with db.reads() as connection:
        ids = [*connection.scalars(sa.select(Candidate.id)), *connection.scalars(sa.select(RightsRequest.id))]
        by_mark = {mark_of(vault, one): one for one in ids}
        for one in tombstones.all_stones(vault):
            subject_id = by_mark.get(one.mark)
            if one.kind is Stone.DECLARED:
                subject_id = UUID(one.content["declaration"]["destruction_id"])
            if subject_id is not None and STANDS[one.kind](connection, vault, one, subject_id):
                yield one, subject_id


def _is_not_declared(connection: sa.Connection, _vault: Vault, _one: Tombstone, destruction_id: UUID) -> bool:
    there = sa.exists().where(Declaration.destruction_id == destruction_id)
    return not connection.scalar(sa.select(there))


def _destroy_again(session: Session, _vault: Vault, one: Tombstone, subject_id: UUID) -> None:
    """Its sums come with the declaration; while there is none yet, they are counted here."""
    destruction_id, kind = UUID(one.content["by"]), RecordKind(one.content["what"])
    if kind is RecordKind.DOSSIER and one.content.get("totals", True):
        groups = {subject_id: one.content.get("group", NO_GROUP)}
        totals = totals_of(session.connection(), [subject_id], groups, clock.today())
        add_totals(session.connection(), destruction_id, totals)
    end_rows(session, kind, [subject_id], destruction_id=destruction_id)
    line = sa.update(DestructionItem).where(DestructionItem.subject_id == subject_id)
    session.execute(line.values(state=ItemState.DESTROYED).execution_options(synchronize_session=False))
    begun = sa.update(Destruction).where(
        Destruction.id == destruction_id, Destruction.status == DestructionStatus.APPROVED
    )
    session.execute(begun.values(status=DestructionStatus.EXECUTING, begun_at=one.at))  # goes on with the rest


def _declare_again(session: Session, _vault: Vault, one: Tombstone, destruction_id: UUID) -> None:
    session.execute(sa.insert(Declaration).values(_read(Declaration.__table__, one.content["declaration"])))
    session.execute(sa.delete(DestructionItem).where(DestructionItem.destruction_id == destruction_id))
    done = sa.update(Destruction).where(Destruction.id == destruction_id)
    session.execute(done.values(status=DestructionStatus.DONE, finished_at=one.at))
    session.execute(sa.delete(KeptTotal).where(KeptTotal.destruction_id == destruction_id))
    for row in one.content["totals"]:
        session.execute(sa.insert(KeptTotal).values(_read(KeptTotal.__table__, row)))


STANDS: dict[Stone, Callable[[sa.Connection, Vault, Tombstone, UUID], bool]] = {
    Stone.ENDING: ending_stands,
    Stone.PARTLY: parts_stand,
    Stone.DESTROYED: lambda _connection, _vault, _one, _subject_id: True,
    Stone.DECLARED: _is_not_declared,
}
REPLAY: dict[Stone, Callable[[Session, Vault, Tombstone, UUID], None]] = {
    Stone.ENDING: replay_ending,
    Stone.PARTLY: replay_parts,
    Stone.DESTROYED: _destroy_again,
    Stone.DECLARED: _declare_again,
}


def _endings(connection: sa.Connection, vault: Vault, since: datetime) -> Iterable[Tombstone]:
    recent = sa.select(Ending.__table__).where(Ending.decided_at >= since).order_by(Ending.decided_at, Ending.id)
    for row in connection.execute(recent).all():
        yield stone(vault, Stone.ENDING, str(row.id), row.candidate_id, purposes=row.purposes, reason=row.reason)


def _erased_parts(connection: sa.Connection, vault: Vault, since: datetime) -> Iterable[Tombstone]:
    recent = sa.select(RightsRequest.id, RightsRequest.candidate_id, RightsRequest.granted_parts).where(
        RightsRequest.kind == Right.ERASE,
        RightsRequest.executed_on >= clock.day_of(since),
        RightsRequest.granted_parts != "",
        RightsRequest.candidate_id.is_not(None),
    )
    for row in connection.execute(recent.order_by(RightsRequest.executed_on, RightsRequest.id)).all():
        yield stone(vault, Stone.PARTLY, str(row.id), row.candidate_id, parts=row.granted_parts)


def _declarations(connection: sa.Connection, vault: Vault, since: datetime) -> Iterable[Tombstone]:
    recent = sa.select(Declaration.__table__).where(Declaration.made_at >= since).order_by(Declaration.made_at)
    for row in connection.execute(recent).all():
        kept = sa.select(KeptTotal.__table__).where(KeptTotal.destruction_id == row.destruction_id)
        totals = [_written(one._mapping) for one in connection.execute(kept)]
        yield stone(vault, Stone.DECLARED, str(row.destruction_id), row.destruction_id,
                    declaration=_written(row._mapping), totals=totals)  # fmt: skip


def _written(row: Any) -> dict[str, Any]:
    return {name: value if value is None or isinstance(value, int) else
            value.isoformat() if isinstance(value, date) else str(value) for name, value in row.items()}  # fmt: skip


def _read(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    """What ``_written`` wrote, in the types of the columns."""
    return {name: _typed(table.c[name].type, value) for name, value in row.items()}


def _typed(kind: Any, value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    wanted = kind.python_type if isinstance(kind, sa.Uuid | sa.Date | sa.String) else type(kind).__name__
    readers: dict[Any, Callable[[str], Any]] = {
        UUID: UUID, date: date.fromisoformat, "UtcDateTime": datetime.fromisoformat, "Money": Decimal,
    }  # fmt: skip
    return readers.get(wanted, str)(value)


def _known(db: Database) -> int:
    with db.reads() as connection:
        value = connection.scalar(sa.select(Setting.value).where(Setting.name == KNOWN, Setting.region == ""))
    return int(value or 0)


def _set_known(db: Database, vault: Vault) -> None:
    newest = tombstones.newest_position(vault)
    if newest == _known(db):
        return
    insert = sqlite.insert if db.is_sqlite else postgresql.insert
    row = {"name": KNOWN, "region": "", "value": str(newest), "changed_at": clock.now()}
    with db.transaction() as session:
        session.execute(
            insert(Setting)
            .values(row)
            .on_conflict_do_update(
                index_elements=["name", "region"], set_={"value": str(newest), "changed_at": clock.now()}
            )
        )
