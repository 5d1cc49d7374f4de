"""What somebody knows and has: password, second factor, recovery codes, the signed statement. No Flask, no commit.

Hashing is slow on purpose and happens before the writing session is opened; so does every counter.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import queries
from portal.accounts.queries import Account, address_key
from portal.accounts.services import Post, envelope_to
from portal.db import Database
from portal.errors import Refused, Stale
from portal.mail import messages, outbox
from portal.models import ConfidentialityAcceptance, Link, LinkPurpose, RecoveryCode, User
from portal.privacy.vault import Vault
from portal.security import events, limits, links, second_factor, sessions
from portal.security.confidentiality import STATEMENT_VERSION, statement, statement_sha256
from portal.security.limits import Limit
from portal.security.passwords import Passwords
from portal.security.viewer import Viewer
from portal.web.i18n import LANGUAGES, gettext

RESET_LASTS = timedelta(hours=1)


class Paused(Exception):
    """Too many tries: this one was not looked at. ``minutes`` until the next may be made."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit.name
        self.tries = limit.tries
        self.minutes = limits.minutes_left(limit)


@dataclass(frozen=True)
class RightPassword:
    """Whose it is, and its hash by the settings of today when the stored one is of older settings."""

    account: Account
    new_hash: str | None


def blind(vault: Vault, email: str) -> str:
    """An address as a counter names it: no address stands in the table of counters."""
    return vault.blind_index("sign-in", address_key(email)).hex()[:32]


@dataclass(frozen=True)
class Tries:
    """The two counters a password is counted in: of the account, and of the network it comes from."""

    account: str
    network: str


def check_password(
    db: Database, passwords: Passwords, *, email: str, password: str, tries: Tries
) -> RightPassword | None:
    """Count a try and compare; None for a wrong password, an unknown address and stopped access alike (T11).

    Raises Paused.
    """
    for limit, who in ((limits.SIGN_IN_NETWORK, tries.network), (limits.SIGN_IN_ACCOUNT, tries.account)):
        if not limits.count_try(db, limit, who):
            raise Paused(limit)
    with db.reads() as connection:
        account = queries.account_at(connection, email)
    stored = account.password_hash if account is not None and account.disabled_at is None else None
    if not passwords.verify(stored, password) or account is None or stored is None:
        return None
    return RightPassword(account, passwords.hash(password) if passwords.needs_rehash(stored) else None)


def accept_password(session: Session, *, right: RightPassword, tries: Tries) -> None:
    """Stop counting what turned out to be its owner, and keep the newer hash."""
    limits.forget_tries(session, limits.SIGN_IN_ACCOUNT, tries.account)
    limits.forgive_try(session, limits.SIGN_IN_NETWORK, tries.network)
    if right.new_hash is not None:
        session.execute(sa.update(User).where(User.id == right.account.id).values(password_hash=right.new_hash))


def begin_session(session: Session, *, right: RightPassword, browser: str) -> str:
    """The token of a session that knows the password only."""
    return sessions.start_session(session, user_id=right.account.id, browser=browser, second_factor_at=None)


def refuse_sign_in(session: Session) -> None:
    """Remember that somebody was refused; not who it may have been, since the address may be nobody's."""
    events.record(session, action="sign_in", actor=None, object_kind="user", result="refused")


def count_code(db: Database, user_id: UUID) -> None:
    """Count one code. Raises Paused."""
    if not limits.count_try(db, limits.SECOND_FACTOR, str(user_id)):
        raise Paused(limits.SECOND_FACTOR)


def use_code(session: Session, vault: Vault, *, user_id: UUID, code: str) -> bool:
    """A right code of the app counts once (RFC 6238, 5.2): of twins that are sent together one passes."""
    kept = session.execute(sa.select(User.totp_secret, User.totp_last_step).where(User.id == user_id)).one()
    if kept.totp_secret is None:
        return False
    secret = vault.open_own(f"totp:{user_id}", kept.totp_secret).decode()
    step = second_factor.matching_step(secret, code, at=clock.now(), last_step=kept.totp_last_step)
    if step is None:
        return False
    is_newer = sa.or_(User.totp_last_step.is_(None), User.totp_last_step < step)
    used = sa.update(User).where(User.id == user_id, is_newer).values(totp_last_step=step).returning(User.id)
    return session.execute(used).first() is not None


def use_recovery_code(session: Session, *, user_id: UUID, code: str) -> bool:
    """A recovery code opens once."""
    used = session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_sha256 == second_factor.recovery_sha256(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).first()
    if used is not None:
        events.record(session, action="recovery_code_used", actor=None, object_kind="user", object_id=user_id)
    return used is not None


def renew_session(session: Session, *, viewer: Viewer, browser: str) -> str:
    """End this session and start one that passed the second factor: its token is new (T13)."""
    sessions.end_session(session, viewer.session_id, reason="second_factor")
    token = sessions.start_session(session, user_id=viewer.id, browser=browser, second_factor_at=clock.now())
    events.record(session, action="sign_in", actor=viewer, object_kind="user", object_id=viewer.id)
    return token


def step_of_new_secret(secret: str, code: str) -> int | None:
    return second_factor.matching_step(secret, code, at=clock.now(), last_step=None)


def set_second_factor(session: Session, post: Post, *, viewer: Viewer, secret: str, step: int) -> list[str]:
    """Keep a proven secret, end every other session, and return eight new recovery codes, which are kept as hashes."""
    user = session.get_one(User, viewer.id, with_for_update=True)
    renewed = user.second_factor_at is not None
    user.totp_secret = post.vault.seal_own(f"totp:{user.id}", secret.encode())
    user.totp_last_step, user.second_factor_at = step, clock.now()
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = second_factor.new_recovery_codes()
    session.add_all(RecoveryCode(user_id=user.id, code_sha256=second_factor.recovery_sha256(code)) for code in codes)
    session.flush()
    sessions.end_sessions_of(session, user.id, reason="second_factor_changed", but=viewer.session_id)
    events.record(session, action="second_factor_set", actor=viewer, object_kind="user", object_id=user.id)
    if renewed:
        envelope = envelope_to(
            session.connection(), post, email=user.email, language=user.language, region=viewer.region
        )
        draft = messages.second_factor_set(envelope, at=clock.now())
        outbox.enqueue(session, post.vault, draft, key=f"second-factor:{user.id}:{step}", user_id=user.id)
    return codes


def ask_reset(session: Session, post: Post, *, email: str) -> None:
    """Mail a link to choose a new password; for an unknown address only the asking is remembered (T11)."""
    account = queries.account_at(session.connection(), email)
    known = account is not None and account.disabled_at is None
    events.record(
        session, action="reset_asked", actor=None, object_kind="user",
        object_id=account.id if account else None, result="done" if known else "refused",
    )  # fmt: skip
    if account is None or not known:
        return
    expires_at = clock.now() + RESET_LASTS
    token = links.make_link(session, purpose=LinkPurpose.PASSWORD_RESET, subject_id=account.id, expires_at=expires_at)
    envelope = envelope_to(
        session.connection(), post, email=account.email, language=account.language, region=account.region
    )
    draft = messages.password_reset(envelope, token=token, expires_at=expires_at)
    key = f"reset:{account.id}:{sessions.sha256(token).hex()[:16]}"
    outbox.enqueue(session, post.vault, draft, key=key, user_id=account.id)


def reset_password(session: Session, post: Post, *, link_id: UUID, password_hash: str) -> None:
    """A new password by mail. It signs nobody in: the second factor is asked as ever (T42). Raises Refused."""
    link = session.get_one(Link, link_id, with_for_update=True)
    if link.used_at is not None or link.revoked_at is not None:
        raise Refused
    link.used_at = clock.now()
    links.revoke_links(session, LinkPurpose.PASSWORD_RESET, subject_id=link.subject_id)
    _set_password(session, post, user_id=link.subject_id, password_hash=password_hash, but=None)


def change_password(session: Session, post: Post, *, viewer: Viewer, password_hash: str) -> None:
    """A new password, by somebody who gave the old one; every other session ends."""
    links.revoke_links(session, LinkPurpose.PASSWORD_RESET, subject_id=viewer.id)
    _set_password(session, post, user_id=viewer.id, password_hash=password_hash, but=viewer.session_id)


def _set_password(session: Session, post: Post, *, user_id: UUID, password_hash: str, but: UUID | None) -> None:
    session.execute(sa.update(User).where(User.id == user_id).values(password_hash=password_hash))
    sessions.end_sessions_of(session, user_id, reason="password_changed", but=but)
    events.record(session, action="password_changed", actor=None, object_kind="user", object_id=user_id)
    account = queries.account_of(session.connection(), user_id)
    assert account is not None  # noqa: S101 - the link or the session names a user
    envelope = envelope_to(
        session.connection(), post, email=account.email, language=account.language, region=account.region
    )
    draft = messages.password_changed(envelope, at=clock.now())
    outbox.enqueue(
        session, post.vault, draft, key=f"password-changed:{user_id}:{clock.now().isoformat()}", user_id=user_id
    )


def sign_statement(session: Session, post: Post, *, viewer: Viewer, language: str) -> None:
    """Sign the statement in force, in the language it was read in; a receipt goes by mail (PR-63)."""
    session.add(
        ConfidentialityAcceptance(
            user_id=viewer.id,
            statement_version=STATEMENT_VERSION,
            statement_sha256=statement_sha256(language),
            role=viewer.role,
            accepted_at=clock.now(),
        )
    )
    events.record(
        session, action="confidentiality_signed", actor=viewer, object_kind="user", object_id=viewer.id,
        detail={"version": STATEMENT_VERSION},
    )  # fmt: skip
    envelope = envelope_to(session.connection(), post, email=viewer.email, language=language, region=viewer.region)
    draft = messages.confidentiality_signed(
        envelope, name=viewer.name, version=STATEMENT_VERSION, statement=statement(language), at=clock.now()
    )
    key = f"confidentiality:{viewer.id}:{clock.now().isoformat()}"
    outbox.enqueue(session, post.vault, draft, key=key, user_id=viewer.id)


def change_profile(session: Session, *, viewer: Viewer, name: str, language: str, seen_version: int) -> None:
    """Another name or language of the own account. Raises Stale with both versions."""
    user = session.get_one(User, viewer.id, with_for_update=True)
    if user.version != seen_version:
        raise Stale(
            version=user.version,
            by=user.name,
            at=queries.last_changed_at(session.connection(), user.id) or user.created_at,
            rows=[
                (gettext("Your name"), user.name, name),
                (gettext("Language"), LANGUAGES[user.language], LANGUAGES[language]),
            ],
        )
    user.name, user.language = name, language
    session.flush()
    events.record(session, action="profile_changed", actor=viewer, object_kind="user", object_id=user.id)


def sign_out(session: Session, *, viewer: Viewer, everywhere: bool = False) -> None:
    if everywhere:
        sessions.end_sessions_of(session, viewer.id, reason="signed_out_everywhere")
    else:
        sessions.end_session(session, viewer.session_id, reason="signed_out")
    events.record(session, action="sign_out", actor=viewer, object_kind="user", object_id=viewer.id)
