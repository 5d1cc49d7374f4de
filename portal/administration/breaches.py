"""Keeping the register of breaches (PR-70). Verbs flush, the caller commits; a breach of another region is unknown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.administration.breach_clock import BreachClock
from portal.administration.breach_queries import steps_of
from portal.errors import NotFound, Refused, Stale
from portal.models import Breach, BreachStatus, Notifying
from portal.privacy.holds import wait_for_batches
from portal.records.numbering import next_number
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.web.filters import day, moment
from portal.web.i18n import gettext as _
from portal.web.labels import label

SERIES = "breach"


Texts = list[tuple[str, str]]  # what a version says, label by label


@dataclass(frozen=True)
class Facts:
    """What is known; ``account_id`` is the account with which somebody looked, when it was one."""

    COLUMNS: ClassVar = {
        name: name for name in ("facts", "effects", "measures", "seen_from", "seen_until", "account_id")
    }

    facts: str
    effects: str
    measures: str
    seen_from: date | None
    seen_until: date | None
    account_id: UUID | None

    @property
    def texts(self) -> Texts:
        first, last = self.seen_from, self.seen_until
        days = _("%(start)s to %(end)s", start=day(first), end=day(last)) if first and last else ""
        return [
            (_("What happened"), self.facts),
            (_("Effects for the people concerned"), self.effects),
            (_("Measures"), self.measures),
            (_("Days in which somebody could look"), days),
        ]


@dataclass(frozen=True)
class AuthorityDecision:
    COLUMNS: ClassVar = {
        "notify": "authority",
        "reason": "authority_reason",
        "told_at": "authority_told_at",
        "reference": "authority_reference",
        "late_reason": "late_reason",
    }

    notify: Notifying | None  # empty: nothing was decided yet
    reason: str
    told_at: datetime | None = None
    reference: str = ""
    late_reason: str = ""

    @property
    def texts(self) -> Texts:
        return [
            (_("Decision"), label(self.notify) if self.notify else ""),
            (_("Why"), self.reason),
            (_("Told on"), moment(self.told_at) if self.told_at else ""),
            (_("Reference of the notification"), self.reference),
            (_("Why it is late"), self.late_reason),
        ]


@dataclass(frozen=True)
class PeopleDecision:
    COLUMNS: ClassVar = {
        "notify": "people",
        "reason": "people_reason",
        "text": "people_text",
        "told_on": "people_told_on",
    }

    notify: Notifying | None  # empty: nothing was decided yet
    reason: str
    text: str = ""
    told_on: date | None = None

    @property
    def texts(self) -> Texts:
        return [
            (_("Decision"), label(self.notify) if self.notify else ""),
            (_("Why"), self.reason),
            (_("What the people read"), self.text),
            (_("Told on"), day(self.told_on) if self.told_on else ""),
        ]


Known = Facts | AuthorityDecision | PeopleDecision


def enter(session: Session, *, facts: str, discovered_at: datetime, by: Viewer) -> Breach:
    """A new line of the register; the clock runs from ``discovered_at``, which is not in the future."""
    if discovered_at > clock.now():
        raise Refused(_("The moment cannot be in the future."))
    breach = Breach(
        number=next_number(session, SERIES),
        region=by.own_region,
        facts=facts,
        discovered_at=discovered_at,
        entered_by=by.id,
        entered_at=clock.now(),
    )
    session.add(breach)
    session.flush()
    _note(session, breach, "breach_entered", by)
    return breach


def write_facts(session: Session, breach_id: UUID, known: Facts, *, seen_version: int, by: Viewer) -> None:
    """The days say whose dossiers stay until it is closed (PR-46). Raises Stale with both texts."""
    breach = _seen(session, breach_id, known, seen_version, by)
    wait_for_batches(session, breach.region)
    _write(breach, known)
    if session.is_modified(breach):
        _note(session, breach, "breach_facts_written", by)


def decide_authority(
    session: Session, breach_id: UUID, decision: AuthorityDecision, *, seen_version: int, by: Viewer
) -> None:
    """Whether the Autoriteit Persoonsgegevens is told. Raises Stale, and Refused for a late notice without a reason."""
    breach = _seen(session, breach_id, decision, seen_version, by)
    if needs_late_reason(breach.discovered_at, decision, clock.now()) and not decision.late_reason:
        raise Refused(_("Write down why it is later than 72 hours."))
    _write(breach, decision)
    _note(session, breach, "breach_authority_decided", by, {"notify": str(decision.notify)})


def decide_people(
    session: Session, breach_id: UUID, decision: PeopleDecision, *, seen_version: int, by: Viewer
) -> None:
    """Whether the people concerned are told, and in which words. Raises Stale with both texts."""
    breach = _seen(session, breach_id, decision, seen_version, by)
    _write(breach, decision)
    _note(session, breach, "breach_people_decided", by, {"notify": str(decision.notify)})


def close(session: Session, breach_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """Raises Refused while a decision, its reason, or a notification that was decided on is missing."""
    breach = _open(session, breach_id, seen_version, by)
    if missing(breach):
        raise Refused(_("This data breach cannot be closed yet."))
    breach.move_to(BreachStatus.CLOSED)
    breach.closed_by, breach.closed_at = by.id, clock.now()
    _note(session, breach, "breach_closed", by)


def needs_late_reason(discovered_at: datetime, decision: AuthorityDecision, now: datetime) -> bool:
    """A notification after the 72 hours says why (article 33(1)), also one that is still to be made."""
    if decision.notify is Notifying.NO:
        return False
    return BreachClock(discovered_at).is_late(decision.told_at or now)


def missing(breach: Any) -> list[str]:
    """What stands in the way of closing, in words; ``breach`` is a row or an object."""
    found = [
        (not breach.effects, _("The effects are not written down.")),
        (not breach.measures, _("The measures are not written down.")),
        (
            breach.authority is None or not breach.authority_reason,
            _("There is no decision about the Dutch Data Protection Authority."),
        ),
        (
            breach.authority == Notifying.YES and breach.authority_told_at is None,
            _("The Dutch Data Protection Authority has not been told yet."),
        ),
        (
            breach.people is None or not breach.people_reason,
            _("There is no decision about the people concerned."),
        ),
        (
            breach.people == Notifying.YES and breach.people_told_on is None,
            _("The people concerned have not been told yet."),
        ),
    ]
    return [words for applies, words in found if applies]


def _write(breach: Breach, known: Known) -> None:
    for name, column in known.COLUMNS.items():
        setattr(breach, column, getattr(known, name))


def _seen(session: Session, breach_id: UUID, known: Known, seen_version: int, by: Viewer) -> Breach:
    """The open breach, locked. Raises Stale with both versions when somebody saved it since the form was opened."""
    breach = _open(session, breach_id, None, by)
    if breach.version == seen_version:
        return breach
    saved = type(known)(**{name: getattr(breach, column) for name, column in known.COLUMNS.items()})
    newest = steps_of(session.connection(), breach.id)[0]
    both = zip(saved.texts, known.texts, strict=True)
    rows = [(name, theirs, yours) for (name, theirs), (_same, yours) in both]
    raise Stale(version=breach.version, by=newest.who, at=newest.at, rows=rows)


def _open(session: Session, breach_id: UUID, seen_version: int | None, by: Viewer) -> Breach:
    breach = session.get(Breach, breach_id, with_for_update=True, populate_existing=True)
    if breach is None or breach.region is not by.region:
        raise NotFound
    if breach.status is BreachStatus.CLOSED:
        raise Refused(_("This data breach is closed."))
    if seen_version is not None and breach.version != seen_version:
        raise Refused
    return breach


def _note(session: Session, breach: Breach, action: str, by: Viewer, detail: dict[str, Any] | None = None) -> None:
    session.flush()
    record(session, action=action, actor=by, object_kind="breach", object_id=breach.id, detail=detail)
