"""Reads for the manager of a region: organisations to choose from, value tables, the controller card."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.queries import Invited, open_invitations
from portal.models import (
    Breach,
    BreachStatus,
    Contract,
    ControllerCard,
    CoReader,
    Destruction,
    DestructionStatus,
    Event,
    Organisation,
    OrganisationKind,
    Region,
    Setting,
    User,
)
from portal.records.tables import versions_in_force

PLAN_DUE_WEEKS = 6  # after the award; a region may set 'plan_due_weeks' (domain.md 8, question 3)


def clients(connection: sa.Connection) -> list[Any]:
    """Every client: id, name. Clients are shared by the regions."""
    return _organisations(connection, OrganisationKind.CLIENT)


def contractors(connection: sa.Connection) -> list[Any]:
    """Every contractor: id, name, kvk_number."""
    return _organisations(connection, OrganisationKind.CONTRACTOR)


class Waiting(NamedTuple):
    breaches: int
    """Data breaches that are open."""
    lists: int
    """Of what is due to be destroyed, that one or two people still have to sign."""


def what_waits(connection: sa.Connection, region: Region) -> Waiting:
    unsigned = Destruction.status.in_([DestructionStatus.LISTED, DestructionStatus.PROPOSED])
    breaches = sa.select(sa.func.count()).where(Breach.region == region, Breach.status == BreachStatus.OPEN)
    lists = sa.select(sa.func.count()).where(Destruction.region == region, unsigned)
    return Waiting(*connection.execute(sa.select(breaches.scalar_subquery(), lists.scalar_subquery())).one())


def _organisations(connection: sa.Connection, kind: OrganisationKind) -> list[Any]:
    columns = sa.select(Organisation.id, Organisation.name, Organisation.kvk_number)
    return list(connection.execute(columns.where(Organisation.kind == kind).order_by(Organisation.name)))


def clients_in(connection: sa.Connection, region: Region) -> list[Any]:
    """Clients with a contract in a region: id, name."""
    has_one = sa.exists().where(Contract.client_id == Organisation.id, Contract.region == region)
    return list(
        connection.execute(sa.select(Organisation.id, Organisation.name).where(has_one).order_by(Organisation.name))
    )


def organisation(connection: sa.Connection, organisation_id: UUID) -> Any:
    """One organisation that is known to be there: id, name, kvk_number."""
    columns = sa.select(Organisation.id, Organisation.name, Organisation.kvk_number)
    return connection.execute(columns.where(Organisation.id == organisation_id)).one()


def contractor_named(connection: sa.Connection, kvk_number: str) -> Any:
    """The contractor with this KvK number: id, name; None when there is none."""
    return connection.execute(
        sa.select(Organisation.id, Organisation.name).where(
            Organisation.kvk_number == kvk_number, Organisation.kind == OrganisationKind.CONTRACTOR
        )
    ).first()


@dataclass(frozen=True)
class Work:
    """Which contracts a contractor has, seen from one region."""

    newest_here: str | None  # number of the newest contract in the region
    has_any: bool


def work_of(connection: sa.Connection, contractor_id: UUID, region: Region) -> Work:
    rows = connection.execute(
        sa.select(Contract.number, Contract.region)
        .where(Contract.contractor_id == contractor_id)
        .order_by(Contract.id.desc())
    ).all()
    return Work(next((row.number for row in rows if row.region is region), None), bool(rows))


def number_is_taken(connection: sa.Connection, number: str) -> bool:
    taken = sa.exists().where(sa.func.lower(Contract.number) == number.lower())
    return bool(connection.scalar(sa.select(taken)))


def tables_to_choose(connection: sa.Connection, today: date) -> list[Any]:
    """The newest value table of each code that is in force: id, code, name, valid_from."""
    return versions_in_force(connection, today)


def plan_due_after(connection: sa.Connection, region: Region) -> timedelta:
    """How long after the award a plan is due, where the manager says nothing."""
    rows = connection.execute(
        sa.select(Setting.region, Setting.value).where(
            Setting.name == "plan_due_weeks", Setting.region.in_(["", region.value])
        )
    ).all()
    weeks = {row.region: int(row.value) for row in rows}
    return timedelta(weeks=weeks.get(region.value, weeks.get("", PLAN_DUE_WEEKS)))


def co_readers(connection: sa.Connection, contract_id: UUID) -> list[Region]:
    return list(connection.scalars(sa.select(CoReader.region).where(CoReader.contract_id == contract_id)))


def controller_card(connection: sa.Connection, region: Region) -> ControllerCard:
    """The card as an object that no session knows; an empty one with version 0 while it was never saved."""
    row = connection.execute(sa.select(ControllerCard.__table__).where(ControllerCard.region == region)).first()
    if row is not None:
        return ControllerCard(**row._mapping)
    columns = ControllerCard.__table__.columns
    empty = {column.name: "" for column in columns if isinstance(column.type, sa.String) and column.name != "region"}
    return ControllerCard(region=region, version=0, **empty)


def name_of(connection: sa.Connection, user_id: UUID | None) -> str:
    """The name of a user; empty for nobody."""
    return "" if user_id is None else connection.scalar(sa.select(User.name).where(User.id == user_id)) or ""


@dataclass(frozen=True)
class LastChange:
    by: str
    at: datetime


def last_change(connection: sa.Connection, *, action: str, object_id: UUID | None, region: Region) -> LastChange | None:
    """Who last did this, and when; the card of a region has no id and is found by its region."""
    events = (
        sa.select(Event.at, Event.detail, User.name)
        .join(User, User.id == Event.actor_id)
        .where(Event.action == action, Event.object_id == object_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(20)
    )
    for row in connection.execute(events):
        if object_id is not None or row.detail.get("region") == region.value:
            return LastChange(row.name, row.at)
    return None


def invitations_by(connection: sa.Connection, region: Region) -> list[Invited]:
    """Open invitations to contractors and clients that a manager of this region sent, newest first."""
    found = [one for one in open_invitations(connection) if one.inviter_region is region]
    return [one for one in reversed(found) if one.organisation_region is None]
