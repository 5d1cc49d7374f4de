"""Days on which somebody looked at people in a way that is worth a question (PR-66).

Striking is not wrong: the privacy officer looks at the day and asks. Nothing here blocks anybody; the limit of reveals
in an hour does that (PR-08).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.models import (
    Candidate,
    Contract,
    Event,
    Organisation,
    Region,
    Role,
    Setting,
    User,
    View,
    ViewAnchor,
)

DAYS = 28
ABOUT_PEOPLE = ("candidate", "contract", "placement", "rights_request")  # a list of people is of their contract
MOST_LOOKS = 500  # of one day on one page


class Striking(StrEnum):
    BLOCKED = "blocked"
    MANY_PEOPLE = "many_people"
    MANY_REVEALS = "many_reveals"
    SAME_PERSON = "same_person"
    AT_NIGHT = "at_night"
    UNUSUAL = "unusual"
    NOT_IN_USE = "not_in_use"


@dataclass(frozen=True)
class Limits:
    """From which number a day is striking. Each is a setting of a region, called 'striking_' and its name."""

    people: int = 60  # different people looked at
    reveals: int = 10  # hidden values opened
    same_person: int = 10  # times that one person was looked at
    night: int = 5  # looks between 22 and 6 o'clock, or one reveal
    times_usual: int = 3  # as often as the median of the own other days
    least_unusual: int = 20  # looks below which nothing is called unusual


@dataclass
class Day:
    """What one user did on one day."""

    looks: int = 0
    reveals: int = 0
    at_night: int = 0
    reveals_at_night: int = 0
    not_in_use: int = 0
    blocked: int = 0
    people: Counter[UUID] = field(default_factory=Counter)


@dataclass(frozen=True)
class StrikingDay:
    day: date
    user_id: UUID
    name: str
    role: Role
    organisation: str
    kinds: tuple[Striking, ...]
    looks: int
    people: int
    reveals: int


def limits_of(connection: sa.Connection, region: Region) -> Limits:
    names = {f"striking_{one.name}": one.name for one in fields(Limits)}
    rows = connection.execute(
        sa.select(Setting.name, Setting.value)
        .where(Setting.name.in_(names), Setting.region.in_(["", region.value]))
        .order_by(Setting.region)
    )
    return Limits(**{names[row.name]: int(row.value) for row in rows})


def striking_days(connection: sa.Connection, region: Region) -> list[StrikingDay]:
    """Of the last 28 days, newest first: users of the coordination point and of contractors in its region."""
    since = clock.now() - timedelta(days=DAYS)
    limits = limits_of(connection, region)
    days = collect(_looks(connection, region, since), _blocked(connection, region, since))
    found = [
        (day, user_id, kinds, one)
        for user_id, by_day in days.items()
        for day, one in by_day.items()
        if (kinds := judge(one, [other for at, other in by_day.items() if at != day], limits))
    ]
    people = _users(connection, {user_id for _day, user_id, _kinds, _one in found})
    lines = [
        StrikingDay(day, user_id, *people[user_id], kinds, one.looks, len(one.people), one.reveals)
        for day, user_id, kinds, one in found
        if user_id in people
    ]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.name, line.user_id))


def collect(looks: Iterable[Any], blocked: Iterable[Any]) -> dict[UUID, dict[date, Day]]:
    """Rows of the view log and of refused reveals, by user and day in Amsterdam."""
    days: dict[UUID, dict[date, Day]] = defaultdict(lambda: defaultdict(Day))
    for row in looks:
        local = row.at.astimezone(clock.AMSTERDAM)
        one, is_night = days[row.actor_id][local.date()], not 6 <= local.hour < 22
        one.looks += 1
        one.at_night += is_night
        one.not_in_use += row.result == "restricted"
        if row.action == "reveal":
            one.reveals += 1
            one.reveals_at_night += is_night
        if row.object_kind == "candidate":
            one.people[row.object_id] += 1
    for row in blocked:
        days[row.actor_id][clock.day_of(row.at)].blocked += 1
    return days


def judge(one: Day, others: list[Day], limits: Limits) -> tuple[Striking, ...]:
    """Why this day is striking, if it is; ``others`` are the other days on which this user looked."""
    usual = median(other.looks for other in others) if others else None
    is_unusual = usual is not None and one.looks >= max(limits.least_unusual, limits.times_usual * usual)
    checks = {
        Striking.BLOCKED: one.blocked > 0,
        Striking.MANY_PEOPLE: len(one.people) >= limits.people,
        Striking.MANY_REVEALS: one.reveals >= limits.reveals,
        Striking.SAME_PERSON: max(one.people.values(), default=0) >= limits.same_person,
        Striking.AT_NIGHT: one.at_night >= limits.night or one.reveals_at_night > 0,
        Striking.UNUSUAL: is_unusual,
        Striking.NOT_IN_USE: one.not_in_use > 0,
    }
    return tuple(kind for kind, holds in checks.items() if holds)


@dataclass(frozen=True)
class LookLine:
    """One look, as the officer reads it: the person by number, never by name."""

    at: datetime
    action: str
    result: str
    object_kind: str
    candidate_number: int | None
    contract_number: str | None
    count: int
    fields: str
    reason: str
    purpose: str
    origin: str


def find_user(connection: sa.Connection, region: Region, user_id: UUID) -> tuple[str, Role, str] | None:
    """Name, role and organisation of a user in the scope of an officer of this region."""
    known = connection.scalar(sa.select(User.id).where(User.id == user_id, User.organisation_id.in_(_knows(region))))
    return _users(connection, {user_id}).get(user_id) if known is not None else None


def looks_on(connection: sa.Connection, *, user_id: UUID, day: date) -> list[LookLine]:
    """The looks of one user on one day, in order; at most 500."""
    begins, ends = clock.end_of(day - timedelta(days=1)), clock.end_of(day)
    own, of_person = Contract.__table__.alias("own"), Contract.__table__.alias("of_person")
    rows = connection.execute(
        sa.select(
            View.at,
            View.action,
            View.result,
            View.object_kind,
            Candidate.number.label("candidate_number"),
            sa.func.coalesce(of_person.c.number, own.c.number).label("contract_number"),
            View.count,
            View.fields,
            View.reason,
            View.purpose,
            View.origin,
        )
        .outerjoin(Candidate, Candidate.id == View.object_id)
        .outerjoin(of_person, of_person.c.id == Candidate.contract_id)
        .outerjoin(own, own.c.id == View.object_id)
        .where(View.actor_id == user_id, View.at >= begins, View.at < ends)
        .order_by(View.position)
        .limit(MOST_LOOKS)
    )
    return [LookLine(**row._mapping) for row in rows]


def _knows(region: Region) -> sa.Select[UUID]:
    """Organisations whose people an officer of this region asks: its own, and contractors of its contracts."""
    works_here = sa.exists().where(Contract.contractor_id == Organisation.id, Contract.region == region)
    return sa.select(Organisation.id).where(sa.or_(Organisation.region == region, works_here))


def _looks(connection: sa.Connection, region: Region, since: datetime) -> Iterable[Any]:
    before = sa.select(sa.func.coalesce(sa.func.max(ViewAnchor.position), 0)).where(ViewAnchor.at <= since)
    return connection.execute(
        sa.select(View.at, View.actor_id, View.action, View.object_kind, View.object_id, View.result).where(
            View.position > before.scalar_subquery(),
            View.at >= since,
            View.organisation_id.in_(_knows(region)),
            View.object_kind.in_(ABOUT_PEOPLE),
        )
    )


def _blocked(connection: sa.Connection, region: Region, since: datetime) -> Iterable[Any]:
    return connection.execute(
        sa.select(Event.at, Event.actor_id)
        .join(User, User.id == Event.actor_id)
        .where(Event.action == "reveals_blocked", Event.at >= since, User.organisation_id.in_(_knows(region)))
    )


def _users(connection: sa.Connection, ids: set[UUID]) -> dict[UUID, tuple[str, Role, str]]:
    rows = connection.execute(
        sa.select(User.id, User.name, User.role, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.id.in_(ids))
    )
    return {row.id: (row.name, row.role, row.organisation) for row in rows}
