"""What is erased on request (PR-58): one table proposes for each part, people decide, the one engine ends the data.

The protocol grants removal; what the law lets us keep for the public task (article 17(3)(b)) is weighed by a person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger
from portal.consents.effects import Change, take_effect
from portal.consents.in_force import notice_in_force
from portal.consents.tokens import revoke_all
from portal.models import (
    AWAITING_DECISION,
    ENDED_REQUESTS,
    STANDING,
    Candidate,
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    ConsentStatus,
    Placement,
    PlacementStatus,
    RightsRequest,
)
from portal.privacy.erasure import begin_ending
from portal.privacy.fingerprint import take_fingerprint
from portal.privacy.holds import legal_holds_on
from portal.privacy.vault import Purpose, Vault
from portal.rights.fields import COLUMNS, NAMES, PURPOSES, Part
from portal.security import events
from portal.web.filters import day
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

REASON = "erasure"  # a token in the journal of endings
APPROVED = frozenset({PlacementStatus.APPROVED, PlacementStatus.CORRECTED})
NEEDED_TO_SEND = frozenset({Part.NAME, Part.ADDRESS, Part.BIRTH_DATE})  # without which no work can be with us
BY_REQUEST = ledger.How("candidate", "desk", "rights_request")


class Proposal(StrEnum):
    GONE = "gone"  # there is nothing to erase
    MUST = "must"
    WEIGH = "weigh"  # the coordination point decides, with article 17(3)(b)
    HELD = "held"  # a hold stands: not now


@dataclass(frozen=True)
class Facts:
    """Of one dossier, as far as the table asks for them."""

    present: frozenset[Part]
    was_approved: bool = False
    value_is_open: bool = False  # work waits for a decision, or was corrected after one
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    part: Part
    proposal: Proposal
    why: Any  # a lazy text


_GONE = _l("This is not in the dossier.")
_CONSENT = _l("It rests on permission, and the person takes that back (article 17(1)(b)).")
_EXPLICIT = _l("It rests on separate permission and always goes when somebody asks (article 17(1)(b)).")
_NOT_NEEDED = _l("It is not needed any more (article 17(1)(a)).")
_CORE = _l("The work has been approved. Weigh whether the name must stay as evidence (article 17(3)(b)).")
_VALUE_OPEN = _l("The value of the work is not certain yet. Weigh whether it must stay until then (article 17(3)(b)).")


def propose(facts: Facts) -> list[Line]:
    """The decision table, one line a part."""
    return [_line(part, facts) for part in Part]


def _line(part: Part, facts: Facts) -> Line:
    if part not in facts.present:
        return Line(part, Proposal.GONE, _GONE)
    if facts.holds:
        return Line(part, Proposal.HELD, " ".join(facts.holds))
    if part is Part.GROUP:
        return Line(part, Proposal.MUST, _EXPLICIT)
    if not facts.was_approved:
        return Line(part, Proposal.MUST, _CONSENT)
    if part is Part.NAME:
        return Line(part, Proposal.WEIGH, _CORE)
    if part is Part.BIRTH_DATE and facts.value_is_open:
        return Line(part, Proposal.WEIGH, _VALUE_OPEN)
    return Line(part, Proposal.MUST, _NOT_NEEDED)


def facts_of(connection: sa.Connection, vault: Vault, request: RightsRequest) -> Facts:
    """What the table asks about the dossier of this request."""
    row = connection.execute(sa.select(Candidate.__table__).where(Candidate.id == request.candidate_id)).one()
    opened = {purpose: vault.open(row.id, purpose, row._mapping[column]) or {} for purpose, column in COLUMNS.items()}
    present = {part for part in Part if any(opened[PURPOSES[part]].get(name) for name in NAMES[part])}
    states = connection.scalars(sa.select(Placement.status).where(Placement.candidate_id == request.candidate_id)).all()
    return Facts(
        frozenset(present),
        was_approved=any(status in APPROVED for status in states),
        value_is_open=any(status in AWAITING_DECISION for status in states),
        holds=holds_on(connection, request),
    )


def holds_on(connection: sa.Connection, request: RightsRequest) -> tuple[str, ...]:
    """Why this dossier cannot be erased now, as whole sentences: another request about it is open, or somebody set a
    hold on the person, the contract or the region (PR-46)."""
    others = connection.execute(
        sa.select(RightsRequest.received_on, RightsRequest.number)
        .where(
            RightsRequest.candidate_id == request.candidate_id,
            RightsRequest.id != request.id,
            RightsRequest.decided_on.is_(None),
            RightsRequest.status.not_in(ENDED_REQUESTS),
        )
        .order_by(RightsRequest.number)
    )
    asked = tuple(
        _("First answer request V-%(year)s-%(number)s about the same person.", year=row.received_on.year,
          number=f"{row.number:04}")
        for row in others
    )  # fmt: skip
    standing = legal_holds_on(connection, request.candidate_id, clock.today()) if request.candidate_id else []
    return asked + tuple(
        _("The data must stay until %(day)s: %(reason)s.", day=day(until), reason=label(reason))
        for reason, until in standing
    )


def erase(session: Session, vault: Vault, request: RightsRequest, parts: Collection[Part]) -> None:
    """End these parts in the running transaction; the keys follow when the last mail has left.

    Everything that is there: consent ends as by stopping (PR-28). A part: the rest stays, and work that cannot be with
    us without it goes back. Of an address without a birth date, or the reverse, the other is sealed anew.
    """
    candidate = session.get_one(Candidate, request.candidate_id, with_for_update=True, populate_existing=True)
    present = facts_of(session.connection(), vault, request).present
    going = frozenset(parts) & present
    if present - {Part.NAME} <= going:
        _stop(session, candidate)
    elif Part.GROUP in going:
        _stop_group(session, candidate)
    session.refresh(candidate)
    _cut_address(vault, candidate, going)
    session.flush()
    whole = {PURPOSES[part] for part in going - {Part.ADDRESS, Part.BIRTH_DATE}}
    if present & {Part.ADDRESS, Part.BIRTH_DATE} <= going and going & {Part.ADDRESS, Part.BIRTH_DATE}:
        whole.add(Purpose.ADDRESS)
    if going & NEEDED_TO_SEND:
        _withdraw_open_work(session, candidate)
    if whole:
        begin_ending(session, candidate.id, *sorted(whole), reason=REASON, after_mail=True)
    events.record(
        session,
        action="erased_on_request",
        actor=None,
        actor_kind="system",
        object_kind="rights_request",
        object_id=request.id,
        detail={"parts": " ".join(sorted(going))},
    )


def _cut_address(vault: Vault, candidate: Candidate, going: frozenset[Part]) -> None:
    """Street, postcode and town without the birth date, or the birth date alone."""
    cut = going & {Part.ADDRESS, Part.BIRTH_DATE}
    data = vault.open(candidate.id, Purpose.ADDRESS, candidate.address_sealed)
    if len(cut) != 1 or data is None:
        return
    names = {name for part in cut for name in NAMES[part]}
    left = {name: value for name, value in data.items() if name not in names}
    candidate.address_sealed = vault.seal(candidate.id, Purpose.ADDRESS, left) if any(left.values()) else None
    take_fingerprint(vault, candidate)


def _stop(session: Session, candidate: Candidate) -> None:
    """All consent ends, with the effects of a withdrawal; the ledger says by which way it came."""
    for request in _given(session, candidate):
        request.move_to(ConsentStatus.WITHDRAWN)
        scopes = request.scopes_given
        request.c2_given = False
        _append(session, request, candidate, *scopes)
        revoke_all(session, request.id)
    take_effect(session, candidate.id, Change.STOPPED)


def _stop_group(session: Session, candidate: Candidate) -> None:
    for request in _given(session, candidate):
        if request.c2_given:
            request.c2_given = False
            _append(session, request, candidate, ConsentScope.C2)
    take_effect(session, candidate.id, Change.GROUP_STOPPED)


def _given(session: Session, candidate: Candidate) -> list[ConsentRequest]:
    given = sa.select(ConsentRequest).where(
        ConsentRequest.candidate_id == candidate.id, ConsentRequest.status.in_(STANDING)
    )
    return list(session.scalars(given.with_for_update().execution_options(populate_existing=True)))


def _append(session: Session, request: ConsentRequest, candidate: Candidate, *scopes: ConsentScope) -> None:
    text = notice_in_force(session.connection(), candidate.language)
    ledger.append(session, request, *ledger.of_each(ConsentEventKind.WITHDRAWN, scopes), text=text, how=BY_REQUEST)


def _withdraw_open_work(session: Session, candidate: Candidate) -> None:
    """What was sent and not decided goes back with nothing; approved value is never taken back."""
    sent = sa.select(Placement).where(
        Placement.candidate_id == candidate.id, Placement.status == PlacementStatus.SUBMITTED
    )
    for placement in session.scalars(sent.with_for_update().execution_options(populate_existing=True)).all():
        placement.move_to(PlacementStatus.RETURNED)
        placement.value, placement.counts_until, placement.updated_at = Decimal(0), None, clock.now()
        session.flush()
        events.record(
            session,
            action="placement_returned",
            actor=None,
            actor_kind="system",
            contract_id=candidate.contract_id,
            object_kind="placement",
            object_id=placement.id,
            detail={"reason": "erased_on_request"},
        )
