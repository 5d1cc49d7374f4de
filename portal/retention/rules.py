"""The retention table of a coordination point: what comes along, and what two people chose instead (PR-44)."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused
from portal.models import RecordKind, Region, RetentionRule
from portal.retention.terms import DEFAULTS, Rule, months_of
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


class OwnSignature(Refused):
    """The second signature must be of somebody else."""

    status = 403


def rules_on(connection: sa.Connection, region: Region, day: date) -> dict[RecordKind, Rule]:
    """The rules in force on a day: of each kind the newest that was confirmed, else the one that comes along."""
    chosen = RetentionRule
    rows = connection.execute(
        sa.select(
            chosen.kind, chosen.edition, chosen.result, chosen.term, chosen.counts_from, chosen.legal_text,
            chosen.valid_from,
        )
        .where(chosen.region == region, chosen.confirmed_at.is_not(None), chosen.valid_from <= day)
        .order_by(chosen.valid_from, chosen.confirmed_at, chosen.id)
    )  # fmt: skip
    return {**DEFAULTS, **{row.kind: Rule(*row) for row in rows}}


def rule_on(connection: sa.Connection, region: Region, kind: RecordKind, day: date) -> Rule:
    return rules_on(connection, region, day)[kind]


def propose(session: Session, rule: Rule, region: Region, *, reason: str, by: Viewer) -> UUID:
    """Write down another term; it holds when a second person confirms it. Raises TermRefused and Refused."""
    months_of(rule.term)
    waiting = sa.select(RetentionRule.id).where(
        RetentionRule.region == region,
        RetentionRule.kind == rule.kind,
        RetentionRule.confirmed_at.is_(None),
        RetentionRule.taken_back_at.is_(None),
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise Refused(_("Another term already waits for a second person. Confirm it or take it back first."))
    row = RetentionRule(
        region=region,
        kind=rule.kind,
        edition=rule.edition,
        result=rule.result,
        term=rule.term,
        counts_from=rule.counts_from,
        legal_text=rule.legal_text,
        valid_from=rule.valid_from,
        reason=reason,
        proposed_by=by.id,
        proposed_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _record(session, "retention_proposed", row, by)
    return row.id


def confirm(session: Session, rule_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """Raises NotFound, OwnSignature for whoever proposed it, and Refused where somebody was faster."""
    row = _waiting(session, rule_id, seen_version, by)
    if row.proposed_by == by.id:
        raise OwnSignature(_("You wrote this down. Somebody else confirms it."))
    row.confirmed_by, row.confirmed_at = by.id, clock.now()
    _record(session, "retention_confirmed", row, by)


def take_back(session: Session, rule_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """Raises NotFound, and Refused where somebody was faster."""
    row = _waiting(session, rule_id, seen_version, by)
    row.taken_back_at = clock.now()
    _record(session, "retention_taken_back", row, by)


def _waiting(session: Session, rule_id: UUID, seen_version: int, by: Viewer) -> RetentionRule:
    row = session.get(RetentionRule, rule_id, with_for_update=True, populate_existing=True)
    if row is None or row.region != by.region:
        raise NotFound
    if row.confirmed_at is not None or row.taken_back_at is not None or row.version != seen_version:
        raise Refused(_("Somebody else has confirmed this term or taken it back."))
    return row


def _record(session: Session, action: str, row: RetentionRule, by: Viewer) -> None:
    session.flush()
    events.record(
        session,
        action=action,
        actor=by,
        object_kind="retention_rule",
        object_id=row.id,
        detail={"kind": row.kind.value, "term": row.term, "counts_from": row.counts_from.value},
    )
