"""What the clock does for whoever watches over privacy. Each may be run as often as one likes."""

import logging
from collections.abc import Callable

import sqlalchemy as sa

from portal import clock
from portal.administration.account_review import INACTIVE_AFTER, last_used
from portal.administration.breach_clock import BreachClock
from portal.consents import ledger
from portal.consents.anchors import verify_anchors
from portal.db import Database
from portal.mail import messages
from portal.mail.draft import Desk, Envelope
from portal.mail.outbox import enqueue
from portal.models import Breach, BreachStatus, ControllerCard, Notifying, Organisation, User
from portal.privacy.vault import Vault
from portal.privacy.viewdays import verify_view_days
from portal.privacy.viewlog import verify_view_log
from portal.web.i18n import gettext as _
from portal.web.i18n import speaking

log = logging.getLogger("portal.worker")

MOST_AT_ONCE = 50  # so that the write transaction stays short


def raise_breach_alarms(db: Database, vault: Vault, base_url: str) -> int:
    """Tell officer and desk which breaches became 24, 48 or 66 hours old while the authority was not told (PR-70).

    Once for each of these; after a standstill only the newest. Returns how many breaches.
    """
    waits = sa.and_(
        Breach.status == BreachStatus.OPEN,
        Breach.authority_told_at.is_(None),
        sa.or_(Breach.authority.is_(None), Breach.authority == Notifying.YES),
    )
    count = 0
    with db.transaction() as session:
        for breach in session.scalars(sa.select(Breach).where(waits).order_by(Breach.number).with_for_update()).all():
            since = BreachClock(breach.discovered_at)
            alarm = since.alarm(clock.now())
            if alarm <= breach.alarm:
                continue
            breach.alarm = alarm
            count += 1
            card = session.get(ControllerCard, breach.region)
            desk = Desk.of(card)
            for to in sorted({desk.email, card.officer_email if card else ""} - {""}):
                draft = messages.officer_breach_alarm(
                    Envelope(to, "nl", base_url, desk),
                    reference=breach.reference,
                    hours=alarm,
                    due=since.due,
                    breach_id=breach.id,
                )
                enqueue(session, vault, draft, key=f"breach-alarm:{breach.id}:{alarm}:{to == desk.email}")
    return count


def ask_inactive(db: Database, vault: Vault, base_url: str) -> int:
    """Ask who did not use an account for 90 days whether it is still needed (T41), once. Returns how many were asked.

    Somebody who comes back and stays away again is asked again.
    """
    border = clock.now() - INACTIVE_AFTER
    with db.transaction() as session:
        found = session.execute(
            sa.select(User, Organisation.region)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(
                User.disabled_at.is_(None),
                last_used() <= sa.literal(border, User.__table__.c.created_at.type),
                sa.or_(User.inactive_asked_at.is_(None), User.inactive_asked_at < last_used()),
            )
            .limit(MOST_AT_ONCE)
        ).all()
        for user, region in found:
            user.inactive_asked_at = clock.now()
            desk = Desk.of(session.get(ControllerCard, region)) if region else Desk()
            draft = messages.account_inactive(Envelope(user.email, user.language, base_url, desk), name=user.name)
            day = clock.today().isoformat()
            enqueue(session, vault, draft, key=f"account-inactive:{user.id}:{day}", user_id=user.id)
    return len(found)


def check_records(db: Database, vault: Vault, base_url: str) -> int:
    """Hold view log and ledger of consent against their chains and anchored days. When one is not what was written
    down, officer and desk of every region hear it, once a day (PR-25, PR-66). Returns how many are not."""
    with db.snapshot() as connection:
        looks = verify_view_log(connection) is None and verify_view_days(connection) is None
        answers = ledger.verify(connection) is None and verify_anchors(connection) is None
    if looks and answers:
        return 0
    log.error("records are not what was written down")
    with speaking("nl"):
        lines = [_("Who looked at whom")] * (not looks) + [_("The answers of candidates")] * (not answers)
    with db.transaction() as session:
        for card in session.scalars(sa.select(ControllerCard)).all():
            for to in sorted({card.email, card.officer_email} - {""}):
                draft = messages.officer_records_broken(Envelope(to, "nl", base_url, Desk.of(card)), lines=lines)
                enqueue(session, vault, draft, key=f"records:{clock.today()}:{card.region}:{to == card.email}")
    return len(lines)


CHORES: tuple[Callable[[Database, Vault, str], int], ...] = (raise_breach_alarms, ask_inactive)
