"""Something for a coordination point to review: a plan that was sent, work that was sent; made by the services."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal.db import Database
from portal.models import Placement, Plan, PlanVersion
from portal.placements.queries import candidate_at_work, placement
from portal.placements.services import Seen, record_placement, submit_placement
from portal.placements.valuing import value_work
from portal.placements.work import Work, work_of
from portal.privacy.vault import Vault
from portal.valuation import Form
from tests.integration.plans.filling_in import contract_row, fill_in, send, viewer_of
from tests.support.people import Person
from tests.support.world import World

WORK = Work(Form.EMPLOYMENT, False, date(2026, 4, 1), date(2027, 3, 31), Decimal(24))


@dataclass(frozen=True)
class Round:
    version_id: UUID
    plan_id: UUID
    number: int


def sent_plan(db: Database, vault: Vault, world: World, *, by: UUID | None = None, number: str = "2026-0001") -> Round:
    """The contractor of A fills in and sends the plan of a contract."""
    fill_in(db, world, by=by, number=number)
    return sent_again(db, vault, world, by=by, number=number)


def sent_again(db: Database, vault: Vault, world: World, **who: Any) -> Round:
    version_id = send(db, vault, world, **who)
    with db.transaction() as session:
        version = session.get_one(PlanVersion, version_id)
        return Round(version.id, version.plan_id, version.number)


def sent_work(
    db: Database, vault: Vault, world: World, person: Person, *, work: Work = WORK, by: UUID | None = None,
    number: str = "2026-0001",
) -> Seen:  # fmt: skip
    """Work of a candidate, recorded and sent; returns its id and version."""
    with db.transaction() as session:
        viewer = viewer_of(session, by or world.anna)
        contract = contract_row(session, viewer, number)
        candidate = candidate_at_work(session.connection(), contract.id, person.id)
        valued = value_work(session.connection(), vault, contract=contract, candidate=candidate, work=work)
        placement_id = record_placement(
            session, contract=contract, candidate_id=person.id, work=work, valued=valued, by=viewer
        )
        row = placement(session.connection(), contract.id, placement_id)
        assert work_of(row) == work
        submit_placement(session, contract=contract, seen=Seen(row.id, row.version), valued=valued, by=viewer)
        return Seen(placement_id, session.get_one(Placement, placement_id).version)


def plan_of(db: Database, plan_id: UUID) -> Plan:
    with db.transaction() as session:
        return session.get_one(Plan, plan_id)


def placement_of(db: Database, placement_id: UUID) -> Placement:
    with db.transaction() as session:
        return session.get_one(Placement, placement_id)
