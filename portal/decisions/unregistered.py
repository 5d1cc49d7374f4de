"""The account without registration (PR-24): recorded by who saw the evidence, approved by somebody else.

Nothing about the person is asked or kept. What is approved counts as any placement does.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.decisions.checks import MayNotDecide, Overtaken, check_may_decide
from portal.errors import NotFound, Refused
from portal.models import Contract, UnregisteredStatus, UnregisteredWork
from portal.records.unregistered import largest_share, room_left
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.valuation import Form
from portal.web.filters import money
from portal.web.i18n import gettext as _
from portal.web.labels import csr_label


@dataclass(frozen=True)
class Seen:
    """What was seen on the spot. ``value`` is euro over the whole period."""

    form: Form
    starts_on: date
    ends_on: date
    hours_per_week: Decimal
    value: Decimal
    group_checked: bool
    seen_on: date


class ShareReached(Refused):
    """Approving it would be more without registration than the coordination point allows."""


def record_unregistered(session: Session, *, contract: ContractRow, seen: Seen, by: Viewer) -> UUID:
    """Write it down; it counts as sent until somebody else approves it. Raises MayNotDecide."""
    check_may_decide(contract, by)
    row = UnregisteredWork(
        contract_id=contract.id,
        form=seen.form.value,
        starts_on=seen.starts_on,
        ends_on=seen.ends_on,
        hours_per_week=seen.hours_per_week,
        value=seen.value,
        group_checked=seen.group_checked,
        seen_on=seen.seen_on,
        recorded_by=by.id,
        recorded_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _record(session, "unregistered_recorded", contract, row, by)
    return row.id


def decide_unregistered(
    session: Session, *, contract: ContractRow, work_id: UUID, seen_version: int, approves: bool, by: Viewer
) -> None:
    """Approve or refuse at ``seen_version``.

    Raises NotFound, Overtaken, MayNotDecide for who recorded it, and ShareReached.
    """
    check_may_decide(contract, by)
    session.execute(sa.select(Contract.id).where(Contract.id == contract.id).with_for_update())  # one share at a time
    row = _locked(session, contract, work_id, seen_version, UnregisteredStatus.RECORDED)
    if row.recorded_by == by.id:
        raise MayNotDecide(_("You recorded this yourself. Ask a colleague to decide."))
    if approves:
        _check_share(session, contract, row.value)
    row.move_to(UnregisteredStatus.APPROVED if approves else UnregisteredStatus.REFUSED)
    row.decided_by, row.decided_at = by.id, clock.now()
    session.flush()
    _record(session, "unregistered_approved" if approves else "unregistered_refused", contract, row, by)


def take_back_unregistered(
    session: Session, *, contract: ContractRow, work_id: UUID, seen_version: int, by: Viewer
) -> None:
    """It was not right, or the work stopped: it counts no more. Before the decision only who recorded it may."""
    check_may_decide(contract, by)
    row = _locked(session, contract, work_id, seen_version, UnregisteredStatus.RECORDED, UnregisteredStatus.APPROVED)
    if row.status is UnregisteredStatus.RECORDED and row.recorded_by != by.id:
        raise MayNotDecide(_("Only who recorded this can take it back before there is a decision."))
    row.move_to(UnregisteredStatus.TAKEN_BACK)
    session.flush()
    _record(session, "unregistered_taken_back", contract, row, by)


def _locked(
    session: Session, contract: ContractRow, work_id: UUID, seen_version: int, *wanted: UnregisteredStatus
) -> UnregisteredWork:
    row = session.scalars(
        sa.select(UnregisteredWork)
        .where(UnregisteredWork.id == work_id, UnregisteredWork.contract_id == contract.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.version != seen_version or row.status not in wanted:
        raise Overtaken(_("There was an answer already: %(status)s.", status=csr_label(row.status)))
    return row


def _check_share(session: Session, contract: ContractRow, value: Decimal) -> None:
    connection = session.connection()
    approved = session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(UnregisteredWork.value), 0)).where(
            UnregisteredWork.contract_id == contract.id, UnregisteredWork.status == UnregisteredStatus.APPROVED
        )
    )
    share = largest_share(connection, contract.region)
    room = room_left(contract.obligation, approved or Decimal(0), share)
    if room is not None and value > room:
        raise ShareReached(
            _(
                "At most %(share)s%% of the obligation may be without registration. %(room)s is left.",
                share=share,
                room=money(room),
            )
        )


def _record(session: Session, action: str, contract: ContractRow, row: UnregisteredWork, by: Viewer) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=contract.id,
        object_kind="unregistered_work",
        object_id=row.id,
        detail={"value": f"{row.value:.2f}"},
    )
