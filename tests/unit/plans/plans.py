"""Plans made up in memory: no database, no application."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from portal.models import ContractStatus, PlanStatus, Region, Section
from portal.plans.working import Answers, EffortRow, RemarkRow, WorkingPlan
from portal.security.scope import ContractRow
from portal.valuation import Form, shipped_table

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
USER = UUID(int=7)


def contract(**changed):
    values = {
        "id": uuid4(),
        "number": "2026-0001",
        "name": "Renovatie dorpshuis",
        "client_id": uuid4(),
        "client_name": "Gemeente Waddenhorn (fictief)",
        "contractor_id": uuid4(),
        "contractor_name": "Bouwgroep De Terp BV (fictief)",
        "region": Region.FRIESLAND,
        "status": ContractStatus.RUNNING,
        "awarded_on": date(2026, 1, 12),
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2028, 2, 29),
        "value": Decimal(1_250_000),
        "value_table_id": uuid4(),
        "plan_due_on": date(2026, 12, 18),
        "version": 1,
        "obligation": Decimal(25_000),
        "plan_id": uuid4(),
        "plan_status": PlanStatus.DRAFT,
        "plan_rounds": 0,
        "approved_round": None,
    }
    return ContractRow(**{**values, **changed})


def effort(**changed):
    values = {
        "id": uuid4(),
        "form": Form.EMPLOYMENT,
        "target_group": "wajong",
        "duration_class": None,
        "people": 2,
        "hours_per_week": Decimal("24.00"),
        "starts_in": date(2026, 9, 1),
        "months": 6,
        "cost": None,
        "value": Decimal("26666.67"),
        "updated_by": "Anna Jansen",
        "updated_at": NOON,
        "version": 1,
    }
    return EffortRow(**{**values, **changed})


def answers(*done, version=1, updated_at=NOON, effort_drafts=None, **fields):
    return Answers(fields, frozenset(done), effort_drafts or {}, "Anna Jansen", updated_at, version)


def plan(sections=None, efforts=(), remarks=None, status=PlanStatus.DRAFT, last_step=None, **changed):
    return WorkingPlan(
        contract=contract(**changed),
        table=shipped_table("frl-demo"),
        status=status,
        rounds=0,
        approved_round=None,
        last_step=last_step,
        sections=sections or {},
        efforts=tuple(efforts),
        sent=None,
        remarks=remarks or {},
        respond_by=None,
    )


def remark(decided_at=NOON):
    return RemarkRow("Past dat?", decided_at)


READY = {
    Section.FACTS: answers("gegevens", correct="yes"),
    Section.CONTACT: answers("contact", name="Anna", email="anna@terp.example", phone="0501234567"),
    Section.EFFORTS: answers("vormen", "inzet", forms=["employment"]),
    Section.SCHEDULE: answers("planning", correct="yes"),
    Section.RECRUITMENT: answers("werving", "begeleiding", channels=["own"], help="no", guidance="De uitvoerder."),
    Section.SUBCONTRACTORS: answers("onderaannemers", "risicos", uses="no"),
}
