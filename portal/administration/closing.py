"""Closing a contract: time to recover, an intention with a hearing, and the end (domain.md 1.4).

Nothing is decided against a contractor before it was heard, and never more than was announced. The amounts are
computed proposals; a person decides. Each step is one transaction with its event and its mail.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.services import Post
from portal.administration.obligations import check_running, own_contract
from portal.administration.telling import tell_senders
from portal.errors import Refused, Stale
from portal.mail import messages
from portal.models import Closing, ClosingOutcome, ClosingStatus, ContractStatus
from portal.privacy.vault import Vault
from portal.records.closing import Assessment, assess, closing_of
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.filters import day, money
from portal.web.i18n import gettext as _
from portal.web.labels import label


@dataclass(frozen=True)
class Step:
    """Who takes a step in the closing of which contract, having seen which version (0: nobody had begun)."""

    contract: ContractRow
    seen_version: int
    by: Viewer
    base_url: str


def grant_recovery(session: Session, vault: Vault, step: Step, *, until: date, reason: str) -> None:
    """Give the contractor time to do the rest. Raises NotFound, Stale, Refused."""
    row, found = _begin(session, step)
    _check_shortfall(found)
    _check_later(until)
    row.recovery_until, row.reason = until, reason
    _move(row, ClosingStatus.RECOVERY, found)
    _record(session, vault, step, row, "recovery_granted", respond_by=until, until=until.isoformat())


def announce(
    session: Session, vault: Vault, step: Step, *, until: date, withheld: Decimal, penalty: Decimal, reason: str
) -> None:
    """Send the intention to settle a shortfall; the contractor may give a view up to and including ``until``.

    A new intention asks for a new view. Raises NotFound, Stale, Refused.
    """
    row, found = _begin(session, step)
    _check_shortfall(found)
    _check_later(until)
    _check_amounts(found, withheld, penalty)
    row.hearing_until, row.reason, row.withheld, row.penalty = until, reason, withheld, penalty
    row.view = row.view_by = row.view_at = None
    _move(row, ClosingStatus.HEARING, found)
    amounts: dict[str, Any] = {"withheld": str(withheld), "penalty": str(penalty), "until": until.isoformat()}
    _record(session, vault, step, row, "shortfall_announced", respond_by=until, **amounts)


def close(
    session: Session,
    vault: Vault,
    step: Step,
    *,
    outcome: ClosingOutcome,
    withheld: Decimal = Decimal(0),
    penalty: Decimal = Decimal(0),
    reason: str = "",
) -> None:
    """End it: fulfilled, settled after a hearing, or waived with a reason. Retention begins at this moment.

    Raises NotFound, Stale, and Refused where something still waits or the outcome does not fit what was realised.
    """
    row, found = _begin(session, step)
    if found.waiting:
        raise Refused(_("First decide about what waits for an answer: %(count)s.", count=found.waiting))
    _check_outcome(session, step, found, row, outcome, withheld, penalty, reason)
    is_settled = outcome is ClosingOutcome.SETTLED
    row.outcome, row.reason = outcome, reason
    row.withheld, row.penalty = (withheld, penalty) if is_settled else (Decimal(0), Decimal(0))
    row.decided_by, row.decided_at = step.by.id, clock.now()
    _move(row, ClosingStatus.CLOSED, found)
    end_contract(session, step)
    amounts: dict[str, Any] = {"withheld": str(row.withheld), "penalty": str(row.penalty)}
    _record(session, vault, step, row, "contract_closed", outcome=outcome.value, **amounts)


def end_contract(session: Session, step: Step) -> None:
    contract = own_contract(session, step.contract.id, step.by)
    contract.status, contract.closed_at = ContractStatus.CLOSED, clock.now()
    session.flush()


def _begin(session: Session, step: Step) -> tuple[Closing, Assessment]:
    """The row of the closing, locked under the contract, and how the contract stands at this moment."""
    contract = own_contract(session, step.contract.id, step.by)
    row = session.scalars(sa.select(Closing).where(Closing.contract_id == contract.id).with_for_update()).one_or_none()
    if (row.version if row else 0) != step.seen_version:
        raise _stale(session, step)
    check_running(contract)
    if clock.today() <= contract.ends_on:
        text = _("This contract runs until %(day)s. Change the end date first if it ended before.")
        raise Refused(text % {"day": day(contract.ends_on)})
    if row is None:
        row = Closing(contract_id=contract.id)
        session.add(row)
        session.flush()
    return row, assess(session.connection(), step.contract, clock.today())


def _stale(session: Session, step: Step) -> Stale:
    now = closing_of(session.connection(), step.contract.id)
    return Stale(
        version=now.version,
        by=now.decider_name or now.viewer_name or _("Somebody"),
        at=now.decided_at or now.view_at or clock.now(),
        rows=[(_("Status"), label(now.status), "")],
    )


def _move(row: Closing, status: ClosingStatus, found: Assessment) -> None:
    row.obligation, row.approved = found.progress.obligation, found.progress.approved
    row.move_to(status)


def _check_later(until: date) -> None:
    if until <= clock.today():
        raise Refused(_("The date must be after today."))


def _check_shortfall(found: Assessment) -> None:
    if found.is_met:
        raise Refused(_("Everything that was asked has been done. Close the contract as fulfilled."))


def _check_amounts(found: Assessment, withheld: Decimal, penalty: Decimal) -> None:
    if withheld > found.proposal.withheld:
        raise Refused(
            _("At most %(amount)s can be withheld: what was not realised.", amount=money(found.proposal.withheld))
        )
    if penalty > found.progress.obligation:
        raise Refused(_("The fine cannot be more than the Social Return amount."))


def _check_outcome(
    session: Session,
    step: Step,
    found: Assessment,
    row: Closing,
    outcome: ClosingOutcome,
    withheld: Decimal,
    penalty: Decimal,
    reason: str,
) -> None:
    if outcome is ClosingOutcome.FULFILLED:
        if not found.is_met:
            raise Refused(_("%(amount)s is still missing.", amount=money(found.proposal.shortfall)))
        return
    _check_shortfall(found)
    if not reason:
        raise Refused(_("Write down why."))
    if outcome is not ClosingOutcome.SETTLED:
        return
    if not closing_of(session.connection(), step.contract.id).may_be_settled(clock.today()):
        raise Refused(_("The contractor must first be able to give a view on your intention."))
    _check_amounts(found, withheld, penalty)
    if withheld > (row.withheld or 0) or penalty > (row.penalty or 0):
        raise Refused(_("You cannot decide on more than you announced. Announce it first."))


def _record(
    session: Session,
    vault: Vault,
    step: Step,
    row: Closing,
    action: str,
    *,
    respond_by: date | None = None,
    **detail: Any,
) -> None:
    """The event, and a mail to everybody of the company who may send."""
    session.flush()
    events.record(
        session,
        action=action,
        actor=step.by,
        contract_id=step.contract.id,
        object_kind="closing",
        object_id=row.id,
        detail={**detail, "obligation": str(row.obligation), "approved": str(row.approved)},
    )
    draft = partial(messages.contract_closing, contract_number=step.contract.number, respond_by=respond_by)
    key = f"contract_closing:{row.id}:{row.version}"
    tell_senders(session, Post(vault, step.base_url), step.contract, draft, key=key)
