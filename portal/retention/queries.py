"""What the pages of retention read: the table, holds, lists and declarations of one region. Nobody is named."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import (
    OPEN_DESTRUCTIONS,
    Candidate,
    Contract,
    Declaration,
    Destruction,
    DestructionItem,
    ItemState,
    LegalHold,
    RecordKind,
    Region,
    RetentionRule,
    User,
)
from portal.privacy.holds import stands_on
from portal.web.pagination import Page, read_page

_proposer, _approver, _changer = (aliased(User, name=name) for name in ("proposer", "approver", "changer"))


@dataclass(frozen=True)
class Count:
    """Lines of a list by what happens with them."""

    listed: int
    excluded: int
    held: int
    gone: int
    not_due: int

    @property
    def all(self) -> int:
        return self.listed + self.excluded + self.held + self.gone + self.not_due


def chosen_rules(connection: sa.Connection, region: Region) -> list[Any]:
    """Terms that wait for a second person and the newest of those that were confirmed, the log of changes; with
    ``proposer`` and ``approver``."""
    kept = _RULES.where(RetentionRule.region == region, RetentionRule.taken_back_at.is_(None))
    newest_first = (RetentionRule.confirmed_at.is_not(None), RetentionRule.confirmed_at.desc(), RetentionRule.id)
    return list(connection.execute(kept.order_by(*newest_first).limit(20)))


def find_rule(connection: sa.Connection, region: Region | None, rule_id: UUID) -> Any:
    return connection.execute(_RULES.where(RetentionRule.id == rule_id, RetentionRule.region == region)).first()


_RULES = (
    sa.select(RetentionRule.__table__, _proposer.name.label("proposer"), _approver.name.label("approver"))
    .join(_proposer, _proposer.id == RetentionRule.proposed_by)
    .outerjoin(_approver, _approver.id == RetentionRule.confirmed_by)
)


def standing_holds(connection: sa.Connection, region: Region, today: date) -> list[Any]:
    """With ``contract_number``, ``candidate_number`` and ``owner_name``; whose review comes first is first."""
    return list(
        connection.execute(
            _HOLDS.where(LegalHold.region == region, stands_on(today)).order_by(LegalHold.review_on, LegalHold.id)
        )
    )


def find_hold(connection: sa.Connection, region: Region | None, hold_id: UUID) -> Any:
    """One that was not lifted; it may have run out."""
    found = _HOLDS.where(LegalHold.id == hold_id, LegalHold.region == region, LegalHold.lifted_at.is_(None))
    return connection.execute(found).first()


_HOLDS = (
    sa.select(
        LegalHold.__table__,
        Contract.number.label("contract_number"),
        Candidate.number.label("candidate_number"),
        User.name.label("owner_name"),
    )
    .join(User, User.id == LegalHold.owner)
    .outerjoin(Contract, Contract.id == LegalHold.contract_id)
    .outerjoin(Candidate, Candidate.id == LegalHold.candidate_id)
)


def open_lists(connection: sa.Connection, region: Region) -> list[Any]:
    return list(
        connection.execute(
            _LISTS.where(Destruction.region == region, Destruction.status.in_(OPEN_DESTRUCTIONS)).order_by(
                Destruction.number
            )
        )
    )


def find_list(connection: sa.Connection, region: Region | None, destruction_id: UUID) -> Any:
    """The row with ``proposer`` and ``approver``; None stands for another region too."""
    return connection.execute(_LISTS.where(Destruction.id == destruction_id, Destruction.region == region)).first()


_LISTS = (
    sa.select(Destruction.__table__, _proposer.name.label("proposer"), _approver.name.label("approver"))
    .outerjoin(_proposer, _proposer.id == Destruction.proposed_by)
    .outerjoin(_approver, _approver.id == Destruction.approved_by)
)


def reference_of(row: Any) -> str:
    return f"VV-{row.listed_on.year}-{row.number:04}"


def count_of(connection: sa.Connection, destruction_id: UUID) -> Count:
    rows = connection.execute(
        sa.select(DestructionItem.state, sa.func.count().label("many"))
        .where(DestructionItem.destruction_id == destruction_id)
        .group_by(DestructionItem.state)
    )
    many = {row.state: row.many for row in rows}
    return Count(
        listed=many.get(ItemState.LISTED, 0),
        excluded=many.get(ItemState.EXCLUDED, 0),
        held=many.get(ItemState.HELD, 0),
        gone=many.get(ItemState.ROWS_GONE, 0) + many.get(ItemState.DESTROYED, 0),
        not_due=many.get(ItemState.NOT_DUE, 0),
    )


def contracts_of(connection: sa.Connection, destruction_id: UUID) -> list[Any]:
    """Per contract: ``number``, ``name``, ``counted_from`` and how ``many`` lines; what both sign."""
    return list(
        connection.execute(
            sa.select(
                Contract.number,
                Contract.name,
                sa.func.min(DestructionItem.counted_from).label("counted_from"),
                sa.func.count().label("many"),
            )
            .join(Contract, Contract.id == DestructionItem.contract_id)
            .where(DestructionItem.destruction_id == destruction_id, DestructionItem.state == ItemState.LISTED)
            .group_by(Contract.number, Contract.name)
            .order_by(Contract.number)
        )
    )


def lines_of(connection: sa.Connection, destruction_id: UUID, *, after: str | None, before: str | None) -> Page[Any]:
    """One page of the lines: contract, number, days, state and why."""
    return read_page(
        connection,
        _LINES.where(DestructionItem.destruction_id == destruction_id),
        key=DestructionItem.__table__.c.subject_id,
        after=after,
        before=before,
    )


def find_line(connection: sa.Connection, destruction_id: UUID, subject_id: UUID) -> Any:
    found = _LINES.where(DestructionItem.destruction_id == destruction_id, DestructionItem.subject_id == subject_id)
    return connection.execute(found).first()


_LINES: Any = (
    sa.select(
        DestructionItem.subject_id,
        DestructionItem.subject_id.label("key"),
        DestructionItem.number,
        DestructionItem.counted_from,
        DestructionItem.due_on,
        DestructionItem.state,
        DestructionItem.reason,
        Contract.number.label("contract_number"),
        _changer.name.label("changer"),
    )
    .outerjoin(Contract, Contract.id == DestructionItem.contract_id)
    .outerjoin(_changer, _changer.id == DestructionItem.changed_by)
)


def declarations(connection: sa.Connection, region: Region, *, after: str | None, before: str | None) -> Page[Any]:
    """Kept for ever, newest first."""
    return read_page(
        connection,
        sa.select(
            Declaration.__table__, Declaration.destruction_id.label("key"), Declaration.made_at.label("by")
        ).where(Declaration.region == region),
        key=Declaration.__table__.c.destruction_id,
        by=Declaration.__table__.c.made_at,
        after=after,
        before=before,
        newest_first=True,
    )


def find_declaration(connection: sa.Connection, region: Region | None, destruction_id: UUID) -> Any:
    found = sa.select(Declaration.__table__).where(
        Declaration.destruction_id == destruction_id, Declaration.region == region
    )
    return connection.execute(found).first()


def kinds() -> tuple[RecordKind, ...]:
    return tuple(RecordKind)
