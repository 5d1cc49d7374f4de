"""What the register of breaches reads: its lines, and whom the view log knows to have been seen (PR-70)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.administration.breach_clock import BreachClock
from portal.models import (
    Breach,
    BreachStatus,
    Candidate,
    Contract,
    Event,
    Notifying,
    Organisation,
    Region,
    User,
    View,
)
from portal.privacy.seen import OF_MANY, looks_during, shows_candidate
from portal.web.pagination import PAGE_SIZE, Page, read_page


@dataclass(frozen=True)
class BreachLine:
    """A line of the register; it names nobody."""

    id: UUID
    number: int
    status: BreachStatus
    discovered_at: datetime
    entered_at: datetime
    authority: Notifying | None
    authority_told_at: datetime | None
    people: Notifying | None
    closed_at: datetime | None

    @property
    def reference(self) -> str:
        return f"DL-{self.entered_at.year}-{self.number:04}"

    @property
    def clock(self) -> BreachClock:
        return BreachClock(self.discovered_at)

    @property
    def awaits_authority(self) -> bool:
        """The clock of 72 hours still runs: nothing was decided, or what was decided was not done."""
        is_done = self.authority == Notifying.NO or self.authority_told_at is not None
        return self.status is BreachStatus.OPEN and not is_done


_LINE = sa.select(*(Breach.__table__.c[name] for name in BreachLine.__dataclass_fields__), Breach.id.label("key"))


def breaches(connection: sa.Connection, region: Region, *, after: str | None, before: str | None) -> Page[BreachLine]:
    """One page of the register of a region, newest first."""
    found = read_page(
        connection,
        _LINE.where(Breach.region == region),
        key=Breach.__table__.c.id,
        after=after,
        before=before,
        newest_first=True,
    )
    return Page([line_of(row) for row in found.rows], found.previous, found.next)


def line_of(row: Any) -> BreachLine:
    return BreachLine(**{name: row._mapping[name] for name in BreachLine.__dataclass_fields__})


_account = aliased(User, name="account")


def find_breach(connection: sa.Connection, region: Region, breach_id: UUID) -> sa.Row[Any] | None:
    """The whole row with the names of who entered and closed it, and ``account_email``; None outside the region."""
    entered, closed = aliased(User, name="entered"), aliased(User, name="closed")
    return connection.execute(
        sa.select(
            Breach.__table__,
            entered.name.label("entered_name"),
            closed.name.label("closed_name"),
            _account.email.label("account_email"),
        )
        .join(entered, entered.id == Breach.entered_by)
        .outerjoin(closed, closed.id == Breach.closed_by)
        .outerjoin(_account, _account.id == Breach.account_id)
        .where(Breach.id == breach_id, Breach.region == region)
    ).first()


def steps_of(connection: sa.Connection, breach_id: UUID) -> list[sa.Row[Any]]:
    """What was done, newest first: ``action``, ``at``, ``who``, ``detail``."""
    return list(
        connection.execute(
            sa.select(Event.action, Event.at, Event.detail, User.name.label("who"))
            .outerjoin(User, User.id == Event.actor_id)
            .where(Event.object_kind == "breach", Event.object_id == breach_id)
            .order_by(Event.at.desc(), Event.id.desc())
        )
    )


def account_with(connection: sa.Connection, region: Region, email: str) -> UUID | None:
    """An account that may have looked at dossiers of the region: of the coordination point or of a contractor here."""
    works_here = sa.exists().where(Contract.contractor_id == User.organisation_id, Contract.region == region)
    return connection.scalar(
        sa.select(User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.email_key == email.strip().casefold(), sa.or_(Organisation.region == region, works_here))
    )


@dataclass(frozen=True)
class Seen:
    """A person somebody looked at in the period: by numbers and pseudonym, never by name."""

    candidate_id: UUID
    contract_number: str
    number: int
    looks: int
    in_lists: int
    revealed: int
    first_at: datetime
    last_at: datetime


def seen_people(
    connection: sa.Connection,
    region: Region,
    breach: Any,
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Seen]:
    """Whom the view log knows in the days and with the account of ``breach``, by pseudonym; none without days."""
    if breach.seen_from is None or breach.seen_until is None:
        return Page([], None, None)
    looks = looks_during(breach)
    moment = View.__table__.c.at.type
    statement = (
        sa.select(
            Candidate.id.label("key"),
            Candidate.id.label("candidate_id"),
            Contract.number.label("contract_number"),
            Candidate.number,
            sa.func.count().label("looks"),
            sa.func.sum(sa.case((looks.c.action.in_(OF_MANY), 1), else_=0)).label("in_lists"),
            sa.func.sum(sa.case((looks.c.action == "reveal", 1), else_=0)).label("revealed"),
            sa.type_coerce(sa.func.min(looks.c.at), moment).label("first_at"),
            sa.type_coerce(sa.func.max(looks.c.at), moment).label("last_at"),
        )
        .join(Contract, Contract.id == Candidate.contract_id)
        .join(looks, shows_candidate(looks))
        .where(Contract.region == region)
        .group_by(Candidate.id, Contract.number, Candidate.number)
    )
    key: sa.ColumnElement[Any] = Candidate.__table__.c.id
    found = read_page(connection, statement, key=key, after=after, before=before, size=size)
    return Page([_seen(row) for row in found.rows], found.previous, found.next)


def _seen(row: Any) -> Seen:
    return Seen(**{name: row._mapping[name] for name in Seen.__dataclass_fields__})
