"""A field that a candidate calls wrong (PR-56): the contractor answers within ten working days, we decide.

While it is open the dossier is restricted (article 18(1)(a)). What stood there before stays, sealed, in the history.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.letters import Post
from portal.errors import NotFound, Refused
from portal.mail import messages
from portal.mail.draft import Envelope
from portal.mail.outbox import enqueue
from portal.models import (
    Candidate,
    Contract,
    Correction,
    CorrectionStatus,
    InvalidTransition,
    Placement,
    PlacementStatus,
    RestrictionReason,
    Right,
    RightsRequest,
    new_id,
)
from portal.privacy.vault import Vault
from portal.rights import letters, restricting, services
from portal.rights.fields import CORRECTABLE, LONGEST, value_now, write_value
from portal.rights.recipients import contacts_of
from portal.rights.terms import CORRECTION_WORKING_DAYS, add_working_days
from portal.rights.typed import as_stored
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.checks import looks_like_bsn
from portal.web.i18n import gettext as _

SETTLED = frozenset({CorrectionStatus.TAKEN_OVER, CorrectionStatus.KEPT})
LEAST_WORDS = 20  # characters of why a contractor leaves it as it is


def mark(request: RightsRequest, name: str, wanted: str, post: Post, *, by: Viewer | None = None) -> Correction:
    """Say that the field ``name`` is wrong and what it should be, and ask the contractor. Raises Refused."""
    session, vault = post.session, post.vault
    field = CORRECTABLE.get(name)
    if field is None or request.kind is not Right.CORRECT or not request.is_identified or request.decided_on:
        raise Refused(_("This cannot be corrected in this request."))
    candidate = session.get_one(Candidate, request.candidate_id)
    wanted = as_stored(name, wanted.strip())
    if not is_possible(name, wanted):
        raise Refused(_("This value cannot be right. Check it."))
    if not field.is_plain and not value_now(vault, candidate, field):
        raise Refused(_("This information is not in the dossier."))
    if session.scalar(sa.select(sa.exists().where(Correction.request_id == request.id, Correction.field == name))):
        raise Refused(_("You have already said that this is not right."))
    correction = Correction(
        id=new_id(),
        request_id=request.id,
        candidate_id=candidate.id,
        field=name,
        status=CorrectionStatus.OPEN,
        due_on=add_working_days(clock.today(), CORRECTION_WORKING_DAYS),
    )
    correction.wanted_sealed = vault.seal(
        candidate.id, field.purpose, {"wanted": wanted}, table=_place(correction, "wanted")
    )
    session.add(correction)
    session.flush()
    restricting.restrict(session, request, RestrictionReason.DISPUTE, by=by)
    _ask_contractor(post, request, candidate, correction)
    services.note_step(session, "correction_asked", request, by, field=name)
    return correction


def is_possible(name: str, wanted: str) -> bool:
    """Whether ``wanted`` can stand in this field at all."""
    if not wanted or len(wanted) > LONGEST or looks_like_bsn(wanted):
        return False
    try:
        CORRECTABLE[name].reads(wanted)
    except ValueError:
        return False
    return name != "email" or wanted.count("@") == 1


def take_over(session: Session, vault: Vault, correction: Correction, *, by: Viewer) -> None:
    """The new value stands from now on; work whose value it touches is reviewed again (PR-37)."""
    correction.move_to(CorrectionStatus.TAKEN_OVER)
    field = CORRECTABLE[correction.field]
    candidate = session.get(Candidate, correction.candidate_id, with_for_update=True, populate_existing=True)
    wanted = wanted_value(vault, correction)
    if candidate is None or not wanted:
        raise NotFound
    old = value_now(vault, candidate, field)
    correction.old_sealed = vault.seal(candidate.id, field.purpose, {"old": old}, table=_place(correction, "old"))
    write_value(vault, candidate, field, wanted)
    _answered(correction, by)
    session.flush()
    if field.weighs:
        _review_again(session, candidate, by)
    _note(session, "correction_taken_over", correction, candidate, by)


def dispute(session: Session, correction: Correction, answer: str, *, by: Viewer) -> None:
    """The contractor says that what stands there is right, and why; the coordination point decides."""
    if len(answer.strip()) < LEAST_WORDS:
        raise Refused(_("Write down in at least 20 characters why it is right."))
    correction.move_to(CorrectionStatus.DISPUTED)
    correction.answer = answer.strip()
    _answered(correction, by)
    session.flush()
    _note(session, "correction_disputed", correction, session.get_one(Candidate, correction.candidate_id), by)


def keep(session: Session, correction: Correction, *, by: Viewer) -> None:
    """The coordination point decided that the old value stays."""
    if correction.status is CorrectionStatus.OPEN:
        correction.move_to(CorrectionStatus.ESCALATED)
    correction.move_to(CorrectionStatus.KEPT)
    correction.answered_at = correction.answered_at or clock.now()
    session.flush()


def escalate(session: Session, correction: Correction, post: Post) -> None:
    """Ten working days went by without an answer: it is with the coordination point now."""
    correction.move_to(CorrectionStatus.ESCALATED)
    request = session.get_one(RightsRequest, correction.request_id)
    number = session.scalars(
        sa.select(Contract.number)
        .join(Candidate, Candidate.contract_id == Contract.id)
        .where(Candidate.id == correction.candidate_id)
    ).one()
    desk = letters.desk_of(session, request.region)
    draft = messages.csr_correction_late(
        Envelope(desk.email, "nl", post.base_url, desk),
        reference=request.reference,
        contract_number=number,
        request_id=request.id,
    )
    enqueue(session, post.vault, draft, key=f"correction-late:{correction.id}")
    session.flush()
    services.note_step(session, "correction_escalated", request, None, field=correction.field)


def block(session: Session, correction: Correction, *, by: Viewer) -> None:
    """No work of this contract can be sent until the contractor answers; only after the ten days have passed."""
    if correction.status is not CorrectionStatus.ESCALATED:
        raise Refused(_("You can do this only when the contractor did not answer in time."))
    correction.blocked_at = correction.blocked_at or clock.now()
    session.flush()
    request = session.get_one(RightsRequest, correction.request_id)
    services.note_step(session, "correction_blocks_work", request, by, field=correction.field)


def wanted_value(vault: Vault, correction: Correction) -> str:
    """Empty when the key of this field has ended."""
    return _open(vault, correction, correction.wanted_sealed, "wanted")


def old_value(vault: Vault, correction: Correction) -> str:
    """What stood there before it was taken over."""
    return _open(vault, correction, correction.old_sealed, "old")


def _open(vault: Vault, correction: Correction, blob: bytes | None, name: str) -> str:
    purpose = CORRECTABLE[correction.field].purpose
    found = vault.open(correction.candidate_id, purpose, blob, table=_place(correction, name))
    return (found or {}).get(name) or ""


def _place(correction: Correction, name: str) -> str:
    return f"correction:{correction.id}:{name}"


def _answered(correction: Correction, by: Viewer) -> None:
    correction.answered_at, correction.answered_by = clock.now(), by.id


def _review_again(session: Session, candidate: Candidate, by: Viewer) -> None:
    """Approved work goes back to the coordination point; its approved value stands until the new decision."""
    approved = sa.select(Placement).where(
        Placement.candidate_id == candidate.id, Placement.status == PlacementStatus.APPROVED
    )
    for placement in session.scalars(approved.with_for_update()).all():
        placement.move_to(PlacementStatus.CORRECTED)
        placement.updated_at = clock.now()
        session.flush()
        events.record(
            session,
            action="placement_corrected",
            actor=by,
            contract_id=candidate.contract_id,
            object_kind="placement",
            object_id=placement.id,
            detail={"reason": "correction"},
        )


def _ask_contractor(post: Post, request: RightsRequest, candidate: Candidate, correction: Correction) -> None:
    contract = post.session.get_one(Contract, candidate.contract_id)
    desk = letters.desk_of(post.session, request.region)
    for user in contacts_of(post.session, candidate):
        draft = messages.correction_asked(
            Envelope(user.email, user.language, post.base_url, desk),
            contract_number=contract.number,
            candidate_number=candidate.number,
            due=correction.due_on,
            correction_id=correction.id,
        )
        enqueue(
            post.session,
            post.vault,
            draft,
            key=f"correction:{correction.id}:{user.id}",
            user_id=user.id,
            contract_id=contract.id,
        )


def _note(session: Session, action: str, correction: Correction, candidate: Candidate, by: Viewer) -> None:
    request = session.get_one(RightsRequest, correction.request_id)
    services.note_step(session, action, request, by, field=correction.field)


def settle(session: Session, vault: Vault, request: RightsRequest, *, granted: bool, by: Viewer) -> list[str]:
    """What the decision does to fields that are still open. Returns the names of all fields that changed."""
    rows = list(session.scalars(sa.select(Correction).where(Correction.request_id == request.id)).all())
    for correction in rows:
        if correction.status in SETTLED:
            continue
        if granted:
            take_over(session, vault, correction, by=by)
        else:
            keep(session, correction, by=by)
    return [one.field for one in rows if one.status is CorrectionStatus.TAKEN_OVER]


def find_correction(session: Session, correction_id: UUID, seen_version: int | None = None) -> Correction:
    """The row under a lock. Raises NotFound, or InvalidTransition's page when it changed meanwhile."""
    found = session.get(Correction, correction_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if seen_version is not None and found.version != seen_version:
        raise InvalidTransition("correction", found.status, found.status)
    return found
