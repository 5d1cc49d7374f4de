"""Setting, prolonging and lifting a hold (PR-46). It never gives a reason to refuse somebody her own data."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused
from portal.models import Candidate, Contract, HoldReason, LegalHold, Region
from portal.privacy.holds import latest_review, wait_for_batches
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class Scope:
    """What must stay: one candidate, one contract, or with neither everything of the region."""

    region: Region
    contract_id: UUID | None = None
    candidate_id: UUID | None = None


def find_scope(connection: sa.Connection, region: Region, contract_number: str, candidate_number: int | None) -> Scope:
    """What was typed, in the own region. Raises NotFound."""
    if not contract_number:
        return Scope(region)
    contract_id = connection.scalar(
        sa.select(Contract.id).where(Contract.number == contract_number, Contract.region == region)
    )
    if contract_id is None:
        raise NotFound
    if candidate_number is None:
        return Scope(region, contract_id)
    candidate_id = connection.scalar(
        sa.select(Candidate.id).where(Candidate.contract_id == contract_id, Candidate.number == candidate_number)
    )
    if candidate_id is None:
        raise NotFound
    return Scope(region, contract_id, candidate_id)


def set_hold(
    session: Session, scope: Scope, *, reason: HoldReason, explanation: str, review_on: date, by: Viewer
) -> UUID:
    """It holds at once, also for a destruction that was approved. Raises Refused for a day that cannot be."""
    _check_review(review_on)
    wait_for_batches(session, scope.region)
    hold = LegalHold(
        region=scope.region,
        contract_id=scope.contract_id,
        candidate_id=scope.candidate_id,
        reason=reason,
        explanation=explanation,
        owner=by.id,
        set_at=clock.now(),
        review_on=review_on,
    )
    session.add(hold)
    session.flush()
    _record(session, "hold_set", hold, by)
    return hold.id


def prolong(session: Session, hold_id: UUID, *, review_on: date, seen_version: int, by: Viewer) -> None:
    """Looked at again, and it stays. Raises NotFound, Refused."""
    _check_review(review_on)
    hold = _standing(session, hold_id, seen_version, by)
    wait_for_batches(session, hold.region)
    hold.review_on, hold.owner = review_on, by.id
    _record(session, "hold_prolonged", hold, by)


def lift(session: Session, hold_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """What is due comes back on the next list. Raises NotFound, Refused."""
    hold = _standing(session, hold_id, seen_version, by)
    hold.lifted_at, hold.lifted_by = clock.now(), by.id
    _record(session, "hold_lifted", hold, by)


def _check_review(review_on: date) -> None:
    today = clock.today()
    if not today <= review_on <= latest_review(today):
        raise Refused(_("Look at it again within 6 months."))


def _standing(session: Session, hold_id: UUID, seen_version: int, by: Viewer) -> LegalHold:
    hold = session.get(LegalHold, hold_id, with_for_update=True, populate_existing=True)
    if hold is None or hold.region != by.region:
        raise NotFound
    if hold.lifted_at is not None or hold.version != seen_version:
        raise Refused(_("Somebody else has changed this hold. Look at it again."))
    return hold


def _record(session: Session, action: str, hold: LegalHold, by: Viewer) -> None:
    session.flush()
    events.record(
        session,
        action=action,
        actor=by,
        object_kind="legal_hold",
        object_id=hold.id,
        detail={"reason": hold.reason.value, "review_on": hold.review_on.isoformat()},
    )
