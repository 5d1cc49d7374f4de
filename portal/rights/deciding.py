"""Deciding on a request, by two people where it cannot be undone, and doing what was decided (PR-57, PR-58, PR-62).

A decision is dated today: no day can be typed. Erasing, and refusing an objection, need a second person (T48).
"""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.letters import Post
from portal.errors import Refused
from portal.models import (
    Candidate,
    Contract,
    ControllerCard,
    Organisation,
    RecipientNotice,
    RequestStatus,
    Restriction,
    Right,
    RightsOutcome,
    RightsRequest,
)
from portal.privacy.vault import Vault
from portal.rights import correcting, letters, recipients, restricting, services
from portal.rights.erasing import Facts, Proposal, erase, facts_of, propose
from portal.rights.fields import NAMES, Part, parts_of
from portal.rights.letter import Letter, write_letter
from portal.rights.requester import open_reasons, seal_reasons
from portal.rights.terms import PACKAGE_DAYS
from portal.rights.words import PART_WORDS
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.i18n import speaking

LEAST_REASON = 40  # characters of a reason for not doing all that was asked
LEAST_WEIGHING = 200  # characters of the weighing when an objection is refused (article 21(1))
WHO_IS_UNKNOWN = frozenset({RequestStatus.IDENTIFYING, RequestStatus.WAITING})
ABOUT_DATA = frozenset({Right.CORRECT, Right.ERASE, Right.RESTRICT, Right.OBJECT})  # recipients are told (article 19)
_TOLD = {
    Right.CORRECT: _l("Something in it was not right and has been changed."),
    Right.ERASE: _l("It has been deleted because the candidate asked for it."),
    Right.RESTRICT: _l("It may not be used for the time being."),
    Right.OBJECT: _l("It may not be used any more."),
}


class SamePerson(Refused):
    """Who wrote the decision cannot be the one who confirms it."""

    status = 403


def needs_second(kind: Right, outcome: RightsOutcome) -> bool:
    """Whether somebody else must confirm it before anything happens."""
    if kind is Right.ERASE:
        return outcome is not RightsOutcome.REFUSED
    return kind is Right.OBJECT  # upheld it erases, refused it puts somebody back against her will


def decide(
    request: RightsRequest,
    post: Post,
    *,
    outcome: RightsOutcome,
    reasons: str,
    parts: Collection[Part] = (),
    by: Viewer,
) -> None:
    """Write the decision down; without a second person it stands at once. Raises Refused for what cannot be decided."""
    _check(post.session, post.vault, request, outcome, reasons.strip(), frozenset(parts))
    request.outcome = outcome
    request.granted_parts = " ".join(sorted(parts)) if outcome is not RightsOutcome.REFUSED else ""
    request.reasons_sealed = seal_reasons(post.vault, request, reasons.strip())
    request.proposed_by, request.proposed_at = by.id, clock.now()
    post.session.flush()
    if needs_second(request.kind, outcome):
        services.note_step(post.session, "rights_proposed", request, by, outcome=outcome.value)
    else:
        _conclude(request, post, by=by)


def confirm(request: RightsRequest, post: Post, *, by: Viewer) -> None:
    """The second person reads it again and it is done. Raises SamePerson, and Refused when something changed since."""
    if request.outcome is None or request.proposed_by is None or request.decided_on is not None:
        raise Refused(_("There is no decision that waits for a second person."))
    if request.proposed_by == by.id:
        raise SamePerson(_("Somebody else must confirm this decision."))
    reasons = open_reasons(post.vault, request)
    _check(post.session, post.vault, request, request.outcome, reasons, parts_of(request.granted_parts))
    _conclude(request, post, by=by)


def send_back(request: RightsRequest, post: Post, *, by: Viewer) -> None:
    """The second person does not agree: the decision is written anew."""
    if request.outcome is None or request.decided_on is not None:
        raise Refused(_("There is no decision that waits for a second person."))
    request.outcome, request.reasons_sealed, request.granted_parts = None, None, ""
    request.proposed_by = request.proposed_at = None
    post.session.flush()
    services.note_step(post.session, "rights_sent_back", request, by)


def finish(session: Session, request: RightsRequest, *, by: Viewer | None) -> None:
    """Close a request that has been carried out, once every recipient has been told (article 19)."""
    waiting = sa.exists().where(RecipientNotice.request_id == request.id, RecipientNotice.told_at.is_(None))
    if request.status is not RequestStatus.EXECUTED or session.scalar(sa.select(waiting)):
        return
    request.move_to(RequestStatus.NOTIFIED)
    services.close(session, request, by=by)


def letter_of(session: Session, vault: Vault, request: RightsRequest) -> Letter:
    """The letter of a decision that was taken, in the language of who asked. Raises ClauseMissing."""
    with speaking(request.language):
        return write_letter(
            request,
            session.get(ControllerCard, request.region) if request.region is not None else None,
            reasons=open_reasons(vault, request),
            parts=[str(PART_WORDS[part]) for part in Part if part in parts_of(request.granted_parts)],
            contractor=_contractor(session, request),
        )


def _check(
    session: Session, vault: Vault, request: RightsRequest, outcome: RightsOutcome, reasons: str, parts: frozenset[Part]
) -> None:
    if request.status is RequestStatus.RECEIVED:
        raise Refused(_("First ask who it is, or write down how you know. After that you can decide."))
    if not request.may_move_to(RequestStatus.DECIDED):
        raise Refused(_("This request cannot be decided at this moment."))
    if outcome is not RightsOutcome.REFUSED and not request.is_identified:
        raise Refused(_("First find out who asks this. Until then you can only refuse."))
    if request.candidate_id is None and outcome is not RightsOutcome.REFUSED and request.kind is not Right.COMPLAIN:
        raise Refused(_("First say whose information it is about."))
    if outcome is not RightsOutcome.GRANTED and len(reasons) < LEAST_REASON:
        raise Refused(_("Write down in at least 40 characters why you do not do all that is asked."))
    if request.kind is Right.OBJECT and outcome is RightsOutcome.REFUSED and len(reasons) < LEAST_WEIGHING:
        raise Refused(_("Weigh the objection in at least 200 characters: whose interest goes first, and why."))
    if request.kind is Right.ERASE and outcome is not RightsOutcome.REFUSED:
        check_parts(facts_of(session.connection(), vault, request), parts, reasons, outcome, parts_of(request.parts))


def check_parts(
    facts: Facts, parts: frozenset[Part], reasons: str, outcome: RightsOutcome, asked: frozenset[Part]
) -> None:
    """Hold a decision to erase against the table. Raises Refused, with the hold that blocks it.

    ``asked`` are the parts somebody wants erased; empty stands for everything.
    """
    if facts.holds:
        raise Refused(" ".join(facts.holds))
    lines = {line.part: line.proposal for line in propose(facts)}
    if not parts & facts.present:
        raise Refused(_("Choose what will be deleted."))
    left = {part for part in (asked or facts.present) - parts if lines[part] is Proposal.MUST}
    if outcome is RightsOutcome.GRANTED and left and not reasons:
        raise Refused(_("Write down why the rest stays."))


def _conclude(request: RightsRequest, post: Post, *, by: Viewer) -> None:
    """Decision, letter and deed in one transaction; the mail is queued before the key of its address ends."""
    session = post.session
    request.move_to(RequestStatus.DECIDED)
    request.decided_on, request.decided_by = clock.today(), by.id
    session.flush()
    letters.tell_decision(post, request, letter_of(session, post.vault, request).text)
    services.note_step(session, "rights_decided", request, by, outcome=str(request.outcome))
    if request.outcome is RightsOutcome.REFUSED:
        _refuse(request, post, by)
        services.close(session, request, by=by)
        return
    fields = _DEEDS[request.kind](request, post, by)
    request.move_to(RequestStatus.EXECUTED)
    request.executed_on = clock.today()
    session.flush()
    if request.kind in ABOUT_DATA:
        recipients.tell(request, post, what=_TOLD[request.kind], fields=fields)
    services.note_step(session, "rights_executed", request, by)
    finish(session, request, by=by)


def _refuse(request: RightsRequest, post: Post, by: Viewer) -> None:
    """What was out of use comes back, after it was announced; what was called wrong stays as it is."""
    if request.kind is Right.CORRECT:
        correcting.settle(post.session, post.vault, request, granted=False, by=by)
    _announce_end(request, post, by)


def _announce_end(request: RightsRequest, post: Post, by: Viewer) -> None:
    standing = sa.select(Restriction).where(
        Restriction.request_id == request.id, Restriction.lifted_at.is_(None), Restriction.announced_on.is_(None)
    )
    for restriction in post.session.scalars(standing).all():
        restricting.announce(post.session, restriction, post, by=by)


def _give(request: RightsRequest, post: Post, by: Viewer) -> list[str]:
    request.package_until = clock.today() + timedelta(days=PACKAGE_DAYS)
    return []


def _correct(request: RightsRequest, post: Post, by: Viewer) -> list[str]:
    granted = request.outcome is RightsOutcome.GRANTED
    changed = correcting.settle(post.session, post.vault, request, granted=granted, by=by)
    _announce_end(request, post, by)
    return changed


def _erase(request: RightsRequest, post: Post, by: Viewer) -> list[str]:
    parts = parts_of(request.granted_parts)
    fields = [name for part in Part if part in parts for name in NAMES[part]]
    erase(post.session, post.vault, request, parts)
    request.requester_sealed = None
    restricting.end_with(post.session, request, by=by)
    return fields


def _object(request: RightsRequest, post: Post, by: Viewer) -> list[str]:
    """Upheld: everything ends but the evidence that the law lets us keep (article 17(1)(c))."""
    present = facts_of(post.session.connection(), post.vault, request).present
    request.granted_parts = " ".join(sorted(present - {Part.NAME}))
    return _erase(request, post, by)


def _restrict(request: RightsRequest, post: Post, by: Viewer) -> list[str]:
    services.restrict_where_due(post.session, request, by=by)
    return [name for names in NAMES.values() for name in names]


def _nothing(request: RightsRequest, post: Post, by: Viewer) -> list[str]:
    return []


_DEEDS = {
    Right.ACCESS: _give,
    Right.PORTABILITY: _give,
    Right.CORRECT: _correct,
    Right.ERASE: _erase,
    Right.OBJECT: _object,
    Right.RESTRICT: _restrict,
    Right.COMPLAIN: _nothing,
}


def _contractor(session: Session, request: RightsRequest) -> str:
    return (
        session.scalar(
            sa.select(Organisation.name)
            .join(Contract, Contract.contractor_id == Organisation.id)
            .join(Candidate, Candidate.contract_id == Contract.id)
            .where(Candidate.id == request.candidate_id)
        )
        or ""
    )
