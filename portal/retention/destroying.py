"""Carrying out an approved destruction: in batches, with a journal, finished after any crash (PR-47, T34).

A batch is one transaction: holds and terms are asked again, sums are counted, every row goes, and the line of the
list says ``rows_gone``. Then the keys are destroyed and the line says ``destroyed``. A crash leaves a batch whole or
not begun, or rows gone with keys that follow at the next run. The declaration comes with the last line, once.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.models import (
    Candidate,
    Contract,
    Declaration,
    Destruction,
    DestructionItem,
    DestructionStatus,
    ItemState,
    RecordKind,
    RightsRequest,
    User,
)
from portal.privacy.holds import held_among
from portal.privacy.tombstones import Stone, bury, stone
from portal.privacy.vault import Purpose, Vault
from portal.retention.due import due_in
from portal.retention.listing import check_clock, drop, list_digest, record
from portal.retention.rows import end_rows
from portal.retention.terms import BACKUP_DAYS, Rule
from portal.retention.totals import add_totals, open_groups, totals_of

BATCH = 5  # dossiers in one transaction, which must stay short
METHOD = "keys_and_rows"  # a token: keys destroyed, rows deleted and overwritten
CHANGED = "list_changed"  # a token: what was signed is not what stands there


def destroy_due(db: Database, vault: Vault) -> int:
    """Carry out what was approved and may begin, and finish what was begun. Returns how many were declared.

    Raises ClockWrong. May run in several processes at once and be killed at any moment.
    """
    waiting = sa.select(Destruction.id).where(
        sa.or_(
            Destruction.status == DestructionStatus.EXECUTING,
            sa.and_(Destruction.status == DestructionStatus.APPROVED, Destruction.execute_from <= clock.today()),
        )
    )
    with db.reads() as connection:
        found = connection.scalars(waiting.order_by(Destruction.number)).all()
    return sum(_carry_out(db, vault, destruction_id) for destruction_id in found)


def _carry_out(db: Database, vault: Vault, destruction_id: UUID) -> bool:
    if not _begin(db, destruction_id):
        return False
    _end_keys(db, vault, destruction_id)
    while some := _next_lines(db, destruction_id):
        with db.reads() as connection:
            groups = open_groups(connection, vault, some)
        _end_batch(db, destruction_id, some, groups)
        _end_keys(db, vault, destruction_id)
    db.forget_remains()
    return _declare(db, destruction_id)


def _begin(db: Database, destruction_id: UUID) -> bool:
    with db.transaction() as session:
        check_clock(session)
        destruction = _locked(session, destruction_id)
        if destruction.status is DestructionStatus.EXECUTING:
            return True
        if destruction.status is not DestructionStatus.APPROVED:
            return False
        if destruction.list_sha256 != list_digest(session, destruction_id):
            drop(session, destruction, CHANGED, None)
            return False
        destruction.move_to(DestructionStatus.EXECUTING)
        destruction.begun_at = clock.now()
        record(session, "destruction_begun", destruction, None)
    return True


def _next_lines(db: Database, destruction_id: UUID) -> Sequence[UUID]:
    lines = (
        sa.select(DestructionItem.subject_id)
        .where(DestructionItem.destruction_id == destruction_id, DestructionItem.state == ItemState.LISTED)
        .order_by(DestructionItem.subject_id)
        .limit(BATCH)
    )
    with db.reads() as connection:
        return connection.scalars(lines).all()


def _end_batch(db: Database, destruction_id: UUID, some: Sequence[UUID], groups: dict[UUID, str]) -> None:
    today = clock.today()
    with db.transaction() as session:
        destruction = _locked(session, destruction_id)
        lines = _lines(session, destruction_id, some)
        ids = [line.subject_id for line in lines]
        _lock_subjects(session, destruction.kind, ids)
        connection = session.connection()
        due = {one.subject_id for one in due_in(connection, destruction.region, _rule(destruction), today, among=ids)}
        held = held_among(connection, ids, today) if destruction.kind is RecordKind.DOSSIER else set()
        going = [one for one in ids if one in due and one not in held]
        for line in lines:
            line.state = (
                ItemState.ROWS_GONE
                if line.subject_id in going
                else ItemState.HELD
                if line.subject_id in held
                else ItemState.NOT_DUE
            )
            line.changed_at = clock.now()
        session.flush()
        if going and destruction.kind is RecordKind.DOSSIER:
            add_totals(connection, destruction_id, totals_of(connection, going, groups, today))
        if going:
            end_rows(session, destruction.kind, going, destruction_id=destruction_id)


def _end_keys(db: Database, vault: Vault, destruction_id: UUID) -> None:
    """Of every line whose rows are gone. The tombstone is first, so that no restored copy brings the person back."""
    gone = sa.select(DestructionItem.subject_id).where(
        DestructionItem.destruction_id == destruction_id, DestructionItem.state == ItemState.ROWS_GONE
    )
    with db.reads() as connection:
        subjects = connection.scalars(gone.order_by(DestructionItem.subject_id)).all()
        kind = connection.scalar(sa.select(Destruction.kind).where(Destruction.id == destruction_id))
    if not subjects:
        return
    bury(
        vault,
        [
            stone(vault, Stone.DESTROYED, f"{destruction_id}:{number}", subject_id, by=str(destruction_id), what=kind)
            for subject_id in subjects
            for number in [stone_key(vault, subject_id)]
        ],
    )
    if kind is RecordKind.DOSSIER:
        for subject_id in subjects:
            vault.end(subject_id, *Purpose)
    with db.transaction() as session:
        session.execute(
            sa.update(DestructionItem)
            .where(DestructionItem.destruction_id == destruction_id, DestructionItem.subject_id.in_(subjects))
            .where(DestructionItem.state == ItemState.ROWS_GONE)
            .values(state=ItemState.DESTROYED, changed_at=clock.now())
        )


def stone_key(vault: Vault, subject_id: UUID) -> str:
    """Short and without the identifier itself."""
    return vault.blind_index("tombstone", str(subject_id)).hex()[:24]


def _declare(db: Database, destruction_id: UUID) -> bool:
    """The declaration, and the end of the list, which was about people. False when lines are left."""
    with db.transaction() as session:
        destruction = _locked(session, destruction_id)
        items = sa.select(DestructionItem).where(DestructionItem.destruction_id == destruction_id)
        lines = session.scalars(items).all()
        states = [line.state for line in lines]
        if destruction.status is not DestructionStatus.EXECUTING or _unfinished(states):
            return False
        session.add(_declaration(session, destruction, lines))
        destruction.move_to(DestructionStatus.DONE)
        destruction.finished_at = clock.now()
        session.flush()
        session.expunge_all()
        session.execute(sa.delete(DestructionItem).where(DestructionItem.destruction_id == destruction_id))
        record(session, "destruction_declared", destruction, None, destroyed=states.count(ItemState.DESTROYED))
    return True


def _unfinished(states: list[ItemState]) -> bool:
    return ItemState.LISTED in states or ItemState.ROWS_GONE in states


def _declaration(session: Session, destruction: Destruction, lines: Sequence[DestructionItem]) -> Declaration:
    gone = [line for line in lines if line.state is ItemState.DESTROYED]
    count = [line.state for line in lines].count
    starts = [line.counted_from for line in gone]
    now = clock.now()
    assert destruction.approved_at  # noqa: S101 - it was approved
    assert destruction.list_sha256  # noqa: S101
    return Declaration(
        destruction_id=destruction.id,
        reference=destruction.reference,
        region=destruction.region,
        kind=destruction.kind,
        edition=destruction.edition,
        result=destruction.result,
        term=destruction.term,
        counts_from=destruction.counts_from,
        legal_text=destruction.legal_text,
        counted_first=min(starts, default=None),
        counted_last=max(starts, default=None),
        destroyed=len(gone),
        contracts=len({line.contract_id for line in gone} - {None}),
        excluded=count(ItemState.EXCLUDED),
        held=count(ItemState.HELD),
        not_due=count(ItemState.NOT_DUE),
        method=METHOD,
        proposed_role=_role(session, destruction.proposed_by),
        approved_role=_role(session, destruction.approved_by),
        approved_on=clock.day_of(destruction.approved_at),
        executed_on=clock.day_of(now),
        backups_gone_on=clock.day_of(now) + timedelta(days=BACKUP_DAYS),
        list_sha256=destruction.list_sha256,
        made_at=now,
    )


def _role(session: Session, user_id: UUID | None) -> str:
    return str(session.scalar(sa.select(User.role).where(User.id == user_id)) or "")


def _locked(session: Session, destruction_id: UUID) -> Destruction:
    return session.get_one(Destruction, destruction_id, with_for_update=True, populate_existing=True)


def _lines(session: Session, destruction_id: UUID, some: Sequence[UUID]) -> Sequence[DestructionItem]:
    """Those that another process has not taken in the meantime."""
    lines = sa.select(DestructionItem).where(
        DestructionItem.destruction_id == destruction_id,
        DestructionItem.subject_id.in_(some),
        DestructionItem.state == ItemState.LISTED,
    )
    return session.scalars(lines.order_by(DestructionItem.subject_id).with_for_update()).all()


def _lock_subjects(session: Session, kind: RecordKind, ids: Sequence[UUID]) -> None:
    """A hold or a request that is being written down at this moment is waited for, and seen."""
    if kind is RecordKind.RIGHTS_REQUEST:
        session.execute(_for_update(RightsRequest.id, RightsRequest.id.in_(ids)))
        return
    contracts = sa.select(Candidate.contract_id).where(Candidate.id.in_(ids))
    session.execute(_for_update(Contract.id, Contract.id.in_(contracts)))
    session.execute(_for_update(Candidate.id, Candidate.id.in_(ids)))


def _for_update(column: Any, condition: sa.ColumnElement[bool]) -> Any:
    return sa.select(column).where(condition).order_by(column).with_for_update()


def _rule(destruction: Destruction) -> Rule:
    """As it was when the list was made and signed."""
    return Rule(
        destruction.kind,
        destruction.edition,
        destruction.result,
        destruction.term,
        destruction.counts_from,
        destruction.legal_text,
        date.min,
    )
