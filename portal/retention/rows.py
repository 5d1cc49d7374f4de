"""Everything that belongs to a dossier or a request, found by the arrows of the tables, so that none is forgotten.

A table that points at a candidate, directly or through another, is emptied of its rows with the candidate. What has no
arrow is named here.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.consents import ledger
from portal.models import (
    Base,
    Candidate,
    ConsentRequest,
    Correction,
    Decision,
    DecisionSubject,
    Event,
    Link,
    Message,
    Placement,
    RecipientNotice,
    RecordKind,
    RightsRequest,
)

ROOTS: dict[RecordKind, sa.Table] = {
    RecordKind.DOSSIER: Base.metadata.tables[Candidate.__tablename__],
    RecordKind.RIGHTS_REQUEST: Base.metadata.tables[RightsRequest.__tablename__],
}
LET_GO = frozenset({"rights_request.candidate_id", "consent_request.follows_id"})
"""Arrows that are emptied: the row has a term of its own, or belongs to somebody else's dossier."""


def end_rows(session: Session, kind: RecordKind, ids: Collection[UUID], *, destruction_id: UUID) -> None:
    """Delete everything of these dossiers or requests in the running transaction, the ledger through its door."""
    if kind is RecordKind.DOSSIER:
        requests = session.scalars(sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id.in_(ids))).all()
        works = session.scalars(sa.select(Placement.id).where(Placement.candidate_id.in_(ids))).all()
        for request_id in requests:
            ledger.release(session, request_id, destruction_id=destruction_id)
        session.expunge_all()
    else:
        requests, works = list(ids), []
    _forget_names(session, [*ids, *requests, *works], works)
    _forget_mails(session, kind, ids)
    root = ROOTS[kind]
    for statement in _endings(root, root.c.id.in_(list(ids))):
        session.execute(statement.execution_options(synchronize_session=False))


def _forget_names(session: Session, ids: list[UUID], works: Collection[UUID]) -> None:
    """Decisions about work, links that were mailed, and which object an act was about."""
    for statement in (
        sa.delete(Decision).where(Decision.subject == DecisionSubject.PLACEMENT, Decision.subject_id.in_(works)),
        sa.delete(Link).where(Link.subject_id.in_(ids)),
        sa.update(Event).where(Event.object_id.in_(ids)).values(object_id=None),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _forget_mails(session: Session, kind: RecordKind, ids: Collection[UUID]) -> None:
    """Mails that left without an arrow to a candidate carry in their key what they were about."""
    is_request = kind is RecordKind.RIGHTS_REQUEST
    about = list(ids) if is_request else []
    of = Correction.request_id if is_request else Correction.candidate_id
    about += session.scalars(sa.select(Correction.id).where(of.in_(ids))).all()
    if is_request:
        about += session.scalars(sa.select(RecipientNotice.id).where(RecipientNotice.request_id.in_(ids))).all()
    if about:
        named = sa.or_(*(Message.key.contains(f":{one}") for one in about))
        session.execute(sa.delete(Message).where(named).execution_options(synchronize_session=False))


def _endings(root: sa.Table, chosen: sa.ColumnElement[bool]) -> Iterator[Any]:
    """Statements in the order that foreign keys allow: what points at a row goes before it."""
    reached: dict[sa.Table, list[sa.ColumnElement[bool]]] = {root: [chosen]}
    let_go: list[Any] = []
    for table in reversed(_below(root)):  # parents first
        for arrow in table.foreign_keys:
            parent = arrow.column.table
            if parent not in reached or parent is table or not _is_followed(arrow):
                continue
            rows = sa.select(arrow.column).where(sa.or_(*reached[parent]))
            reached.setdefault(table, []).append(arrow.parent.in_(rows))
    for name in sorted(LET_GO):
        table_name, column_name = name.split(".")
        arrow_column = Base.metadata.tables[table_name].c[column_name]
        target = next(iter(arrow_column.foreign_keys)).column
        if target.table in reached:
            gone = sa.select(target).where(sa.or_(*reached[target.table]))
            let_go.append(sa.update(arrow_column.table).where(arrow_column.in_(gone)).values({column_name: None}))
    yield from let_go
    for table in _below(root):
        yield sa.delete(table).where(sa.or_(*reached[table]))
    yield sa.delete(root).where(chosen)


def _below(root: sa.Table) -> list[sa.Table]:
    """Tables with an arrow to ``root`` that is followed, directly or not; those that nothing points at come first."""
    found: set[sa.Table] = {root}
    grown = True
    while grown:
        grown = False
        for table in Base.metadata.tables.values():
            followed = (arrow.column.table for arrow in table.foreign_keys if _is_followed(arrow))
            if table not in found and any(parent in found for parent in followed):
                found.add(table)
                grown = True
    return [table for table in reversed(Base.metadata.sorted_tables) if table in found and table is not root]


def _is_followed(arrow: sa.ForeignKey) -> bool:
    return f"{arrow.parent.table.name}.{arrow.parent.name}" not in LET_GO
