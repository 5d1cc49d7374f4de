"""Corrections and steps as pages show them: what is masked elsewhere is masked here too (PR-08)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.models import Candidate, Correction, CorrectionStatus, IdentityCheck, Region, RightsOutcome
from portal.privacy.masks import masked
from portal.privacy.vault import Vault
from portal.rights.correcting import old_value, wanted_value
from portal.rights.documents import NAMED
from portal.rights.fields import CORRECTABLE, value_now
from portal.rights.words import field_word
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

MASKED = frozenset({"target_group", "duration_class", "birth_date"})
STEPS: dict[str, Any] = {
    "rights_received": _l("Came in"),
    "rights_identified": _l("It is certain who asks"),
    "rights_code_sent": _l("A code was sent"),
    "rights_matched": _l("Put with a candidate"),
    "rights_forwarded": _l("Sent to another region"),
    "rights_extended": _l("The term was made longer"),
    "rights_waiting": _l("Waiting for the person"),
    "rights_proposed": _l("A decision waits for a second person"),
    "rights_sent_back": _l("The decision was sent back"),
    "rights_decided": _l("Decided, and the letter was sent"),
    "rights_executed": _l("Carried out"),
    "rights_closed": _l("Ready"),
    "rights_withdrawn": _l("Taken back by the person"),
    "rights_duplicate": _l("The same as another request"),
    "restriction_placed": _l("The information is not used any more"),
    "restriction_announced": _l("The person was told that the information will be used again"),
    "restriction_lifted": _l("The information is used again"),
    "correction_asked": _l("The contractor was asked to correct something"),
    "correction_taken_over": _l("Something was corrected"),
    "correction_disputed": _l("The contractor says that it is right"),
    "correction_escalated": _l("The contractor did not answer in time"),
    "correction_blocks_work": _l("The contractor cannot send work until there is an answer"),
    "erased_on_request": _l("Information was deleted"),
}


@dataclass(frozen=True)
class CorrectionLine:
    id: UUID
    field: str
    now: str
    wanted: str
    old: str
    status: CorrectionStatus
    due_on: date
    answer: str
    is_blocking: bool
    version: int
    is_masked: bool


def correction_lines(
    connection: sa.Connection, vault: Vault, request_id: UUID, revealed: UUID | None = None
) -> list[CorrectionLine]:
    """Every field of a request that was called wrong; ``revealed`` is the one that is not masked, after that look has
    been written down."""
    with Session(connection) as session:
        rows = session.scalars(
            sa.select(Correction).where(Correction.request_id == request_id).order_by(Correction.id)
        ).all()
        return [correction_line(session, vault, row, reveal=row.id == revealed) for row in rows]


def correction_line(session: Session, vault: Vault, row: Correction, *, reveal: bool) -> CorrectionLine:
    candidate = session.get_one(Candidate, row.candidate_id)
    hide = row.field in MASKED and not reveal
    values = [value_now(vault, candidate, CORRECTABLE[row.field]), wanted_value(vault, row), old_value(vault, row)]
    now, wanted, old = (masked(value) if hide else _in_words(row.field, value) for value in values)
    return CorrectionLine(
        id=row.id,
        field=field_word(row.field),
        now=now,
        wanted=wanted,
        old=old,
        status=row.status,
        due_on=row.due_on,
        answer=row.answer,
        is_blocking=row.blocked_at is not None and row.answered_at is None,
        version=row.version,
        is_masked=hide,
    )


def _in_words(name: str, value: str) -> str:
    if not value:
        return ""
    field = CORRECTABLE[name]
    if name in NAMED:
        return str(NAMED[name](value))
    read = field.reads(value)
    return label(read) if field.is_plain and name == "agreement" else str(value)


def step_words(row: Any) -> dict[str, Any]:
    """One step, as the timeline takes it."""
    return {
        "title": str(STEPS.get(row.action, row.action)),
        "at": row.at,
        "who": row.who or "",
        "text": _detail(row.detail),
    }


def _detail(detail: dict[str, Any]) -> str:
    kinds: dict[str, Any] = {"how": IdentityCheck, "region": Region, "outcome": RightsOutcome}
    words = [label(kinds[name](value)) for name, value in detail.items() if name in kinds]
    words += [field_word(value) for name, value in detail.items() if name == "field"]
    return ", ".join(words)
