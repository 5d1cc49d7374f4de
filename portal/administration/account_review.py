"""Is an account still needed? Looked at every year, special rights every quarter (PR-65, T41, BIO 5.18 and 8.02)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.services import end_access
from portal.errors import NotFound, Refused
from portal.models import (
    AccountReview,
    ConfidentialityAcceptance,
    Contract,
    Organisation,
    Region,
    ReviewOutcome,
    Role,
    User,
    UserSession,
)
from portal.security.confidentiality import STATEMENT_VERSION, VALID_FOR
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _
from portal.web.pagination import Page, read_page

SPECIAL = frozenset({Role.CSR_MANAGER, Role.PRIVACY_OFFICER})
QUARTER, YEAR = timedelta(days=91), timedelta(days=365)
INACTIVE_AFTER = timedelta(days=90)


class Which(StrEnum):
    """Tabs of the list; words of the address."""

    DUE = "te-bekijken"
    UNSIGNED = "niet-getekend"
    ALL = "alle"


@dataclass(frozen=True)
class AccountLine:
    id: UUID
    name: str
    email: str
    role: Role
    organisation_name: str
    created_at: datetime
    last_seen_at: datetime | None
    signed_at: datetime | None  # the statement in force, in this role
    reviewed_at: datetime | None  # in this role
    version: int

    @property
    def is_special(self) -> bool:
        return self.role in SPECIAL

    @property
    def review_due_at(self) -> datetime:
        return (self.reviewed_at or self.created_at) + (QUARTER if self.is_special else YEAR)

    @property
    def must_be_reviewed(self) -> bool:
        return self.review_due_at <= clock.now()

    @property
    def is_inactive(self) -> bool:
        return (self.last_seen_at or self.created_at) <= clock.now() - INACTIVE_AFTER

    @property
    def has_signed(self) -> bool:
        return self.signed_at is not None and clock.now() - self.signed_at < VALID_FOR


_last_seen = sa.select(sa.func.max(UserSession.last_seen_at)).where(UserSession.user_id == User.id).scalar_subquery()
_reviewed = (
    sa.select(sa.func.max(AccountReview.reviewed_at))
    .where(AccountReview.user_id == User.id, AccountReview.role == User.role)
    .scalar_subquery()
)
_signed = (
    sa.select(sa.func.max(ConfidentialityAcceptance.accepted_at))
    .where(
        ConfidentialityAcceptance.user_id == User.id,
        ConfidentialityAcceptance.role == User.role,
        ConfidentialityAcceptance.statement_version == STATEMENT_VERSION,
    )
    .scalar_subquery()
)
_moment = User.__table__.c.created_at.type
_ACCOUNTS = (
    sa.select(
        User.id.label("key"),
        User.id,
        User.name,
        User.email,
        User.role,
        Organisation.name.label("organisation_name"),
        User.created_at,
        sa.type_coerce(_last_seen, _moment).label("last_seen_at"),
        sa.type_coerce(_signed, _moment).label("signed_at"),
        sa.type_coerce(_reviewed, _moment).label("reviewed_at"),
        User.version,
    )
    .join(Organisation, Organisation.id == User.organisation_id)
    .where(User.disabled_at.is_(None))
)


def last_used() -> sa.ColumnElement[datetime]:
    """Of an account: when it was seen, else when it was made."""
    return sa.func.coalesce(_last_seen, User.created_at)


def _looked_after_by(region: Region) -> sa.ColumnElement[bool]:
    """The own people, those of companies and clients with a contract here, and those of nobody's contract."""
    of_contract = sa.or_(Contract.contractor_id == Organisation.id, Contract.client_id == Organisation.id)
    return sa.or_(
        Organisation.region == region,
        sa.exists().where(of_contract, Contract.region == region),
        sa.and_(Organisation.region.is_(None), ~sa.exists().where(of_contract)),
    )


def _is_due() -> sa.ColumnElement[bool]:
    now, looked_at = clock.now(), sa.func.coalesce(_reviewed, User.created_at)
    return sa.or_(
        sa.and_(User.role.in_(SPECIAL), looked_at <= sa.literal(now - QUARTER, _moment)),
        looked_at <= sa.literal(now - YEAR, _moment),
        sa.and_(
            last_used() <= sa.literal(now - INACTIVE_AFTER, _moment),
            looked_at <= sa.literal(now - INACTIVE_AFTER, _moment),
        ),
    )


def _is_unsigned() -> sa.ColumnElement[bool]:
    return sa.or_(_signed.is_(None), _signed <= sa.literal(clock.now() - VALID_FOR, _moment))


def accounts(
    connection: sa.Connection, region: Region, which: Which, *, after: str | None, before: str | None
) -> Page[AccountLine]:
    """One page of the accounts that a region looks after."""
    query = _ACCOUNTS.where(_looked_after_by(region))
    if which is not Which.ALL:
        query = query.where(_is_due() if which is Which.DUE else _is_unsigned())
    found = read_page(connection, query, key=User.__table__.c.id, after=after, before=before)
    return Page([_line(row) for row in found.rows], found.previous, found.next)


def count_accounts(connection: sa.Connection, region: Region, which: Which) -> int:
    condition = _is_due() if which is Which.DUE else _is_unsigned() if which is Which.UNSIGNED else sa.true()
    query = sa.select(sa.func.count()).select_from(User).join(Organisation, Organisation.id == User.organisation_id)
    return connection.scalar(query.where(User.disabled_at.is_(None), _looked_after_by(region), condition)) or 0


def find_account(connection: sa.Connection, region: Region, user_id: UUID) -> AccountLine | None:
    row = connection.execute(_ACCOUNTS.where(User.id == user_id, _looked_after_by(region))).first()
    return _line(row) if row is not None else None


def keep(session: Session, user_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """Somebody else than its holder says that the account is still needed. Raises NotFound, Refused."""
    user = _locked(session, user_id, seen_version, by)
    _note(session, user, ReviewOutcome.KEPT, by)
    record(session, action="account_kept", actor=by, object_kind="user", object_id=user.id)


def stop(session: Session, user_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """Its holder is out at the next request. Raises NotFound, Refused."""
    user = _locked(session, user_id, seen_version, by)
    _note(session, user, ReviewOutcome.STOPPED, by)
    end_access(session, user, by=by)


def _locked(session: Session, user_id: UUID, seen_version: int, by: Viewer) -> User:
    if user_id == by.id:
        raise Refused(_("You cannot decide about your own account. Ask a colleague or the privacy officer."))
    if by.region is None or find_account(session.connection(), by.region, user_id) is None:
        raise NotFound
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if user.version != seen_version or user.disabled_at is not None:
        raise Refused
    return user


def _note(session: Session, user: User, outcome: ReviewOutcome, by: Viewer) -> None:
    session.add(
        AccountReview(user_id=user.id, role=user.role, outcome=outcome, reviewed_by=by.id, reviewed_at=clock.now())
    )
    session.flush()


def _line(row: Any) -> AccountLine:
    return AccountLine(**{name: row._mapping[name] for name in AccountLine.__dataclass_fields__})
