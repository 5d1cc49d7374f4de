"""The same person at work under other contracts, for the cap and for the hours (PR-05). Only a coordination point reads
this: to a contractor there is no hint of anybody elsewhere, not even that there is nobody.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import AWAITING_DECISION, Candidate, Contract, Placement, PlacementStatus
from portal.records.placements import SELECTED, PlacementRow, placement_rows
from portal.security.scope import CONTRACT_ROWS, ContractRow

SENT = AWAITING_DECISION | {PlacementStatus.APPROVED}


@dataclass(frozen=True)
class Elsewhere:
    """One placement of the same person under another contract, that was sent or approved."""

    contract: ContractRow
    placement: PlacementRow

    @property
    def is_approved(self) -> bool:
        return self.placement.status is PlacementStatus.APPROVED


_this, _other = aliased(Candidate, name="this"), aliased(Candidate, name="other")


def elsewhere(connection: sa.Connection, candidate_id: UUID) -> list[Elsewhere]:
    """Work of whoever has the same fingerprint, the earliest first; nothing where the person has none (yet, or any
    more: it goes with the name)."""
    same = (
        sa.select(_other.id)
        .join(_this, sa.and_(_this.fingerprint == _other.fingerprint, _this.id != _other.id))
        .where(_this.id == candidate_id)
    )
    statement = SELECTED.where(Placement.candidate_id.in_(same), Placement.status.in_(sorted(SENT)))
    rows = placement_rows(connection.execute(statement.order_by(Placement.starts_on, Placement.id)).all())
    if not rows:
        return []
    wanted = CONTRACT_ROWS.where(Contract.id.in_({row.contract_id for row in rows}))
    contracts = {row.id: ContractRow(**row._mapping) for row in connection.execute(wanted)}
    return [Elsewhere(contracts[row.contract_id], row) for row in rows]


def mark_of(found: list[Elsewhere]) -> str:
    """What somebody saw of work elsewhere, so that a decision can tell whether it is still so; empty for nothing."""
    if not found:
        return ""
    seen = ";".join(f"{one.placement.id}={one.placement.version}" for one in found)
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def lock_person(connection: sa.Connection, candidate_id: UUID) -> None:
    """Decisions about one person, by whichever regions, come one after the other."""
    own = sa.select(Candidate.fingerprint).where(Candidate.id == candidate_id).scalar_subquery()
    connection.execute(
        sa.select(Candidate.id).where(Candidate.fingerprint == own).order_by(Candidate.id).with_for_update()
    )
