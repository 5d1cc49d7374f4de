"""A contract that another contractor takes over: the rest of the obligation goes to a contract of its own.

What was done stays where it was done, with its candidates: the new contractor sees none of them, and asks anew, since
a consent names employer and contractor (PR-64). Both obligations together stay what was demanded. Work that was
approved for days after the hand-over counts for neither: the rest is what was not done by then.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.services import Post
from portal.administration.obligations import Demand, add_part, check_running, own_contract, parts_of
from portal.administration.services import Party, organisation_of
from portal.administration.telling import tell_ready, tell_senders
from portal.errors import Refused
from portal.mail import messages
from portal.models import (
    Closing,
    ClosingOutcome,
    ClosingStatus,
    Contract,
    ContractStatus,
    ObligationBasis,
    OrganisationKind,
    PartKind,
)
from portal.records.closing import waiting_in
from portal.records.figures import standings_of
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class TakeOver:
    """``on`` is the first day of the new contractor; ``number`` that of the new contract."""

    number: str
    contractor: Party
    on: date
    plan_due_on: date
    reason: str


def take_over(
    session: Session, post: Post, *, contract: ContractRow, seen_version: int, wanted: TakeOver, by: Viewer
) -> Decimal:
    """End the contract on the day before, and set up its successor with what is left; returns that amount.

    Both contractors hear of it. Raises NotFound, Refused where something still waits for a decision, where nothing
    is left, for the same contractor, a day outside the contract, a number in use, or a page that was old.
    """
    old = own_contract(session, contract.id, by)
    check_running(old)
    if old.version != seen_version:
        raise Refused(_("This contract has just been changed. Look at it again."))
    waiting = waiting_in(session.connection(), old.id)
    if waiting:
        raise Refused(_("First decide about what waits for an answer: %(count)s.", count=waiting))
    if not old.starts_on < wanted.on <= old.ends_on:
        raise Refused(_("The day must be within the contract."))
    last_day = wanted.on - timedelta(days=1)
    standing = standings_of(session.connection(), [old.id])[old.id]
    done = standing.approved_until(last_day)
    rest = standing.obligation - done
    if rest <= 0:
        raise Refused(_("Everything that was asked has been done. Close the contract as fulfilled."))
    contractor_id = organisation_of(session, wanted.contractor, OrganisationKind.CONTRACTOR)
    if contractor_id == old.contractor_id:
        raise Refused(_("Select another contractor."))
    new = _successor(session, old, wanted, contractor_id, by)
    _move_rest(session, old, new, rest, wanted, by)
    _close(session, old, done, last_day, wanted, by)
    for one in (old, new):
        events.record(
            session,
            action="contract_taken_over",
            actor=by,
            contract_id=one.id,
            object_kind="contract",
            object_id=one.id,
            detail={"amount": str(rest), "from": old.number, "to": new.number},
        )
    ended = partial(messages.contract_closing, contract_number=old.number)
    tell_senders(session, post, old, ended, key=f"contract_closing:{old.id}:taken_over")
    tell_ready(session, post, new)
    return rest


def _successor(session: Session, old: Contract, wanted: TakeOver, contractor_id: object, by: Viewer) -> Contract:
    """Same client, region, award date and value table: the reference date stays that of the award."""
    new = Contract(
        number=wanted.number,
        name=old.name,
        client_id=old.client_id,
        contractor_id=contractor_id,
        region=old.region,
        awarded_on=old.awarded_on,
        starts_on=wanted.on,
        ends_on=old.ends_on,
        value=old.value,
        value_table_id=old.value_table_id,
        plan_due_on=wanted.plan_due_on,
        succeeds_id=old.id,
        created_by=by.id,
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(new)
            session.flush()
    except IntegrityError:
        raise Refused(_("Number %(number)s already exists. Choose another.", number=wanted.number)) from None
    return new


def _move_rest(session: Session, old: Contract, new: Contract, rest: Decimal, wanted: TakeOver, by: Viewer) -> None:
    before = sum((one.uncapped for one in parts_of(session, old.id)), Decimal(0))
    kept = sum((one.amount for one in parts_of(session, old.id)), Decimal(0)) - rest
    demand = Demand(ObligationBasis.AMOUNT, wanted.reason, fixed=rest, kind=PartKind.TAKEN_OVER)
    add_part(session, old.id, demand, -rest, uncapped=kept - before, valid_from=wanted.on, by=by)
    add_part(session, new.id, demand, rest, uncapped=rest, valid_from=wanted.on, by=by)


def _close(session: Session, old: Contract, approved: Decimal, last_day: date, wanted: TakeOver, by: Viewer) -> None:
    row = session.scalars(sa.select(Closing).where(Closing.contract_id == old.id).with_for_update()).one_or_none()
    if row is None:
        row = Closing(contract_id=old.id, status=ClosingStatus.ASSESSING)
        session.add(row)
    row.outcome, row.reason = ClosingOutcome.TAKEN_OVER, wanted.reason
    row.obligation = row.approved = approved
    row.withheld = row.penalty = Decimal(0)
    row.decided_by, row.decided_at = by.id, clock.now()
    row.move_to(ClosingStatus.CLOSED)
    old.ends_on = last_day
    old.status, old.closed_at = ContractStatus.CLOSED, clock.now()
    session.flush()
