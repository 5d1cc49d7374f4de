"""Recovery notes as pages need them, since when a contract is behind, and when the two sides last spoke."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal import clock
from portal.models import Message, RecoveryNote, RecoveryStatus, User
from portal.models.base import UtcDateTime
from portal.records.figures import Standing
from portal.valuation.months import ONE_DAY
from portal.valuation.progress import Level

BEHIND = frozenset({Level.BEHIND, Level.SLIGHTLY_BEHIND})
MONTHS_BACK = 24


@dataclass(frozen=True)
class RecoveryRow:
    id: UUID
    contract_id: UUID
    status: RecoveryStatus
    question: str
    """Empty when the contractor explained it without being asked."""
    behind_amount: Decimal
    asked_at: datetime
    answer_by: date | None
    cause: str
    measures: str
    back_on: date | None
    answered_at: datetime | None
    version: int
    asker: str | None
    answerer: str | None

    @property
    def is_open(self) -> bool:
        return self.status is RecoveryStatus.ASKED


_asker, _answerer = aliased(User, name="asker"), aliased(User, name="answerer")
_COLUMNS = [name for name in RecoveryRow.__dataclass_fields__ if name not in ("asker", "answerer")]


def notes_of(connection: sa.Connection, contract_ids: Sequence[UUID]) -> dict[UUID, list[RecoveryRow]]:
    """The notes of each of these contracts, the newest first, in one query."""
    rows = connection.execute(
        sa.select(
            *(getattr(RecoveryNote, name) for name in _COLUMNS),
            _asker.name.label("asker"),
            _answerer.name.label("answerer"),
        )
        .outerjoin(_asker, _asker.id == RecoveryNote.asked_by)
        .outerjoin(_answerer, _answerer.id == RecoveryNote.answered_by)
        .where(RecoveryNote.contract_id.in_(contract_ids))
        .order_by(RecoveryNote.asked_at.desc(), RecoveryNote.id.desc())
    )
    found: dict[UUID, list[RecoveryRow]] = {}
    for row in rows:
        found.setdefault(row.contract_id, []).append(RecoveryRow(**row._mapping))
    return found


def last_contacts(
    connection: sa.Connection, contract_ids: Sequence[UUID], notes: dict[UUID, list[RecoveryRow]]
) -> dict[UUID, date]:
    """The last day on which a mail went to somebody of either side, or an explanation came, by contract."""
    rows = connection.execute(
        sa.select(Message.contract_id, sa.type_coerce(sa.func.max(Message.queued_at), UtcDateTime()).label("at"))
        .where(Message.contract_id.in_(contract_ids), Message.user_id.is_not(None))
        .group_by(Message.contract_id)
    )
    moments = {row.contract_id: [row.at] for row in rows}
    for contract_id, theirs in notes.items():
        moments.setdefault(contract_id, []).extend(_moments(theirs))
    return {contract_id: clock.day_of(max(all_of_it)) for contract_id, all_of_it in moments.items()}


def _moments(notes: Iterable[RecoveryRow]) -> Iterable[datetime]:
    for one in notes:
        yield one.asked_at
        if one.answered_at is not None:
            yield one.answered_at


def behind_since(standing: Standing, today: date) -> date:
    """The first day of the months at whose end it was behind without a break, with what is known today."""
    since = today.replace(day=1)
    for _month in range(MONTHS_BACK):
        if standing.on(since - ONE_DAY).level not in BEHIND:
            break
        since = (since - ONE_DAY).replace(day=1)
    return since
