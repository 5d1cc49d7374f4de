"""Verbs of work: record, change, send, correct, change hours, stop, close. All arrows of a placement are here.

Each takes ``valued`` (``valuing.value_work``), computed before the transaction began, and checks that it still fits.
Work of somebody without a valid yes is refused with 409 (PR-15); what does not hold is refused as it is on the form.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused, Stale
from portal.models import (
    Candidate,
    Contract,
    ContractStatus,
    Outcome,
    Placement,
    PlacementHours,
    PlacementStatus,
    StopReason,
)
from portal.placements.queries import candidate_at_work, last_changed_by, placement
from portal.placements.valuing import Valued
from portal.placements.wording import ATTESTATION, ATTESTATION_VERSION, differences, no_yes
from portal.placements.work import Work, faults_of, hours_faults, hours_from, stop_faults, work_of
from portal.records.efforts import effort_choices
from portal.records.placements import PlacementRow, placements_of
from portal.rights.restricting import check_in_use, check_may_send
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.valuation import HoursPeriod
from portal.web.i18n import gettext as _
from portal.web.i18n import language

OPEN = frozenset({PlacementStatus.DRAFT, PlacementStatus.RETURNED})
CORRECTABLE = frozenset({PlacementStatus.APPROVED, PlacementStatus.CORRECTED})
HOURS_MAY_CHANGE = CORRECTABLE | {PlacementStatus.RETURNED}


@dataclass(frozen=True)
class Seen:
    """What was on the screen: the placement and its version."""

    placement_id: UUID
    version: int


def record_placement(
    session: Session, *, contract: ContractRow, candidate_id: UUID, work: Work, valued: Valued, by: Viewer
) -> UUID:
    """Write down work of a candidate; it stays with the contractor until it is sent. Returns the placement's id."""
    _check(session, contract, candidate_id, work, valued)
    row = Placement(contract_id=contract.id, candidate_id=candidate_id, created_at=clock.now())
    _write(row, work, valued)
    session.add(row)
    session.flush()
    session.add(PlacementHours(placement_id=row.id, from_on=work.starts_on, hours_per_week=work.hours_per_week))
    _record(session, row, "placement_recorded", by)
    return row.id


def change_placement(
    session: Session, *, contract: ContractRow, seen: Seen, work: Work, valued: Valued, by: Viewer
) -> None:
    """Change work that was not sent yet, or that came back; the hours of the first day come along."""
    row, before = _load(session, contract, seen, allowed=OPEN, yours=lambda _theirs: work)
    _check(session, contract, row.candidate_id, work, valued, but=row.id)
    _write_hours(session, row.id, hours_from(before.hours, work.starts_on, work.hours_per_week))
    _write(row, work, valued)
    _record(session, row, "placement_changed", by)


def submit_placement(session: Session, *, contract: ContractRow, seen: Seen, valued: Valued, by: Viewer) -> None:
    """Send work to the coordination point, with the statement that it is right (PR-37)."""
    row, before = _load(session, contract, seen, allowed=OPEN)
    check_may_send(session.connection(), contract.id)
    _check(session, contract, row.candidate_id, work_of(before), valued, but=row.id)
    row.move_to(PlacementStatus.SUBMITTED)
    _give_value(row, valued)
    _send(row, by)
    _record(session, row, "placement_submitted", by, attested=True)


def correct_placement(
    session: Session, *, contract: ContractRow, seen: Seen, work: Work, valued: Valued, by: Viewer
) -> None:
    """Correct form, period, plan or evidence of approved work: it is reviewed again (PR-37). Hours change apart."""
    row, before = _load(session, contract, seen, allowed=CORRECTABLE, yours=lambda _theirs: work)
    _check(session, contract, row.candidate_id, work, valued, but=row.id)
    changed = [name for name, is_now in vars(work).items() if is_now != getattr(work_of(before), name)]
    _write_hours(session, row.id, hours_from(before.hours, work.starts_on))
    _write(row, work, valued)
    if work.ends_on is None:
        row.stop_reason = None
    _reopen(row, by)
    _record(session, row, "placement_corrected", by, attested=True, changed=changed)


def change_hours(
    session: Session,
    *,
    contract: ContractRow,
    seen: Seen,
    from_on: date,
    hours_per_week: Decimal,
    valued: Valued,
    by: Viewer,
) -> None:
    """Other hours from a day on, as a new row: what was before that day stays as it was.

    Only the newest row of work that came back is written over: nobody approved it.
    """
    row, before = _load(
        session,
        contract,
        seen,
        allowed=HOURS_MAY_CHANGE,
        yours=lambda theirs: replace(theirs, hours_per_week=hours_per_week),
    )
    _check(session, contract, row.candidate_id, work_of(before), valued, but=row.id)
    faults = hours_faults(before, from_on, hours_per_week)
    if faults:
        raise Refused(next(iter(faults.values())))
    session.merge(PlacementHours(placement_id=row.id, from_on=from_on, hours_per_week=hours_per_week))
    _give_value(row, valued)
    _reopen(row, by)
    _record(session, row, "placement_hours_changed", by, attested=True)


def stop_placement(
    session: Session,
    *,
    contract: ContractRow,
    seen: Seen,
    ends_on: date,
    reason: StopReason,
    valued: Valued,
    by: Viewer,
) -> None:
    """End approved work on a day, with a reason that says nothing about health; it is reviewed again."""
    row, before = _load(
        session, contract, seen, allowed=CORRECTABLE, yours=lambda theirs: replace(theirs, ends_on=ends_on)
    )
    _check(session, contract, row.candidate_id, work_of(before), valued, but=row.id)
    faults = stop_faults(before, ends_on)
    if faults:
        raise Refused(next(iter(faults.values())))
    row.ends_on, row.stop_reason = ends_on, reason
    _give_value(row, valued)
    _reopen(row, by)
    _record(session, row, "placement_stopped", by, attested=True, reason=reason.value)


def close_placement(
    session: Session,
    *,
    placement: Placement,
    outcome: Outcome,
    approved_value: Decimal | None = None,
    agreed_note: str = "",
    counts_until: date | None = None,
) -> None:
    """What a decision does to work; decision, event and mail are the caller's.

    ``approved_value`` is the computed value when None. An amount outside the table has an ``agreed_note``; a cap that
    the coordination point knows of brings its own ``counts_until``. Raises Refused where there is no amount at all.
    """
    if outcome is Outcome.RETURNED:
        placement.move_to(PlacementStatus.RETURNED)
    else:
        amount = placement.value if approved_value is None else approved_value
        if amount is None:
            raise Refused(_("Enter the agreed amount."))
        placement.move_to(PlacementStatus.APPROVED)
        placement.approved_value = amount
        placement.agreed_note = agreed_note or None
        placement.is_cut_off = placement.is_cut_off and approved_value is None
        placement.counts_until = counts_until or placement.counts_until or _last_day(session, placement)
    placement.updated_at = clock.now()
    session.flush()


def _check(
    session: Session,
    contract: ContractRow,
    candidate_id: UUID,
    work: Work,
    valued: Valued,
    *,
    but: UUID | None = None,
) -> None:
    """Under a lock on the candidate: a valid yes, the dossier the value was computed from, and nothing wrong."""
    session.execute(sa.select(Candidate.id).where(Candidate.id == candidate_id).with_for_update())
    candidate = candidate_at_work(session.connection(), contract.id, candidate_id)
    if candidate is None:
        raise NotFound
    if not candidate.said_yes:
        raise Refused(no_yes())
    check_in_use(session.connection(), candidate_id)
    if contract.status is not ContractStatus.RUNNING:
        raise Refused(_("This contract is closed. You cannot change anything any more."))
    if candidate.version != valued.candidate_version:
        raise Refused
    others = [one for one in placements_of(session.connection(), candidate_id) if one.id != but]
    faults = faults_of(
        work, contract=contract, agreement=candidate.agreement, c2_given=candidate.c2_given, others=others
    )
    if faults:
        raise Refused(next(iter(faults.values())))


def _load(
    session: Session,
    contract: ContractRow,
    seen: Seen,
    *,
    allowed: frozenset[PlacementStatus],
    yours: Callable[[Work], Work] = lambda theirs: theirs,
) -> tuple[Placement, PlacementRow]:
    """The row to change and what it was. Raises NotFound, Stale with both versions, Refused."""
    row = session.scalar(
        sa.select(Placement)
        .where(Placement.id == seen.placement_id, Placement.contract_id == contract.id)
        .with_for_update()
    )
    before = placement(session.connection(), contract.id, seen.placement_id)
    if row is None or before is None:
        raise NotFound
    if row.version != seen.version:
        efforts = {effort.id: effort.text for effort in effort_choices(session.connection(), contract.id)}
        rows = differences(work_of(before), yours(work_of(before)), efforts)
        raise Stale(version=row.version, by=last_changed_by(session.connection(), row.id), at=row.updated_at, rows=rows)
    if row.status not in allowed:
        raise Refused(_("This has been sent or decided on. Go back and look at what is there now."))
    return row, before


def _write(row: Placement, work: Work, valued: Valued) -> None:
    """Everything but the hours, which are rows of their own."""
    for name, value in vars(work.told).items():
        if name != "hours_per_week":
            setattr(row, name, value)
    row.form = work.form.value
    _give_value(row, valued)


def _write_hours(session: Session, placement_id: UUID, hours: Sequence[HoursPeriod]) -> None:
    session.execute(sa.delete(PlacementHours).where(PlacementHours.placement_id == placement_id))
    session.add_all(
        PlacementHours(placement_id=placement_id, from_on=period.from_on, hours_per_week=period.hours_per_week)
        for period in hours
    )


def _give_value(row: Placement, valued: Valued) -> None:
    row.value, row.counts_until, row.is_cut_off = valued.value, valued.counts_until, valued.is_cut_off
    row.updated_at = clock.now()


def _reopen(row: Placement, by: Viewer) -> None:
    """Approved work that changes is reviewed again; work that came back waits until it is sent again."""
    if row.status is PlacementStatus.APPROVED:
        row.move_to(PlacementStatus.CORRECTED)
    if row.status is PlacementStatus.CORRECTED:
        _send(row, by)


def _send(row: Placement, by: Viewer) -> None:
    row.submitted_by, row.submitted_at = by.id, clock.now()


def _record(
    session: Session, row: Placement, action: str, by: Viewer, *, attested: bool = False, **detail: object
) -> None:
    session.flush()
    if attested:
        text = hashlib.sha256(str(ATTESTATION).encode()).hexdigest()
        detail |= {"statement": ATTESTATION_VERSION, "statement_sha256": text, "language": language()}
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=row.contract_id,
        object_kind="placement",
        object_id=row.id,
        detail=detail,
    )


def _last_day(session: Session, placement: Placement) -> date:
    ends_on = session.get_one(Contract, placement.contract_id).ends_on
    return min(placement.ends_on or ends_on, ends_on)
