"""Reads about accounts, invitations and sessions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal import clock
from portal.models import (
    ConfidentialityAcceptance,
    ControllerCard,
    Event,
    Invitation,
    Link,
    LinkPurpose,
    Message,
    Organisation,
    RecoveryCode,
    Region,
    Role,
    User,
    UserSession,
)
from portal.web.pagination import Page, read_page


def address_key(email: str) -> str:
    """An e-mail address in the one spelling by which an account is found."""
    return email.strip().casefold()


def mailbox(email: str) -> str:
    """The mailbox behind an address, for counting: 'anna+x@y.nl' and 'Anna@y.nl' are one (T20)."""
    local, _, domain = address_key(email).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


@dataclass(frozen=True)
class Account:
    """Who may be behind an address, with what is needed to find out."""

    id: UUID
    name: str
    email: str
    role: Role
    language: str
    organisation_id: UUID
    organisation_name: str
    region: Region | None
    password_hash: str | None
    has_second_factor: bool
    disabled_at: datetime | None
    version: int


_ACCOUNTS = sa.select(
    User.id,
    User.name,
    User.email,
    User.role,
    User.language,
    User.organisation_id,
    Organisation.name.label("organisation_name"),
    Organisation.region,
    User.password_hash,
    User.second_factor_at.is_not(None).label("has_second_factor"),
    User.disabled_at,
    User.version,
).join(Organisation, Organisation.id == User.organisation_id)


def account_at(connection: sa.Connection, email: str) -> Account | None:
    return _account(connection, User.email_key == address_key(email))


def account_of(connection: sa.Connection, user_id: UUID) -> Account | None:
    return _account(connection, User.id == user_id)


def _account(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(_ACCOUNTS.where(which)).first()
    return Account(**row._mapping) if row else None


@dataclass(frozen=True)
class Invited:
    """An invitation as the invited person and the inviter read it."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_region: Region | None
    role: Role
    name: str
    email: str
    message: str
    invited_by: UUID | None
    inviter: str | None
    inviter_email: str | None
    inviter_language: str | None
    inviter_region: Region | None
    inviter_disabled_at: datetime | None
    accepted_at: datetime | None
    revoked_at: datetime | None
    expires_at: datetime | None = None


_inviter_organisation = aliased(Organisation, name="inviter_organisation")
_INVITED = (
    sa.select(
        Invitation.id,
        Invitation.organisation_id,
        Organisation.name.label("organisation_name"),
        Organisation.region.label("organisation_region"),
        Invitation.role,
        Invitation.name,
        Invitation.email,
        Invitation.message,
        Invitation.invited_by,
        User.name.label("inviter"),
        User.email.label("inviter_email"),
        User.language.label("inviter_language"),
        _inviter_organisation.region.label("inviter_region"),
        User.disabled_at.label("inviter_disabled_at"),
        Invitation.accepted_at,
        Invitation.revoked_at,
    )
    .join(Organisation, Organisation.id == Invitation.organisation_id)
    .outerjoin(User, User.id == Invitation.invited_by)
    .outerjoin(_inviter_organisation, _inviter_organisation.id == User.organisation_id)
)


def invited(connection: sa.Connection, invitation_id: UUID) -> Invited | None:
    row = connection.execute(_INVITED.where(Invitation.id == invitation_id)).first()
    return Invited(**row._mapping) if row else None


def open_invitations(
    connection: sa.Connection, *, organisation_id: UUID | None = None, invited_by: UUID | None = None
) -> list[Invited]:
    """Not accepted and not taken back, with the last moment of their newest link; of an organisation or an inviter."""
    newest = (
        sa.select(sa.func.max(Link.expires_at))
        .where(Link.purpose == LinkPurpose.INVITATION, Link.subject_id == Invitation.id)
        .scalar_subquery()
    )
    expires_at = sa.type_coerce(newest, Link.__table__.c.expires_at.type).label("expires_at")
    query = _INVITED.add_columns(expires_at).where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    if organisation_id is not None:
        query = query.where(Invitation.organisation_id == organisation_id)
    if invited_by is not None:
        query = query.where(Invitation.invited_by == invited_by)
    return [Invited(**row._mapping) for row in connection.execute(query.order_by(Invitation.id))]


@dataclass(frozen=True)
class Colleague:
    """Somebody with access to an organisation."""

    id: UUID
    name: str
    email: str
    role: Role
    last_seen_on: date | None


def colleagues_of(connection: sa.Connection, organisation_id: UUID) -> list[Colleague]:
    """Everybody with access to an organisation, by name."""
    last_seen = sa.select(sa.func.max(UserSession.last_seen_at)).where(UserSession.user_id == User.id).scalar_subquery()
    rows = connection.execute(
        sa.select(
            User.id,
            User.name,
            User.email,
            User.role,
            sa.type_coerce(last_seen, UserSession.__table__.c.last_seen_at.type).label("last_seen_at"),
        )
        .where(User.organisation_id == organisation_id, User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    )
    return [
        Colleague(row.id, row.name, row.email, row.role, clock.day_of(row.last_seen_at) if row.last_seen_at else None)
        for row in rows
    ]


def open_sessions(connection: sa.Connection, user_id: UUID, *, since: datetime, seen_since: datetime) -> list[Any]:
    """Where somebody is signed in: sessions that still let in, newest first."""
    return list(
        connection.execute(
            sa.select(UserSession.id, UserSession.browser, UserSession.started_at, UserSession.last_seen_at)
            .where(
                UserSession.user_id == user_id,
                UserSession.ended_at.is_(None),
                UserSession.second_factor_at.is_not(None),
                UserSession.started_at > since,
                UserSession.last_seen_at > seen_since,
            )
            .order_by(UserSession.last_seen_at.desc())
            .limit(50)
        )
    )


def last_signed(connection: sa.Connection, user_id: UUID) -> Any:
    """The newest signed statement: statement_version, accepted_at, role; None when there is none."""
    return connection.execute(
        sa.select(
            ConfidentialityAcceptance.statement_version,
            ConfidentialityAcceptance.accepted_at,
            ConfidentialityAcceptance.role,
        )
        .where(ConfidentialityAcceptance.user_id == user_id)
        .order_by(ConfidentialityAcceptance.accepted_at.desc())
        .limit(1)
    ).first()


def recovery_codes_left(connection: sa.Connection, user_id: UUID) -> int:
    count = sa.select(sa.func.count()).select_from(RecoveryCode)
    return connection.scalar(count.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))) or 0


def second_factor_set_at(connection: sa.Connection, user_id: UUID) -> datetime | None:
    return connection.scalar(sa.select(User.second_factor_at).where(User.id == user_id))


def last_changed_at(connection: sa.Connection, user_id: UUID) -> datetime | None:
    """When the name or language of an account last changed."""
    return connection.scalar(
        sa.select(sa.func.max(Event.at)).where(Event.object_id == user_id, Event.action == "profile_changed")
    )


def messages_to(connection: sa.Connection, user_id: UUID, *, after: str | None, before: str | None) -> Page[Any]:
    """Mail to this person: kind, queued_at, sent_at, dead_at. Its words are wiped once it has left."""
    columns: list[Any] = [Message.id.label("key"), Message.kind, Message.queued_at, Message.sent_at, Message.dead_at]
    sent = sa.select(*columns).where(Message.user_id == user_id)
    key = Message.__table__.c.id
    return read_page(connection, sent, key=key, after=after, before=before, newest_first=True)


def card_of(connection: sa.Connection, region: Region | None) -> Any:
    """The controller card of a region as a row that ``Desk.of`` can read; None where there is none."""
    if region is None:
        return None
    return connection.execute(sa.select(ControllerCard.__table__).where(ControllerCard.region == region)).first()
