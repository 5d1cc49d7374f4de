"""The history of a contract: acts, decisions with their remarks, and mail that was sent, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import (
    Candidate,
    ConsentRequest,
    Contribution,
    Decision,
    DecisionSubject,
    Event,
    Message,
    Outcome,
    Placement,
    Remark,
    User,
)
from portal.records.told import (
    ACTS,
    DECIDED,
    DECISIONS,
    GROUP_SEEN_ELSEWHERE,
    MAILS,
    REDACTED,
    UNKNOWN,
    UNTOLD,
    Audience,
    Said,
    hidden_from,
    told_to,
)
from portal.web.filters import day, money
from portal.web.i18n import gettext as _
from portal.web.labels import label

__all__ = ["PAGE_SIZE", "Audience", "Entry", "history"]

PAGE_SIZE = 100


@dataclass(frozen=True)
class Entry:
    """One line of the history, in words of the reader's language."""

    id: UUID
    at: datetime
    title: str
    who: str
    texts: tuple[str, ...] = ()
    is_written: bool = False  # a decision with words of the coordination point, which it can remove

    @property
    def key(self) -> str:
        """Give it as ``before`` to read on from here."""
        return f"{self.at.isoformat()}~{self.id}"


def history(
    connection: sa.Connection, contract_id: UUID, *, audience: Audience, before: str | None = None
) -> list[Entry]:
    """At most PAGE_SIZE entries older than the one whose key is ``before``. No entry names a candidate.

    Four queries. A decision about a placement is told without its message, which may be about a person.
    """
    edge = _edge(before)
    found = [
        *_acts(connection, contract_id, audience, edge),
        *_decisions(connection, contract_id, edge),
        *_mails(connection, contract_id, audience, edge),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)[:PAGE_SIZE]


def _edge(before: str | None) -> tuple[datetime, UUID] | None:
    moment, _sign, key = (before or "").partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(key)) if at.tzinfo else None
    except ValueError:
        return None


def _older(statement: Any, at: sa.ColumnElement[Any], key: Any, edge: tuple[datetime, UUID] | None) -> Any:
    if edge is not None:
        statement = statement.where(sa.or_(at < edge[0], sa.and_(at == edge[0], key < edge[1])))
    return statement.order_by(at.desc(), key.desc()).limit(PAGE_SIZE)


_of_request = aliased(Candidate, name="of_request")
_of_placement = aliased(Candidate, name="of_placement")
_EVENTS = (
    sa.select(
        Event.id,
        Event.at,
        Event.action,
        Event.actor_kind,
        Event.detail,
        User.name.label("who"),
        sa.func.coalesce(Candidate.number, _of_request.number, _of_placement.number).label("candidate"),
    )
    .outerjoin(User, User.id == Event.actor_id)
    .outerjoin(Candidate, Candidate.id == Event.object_id)
    .outerjoin(ConsentRequest, ConsentRequest.id == Event.object_id)
    .outerjoin(_of_request, _of_request.id == ConsentRequest.candidate_id)
    .outerjoin(Placement, Placement.id == Event.object_id)
    .outerjoin(_of_placement, _of_placement.id == Placement.candidate_id)
)


def _acts(
    connection: sa.Connection, contract_id: UUID, audience: Audience, edge: tuple[datetime, UUID] | None
) -> Iterator[Entry]:
    untold = [*DECIDED, *UNTOLD, *hidden_from(ACTS, audience)]
    statement = _EVENTS.where(Event.contract_id == contract_id, Event.action.not_in(untold), Event.result == "done")
    for row in connection.execute(_older(statement, Event.__table__.c.at, Event.id, edge)):
        said = ACTS.get(row.action, UNKNOWN)
        yield Entry(row.id, row.at, _title(said, row.candidate), _who(row), _detail(row.action, row.detail))


def _who(row: Any) -> str:
    if row.who:
        return str(row.who)
    return _numbered(row.candidate) if row.actor_kind == "candidate" else _("The portal")


def _detail(action: str, detail: dict[str, Any]) -> tuple[str, ...]:
    if action.startswith("unregistered_"):
        return (money(Decimal(detail["value"])),)
    if action != "obligation_changed":
        return ()
    said = _("%(amount)s. Reason: %(reason)s", amount=money(Decimal(detail["amount"])), reason=detail["reason"])
    if "ends_on" not in detail:
        return (said,)
    return (said, _("The contract runs until and including %(day)s.", day=day(date.fromisoformat(detail["ends_on"]))))


def _decisions(connection: sa.Connection, contract_id: UUID, edge: tuple[datetime, UUID] | None) -> Iterator[Entry]:
    statement = (
        sa.select(
            Decision.id,
            Decision.decided_at,
            Decision.subject,
            Decision.outcome,
            Decision.message,
            sa.func.coalesce(Placement.agreed_note, Contribution.agreed_note).label("agreed_note"),
            User.name.label("who"),
            Candidate.number.label("candidate"),
        )
        .join(User, User.id == Decision.decided_by)
        .outerjoin(Placement, Placement.id == Decision.subject_id)
        .outerjoin(Contribution, Contribution.id == Decision.subject_id)
        .outerjoin(Candidate, Candidate.id == Placement.candidate_id)
        .where(Decision.contract_id == contract_id)
    )
    rows = list(connection.execute(_older(statement, Decision.__table__.c.decided_at, Decision.id, edge)))
    remarks = _remarks(connection, [row.id for row in rows])
    for row in rows:
        said = DECISIONS[f"{row.subject}.{row.outcome}"]
        is_about_plan = row.subject is DecisionSubject.PLAN_VERSION
        texts = [row.message, *remarks.get(row.id, ())]
        has_note = row.outcome is Outcome.APPROVED and row.agreed_note != GROUP_SEEN_ELSEWHERE
        written = [*texts, row.agreed_note] if has_note else texts
        is_written = any(text and not text.endswith(REDACTED) for text in written)
        shown = tuple(filter(None, texts)) if is_about_plan else ()
        yield Entry(row.id, row.decided_at, _title(said, row.candidate), row.who, shown, is_written)


def _remarks(connection: sa.Connection, decision_ids: list[UUID]) -> dict[UUID | None, list[str]]:
    remarks = sa.select(Remark.decision_id, Remark.section, Remark.body).where(Remark.decision_id.in_(decision_ids))
    found: dict[UUID | None, list[str]] = {}
    for decision_id, section, body in connection.execute(remarks.order_by(Remark.id)):
        found.setdefault(decision_id, []).append(f"{label(section)}: {body}")
    return found


def _mails(
    connection: sa.Connection, contract_id: UUID, audience: Audience, edge: tuple[datetime, UUID] | None
) -> Iterator[Entry]:
    left_at = sa.func.coalesce(Message.sent_at, Message.dead_at)
    at = sa.type_coerce(left_at, Message.__table__.c.sent_at.type)
    statement = (
        sa.select(Message.id, at.label("at"), Message.kind, Message.dead_at, Candidate.number.label("candidate"))
        .outerjoin(Candidate, Candidate.id == Message.candidate_id)
        .where(Message.contract_id == contract_id, Message.kind.in_(told_to(MAILS, audience)), left_at.is_not(None))
    )
    for row in connection.execute(_older(statement, at, Message.id, edge)):
        texts = (_("This e-mail did not arrive."),) if row.dead_at else ()
        yield Entry(row.id, row.at, _title(MAILS[row.kind], row.candidate), _("The portal"), texts)


def _title(said: Said, candidate: int | None) -> str:
    title: str = said.text % {"candidate": _numbered(candidate)}
    return title[:1].upper() + title[1:]


def _numbered(candidate: int | None) -> str:
    return _("candidate %(number)s", number=candidate) if candidate is not None else _("a candidate")
