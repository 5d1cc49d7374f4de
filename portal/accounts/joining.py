"""The invited person's side of an invitation: asking for a new one, and making the account."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import queries
from portal.accounts.queries import Account, Invited, address_key
from portal.accounts.services import Post, envelope_to
from portal.errors import Refused
from portal.mail import messages, outbox
from portal.models import Invitation, Link, LinkPurpose, RecoveryCode, User
from portal.security import events, links
from portal.web.i18n import DEFAULT, gettext


class InvitationAccepted(Refused):
    """The invitation or its address has an account by now."""


def ask_again(session: Session, post: Post, found: Invited) -> bool:
    """Mail the inviter that the link ran out, once a day. False when there is nobody to ask."""
    if found.inviter_email is None or found.inviter_disabled_at is not None:
        return False
    envelope = envelope_to(
        session.connection(),
        post,
        email=found.inviter_email,
        language=found.inviter_language or DEFAULT,
        region=found.inviter_region,
    )
    draft = messages.invitation_asked(envelope, name=found.name, organisation=found.organisation_name)
    key = f"invitation-asked:{found.id}:{clock.today()}"
    outbox.enqueue(session, post.vault, draft, key=key, user_id=found.invited_by)
    return True


def accept(session: Session, *, link_id: UUID, name: str, password_hash: str, language: str) -> Account:
    """Make the account of an invitation; both its link and itself are used up. Raises InvitationAccepted, Refused.

    Somebody whose access was stopped gets it back, with a new password and a new second factor.
    """
    link = session.get(Link, link_id, with_for_update=True)
    invitation = session.get(Invitation, link.subject_id, with_for_update=True) if link else None
    if link is None or invitation is None or invitation.accepted_at is not None:
        raise InvitationAccepted
    if link.revoked_at is not None or link.expires_at is None or clock.now() >= link.expires_at:
        raise Refused(gettext("This invitation no longer works."))
    user = session.scalar(sa.select(User).where(User.email_key == address_key(invitation.email)))
    if user is None:
        user = User(email=invitation.email, email_key=address_key(invitation.email), created_at=clock.now())
        session.add(user)
    elif user.disabled_at is None:
        raise InvitationAccepted
    user.organisation_id, user.role, user.name = invitation.organisation_id, invitation.role, name
    user.password_hash, user.language, user.disabled_at = password_hash, language, None
    user.totp_secret = user.totp_last_step = user.second_factor_at = None
    session.flush()
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    link.used_at = invitation.accepted_at = clock.now()
    links.revoke_links(session, LinkPurpose.INVITATION, subject_id=invitation.id)
    events.record(
        session, action="account_made", actor=None, object_kind="user", object_id=user.id,
        detail={"role": user.role.value},
    )  # fmt: skip
    account = queries.account_of(session.connection(), user.id)
    assert account is not None  # noqa: S101 - it has just been written
    return account
