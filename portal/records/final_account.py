"""The final account of a contractor as pages on both sides read it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import AccountStatus, Decision, DecisionSubject, FinalAccount, Outcome, User
from portal.records.closing import ACCOUNT_DAYS, setting
from portal.security.scope import ContractRow


@dataclass(frozen=True)
class AccountRow:
    """Amounts are those of the day on which it was sent."""

    id: UUID | None = None
    status: AccountStatus = AccountStatus.DRAFT
    result: str = ""
    difference: str = ""
    obligation: Decimal | None = None
    approved: Decimal | None = None
    submitted: Decimal | None = None
    submitted_by: UUID | None = None
    sender: str | None = None
    submitted_at: datetime | None = None
    updated_by: UUID | None = None
    editor: str = ""
    updated_at: datetime | None = None
    version: int = 0
    message: str = ""
    """Of the newest decision."""
    respond_by: date | None = None

    @property
    def is_open(self) -> bool:
        return self.status in (AccountStatus.DRAFT, AccountStatus.RETURNED)


_sender, _editor = aliased(User, name="sender"), aliased(User, name="editor")
_JOINED = ("sender", "editor", "message", "respond_by")
_OWN = [name for name in AccountRow.__dataclass_fields__ if name not in _JOINED]


def account_of(connection: sa.Connection, contract_id: UUID) -> AccountRow:
    """An empty one without an id while nothing was written."""
    row = connection.execute(
        sa.select(
            *(getattr(FinalAccount, name) for name in _OWN),
            _sender.name.label("sender"),
            _editor.name.label("editor"),
        )
        .outerjoin(_sender, _sender.id == FinalAccount.submitted_by)
        .join(_editor, _editor.id == FinalAccount.updated_by)
        .where(FinalAccount.contract_id == contract_id)
    ).first()
    if row is None:
        return AccountRow()
    if row.status is not AccountStatus.RETURNED:
        return AccountRow(**row._mapping)
    answer = connection.execute(
        sa.select(Decision.message, Decision.respond_by)
        .where(
            Decision.subject == DecisionSubject.FINAL_ACCOUNT,
            Decision.subject_id == row.id,
            Decision.outcome == Outcome.RETURNED,
        )
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()
    if answer is None:
        return AccountRow(**row._mapping)
    return AccountRow(**row._mapping, message=answer.message, respond_by=answer.respond_by)


def due_on(connection: sa.Connection, contract: ContractRow) -> date:
    """The last day for the account: a month after the end, or what the region set (domain.md 1.1, step 11)."""
    return contract.ends_on + timedelta(days=setting(connection, ACCOUNT_DAYS, contract.region))
