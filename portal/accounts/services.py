"""Who has access: inviting, accepting, stopping, roles. Callable outside a request; nothing here commits."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import queries
from portal.accounts.queries import Invited, address_key, mailbox
from portal.db import Database
from portal.errors import NotFound, Refused, TooMany
from portal.mail import messages, outbox
from portal.mail.draft import Desk, Draft, Envelope
from portal.models import Invitation, LinkPurpose, Organisation, OrganisationKind, Region, Role, User
from portal.privacy.vault import Vault
from portal.security import events, limits, links, sessions
from portal.security.viewer import Viewer
from portal.web.i18n import DEFAULT, gettext, speaking

INVITATION_LASTS = timedelta(days=7)
ROLES_OF = {
    OrganisationKind.CONTRACTOR: (Role.CONTRACTOR_USER, Role.CONTRACTOR_ADMIN),
    OrganisationKind.CLIENT: (Role.CLIENT,),
    OrganisationKind.COORDINATION_POINT: (Role.CSR_REVIEWER, Role.CSR_MANAGER, Role.PRIVACY_OFFICER),
}


@dataclass(frozen=True)
class Post:
    """What a mail needs besides its words: the seal of the outbox, and the configured address of the portal."""

    vault: Vault
    base_url: str


class AlreadyHasAccess(Refused):
    """Somebody with this address already has access to this organisation."""

    def __init__(self) -> None:
        super().__init__(gettext("This e-mail address already has access."))


def envelope_to(
    connection: sa.Connection, post: Post, *, email: str, language: str, region: Region | None = None
) -> Envelope:
    """An envelope with the desk of a region, or the general one."""
    return Envelope(
        to=email, language=language, base_url=post.base_url, desk=Desk.of(queries.card_of(connection, region))
    )


def may_invite(by: Viewer, organisation: Organisation, role: Role) -> bool:
    """A contractor's admin: colleagues. A manager: a contractor's or client's people, and those of the own region."""
    if role not in ROLES_OF[organisation.kind]:
        return False
    if by.role is Role.CONTRACTOR_ADMIN:
        return organisation.id == by.organisation_id
    return by.is_manager and (organisation.region is None or organisation.id == by.organisation_id)


def count_invitation(db: Database, post: Post, *, by: Viewer, email: str) -> None:
    """Count one invitation, before the writing session is opened. Raises TooMany (T20): 3 a day for a mailbox,

    30 an hour for an organisation.
    """
    box = post.vault.blind_index("mailbox", mailbox(email)).hex()
    within = limits.count_try(db, limits.INVITATION_CONTRACTOR, str(by.organisation_id))
    if not within or not limits.count_try(db, limits.INVITATION_MAILBOX, box):
        raise TooMany(gettext("Too many invitations have been sent. Try again tomorrow."))


def invite(
    session: Session,
    post: Post,
    *,
    by: Viewer | None,
    organisation_id: UUID,
    role: Role,
    name: str,
    email: str,
    message: str = "",
    contract_number: str = "",
) -> tuple[UUID, str]:
    """Invite somebody by mail; returns the invitation's id and the token of its link, which is stored nowhere.

    ``by`` is None for the operator. ``contract_number`` makes it the mail to a contractor's first person. A newer
    invitation of the same address to the same organisation replaces the older. Somebody who has an account elsewhere
    is invited like anybody: only the invited person learns of it (T11). Raises NotFound for an organisation or role
    that ``by`` may not invite to, AlreadyHasAccess.
    """
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or (by is not None and not may_invite(by, organisation, role)):
        raise NotFound
    account = queries.account_at(session.connection(), email)
    if account is not None and account.organisation_id == organisation_id and account.disabled_at is None:
        raise AlreadyHasAccess
    _take_back_older(session, organisation_id, email)
    invitation = Invitation(
        organisation_id=organisation_id,
        role=role,
        name=name,
        email=email,
        message=message,
        invited_by=by.id if by else None,
        invited_at=clock.now(),
    )
    session.add(invitation)
    session.flush()
    token = _send(session, post, invitation.id, contract_number=contract_number)
    events.record(
        session,
        action="invited",
        actor=by,
        actor_kind="user" if by else "system",
        object_kind="invitation",
        object_id=invitation.id,
        detail={"role": role.value, "organisation": str(organisation_id)},
    )
    return invitation.id, token


def _take_back_older(session: Session, organisation_id: UUID, email: str) -> None:
    open_ones = session.scalars(
        sa.select(Invitation).where(
            Invitation.organisation_id == organisation_id,
            sa.func.lower(Invitation.email) == address_key(email),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    )
    for older in open_ones:
        older.revoked_at = clock.now()
        links.revoke_links(session, LinkPurpose.INVITATION, subject_id=older.id)


def _send(session: Session, post: Post, invitation_id: UUID, *, contract_number: str = "") -> str:
    found = queries.invited(session.connection(), invitation_id)
    assert found is not None  # noqa: S101 - the caller has just read or made it
    expires_at = clock.now() + INVITATION_LASTS
    token = links.make_link(session, purpose=LinkPurpose.INVITATION, subject_id=invitation_id, expires_at=expires_at)
    envelope = envelope_to(
        session.connection(),
        post,
        email=found.email,
        language=DEFAULT,
        region=found.inviter_region or found.organisation_region,
    )
    outbox.enqueue(
        session,
        post.vault,
        _invitation_mail(envelope, found, token, contract_number),
        key=f"invitation:{invitation_id}:{sessions.sha256(token).hex()[:16]}",
    )
    return token


def _invitation_mail(envelope: Envelope, found: Invited, token: str, contract_number: str) -> Draft:
    expires_on = clock.day_of(clock.now() + INVITATION_LASTS)
    if contract_number:
        return messages.invitation(
            envelope,
            token=token,
            organisation=found.organisation_name,
            contract_number=contract_number,
            expires_on=expires_on,
            message=found.message,
        )
    with speaking(envelope.language):
        inviter = found.inviter or gettext("The operator of the portal")
    return messages.colleague_invitation(
        envelope,
        token=token,
        organisation=found.organisation_name,
        invited_by=inviter,
        expires_on=expires_on,
        message=found.message,
    )


def _own_invitation(session: Session, by: Viewer, invitation_id: UUID) -> Invitation:
    invitation = session.get(Invitation, invitation_id, with_for_update=True)
    organisation = session.get(Organisation, invitation.organisation_id) if invitation else None
    if invitation is None or organisation is None or not may_invite(by, organisation, invitation.role):
        raise NotFound
    invitation_address(session.connection(), by, invitation_id)
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Refused(gettext("This invitation has been used or taken back already."))
    return invitation


def invitation_address(connection: sa.Connection, by: Viewer, invitation_id: UUID) -> str:
    """The address of an invitation this person may send again, to count it first. Raises NotFound."""
    found = queries.invited(connection, invitation_id)
    if found is None or not _is_own(found, by):
        raise NotFound
    return found.email


def _is_own(found: Invited, by: Viewer) -> bool:
    """Into the own organisation, or sent by a manager of the same region: another region's does not exist (T01)."""
    return found.organisation_id == by.organisation_id or (by.is_manager and found.inviter_region is by.region)


def send_again(session: Session, post: Post, *, by: Viewer, invitation_id: UUID) -> None:
    """A new link for another seven days; the older one stops working. Raises NotFound, Refused."""
    _own_invitation(session, by, invitation_id)
    _send(session, post, invitation_id)
    events.record(session, action="invited_again", actor=by, object_kind="invitation", object_id=invitation_id)


def take_back(session: Session, *, by: Viewer, invitation_id: UUID) -> None:
    """The link stops working. Raises NotFound, Refused."""
    _own_invitation(session, by, invitation_id).revoked_at = clock.now()
    links.revoke_links(session, LinkPurpose.INVITATION, subject_id=invitation_id)
    events.record(session, action="invitation_taken_back", actor=by, object_kind="invitation", object_id=invitation_id)


def _colleague(session: Session, by: Viewer, user_id: UUID, seen_version: int) -> User:
    user = session.get(User, user_id, with_for_update=True)
    if user is None or user.organisation_id != by.organisation_id or user.disabled_at is not None:
        raise NotFound
    if user.version != seen_version:
        raise Refused
    return user


def stop_access(session: Session, *, by: Viewer, user_id: UUID, seen_version: int) -> None:
    """A colleague is out at the next request (T41). Raises NotFound, and Refused for oneself or a stale form."""
    if user_id == by.id:
        raise Refused(own_access_message())
    end_access(session, _colleague(session, by, user_id, seen_version), by=by)


def end_access(session: Session, user: User, *, by: Viewer) -> None:
    """Out at the next request, everywhere; the caller has seen that ``by`` may."""
    user.disabled_at = clock.now()
    session.flush()
    sessions.end_sessions_of(session, user.id, reason="access_stopped")
    links.revoke_links(session, LinkPurpose.PASSWORD_RESET, subject_id=user.id)
    events.record(session, action="access_stopped", actor=by, object_kind="user", object_id=user.id)


def own_access_message() -> str:
    return gettext("You cannot stop your own access. Ask a colleague or the coordination point.")


def change_role(session: Session, *, by: Viewer, user_id: UUID, role: Role, seen_version: int) -> None:
    """Another role: the sessions of that person end, and the statement is signed again. Raises NotFound, Refused."""
    if user_id == by.id:
        raise Refused(gettext("You cannot change what you may do yourself. Ask a colleague or the coordination point."))
    user = _colleague(session, by, user_id, seen_version)
    if role not in ROLES_OF[by.organisation_kind]:
        raise NotFound
    before, user.role = user.role, role
    session.flush()
    sessions.end_sessions_of(session, user_id, reason="role_changed")
    events.record(
        session, action="role_changed", actor=by, object_kind="user", object_id=user_id,
        detail={"from": before.value, "to": role.value},
    )  # fmt: skip
