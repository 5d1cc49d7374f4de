"""The contractor's account after the end date (eindverantwoording): write it, send it, change what came back."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused, Stale
from portal.models import AccountStatus, Contract, ContractStatus, FinalAccount, Outcome
from portal.records.figures import progress_of
from portal.records.final_account import account_of
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.filters import day
from portal.web.i18n import gettext as _

STATED = "2026-01"  # version of the sentence it is sent with


def write_account(
    session: Session, *, contract: ContractRow, seen_version: int, result: str, difference: str, by: Viewer
) -> None:
    """Keep what is written so far. Raises Stale, and Refused before the end, after closing, or once it was sent."""
    row = _open(session, contract, seen_version, yours=(result, difference))
    if row is None:
        row = FinalAccount(contract_id=contract.id)
        session.add(row)
    row.result, row.difference = result, difference
    row.updated_by, row.updated_at = by.id, clock.now()
    session.flush()


def send_account(session: Session, *, contract: ContractRow, seen_version: int, by: Viewer) -> None:
    """Send it with the figures of this moment, and the statement that it is right (PR-37)."""
    row = _open(session, contract, seen_version)
    if row is None or not row.result:
        raise Refused(_("First write down what was done."))
    now = progress_of(session.connection(), [contract.id], clock.today())[contract.id]
    row.move_to(AccountStatus.SUBMITTED)
    row.obligation, row.approved, row.submitted = now.obligation, now.approved, now.submitted
    row.submitted_by, row.submitted_at = by.id, clock.now()
    session.flush()
    events.record(
        session,
        action="final_account_submitted",
        actor=by,
        contract_id=contract.id,
        object_kind="final_account",
        object_id=row.id,
        detail={"obligation": str(now.obligation), "approved": str(now.approved), "stated": STATED},
    )


def close_account(session: Session, *, row: FinalAccount, outcome: Outcome) -> None:
    """What a decision does to it; decision, event and mail are the caller's."""
    row.move_to(AccountStatus(outcome.value))
    session.flush()


def _open(
    session: Session, contract: ContractRow, seen_version: int, *, yours: tuple[str, str] | None = None
) -> FinalAccount | None:
    """The row, locked under its contract; None while there is none. Checks that it may be changed now."""
    status = session.scalar(sa.select(Contract.status).where(Contract.id == contract.id).with_for_update())
    if status is None:
        raise NotFound
    row = session.scalars(
        sa.select(FinalAccount).where(FinalAccount.contract_id == contract.id).execution_options(populate_existing=True)
    ).one_or_none()
    now = account_of(session.connection(), contract.id)
    if now.version != seen_version:
        mine = yours or (now.result, now.difference)
        rows = [(_("What was done?"), now.result, mine[0]), (_("More or less than was asked"), now.difference, mine[1])]
        raise Stale(version=now.version, by=now.editor, at=now.updated_at, rows=rows)
    if status is not ContractStatus.RUNNING:
        raise Refused(_("This contract is closed. You cannot change anything any more."))
    if clock.today() <= contract.ends_on:
        raise Refused(_("You can do this after %(day)s, the end of the contract.", day=day(contract.ends_on)))
    if not now.is_open:
        raise Refused(_("This was sent already. You cannot change it now."))
    return row
