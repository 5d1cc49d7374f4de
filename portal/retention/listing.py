"""The list of what is due, up to the second signature and the days to reconsider (PR-47).

The clock makes a list each month, or a manager presses. One person goes through it, leaves out what must stay and
signs; another signs again. Nothing is destroyed before seven days have passed, and anybody of the two may stop it.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.errors import NotFound, Refused
from portal.models import (
    OPEN_DESTRUCTIONS,
    Destruction,
    DestructionItem,
    DestructionStatus,
    Event,
    ItemState,
    RecordKind,
    Region,
)
from portal.privacy.holds import held_among
from portal.records.numbering import next_number
from portal.retention.due import due_in
from portal.retention.rules import OwnSignature, rule_on
from portal.retention.terms import DAYS_TO_RECONSIDER, LIST_DAYS
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

TOLERANCE = timedelta(minutes=5)  # between the clocks of machines that run the portal together


class ClockWrong(Refused):
    """The clock stands before what already happened, so no term can be trusted."""


def make_list(session: Session, region: Region, kind: RecordKind, *, by: Viewer | None) -> UUID | None:
    """List what is due now; None when nothing is. Raises ClockWrong, and Refused while another list is open."""
    check_clock(session)
    today = clock.today()
    _check_none_open(session, region, kind)
    rule = rule_on(session.connection(), region, kind, today)
    found = due_in(session.connection(), region, rule, today)
    held = (
        held_among(session.connection(), [one.subject_id for one in found], today)
        if kind is RecordKind.DOSSIER
        else set()
    )
    if not found or len(held) == len(found):
        return None
    number = next_number(session, "destruction")  # waits for whoever makes a list at this very moment
    _check_none_open(session, region, kind)
    destruction = Destruction(
        number=number,
        region=region,
        kind=kind,
        listed_on=today,
        edition=rule.edition,
        result=rule.result,
        term=rule.term,
        counts_from=rule.counts_from,
        legal_text=rule.legal_text,
    )
    session.add(destruction)
    session.flush()
    session.execute(
        sa.insert(DestructionItem),
        [
            {
                "destruction_id": destruction.id,
                "subject_id": one.subject_id,
                "contract_id": one.contract_id,
                "number": one.number,
                "counted_from": one.counted_from,
                "due_on": one.due_on,
                "state": ItemState.HELD if one.subject_id in held else ItemState.LISTED,
            }
            for one in found
        ],
    )
    record(session, "destruction_listed", destruction, by, items=len(found) - len(held), held=len(held))
    return destruction.id


def exclude(
    session: Session, destruction_id: UUID, subject_id: UUID, *, reason: str, seen_version: int, by: Viewer
) -> None:
    """Leave one line out, with a reason, while the list was not signed; with an empty reason it is put back."""
    destruction = locked(session, destruction_id, by, seen_version)
    if destruction.status is not DestructionStatus.LISTED:
        raise Refused(_("The list has been signed. It cannot be changed any more."))
    item = session.get(DestructionItem, (destruction_id, subject_id), with_for_update=True, populate_existing=True)
    if item is None or item.state not in (ItemState.LISTED, ItemState.EXCLUDED):
        raise NotFound
    item.state, item.reason = (ItemState.EXCLUDED if reason else ItemState.LISTED), reason
    item.changed_by, item.changed_at = by.id, clock.now()
    flag_modified(destruction, "listed_on")  # whoever has the list on the screen sees that it changed
    session.flush()
    record(session, "destruction_line_excluded" if reason else "destruction_line_put_back", destruction, by)


def propose(session: Session, destruction_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """The first signature. Raises NotFound, Refused, ClockWrong."""
    destruction = _to_sign(session, destruction_id, seen_version, by)
    if not by.is_manager:
        raise OwnSignature(_("The manager of the coordination point signs first."))
    destruction.list_sha256 = list_digest(session, destruction_id)
    destruction.proposed_by, destruction.proposed_at = by.id, clock.now()
    destruction.move_to(DestructionStatus.PROPOSED)
    session.flush()
    record(session, "destruction_proposed", destruction, by, list=destruction.list_sha256)


def approve(session: Session, destruction_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """The second signature, of another person. Raises NotFound, OwnSignature, Refused, ClockWrong."""
    destruction = _to_sign(session, destruction_id, seen_version, by)
    if destruction.proposed_by == by.id:
        raise OwnSignature(_("You signed this list. Somebody else approves it."))
    if destruction.list_sha256 != list_digest(session, destruction_id):
        raise Refused(_("The list is not the one that was signed. Make a new list."))
    destruction.approved_by, destruction.approved_at = by.id, clock.now()
    destruction.execute_from = clock.today() + timedelta(days=DAYS_TO_RECONSIDER)
    destruction.move_to(DestructionStatus.APPROVED)
    session.flush()
    record(session, "destruction_approved", destruction, by, execute_from=destruction.execute_from.isoformat())


def stop(session: Session, destruction_id: UUID, *, reason: str, seen_version: int, by: Viewer) -> None:
    """Nothing of this list is destroyed; what is due comes back on the next one. Not once it is being carried out."""
    destruction = locked(session, destruction_id, by, seen_version)
    if not destruction.may_move_to(DestructionStatus.DROPPED):
        raise Refused(_("It is being carried out. It cannot be stopped any more."))
    drop(session, destruction, reason, by)


def drop(session: Session, destruction: Destruction, reason: str, by: Viewer | None) -> None:
    """The list ends without destroying anything; its lines, which are about people, go."""
    destruction.move_to(DestructionStatus.DROPPED)
    destruction.dropped_by, destruction.dropped_reason = (by.id if by else None), reason
    session.flush()
    session.execute(sa.delete(DestructionItem).where(DestructionItem.destruction_id == destruction.id))
    record(session, "destruction_dropped", destruction, by)


def is_too_old(destruction: Destruction) -> bool:
    """Not signed by both within 30 days: what is due has changed since (PR-47)."""
    waits = destruction.status in (DestructionStatus.LISTED, DestructionStatus.PROPOSED)
    return waits and (clock.today() - destruction.listed_on).days > LIST_DAYS


def open_destruction(connection: sa.Connection, region: Region, kind: RecordKind) -> UUID | None:
    found = sa.select(Destruction.id).where(
        Destruction.region == region, Destruction.kind == kind, Destruction.status.in_(OPEN_DESTRUCTIONS)
    )
    return connection.scalar(found)


def list_digest(session: Session, destruction_id: UUID) -> str:
    """SHA-256 over what would go: identifier and first day, in one order."""
    lines = session.execute(
        sa.select(DestructionItem.subject_id, DestructionItem.due_on).where(
            DestructionItem.destruction_id == destruction_id, DestructionItem.state == ItemState.LISTED
        )
    )
    return digest_of_lines((row.subject_id, row.due_on) for row in lines)


def digest_of_lines(lines: Iterable[Any]) -> str:
    text = "\n".join(sorted(f"{subject_id} {due_on.isoformat()}" for subject_id, due_on in lines))
    return hashlib.sha256(text.encode()).hexdigest()


def check_clock(session: Session) -> None:
    """Raise ClockWrong when something was written down later than now: somebody set the clock back."""
    newest = session.scalar(sa.select(sa.func.max(Event.at)))
    if newest is not None and newest > clock.now() + TOLERANCE:
        raise ClockWrong(
            _("The clock of the server stands before the newest act in the portal. Nothing is destroyed until it is "
              "right. Ask the operator.")
        )  # fmt: skip


def locked(session: Session, destruction_id: UUID, by: Viewer, seen_version: int) -> Destruction:
    """Raises NotFound for another region, Refused when it changed since it was on the screen."""
    destruction = session.get(Destruction, destruction_id, with_for_update=True, populate_existing=True)
    if destruction is None or destruction.region != by.region:
        raise NotFound
    if destruction.version != seen_version:
        raise Refused(_("Somebody else has changed this list. Look at it again."))
    return destruction


def record(session: Session, action: str, destruction: Destruction, by: Viewer | None, **detail: Any) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        actor_kind="user" if by else "system",
        object_kind="destruction",
        object_id=destruction.id,
        detail=detail,
    )


def _check_none_open(session: Session, region: Region, kind: RecordKind) -> None:
    if open_destruction(session.connection(), region, kind) is not None:
        raise Refused(_("There is already a list that is not ready. Finish that one first."))


def _to_sign(session: Session, destruction_id: UUID, seen_version: int, by: Viewer) -> Destruction:
    check_clock(session)
    destruction = locked(session, destruction_id, by, seen_version)
    if is_too_old(destruction):
        raise Refused(_("This list is older than 30 days. Stop it and make a new one."))
    left = sa.select(sa.func.count()).where(
        DestructionItem.destruction_id == destruction_id, DestructionItem.state == ItemState.LISTED
    )
    if not session.scalar(left):
        raise Refused(_("There is nothing left on this list. Stop it."))
    return destruction
