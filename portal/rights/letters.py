"""The mails around one request, queued in the transaction of what they tell about."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.consents.letters import Post
from portal.mail import messages
from portal.mail.draft import Desk, Draft, Envelope
from portal.mail.outbox import enqueue
from portal.models import Channel, ControllerCard, LinkPurpose, Region, RightsRequest
from portal.rights.requester import Mailbox, known_email, mailbox_of
from portal.rights.terms import Clock
from portal.security import links
from portal.web.i18n import speaking
from portal.web.labels import label


def clock_of(request: RightsRequest) -> Clock:
    return Clock(
        request.received_on,
        extended=request.extended_on is not None,
        identity_asked_on=request.identity_asked_on,
        identified_on=request.identified_on,
    )


def due_of(request: RightsRequest) -> date:
    """The last day of the legal term; once decided it stands still."""
    return clock_of(request).due(request.decided_on or clock.today())


def desk_of(session: Session, region: Region | None) -> Desk:
    return Desk.of(session.get(ControllerCard, region) if region is not None else None)


def confirm_receipt(post: Post, request: RightsRequest) -> None:
    """To whoever asks; without an e-mail address the coordination point writes a letter itself."""
    mailbox = mailbox_of(post.session, post.vault, request)
    if mailbox is None:
        return
    draft = messages.rights_received(
        _envelope(post, request, mailbox.email),
        reference=request.reference,
        kind=words_of(request),
        due=due_of(request),
        token=own_link(post, request),
        must_identify=not request.is_identified and request.channel is not Channel.LINK,
    )
    _to_requester(post, request, mailbox, draft, "received")


def tell_desk(post: Post, request: RightsRequest) -> None:
    """The coordination point of the region the same day; each of them while nobody knows whose it is (PR-52)."""
    for region in [request.region] if request.region is not None else list(Region):
        desk = desk_of(post.session, region)
        with speaking("nl"):
            kind = label(request.kind)
        draft = messages.csr_rights_request(
            Envelope(desk.email, "nl", post.base_url, desk),
            reference=request.reference,
            kind=kind,
            due=due_of(request),
            request_id=request.id,
        )
        enqueue(post.session, post.vault, draft, key=f"rights-desk:{request.id}:{region}")


def send_code(post: Post, request: RightsRequest, code: str) -> bool:
    """To the address in the dossier and to no other. False when there is none."""
    email = known_email(post.session, post.vault, request)
    if not email:
        return False
    draft = messages.rights_code(_envelope(post, request, email), reference=request.reference, code=code)
    _to_requester(post, request, Mailbox(email, to_candidate=True), draft, f"code:{_stamp()}")
    return True


def tell_extension(post: Post, request: RightsRequest) -> None:
    mailbox = mailbox_of(post.session, post.vault, request)
    if mailbox is not None:
        draft = messages.rights_extended(
            _envelope(post, request, mailbox.email),
            reference=request.reference,
            due=due_of(request),
            reason=request.extension_reason,
        )
        _to_requester(post, request, mailbox, draft, "extended")


def tell_decision(post: Post, request: RightsRequest, paragraphs: Sequence[str]) -> None:
    mailbox = mailbox_of(post.session, post.vault, request)
    if mailbox is not None:
        draft = messages.rights_decided(
            _envelope(post, request, mailbox.email),
            reference=request.reference,
            paragraphs=paragraphs,
            token=own_link(post, request),
        )
        _to_requester(post, request, mailbox, draft, "decided")


def tell_package(post: Post, request: RightsRequest, until: date) -> bool:
    mailbox = mailbox_of(post.session, post.vault, request)
    if mailbox is None:
        return False
    draft = messages.rights_package(
        _envelope(post, request, mailbox.email),
        reference=request.reference,
        until=until,
        token=own_link(post, request),
    )
    _to_requester(post, request, mailbox, draft, f"package:{_stamp()}")
    return True


def announce_lifting(post: Post, request: RightsRequest, restriction_id: UUID, on: date) -> bool:
    """False when there is no e-mail address: then it is told by letter or telephone."""
    mailbox = mailbox_of(post.session, post.vault, request)
    if mailbox is None:
        return False
    draft = messages.rights_lifting(_envelope(post, request, mailbox.email), reference=request.reference, on=on)
    _to_requester(post, request, mailbox, draft, f"lifting:{restriction_id}")
    return True


def own_link(post: Post, request: RightsRequest) -> str:
    """A token that follows this request; older mails keep theirs."""
    return links.make_link(
        post.session, purpose=LinkPurpose.RIGHTS, subject_id=request.id, expires_at=None, keep_older=True
    )


def words_of(request: RightsRequest) -> str:
    """The kind of request in the language of who asks."""
    with speaking(request.language):
        return label(request.kind)


def _envelope(post: Post, request: RightsRequest, email: str) -> Envelope:
    return Envelope(email, request.language, post.base_url, desk_of(post.session, request.region))


def _to_requester(post: Post, request: RightsRequest, mailbox: Mailbox, draft: Draft, moment: str) -> None:
    enqueue(
        post.session,
        post.vault,
        draft,
        key=f"rights:{request.id}:{moment}",
        candidate_id=request.candidate_id if mailbox.to_candidate else None,
    )


def _stamp() -> str:
    return f"{clock.now():%Y%m%d%H%M%S%f}"
