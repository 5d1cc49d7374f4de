"""Rows in the state that a page is about, made directly: who is tested is the page, not the way there."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.models import (
    Agreement,
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Contract,
    Decision,
    DecisionSubject,
    EmployerKind,
    ObligationBasis,
    ObligationVersion,
    Outcome,
    Placement,
    PlacementStatus,
    Plan,
    PlanStatus,
    PlanVersion,
    Region,
    VersionKind,
    VersionOutcome,
)
from tests.support.world import World


def add_contract(session: Session, world: World, number: str, **changes: object) -> Contract:
    """One more contract of contractor A for client X in Friesland."""
    values = {
        "number": number,
        "name": f"Onderhoud {number}",
        "client_id": world.client_x,
        "contractor_id": world.contractor_a,
        "region": Region.FRIESLAND,
        "awarded_on": date(2026, 1, 12),
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2028, 2, 29),
        "value": Decimal(500_000),
        "value_table_id": world.table,
        "plan_due_on": date(2026, 12, 18),
        "created_by": world.cor,
        "created_at": clock.now(),
        **changes,
    }
    contract = Contract(**values)
    session.add(contract)
    session.flush()
    session.add(
        ObligationVersion(
            contract_id=contract.id,
            valid_from=contract.starts_on,
            basis=ObligationBasis.AMOUNT,
            amount=Decimal(10_000),
            reason="Bestek",
            created_by=world.cor,
            created_at=clock.now(),
        )
    )
    session.flush()
    return contract


def add_plan(session: Session, contract_id: UUID, status: PlanStatus, *, approved_round: int | None = None) -> Plan:
    plan = Plan(
        contract_id=contract_id,
        status=status,
        rounds=approved_round or 0,
        approved_round=approved_round,
        created_at=clock.now(),
    )
    session.add(plan)
    session.flush()
    return plan


def add_version(
    session: Session, plan: Plan, by: UUID, *, outcome: VersionOutcome = VersionOutcome.OPEN
) -> PlanVersion:
    plan.rounds += 1
    version = PlanVersion(
        plan_id=plan.id,
        number=plan.rounds,
        reference=f"SR-{plan.id}"[:38] + f"-{plan.rounds}",
        kind=VersionKind.FIRST,
        outcome=outcome,
        content={"sections": {}, "efforts": []},
        planned=Decimal(10_000),
        obligation=Decimal(10_000),
        submitted_by=by,
        submitted_at=clock.now(),
        answer_due_on=date(2026, 12, 7),
    )
    session.add(version)
    session.flush()
    return version


def return_to_contractor(
    session: Session,
    contract_id: UUID,
    subject: DecisionSubject,
    subject_id: UUID,
    by: UUID,
    *,
    respond_by: date | None,
    message: str = "",
) -> Decision:
    decision = Decision(
        contract_id=contract_id,
        subject=subject,
        subject_id=subject_id,
        subject_version=1,
        outcome=Outcome.RETURNED,
        message=message,
        respond_by=respond_by,
        decided_by=by,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    return decision


def add_candidate(session: Session, contract_id: UUID, number: int, by: UUID, **changes: object) -> Candidate:
    candidate = Candidate(
        contract_id=contract_id,
        number=number,
        agreement=Agreement.EMPLOYMENT,
        employer_kind=EmployerKind.CONTRACTOR,
        employer_name="Bouwgroep De Terp BV (fictief)",
        starts_on=date(2026, 12, 1),
        language="nl",
        created_by=by,
        created_at=clock.now(),
        **changes,
    )
    session.add(candidate)
    session.flush()
    return candidate


def ask_consent(
    session: Session,
    candidate: Candidate,
    status: ConsentStatus,
    *,
    decide_by: date = date(2099, 1, 1),
    not_delivered_at: datetime | None = None,
) -> ConsentRequest:
    request = ConsentRequest(
        candidate_id=candidate.id,
        contract_id=candidate.contract_id,
        status=status,
        requested_at=clock.now(),
        decide_by=decide_by,
        not_delivered_at=not_delivered_at,
    )
    session.add(request)
    session.flush()
    return request


def add_placement(session: Session, candidate: Candidate, status: PlacementStatus) -> Placement:
    placement = Placement(
        contract_id=candidate.contract_id,
        candidate_id=candidate.id,
        status=status,
        form="employment",
        starts_on=date(2026, 12, 1),
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    session.add(placement)
    session.flush()
    return placement
