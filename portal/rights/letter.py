"""The letter with a decision (PR-62): what, why, what was done, and where one can go. Without its clauses it stays.

A decision of a coordination point is a decision under the Awb (UAVG 34): objection within six weeks (Awb 6:7), besides
a complaint to the data protection authority and the court. What a contractor decides goes to the civil court (UAVG 35).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from portal.errors import Refused
from portal.models import ControllerCard, Right, RightsOutcome, RightsRequest
from portal.privacy.holds import OBJECTION_WEEKS
from portal.web.filters import day
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label


class Clause(StrEnum):
    OBJECTION = "objection"
    AUTHORITY = "authority"
    COURT = "court"
    CIVIL = "civil"  # for what the contractor decides


NEEDED = frozenset({Clause.OBJECTION, Clause.AUTHORITY, Clause.COURT})
BY_CONTRACTOR = frozenset({Right.CORRECT})  # the contractor keeps the data and answers too


class ClauseMissing(Refused):
    """A letter without a clause, a date or an addressee is not sent."""


@dataclass(frozen=True)
class Letter:
    reference: str
    sender: str
    written_on: date
    title: str
    paragraphs: tuple[str, ...]
    clauses: dict[Clause, str]

    @property
    def text(self) -> tuple[str, ...]:
        """The whole letter, paragraph by paragraph, for mail, page and PDF alike."""
        return (self.title, *self.paragraphs, *self.clauses.values())


_ANSWERS: dict[RightsOutcome, Any] = {
    RightsOutcome.GRANTED: _l("We do what you ask."),
    RightsOutcome.PARTLY: _l("We do a part of what you ask."),
    RightsOutcome.REFUSED: _l("We do not do what you ask."),
}
_DONE: dict[Right, Any] = {
    Right.ACCESS: _l("You can see all your information with the link in this message, for 14 days."),
    Right.PORTABILITY: _l("You can get a file with your information with the link in this message, for 14 days."),
    Right.CORRECT: _l("What was not right has been changed. We have told others who got your information."),
    Right.ERASE: _l("The information named below has been deleted. We have told others who got your information."),
    Right.RESTRICT: _l("We keep your information, but we do not use it. We tell you before that changes."),
    Right.OBJECT: _l("We have stopped using your information. We have told others who got it."),
    Right.COMPLAIN: _l("We have dealt with your complaint."),
}


def write_letter(
    request: RightsRequest,
    card: ControllerCard | None,
    *,
    reasons: str,
    parts: Sequence[str] = (),
    contractor: str = "",
) -> Letter:
    """In the language that is spoken. Raises ClauseMissing when the card of the region is not complete enough."""
    outcome, decided_on = request.outcome, request.decided_on
    if outcome is None or decided_on is None:
        raise ClauseMissing(_("There is no decision yet."))
    if card is None or not (card.name and card.postal_address):
        raise ClauseMissing(_("The page of the controller has no name or address. Fill it in first."))
    asked = _("On %(day)s you asked us: %(kind)s.", day=day(request.received_on), kind=label(request.kind))
    paragraphs = [asked, str(_ANSWERS[outcome]), *(line for line in reasons.splitlines() if line.strip())]
    if outcome is not RightsOutcome.REFUSED:
        paragraphs.append(str(_DONE[request.kind]))
    if parts:
        paragraphs.append(_("Deleted: %(parts)s.", parts=", ".join(parts)))
    letter = Letter(
        reference=request.reference,
        sender=f"{card.name}, {card.postal_address}",
        written_on=decided_on,
        title=_("Our answer to your request %(reference)s", reference=request.reference),
        paragraphs=tuple(paragraphs),
        clauses=_clauses(request, card, decided_on, contractor),
    )
    check_clauses(letter, request.kind)
    return letter


def check_clauses(letter: Letter, kind: Right) -> None:
    """Raise ClauseMissing unless every way to go on is in the letter, with its date and address."""
    needed = NEEDED | ({Clause.CIVIL} if kind in BY_CONTRACTOR else frozenset())
    missing = sorted(clause for clause in needed if not letter.clauses.get(clause, "").strip())
    if missing or not letter.sender.strip():
        raise ClauseMissing(_("This letter does not say where somebody can go on. It is not sent."))


def _clauses(request: RightsRequest, card: ControllerCard, decided_on: date, contractor: str) -> dict[Clause, str]:
    until = day(decided_on + timedelta(weeks=OBJECTION_WEEKS))
    who = f"{card.name}, {card.postal_address}"
    found = {
        Clause.OBJECTION: _(
            "Do you not agree? You can object until %(day)s. Write a letter to %(who)s. Write why you do not agree.",
            day=until,
            who=who,
        ),
        Clause.AUTHORITY: _(
            "You can also complain to the Dutch Data Protection Authority: autoriteitpersoonsgegevens.nl."
        ),
        Clause.COURT: _("After our answer to your objection you can go to the court."),
    }
    if request.kind in BY_CONTRACTOR:
        found[Clause.CIVIL] = _(
            "Do you not agree with the company (%(company)s)? Then you can ask the civil court to decide.",
            company=contractor or _("the company that filled in your information"),
        )
    return found
