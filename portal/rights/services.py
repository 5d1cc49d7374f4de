"""Taking in requests and moving them along (PR-52 to PR-54). Verbs flush, the caller commits.

``receive`` is what other features call. What a request leads to is in deciding, correcting, restricting and erasing.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.letters import Post
from portal.errors import NotFound, Refused
from portal.models import (
    ENDED_REQUESTS,
    Candidate,
    Channel,
    Contract,
    IdentityCheck,
    Region,
    RequestStatus,
    RestrictionReason,
    Right,
    RightsRequest,
    new_id,
)
from portal.privacy.vault import Vault
from portal.records.numbering import next_number
from portal.rights import letters, restricting
from portal.rights.letters import clock_of
from portal.rights.requester import Requester, seal_requester
from portal.rights.terms import KEPT_YEARS, years_later
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

SERIES = "rights_request"


class ChangedMeanwhile(Refused):
    """Somebody else changed the request after the page was opened."""


def receive(
    session: Session,
    vault: Vault,
    *,
    kind: Right,
    channel: Channel,
    base_url: str,
    candidate_id: UUID | None = None,
    region: Region | None = None,
    requester: Requester | None = None,
    parts: str = "",
    language: str = "nl",
    received_on: date | None = None,
    by: Viewer | None = None,
) -> RightsRequest:
    """Put a request in the register, confirm it, and send it to the coordination point it belongs to, the same day.

    Behind the own link (``Channel.LINK``) ``candidate_id`` is certain: link and date of birth are enough (PR-53).
    Otherwise it is a supposition of staff. The region of a candidate's contract goes before ``region``; without both
    every coordination point sees the request. An objection hides the dossier at once (PR-57). ``parts`` are purposes of
    the vault, of an erasure. Raises Refused for a day of receipt in the future.
    """
    today = clock.today()
    if received_on is not None and received_on > today:
        raise Refused(_("The day of receipt cannot be in the future."))
    request = RightsRequest(
        id=new_id(),
        number=next_number(session, SERIES),
        kind=kind,
        parts=parts,
        region=region_of(session, candidate_id) or region,
        channel=channel,
        status=RequestStatus.RECEIVED,
        received_on=received_on or today,
        entered_at=clock.now(),
        entered_by=by.id if by else None,
        language=language,
        candidate_id=candidate_id,
    )
    request.requester_sealed = seal_requester(vault, request, requester or Requester())
    session.add(request)
    session.flush()
    note_step(session, "rights_received", request, by, kind=kind.value, channel=channel.value)
    if channel is Channel.LINK:
        identified(session, request, IdentityCheck.LINK)
    elif channel is Channel.WEB:
        ask_identity(session, request)
    restrict_where_due(session, request, by=by)
    post = Post(session, vault, base_url)
    letters.confirm_receipt(post, request)
    letters.tell_desk(post, request)
    return request


def repeat_for(
    session: Session, vault: Vault, like: RightsRequest, candidate_id: UUID, requester: Requester
) -> RightsRequest:
    """The same request about another dossier of the same person, who has just shown who she is."""
    request = RightsRequest(
        id=new_id(),
        number=next_number(session, SERIES),
        kind=like.kind,
        parts=like.parts,
        region=region_of(session, candidate_id),
        channel=like.channel,
        status=RequestStatus.RECEIVED,
        received_on=like.received_on,
        entered_at=clock.now(),
        language=like.language,
        candidate_id=candidate_id,
    )
    request.requester_sealed = seal_requester(vault, request, requester)
    session.add(request)
    session.flush()
    note_step(session, "rights_received", request, None, kind=like.kind.value, channel=like.channel.value)
    identified(session, request, IdentityCheck.LINK)
    return request


def ask_identity(session: Session, request: RightsRequest) -> None:
    """We do not know who asks: the clock stands still from the day we ask until we know (article 12(6))."""
    if request.is_identified or request.identity_asked_on is not None:
        return
    request.move_to(RequestStatus.IDENTIFYING)
    request.identity_asked_on = clock.today()
    session.flush()


def identified(session: Session, request: RightsRequest, how: IdentityCheck, *, by: Viewer | None = None) -> None:
    """We know who asks; only the way is written down, never a document (PR-53)."""
    if request.is_identified:
        return
    request.move_to(RequestStatus.IN_PROGRESS)
    request.identity, request.identified_on = how, clock.today()
    request.identified_by = by.id if by else None
    request.code_sha256 = request.code_until = None
    session.flush()
    restrict_where_due(session, request, by=by)
    note_step(session, "rights_identified", request, by, how=how.value)


def restrict_where_due(session: Session, request: RightsRequest, *, by: Viewer | None) -> None:
    """An objection, or asking for it, takes the dossier out of use at once (PR-57, PR-59)."""
    reasons = {Right.OBJECT: RestrictionReason.OBJECTION, Right.RESTRICT: RestrictionReason.REQUEST}
    if request.candidate_id is not None and request.kind in reasons:
        restricting.restrict(session, request, reasons[request.kind], by=by)


def belongs_to(session: Session, request: RightsRequest, candidate_id: UUID, post: Post, *, by: Viewer) -> None:
    """Staff says whose dossier it is about; the request moves to the region of that contract."""
    _check_open(request)
    if request.is_identified and request.candidate_id not in (None, candidate_id):
        raise Refused(_("We already know who this is. Enter a new request for somebody else."))
    request.candidate_id = candidate_id
    region = region_of(session, candidate_id)
    if region is None:
        raise NotFound
    moved, request.region = region is not request.region, region
    session.flush()
    restrict_where_due(session, request, by=by)
    if moved:
        letters.tell_desk(post, request)
    note_step(session, "rights_matched", request, by)


def forward(session: Session, request: RightsRequest, region: Region, post: Post, *, by: Viewer) -> None:
    """To the coordination point it belongs to, the same day (PR-52)."""
    _check_open(request)
    if request.candidate_id is not None:
        raise Refused(_("This request belongs to a contract of your region."))
    request.region = region
    session.flush()
    letters.tell_desk(post, request)
    note_step(session, "rights_forwarded", request, by, region=region.value)


def extend(session: Session, request: RightsRequest, reason: str, post: Post, *, by: Viewer) -> None:
    """Once, by two months, with a reason that is told within the first month (article 12(3))."""
    if not reason.strip():
        raise Refused(_("Write down why more time is needed."))
    if request.extended_on is not None:
        raise Refused(_("The term has been made longer once already."))
    if clock.today() > clock_of(request).extension_until(clock.today()):
        raise Refused(_("The first month has passed. The term can no longer be made longer."))
    if not request.may_move_to(RequestStatus.EXTENDED):
        raise Refused(_("This can be done as long as there is no decision, and once it is certain who asks."))
    request.move_to(RequestStatus.EXTENDED)
    request.extended_on, request.extension_reason = clock.today(), reason.strip()
    session.flush()
    letters.tell_extension(post, request)
    note_step(session, "rights_extended", request, by)


def wait(session: Session, request: RightsRequest, *, by: Viewer) -> None:
    """We have asked who it is, and there is no answer yet."""
    request.move_to(RequestStatus.WAITING)
    session.flush()
    note_step(session, "rights_waiting", request, by)


def break_off(session: Session, request: RightsRequest, status: RequestStatus, *, by: Viewer | None) -> None:
    """Withdrawn by who asked, or a duplicate of another request; what was restricted for it comes free."""
    request.move_to(status)
    close_line(request)
    restricting.end_with(session, request, by=by)
    session.flush()
    note_step(session, f"rights_{status}", request, by)


def close(session: Session, request: RightsRequest, *, by: Viewer | None) -> None:
    request.move_to(RequestStatus.CLOSED)
    close_line(request)
    session.flush()
    note_step(session, "rights_closed", request, by)


def close_line(request: RightsRequest) -> None:
    """From now on the line itself has a last day: five years when something was granted, else one (6.1 to 6.3)."""
    request.closed_on = clock.today()
    years = KEPT_YEARS[request.outcome.value] if request.outcome is not None else 1
    request.keep_until = years_later(request.closed_on, years)


def locked(session: Session, request_id: UUID, seen_version: int | None = None) -> RightsRequest:
    """The row under a lock. Raises NotFound, ChangedMeanwhile."""
    request = session.get(RightsRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound
    if seen_version is not None and request.version != seen_version:
        raise ChangedMeanwhile(_("Somebody else changed this request meanwhile. Look at it again."))
    return request


def note_step(session: Session, action: str, request: RightsRequest, by: Viewer | None, **detail: str) -> None:
    """A step in the register: who did what and when, without anything about the person."""
    events.record(
        session,
        action=action,
        actor=by,
        actor_kind="user" if by else "candidate" if request.channel is Channel.LINK else "system",
        object_kind="rights_request",
        object_id=request.id,
        detail=dict(detail),
    )


def _check_open(request: RightsRequest) -> None:
    if request.status in ENDED_REQUESTS or request.decided_on is not None:
        raise Refused(_("This request has been decided or closed."))


def region_of(session: Session, candidate_id: UUID | None) -> Region | None:
    """The coordination point of a candidate's contract; None without a candidate."""
    if candidate_id is None:
        return None
    return session.scalar(
        sa.select(Contract.region)
        .join(Candidate, Candidate.contract_id == Contract.id)
        .where(Candidate.id == candidate_id)
    )
