"""What the clock does to requests: alarms, the daily list of what is late, escalation, the end of a restriction;
and the daily anchor of who looked.

Each may be run as often as one likes, and catches up after a standstill.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.consents.letters import Post
from portal.db import Database
from portal.mail import messages
from portal.mail.draft import Desk, Envelope
from portal.mail.outbox import enqueue
from portal.models import (
    ENDED_REQUESTS,
    ControllerCard,
    Correction,
    CorrectionStatus,
    Region,
    Restriction,
    RestrictionReason,
    RightsRequest,
    Setting,
)
from portal.privacy.vault import Vault
from portal.privacy.viewdays import anchor_views
from portal.rights import correcting, restricting
from portal.rights.letters import clock_of
from portal.web.i18n import gettext as _
from portal.web.i18n import ngettext, speaking

ANCHOR_ADDRESS = "view_anchor_address"  # setting: where the digest of each day is mailed; none without a row


def raise_alarms(db: Database, vault: Vault, base_url: str) -> int:
    """Tell each desk which requests became 14, 21 or 28 days old, once for each of these. Returns how many requests."""
    today, count = clock.today(), 0
    with db.transaction() as session:
        rung: dict[Region | None, list[str]] = {}
        for request in session.scalars(_open_requests().with_for_update()).all():
            alarm = clock_of(request).alarm(today)
            if alarm <= request.alarm:
                continue
            request.alarm = alarm
            count += 1
            with speaking("nl"):
                line = _("%(reference)s: %(days)s days", reference=request.reference, days=alarm)
            rung.setdefault(request.region, []).append(line)
        session.flush()
        for region, lines in rung.items():
            for one in [region] if region is not None else list(Region):
                desk = Desk.of(session.get(ControllerCard, one))
                draft = messages.csr_rights_alarm(Envelope(desk.email, "nl", base_url, desk), lines=lines)
                enqueue(session, vault, draft, key=f"rights-alarm:{today}:{one}:{'-' if region is None else region}")
    return count


def list_overdue(db: Database, vault: Vault, base_url: str) -> int:
    """Send the privacy officer of each region, once a day, the requests whose legal term has passed (PR-54)."""
    today, count = clock.today(), 0
    with db.transaction() as session:
        late: dict[Region | None, list[str]] = {}
        for request in session.scalars(_open_requests()).all():
            days = (today - clock_of(request).due(today)).days
            if days > 0:
                count += 1
                with speaking("nl"):
                    words = ngettext("%(num)d day too late", "%(num)d days too late", days)
                late.setdefault(request.region, []).append(f"{request.reference}: {words}")
        for region in Region:
            card = session.get(ControllerCard, region)
            lines = [*late.get(region, ()), *late.get(None, ())]
            if lines and card is not None and card.officer_email:
                envelope = Envelope(card.officer_email, "nl", base_url, Desk.of(card))
                draft = messages.officer_rights_overdue(envelope, lines=lines)
                enqueue(session, vault, draft, key=f"rights-overdue:{today}:{region}")
    return count


def escalate_corrections(db: Database, vault: Vault, base_url: str) -> int:
    """A contractor who did not answer in ten working days loses the say (PR-56). Returns how many."""
    late = sa.select(Correction).where(Correction.status == CorrectionStatus.OPEN, Correction.due_on < clock.today())
    with db.transaction() as session:
        rows = session.scalars(late.with_for_update()).all()
        for correction in rows:
            correcting.escalate(session, correction, Post(session, vault, base_url))
    return len(rows)


def lift_announced(db: Database, vault: Vault, base_url: str) -> int:
    """End a restriction of a dispute or a refused objection once its announced day has come. Returns how many.

    One that the person asked for ends by hand alone.
    """
    due = sa.select(Restriction).where(
        Restriction.lifted_at.is_(None),
        Restriction.announced_on < clock.today(),
        Restriction.reason.in_([RestrictionReason.DISPUTE, RestrictionReason.OBJECTION]),
    )
    with db.transaction() as session:
        rows = session.scalars(due.with_for_update()).all()
        for restriction in rows:
            restricting.lift(session, restriction, by=None)
    return len(rows)


def mail_view_anchor(db: Database, vault: Vault, base_url: str) -> int:
    """Anchor the view log once a day and mail the digest where a setting says (PR-66). Returns the looks in it."""
    try:
        with db.transaction() as session:
            anchor = anchor_views(session)
            if anchor is None:
                return 0
            address = session.scalar(sa.select(Setting.value).where(Setting.name == ANCHOR_ADDRESS))
            if address:
                looks = anchor.position
                draft = messages.view_anchor(
                    Envelope(address, "nl", base_url), day=anchor.day, looks=looks, digest=anchor.digest
                )
                enqueue(session, vault, draft, key=f"view-anchor:{anchor.day.isoformat()}")
    except IntegrityError:  # another worker was first
        return 0
    return anchor.position


CHORES: tuple[Callable[[Database, Vault, str], int], ...] = (
    raise_alarms,
    list_overdue,
    escalate_corrections,
    lift_announced,
    mail_view_anchor,
)


def _open_requests() -> sa.Select[RightsRequest]:
    undecided = RightsRequest.decided_on.is_(None)
    return (
        sa.select(RightsRequest)
        .where(undecided, RightsRequest.status.not_in(ENDED_REQUESTS))
        .order_by(RightsRequest.number)
    )
