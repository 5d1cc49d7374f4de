"""What ends when consent ends (PR-28, PR-29), in one table."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.terms import terms
from portal.models import (
    PARTING,
    Candidate,
    ConsentRequest,
    Contract,
    EvidenceCore,
    Letter,
    Placement,
    PlacementHours,
    PlacementStatus,
    QuarterConfirmation,
)
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
    UNRENEWED = "unrenewed"  # frozen for longer than the region allows, and a named person ended it


@dataclass(frozen=True)
class Effect:
    """What one change does to a person's data."""

    ends: frozenset[Purpose]
    has_receipt: bool  # a mail still goes out before the contact key ends
    closes_work: bool = True  # work without approval is returned with nothing; else it waits for an agreed amount
    leaves_core: bool = False  # the name of somebody whose work was approved moves to the privacy officer


EFFECTS = {
    Change.REFUSED: Effect(EVERYTHING, has_receipt=True),
    Change.DENIED: Effect(EVERYTHING, has_receipt=False),
    Change.CANCELLED: Effect(EVERYTHING, has_receipt=False),
    Change.NO_ANSWER: Effect(EVERYTHING, has_receipt=False),
    Change.GROUP_STOPPED: Effect(frozenset({Purpose.GROUP}), has_receipt=False, closes_work=False),
    Change.STOPPED: Effect(EVERYTHING, has_receipt=True, leaves_core=True),
    Change.UNRENEWED: Effect(EVERYTHING, has_receipt=True, leaves_core=True),
}

COUNTS = frozenset({PlacementStatus.APPROVED, PlacementStatus.CORRECTED})  # was approved: its value is never taken back


def _leaves_evidence(session: Session, candidate_id: UUID) -> bool:
    """Whether work was approved, and the region keeps such cores (D2)."""
    approved = sa.exists().where(Placement.candidate_id == candidate_id, Placement.status.in_(COUNTS))
    region = session.scalar(
        sa.select(Contract.region)
        .join(Candidate, Candidate.contract_id == Contract.id)
        .where(Candidate.id == candidate_id, approved)
    )
    return region is not None and terms(session.connection(), region).evidence_core


def take_effect(session: Session, candidate_id: UUID, change: Change) -> bool:
    """End what ``change`` ends, in the running transaction. Returns whether the core of evidence is kept."""
    effect = EFFECTS[change]
    ending = effect.ends
    keeps_core = effect.leaves_core and _leaves_evidence(session, candidate_id)
    if keeps_core:
        _keep_core(session, candidate_id)
        ending = ending - {Purpose.NAME}
    placements = sa.select(Placement).where(Placement.candidate_id == candidate_id).with_for_update()
    for placement in session.scalars(placements).all():
        if effect.closes_work:
            _close(session, placement)
        else:
            _await_agreement(placement)
    begin_ending(session, candidate_id, *sorted(ending), reason=change.value, after_mail=effect.has_receipt)
    if effect.closes_work:
        _forget_agreement(session, candidate_id)
    return keeps_core


def _keep_core(session: Session, candidate_id: UUID) -> None:
    """Still sealed under the key of the name, for this candidate; only its place changes."""
    candidate = session.get_one(Candidate, candidate_id, with_for_update=True)
    session.add(EvidenceCore(candidate_id=candidate_id, name_sealed=candidate.name_sealed, kept_at=clock.now()))
    candidate.name_sealed = candidate.fingerprint = None


def _forget_agreement(session: Session, candidate_id: UUID) -> None:
    """With whom the agreement was and when it would begin; and no letter is written any more but the parting one."""
    candidate = session.get_one(Candidate, candidate_id)  # locked by the ending
    candidate.employer_name, candidate.starts_on = "", None
    requests = sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate_id)
    unprinted = sa.delete(Letter).where(
        Letter.request_id.in_(requests), Letter.printed_at.is_(None), Letter.kind.not_in(PARTING)
    )
    session.execute(unprinted.execution_options(synchronize_session=False))


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
    for hours in (PlacementHours, QuarterConfirmation):
        session.execute(sa.delete(hours).where(hours.placement_id == placement.id))
    if placement.status is PlacementStatus.DRAFT:
        session.delete(placement)
        return
    if placement.status is PlacementStatus.SUBMITTED:
        placement.move_to(PlacementStatus.RETURNED)
    placement.value, placement.counts_until, placement.updated_at = Decimal(0), None, clock.now()
    events.record(
        session,
        action="placement_lapsed",
        actor=None,
        actor_kind="system",
        contract_id=placement.contract_id,
        object_kind="placement",
        object_id=placement.id,
        detail={"reason": "consent_ended"},
    )
