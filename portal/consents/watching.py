"""What a coordination point keeps an eye on: doubtful consents, letters to print, answers to confirm, samples.

Nobody is named in these lists. Whoever did not say yes is a number and a letter (PR-15).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.consents import paper
from portal.consents.unrenewed import is_frozen_now
from portal.models import (
    STANDING,
    UNANSWERED,
    Announcement,
    AnswerChannel,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Contract,
    EnteredAnswer,
    EnteredRenewal,
    Letter,
    LetterKind,
    Organisation,
    Region,
    SampleCheck,
    SampleOutcome,
    Signal,
    SignalKind,
    User,
)
from portal.valuation.months import add_months


@dataclass(frozen=True)
class About:
    """Which candidate of which contract a line is about."""

    contract: str
    contractor: str
    candidate_id: UUID
    candidate_number: int


@dataclass(frozen=True)
class Doubt:
    about: About
    given_at: datetime
    kinds: list[SignalKind]


@dataclass(frozen=True)
class ToPrint:
    about: About
    id: UUID
    kind: LetterKind
    due_on: date
    printed_at: datetime | None
    printed_by: str | None


@dataclass(frozen=True)
class ToConfirm:
    about: About
    channel: AnswerChannel
    entered_at: datetime
    entered_by: UUID
    name: str


@dataclass(frozen=True)
class Sampled:
    about: About
    drawn_at: datetime
    outcome: SampleOutcome | None
    recorded_at: datetime | None


@dataclass(frozen=True)
class Frozen:
    about: About
    since: datetime


_ABOUT = (Contract.number, Organisation.name, Candidate.id, Candidate.number)


def _lines(region: Region, table: Any, columns: Sequence[Any]) -> sa.Select[Any]:
    return (
        sa.select(*_ABOUT, *columns)
        .select_from(table)
        .join(ConsentRequest, ConsentRequest.id == table.request_id)
        .join(Candidate, Candidate.id == ConsentRequest.candidate_id)
        .join(Contract, Contract.id == ConsentRequest.contract_id)
        .join(Organisation, Organisation.id == Contract.contractor_id)
        .where(Contract.region == region)
    )


def doubts_of(connection: sa.Connection, region: Region) -> list[Doubt]:
    """Standing consents with a sign that nobody cleared, the oldest first."""
    rows = connection.execute(
        _lines(region, Signal, (ConsentRequest.answered_at, Signal.kind))
        .where(Signal.cleared_at.is_(None), ConsentRequest.status == ConsentStatus.GIVEN)
        .order_by(ConsentRequest.answered_at, ConsentRequest.id, Signal.seen_at, Signal.id)
    )
    found: dict[UUID, Doubt] = {}
    for row in rows:
        about = About(*row[:4])
        found.setdefault(about.candidate_id, Doubt(about, row[4], [])).kinds.append(row[5])
    return list(found.values())


def letters_of(connection: sa.Connection, region: Region) -> list[ToPrint]:
    """Letters that may be printed now: those that wait first, then what was printed before."""
    columns = (Letter.id, Letter.kind, Letter.due_on, Letter.printed_at, User.name)
    rows = connection.execute(
        _lines(region, Letter, columns)
        .outerjoin(User, User.id == Letter.printed_by)
        .where(paper.is_printable())
        .order_by(Letter.printed_at.is_not(None), Letter.due_on, Letter.id)
    )
    return [ToPrint(About(*row[:4]), *row[4:]) for row in rows]


def answers_to_confirm(connection: sa.Connection, region: Region) -> list[ToConfirm]:
    """First answers and second ones, the oldest first."""

    def entered(table: Any, states: frozenset[ConsentStatus]) -> sa.Select[Any]:
        lines = _lines(region, table, (table.channel, table.entered_at, table.entered_by, User.name.label("by")))
        waits = (table.confirmed_at.is_(None), ConsentRequest.status.in_(states))
        return lines.join(User, User.id == table.entered_by).where(*waits)

    both = sa.union_all(entered(EnteredAnswer, UNANSWERED), entered(EnteredRenewal, STANDING))
    rows = connection.execute(both.order_by("entered_at"))
    return [ToConfirm(About(*row[:4]), *row[4:]) for row in rows]


def samples_of(connection: sa.Connection, region: Region) -> list[Sampled]:
    """Drawn consents without an outcome that still stand, then those with one, newest first."""
    columns = (SampleCheck.drawn_at, SampleCheck.outcome, SampleCheck.recorded_at)
    rows = connection.execute(
        _lines(region, SampleCheck, columns)
        .where(sa.or_(ConsentRequest.status == ConsentStatus.GIVEN, SampleCheck.outcome.is_not(None)))
        .order_by(SampleCheck.outcome.is_not(None), SampleCheck.drawn_at.desc(), SampleCheck.id)
        .limit(200)
    )
    return [Sampled(About(*row[:4]), *row[4:]) for row in rows]


def frozen_of(connection: sa.Connection, region: Region) -> list[Frozen]:
    """Consents that nobody renewed after a change of the text, the longest frozen first."""
    since = sa.func.min(Announcement.frozen_at).label("since")
    rows = connection.execute(
        _lines(region, Announcement, (sa.type_coerce(since, Announcement.__table__.c.frozen_at.type),))
        .where(Announcement.answered_at.is_(None), Announcement.frozen_at.is_not(None), is_frozen_now())
        .group_by(*_ABOUT, ConsentRequest.id)
        .order_by(since)
    )
    return [Frozen(About(*row[:4]), row[4]) for row in rows]


@dataclass(frozen=True)
class Waiting:
    """How many of each, for the way in from the work queue."""

    doubts: int
    letters: int
    answers: int
    samples: int
    frozen: int


def waiting(connection: sa.Connection, region: Region) -> Waiting:
    """In one query, for a page that is opened often."""
    is_open, stands = ConsentRequest.status.in_(UNANSWERED), ConsentRequest.status == ConsentStatus.GIVEN
    is_asked_again = ConsentRequest.status.in_(STANDING)

    def count(table: Any, counted: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
        lines = _lines(region, table, ()).where(*conditions)
        return lines.with_only_columns(sa.func.count(sa.distinct(counted))).scalar_subquery()

    row = connection.execute(
        sa.select(
            count(Signal, Signal.request_id, Signal.cleared_at.is_(None), stands),
            count(Letter, Letter.id, Letter.printed_at.is_(None), paper.is_printable()),
            count(EnteredAnswer, EnteredAnswer.id, EnteredAnswer.confirmed_at.is_(None), is_open)
            + count(EnteredRenewal, EnteredRenewal.id, EnteredRenewal.confirmed_at.is_(None), is_asked_again),
            count(SampleCheck, SampleCheck.id, SampleCheck.outcome.is_(None), stands),
            count(
                Announcement,
                ConsentRequest.id,
                Announcement.answered_at.is_(None),
                Announcement.frozen_at.is_not(None),
                is_frozen_now(),
            ),
        )
    ).one()
    return Waiting(*row)


@dataclass(frozen=True)
class Late:
    """What the privacy officer must know of: letters past their day (PR-40), and consents frozen for too long."""

    letters: int
    frozen: int


def late(connection: sa.Connection, region: Region, *, frozen_months: int) -> Late:
    today = clock.today()
    overdue = (Letter.printed_at.is_(None), Letter.due_on < today, paper.is_printable())
    letters = _lines(region, Letter, ()).where(*overdue).with_only_columns(sa.func.count())
    before = add_months(today, -frozen_months)
    frozen = sum(clock.day_of(one.since) <= before for one in frozen_of(connection, region))
    return Late(connection.scalar(letters) or 0, frozen)


def sample_of(connection: sa.Connection, candidate_id: UUID) -> sa.Row[datetime, SampleOutcome | None] | None:
    """``drawn_at`` and ``outcome`` of the standing consent of a candidate, when it was drawn."""
    return connection.execute(
        sa.select(SampleCheck.drawn_at, SampleCheck.outcome)
        .join(ConsentRequest, ConsentRequest.id == SampleCheck.request_id)
        .where(ConsentRequest.candidate_id == candidate_id, ConsentRequest.status == ConsentStatus.GIVEN)
        .order_by(SampleCheck.id.desc())
        .limit(1)
    ).first()


def home_sealed(connection: sa.Connection, candidate_id: UUID) -> bytes | None:
    """The sealed home address, for a letter that goes there."""
    return connection.scalar(sa.select(Candidate.address_sealed).where(Candidate.id == candidate_id))
