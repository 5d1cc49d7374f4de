"""Taking a text of the coordination point away that should never have been written down (PR-10).

Nothing of it stays but its place and the act itself: no copy, no older version.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.decisions.checks import check_may_decide
from portal.errors import NotFound
from portal.models import Contribution, Decision, Note, Outcome, Placement, Remark, Section
from portal.records.told import GROUP_SEEN_ELSEWHERE, REDACTED
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _
from portal.web.labels import label

MESSAGE = "message"  # the name of the text of a whole decision; a remark has that of its section
AGREED = "agreed_note"  # why an amount was agreed on; it stands with the work


@dataclass(frozen=True)
class Written:
    """The texts of one decision by name, and the candidate whose work it was about."""

    texts: dict[str, str]
    candidate_id: UUID | None = None


def written_with(connection: sa.Connection, contract_id: UUID, decision_id: UUID) -> Written | None:
    """What was sent with a decision and is there still; None when there is no such decision of this contract."""
    row = connection.execute(
        sa.select(
            Decision.message,
            Decision.outcome,
            Placement.candidate_id,
            sa.func.coalesce(Placement.agreed_note, Contribution.agreed_note).label("agreed_note"),
        )
        .outerjoin(Placement, Placement.id == Decision.subject_id)
        .outerjoin(Contribution, Contribution.id == Decision.subject_id)
        .where(Decision.id == decision_id, Decision.contract_id == contract_id)
    ).first()
    if row is None:
        return None
    remarks = sa.select(Remark.section, Remark.body).where(Remark.decision_id == decision_id).order_by(Remark.id)
    texts = {MESSAGE: row.message, **{section.value: body for section, body in connection.execute(remarks)}}
    if row.outcome is Outcome.APPROVED and row.agreed_note != GROUP_SEEN_ELSEWHERE:
        texts[AGREED] = row.agreed_note
    return Written(_still_there(texts), row.candidate_id)


def note_there(connection: sa.Connection, contract_id: UUID, note_id: UUID) -> Written | None:
    body = connection.scalar(sa.select(Note.body).where(Note.id == note_id, Note.contract_id == contract_id))
    return None if body is None else Written(_still_there({MESSAGE: body}))


def redact_decision(
    session: Session, *, contract: ContractRow, decision_id: UUID, names: Collection[str], by: Viewer
) -> None:
    """Put '[verwijderd]' in the place of these texts. Raises MayNotDecide, NotFound."""
    check_may_decide(contract, by)
    decision = session.get(Decision, decision_id, with_for_update=True, populate_existing=True)
    if decision is None or decision.contract_id != contract.id:
        raise NotFound
    if MESSAGE in names:
        decision.message = REDACTED
    if AGREED in names:
        _work_of(session, decision).agreed_note = REDACTED
    sections = [Section(name) for name in names if name not in (MESSAGE, AGREED)]
    remarks = sa.select(Remark).where(Remark.decision_id == decision_id, Remark.section.in_(sections))
    for remark in session.scalars(remarks).all():
        remark.body = REDACTED
    _note(session, contract, "decision", decision_id, names, by)


def _work_of(session: Session, decision: Decision) -> Placement | Contribution:
    """Locked. Raises NotFound when it has been destroyed since."""
    locked: dict[str, Any] = {"with_for_update": True, "populate_existing": True}
    found = session.get(Placement, decision.subject_id, **locked) or session.get(
        Contribution, decision.subject_id, **locked
    )
    if found is None:
        raise NotFound
    return found


def redact_note(session: Session, *, contract: ContractRow, note_id: UUID, by: Viewer) -> None:
    """Raises MayNotDecide, NotFound."""
    check_may_decide(contract, by)
    note = session.get(Note, note_id, with_for_update=True, populate_existing=True)
    if note is None or note.contract_id != contract.id:
        raise NotFound
    note.body = REDACTED
    _note(session, contract, "note", note_id, (MESSAGE,), by)


def name_of(text: str) -> str:
    """What a text is, in words."""
    if text == AGREED:
        return _("Agreed amount")
    return _("Message") if text == MESSAGE else label(Section(text))


def _still_there(texts: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text and text != REDACTED}


def _note(
    session: Session, contract: ContractRow, kind: str, object_id: UUID, names: Collection[str], by: Viewer
) -> None:
    session.flush()
    events.record(
        session,
        action="text_removed",
        actor=by,
        contract_id=contract.id,
        object_kind=kind,
        object_id=object_id,
        detail={"texts": " ".join(sorted(names))},
    )
