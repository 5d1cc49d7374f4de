"""What ends when consent ends (PR-28, PR-29), in one table."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Placement, PlacementHours, PlacementStatus
from portal.privacy.erasure import begin_ending
from portal.privacy.vault import Purpose
from portal.security import events

EVERYTHING = frozenset(Purpose)


class Change(StrEnum):
    """Why something ends; a token in the journal of endings."""

    REFUSED = "refused"
    DENIED = "denied"  # 'Ik ken dit niet'
    CANCELLED = "cancelled"
    NO_ANSWER = "no_answer"
    GROUP_STOPPED = "group_stopped"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Effect:
    ends: frozenset[Purpose]
    beside_approved: frozenset[Purpose]  # instead of ``ends`` when a placement was approved
    has_receipt: bool  # a mail still goes out before the contact key ends


EFFECTS = {
    Change.REFUSED: Effect(EVERYTHING, EVERYTHING, has_receipt=True),
    Change.DENIED: Effect(EVERYTHING, EVERYTHING, has_receipt=False),
    Change.CANCELLED: Effect(EVERYTHING, EVERYTHING, has_receipt=False),
    Change.NO_ANSWER: Effect(EVERYTHING, EVERYTHING, has_receipt=False),
    Change.GROUP_STOPPED: Effect(frozenset({Purpose.GROUP}), frozenset({Purpose.GROUP}), has_receipt=False),
    Change.STOPPED: Effect(EVERYTHING, EVERYTHING - {Purpose.NAME}, has_receipt=True),  # the name is evidence core
}

COUNTS = frozenset({PlacementStatus.APPROVED, PlacementStatus.CORRECTED})  # was approved: its value is never taken back


def keeps_evidence(session: Session, candidate_id: UUID) -> bool:
    """Whether a placement was approved, so that a stop leaves its evidence core."""
    approved = sa.exists().where(Placement.candidate_id == candidate_id, Placement.status.in_(COUNTS))
    return bool(session.scalar(sa.select(approved)))


def take_effect(session: Session, candidate_id: UUID, change: Change) -> None:
    """End what ``change`` ends, in the running transaction."""
    effect = EFFECTS[change]
    ending = effect.beside_approved if keeps_evidence(session, candidate_id) else effect.ends
    placements = sa.select(Placement).where(Placement.candidate_id == candidate_id).with_for_update()
    for placement in session.scalars(placements).all():
        if change is Change.GROUP_STOPPED:
            _await_agreement(placement)
        else:
            _close(session, placement)
    session.flush()
    begin_ending(session, candidate_id, *sorted(ending), reason=change.value, after_mail=effect.has_receipt)


def _await_agreement(placement: Placement) -> None:
    """Without the target group the table has no value; what was approved stays."""
    if placement.status not in COUNTS:
        placement.value = placement.counts_until = None
        placement.updated_at = clock.now()


def _close(session: Session, placement: Placement) -> None:
    """Not approved: hours go, the value is nothing, the contractor sees it returned. Approved: it stays as approved."""
    if placement.status is PlacementStatus.APPROVED:
        return
    if placement.status is PlacementStatus.CORRECTED:
        placement.move_to(PlacementStatus.APPROVED)  # the correction lapses
        placement.value = placement.approved_value
        placement.updated_at = clock.now()
        return
    session.execute(sa.delete(PlacementHours).where(PlacementHours.placement_id == placement.id))
    if placement.status is PlacementStatus.DRAFT:
        session.delete(placement)
        return
    if placement.status is PlacementStatus.SUBMITTED:
        placement.move_to(PlacementStatus.RETURNED)
    placement.value, placement.counts_until, placement.updated_at = Decimal(0), None, clock.now()
    events.record(
        session,
        action="placement_returned",
        actor=None,
        actor_kind="system",
        contract_id=placement.contract_id,
        object_kind="placement",
        object_id=placement.id,
        detail={"reason": "consent_ended"},
    )
