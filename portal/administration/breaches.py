"""Keeping the register of breaches (PR-70). Verbs flush, the caller commits; a breach of another region is unknown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.administration.breach_clock import BreachClock
from portal.administration.breach_queries import steps_of
from portal.errors import NotFound, Refused, Stale
from portal.models import Breach, BreachStatus, Notifying
from portal.records.numbering import next_number
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

SERIES = "breach"


@dataclass(frozen=True)
class Facts:
    """What is known; ``account_id`` is the account with which somebody looked, when it was one."""

    facts: str
    effects: str
    measures: str
    seen_from: date | None
    seen_until: date | None
    account_id: UUID | None


@dataclass(frozen=True)
class AuthorityDecision:
    notify: Notifying
    reason: str
    told_at: datetime | None = None
    reference: str = ""
    late_reason: str = ""


@dataclass(frozen=True)
class PeopleDecision:
    notify: Notifying
    reason: str
    text: str = ""
    told_on: date | None = None


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
    """Raises Stale with both texts when somebody saved it since the form was opened."""
    breach = _open(session, breach_id, None, by)
    if breach.version != seen_version:
        raise _stale_facts(session, breach, known)
    for name in Facts.__dataclass_fields__:
        setattr(breach, name, getattr(known, name))
    if session.is_modified(breach):
        _note(session, breach, "breach_facts_written", by)


def decide_authority(
    session: Session, breach_id: UUID, decision: AuthorityDecision, *, seen_version: int, by: Viewer
) -> None:
    """Whether the Autoriteit Persoonsgegevens is told. Raises Refused for a late notice without a reason."""
    breach = _open(session, breach_id, seen_version, by)
    if needs_late_reason(breach.discovered_at, decision, clock.now()) and not decision.late_reason:
        raise Refused(_("Write down why it is later than 72 hours."))
    breach.authority = decision.notify
    breach.authority_reason = decision.reason
    breach.authority_told_at = decision.told_at
    breach.authority_reference = decision.reference
    breach.late_reason = decision.late_reason
    _note(session, breach, "breach_authority_decided", by, {"notify": decision.notify.value})


def decide_people(
    session: Session, breach_id: UUID, decision: PeopleDecision, *, seen_version: int, by: Viewer
) -> None:
    """Whether the people concerned are told, and in which words."""
    breach = _open(session, breach_id, seen_version, by)
    breach.people = decision.notify
    breach.people_reason = decision.reason
    breach.people_text = decision.text
    breach.people_told_on = decision.told_on
    _note(session, breach, "breach_people_decided", by, {"notify": decision.notify.value})


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


def _stale_facts(session: Session, breach: Breach, known: Facts) -> Stale:
    newest = steps_of(session.connection(), breach.id)[0]
    return Stale(
        version=breach.version,
        by=newest.who,
        at=newest.at,
        rows=[
            (_("What happened"), breach.facts, known.facts),
            (_("Effects for the people concerned"), breach.effects, known.effects),
            (_("Measures"), breach.measures, known.measures),
        ],
    )


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
