"""The decision on a plan and on a placement. Nothing that a contractor entered is changed by it.

A decision locks what it is about, checks first, and is one transaction with its event and its mail.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.decisions import letters, queries
from portal.decisions.checks import (
    Overtaken,
    check_may_decide,
    check_no_doubt,
    check_not_own_placement,
    check_not_own_plan,
)
from portal.decisions.remarks import remark
from portal.errors import NotFound, Refused
from portal.mail import outbox
from portal.models import (
    AWAITING_DECISION,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Decision,
    DecisionSubject,
    Outcome,
    Placement,
    Plan,
    PlanVersion,
    Remark,
    Section,
    VersionOutcome,
)
from portal.placements.services import close_placement
from portal.plans.services import close_version
from portal.privacy.vault import Vault
from portal.records.elsewhere import elsewhere, lock_person, mark_of
from portal.records.told import GROUP_SEEN_ELSEWHERE
from portal.rights.restricting import check_in_use
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


def decide_plan(
    session: Session,
    vault: Vault,
    *,
    contract: ContractRow,
    version_id: UUID,
    seen_version: int,
    outcome: Outcome,
    remarks: Mapping[Section, str],
    respond_by: date | None,
    message: str,
    by: Viewer,
    base_url: str,
) -> Decision:
    """Answer the round ``seen_version``. Returning needs a remark and a day after today.

    Raises MayNotDecide, NotFound, Overtaken when this round is not the one that is open.
    """
    check_may_decide(contract, by)
    plan = session.scalars(
        sa.select(Plan)
        .where(Plan.contract_id == contract.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    version = session.get(PlanVersion, version_id, populate_existing=True)
    if plan is None or version is None or version.plan_id != plan.id:
        raise NotFound
    if version.outcome is not VersionOutcome.OPEN or not version.number == plan.rounds == seen_version:
        raise Overtaken(queries.what_overtook_plan(session.connection(), version_id, version.outcome, by.id))
    check_not_own_plan(session, plan.id, version.submitted_by, by)
    returns = outcome is Outcome.RETURNED
    if returns:
        _check_return(bool(remarks), respond_by)
    answer = letters.Answer(outcome, remarks if returns else {}, respond_by if returns else None, message)
    close_version(session, plan=plan, version=version, outcome=VersionOutcome(outcome.value))
    decision = Decision(
        contract_id=contract.id,
        subject=DecisionSubject.PLAN_VERSION,
        subject_id=version.id,
        subject_version=version.number,
        outcome=outcome,
        message=message,
        respond_by=answer.respond_by,
        decided_by=by.id,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    _send_remarks(session, version.id, answer.remarks, decision, by)
    _record(session, f"plan_{outcome.value}", contract, by, "plan", plan.id, round=version.number)
    made = letters.plan_letters(
        session.connection(),
        contract=contract,
        version_id=version.id,
        reference=version.reference,
        answer=answer,
        base_url=base_url,
    )
    _queue(session, vault, contract, decision, made)
    return decision


def decide_placement(
    session: Session,
    vault: Vault,
    *,
    contract: ContractRow,
    placement_id: UUID,
    seen_version: int,
    outcome: Outcome,
    approved_value: Decimal | None = None,
    agreed_note: str = "",
    message: str = "",
    respond_by: date | None = None,
    elsewhere_seen: str = "",
    counts_until: date | None = None,
    by: Viewer,
    base_url: str,
) -> Decision:
    """Answer a placement at ``seen_version``. ``approved_value`` None is the computed value.

    ``elsewhere_seen`` is the mark of what was shown of this person's work under other contracts (PR-05); approving
    is refused when that is not so any more, also where nothing was shown. An amount beside the table has
    ``agreed_note``; where the target group is not shared there is one already.
    Raises MayNotDecide, NotFound, Overtaken, Refused when consent does not hold now (PR-15), and Doubtful.
    """
    check_may_decide(contract, by)
    candidate_id = session.scalar(
        sa.select(Placement.candidate_id).where(Placement.id == placement_id, Placement.contract_id == contract.id)
    )
    if candidate_id is None:
        raise NotFound
    request = _valid_consent(session, candidate_id)
    row = session.scalars(
        sa.select(Placement)
        .where(Placement.id == placement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.version != seen_version or row.status not in AWAITING_DECISION:
        raise Overtaken(queries.what_overtook_placement(session.connection(), placement_id, by.id))
    check_not_own_placement(session, row.id, row.submitted_by, by)
    returns = outcome is Outcome.RETURNED
    if not returns:
        check_no_doubt(session, candidate_id)
    if returns:
        _check_return(bool(message), respond_by)
    else:
        _check_elsewhere(session, candidate_id, elsewhere_seen)
    if not returns and approved_value is not None:
        agreed_note = agreed_note or ("" if request.c2_given else GROUP_SEEN_ELSEWHERE)
        _check_amount(row, approved_value, agreed_note)
    close_placement(
        session,
        placement=row,
        outcome=outcome,
        approved_value=approved_value,
        agreed_note=agreed_note,
        counts_until=counts_until,
    )
    decision = Decision(
        contract_id=contract.id,
        subject=DecisionSubject.PLACEMENT,
        subject_id=row.id,
        subject_version=seen_version,
        outcome=outcome,
        message=message if returns else "",
        respond_by=respond_by if returns else None,
        decided_by=by.id,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    _record(session, f"placement_{outcome.value}", contract, by, "placement", row.id)
    made = letters.placement_letters(
        session.connection(),
        contract=contract,
        submitted_by=row.submitted_by,
        candidate_number=session.scalars(sa.select(Candidate.number).where(Candidate.id == candidate_id)).one(),
        respond_by=decision.respond_by,
        base_url=base_url,
    )
    _queue(session, vault, contract, decision, made)
    return decision


def _valid_consent(session: Session, candidate_id: UUID) -> ConsentRequest:
    """Locked, as a withdrawal locks it before it touches the work: whoever is first, the other sees it."""
    found = session.scalars(
        sa.select(ConsentRequest)
        .where(ConsentRequest.candidate_id == candidate_id)
        .order_by(ConsentRequest.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or found.status is not ConsentStatus.GIVEN:
        raise Refused(_("The consent of this candidate is not valid any more. You cannot decide about this work."))
    check_in_use(session.connection(), candidate_id)
    return found


def _check_elsewhere(session: Session, candidate_id: UUID, seen: str) -> None:
    """The person's cap is looked at by who decides, with what is so at this moment."""
    connection = session.connection()
    lock_person(connection, candidate_id)
    if mark_of(elsewhere(connection, candidate_id)) != seen:
        raise Overtaken(_("This person also has work under another contract. Decide about this work by itself."))


def _check_return(has_words: bool, respond_by: date | None) -> None:
    if not has_words:
        raise Refused(_("Write down what must change."))
    if respond_by is None or respond_by <= clock.today():
        raise Refused(_("The date must be after today."))


def _check_amount(row: Placement, amount: Decimal, note: str) -> None:
    """An amount beside the table says why; where the table gives one, it can only be lower: the cap of a person."""
    if row.value is not None and amount >= row.value:
        raise Refused(_("The amount must be lower than the computed value."))
    if not note:
        raise Refused(_("Write down why this is the amount."))


def _send_remarks(
    session: Session, version_id: UUID, remarks: Mapping[Section, str], decision: Decision, by: Viewer
) -> None:
    """What the decision says becomes part of it; drafts that were not chosen go."""
    session.execute(
        sa.delete(Remark).where(Remark.plan_version_id == version_id).execution_options(synchronize_session=False)
    )
    for section, body in remarks.items():
        row = remark(version_id, section, body, by)
        row.decision_id = decision.id
        session.add(row)
    session.flush()


def _record(
    session: Session, action: str, contract: ContractRow, by: Viewer, kind: str, object_id: UUID, **detail: Any
) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=contract.id,
        object_kind=kind,
        object_id=object_id,
        detail=detail,
    )


def _queue(session: Session, vault: Vault, contract: ContractRow, decision: Decision, made: Any) -> None:
    for reader, draft in made:
        outbox.enqueue(
            session,
            vault,
            draft,
            key=f"{draft.kind}:{decision.id}:{reader.user_id or 'contact'}",
            user_id=reader.user_id,
            contract_id=contract.id,
        )
