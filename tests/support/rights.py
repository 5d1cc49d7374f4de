"""Requests of data subjects in tests: a candidate with a full dossier, and a request about it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.consents.letters import Post
from portal.db import Database
from portal.models import (
    Candidate,
    Channel,
    ConsentRequest,
    ConsentStatus,
    Placement,
    PlacementHours,
    PlacementStatus,
    Right,
    RightsOutcome,
    RightsRequest,
)
from portal.privacy.vault import Purpose, Vault
from portal.rights import deciding, services
from portal.rights.requester import Requester
from tests.support.asking import BASE_URL, BORN, approve_plan, ask, viewer_for
from tests.support.world import World

ADDRESS = {"street": "Zeedijk 12", "postcode": "8801 AB", "town": "Franeker", "birth_date": BORN.isoformat()}
GROUP = {"target_group": "wia", "duration_class": "wia_gt_2y"}
WEIGHED = "Wij hebben de belangen gewogen. " * 8


@dataclass(frozen=True)
class Person:
    """Somebody who said yes to both, with everything filled in, and the placement if there is one."""

    candidate_id: UUID
    placement_id: UUID | None


def dossier(db: Database, vault: Vault, world: World, *, work: PlacementStatus | None = None, **changes: Any) -> Person:
    with db.reads() as connection:
        from portal.models import Plan

        has_plan = connection.scalar(sa.select(sa.exists().where(Plan.contract_id == world.contract_a)))
    if not has_plan:
        approve_plan(db, world)
    candidate_id = ask(db, vault, world, **changes)
    vault.create_keys(candidate_id, *Purpose)
    with db.transaction() as session:
        request = session.scalars(sa.select(ConsentRequest).where(ConsentRequest.candidate_id == candidate_id)).one()
        request.status, request.c2_given, request.answered_at = ConsentStatus.GIVEN, True, clock.now()
        candidate = session.get_one(Candidate, candidate_id)
        candidate.address_sealed = vault.seal(candidate_id, Purpose.ADDRESS, {**ADDRESS})
        candidate.group_sealed = vault.seal(candidate_id, Purpose.GROUP, {**GROUP})
        return Person(candidate_id, _placement(session, candidate, work) if work is not None else None)


def _placement(session: Any, candidate: Candidate, status: PlacementStatus) -> UUID:
    was_approved = status in (PlacementStatus.APPROVED, PlacementStatus.CORRECTED)
    row = Placement(
        contract_id=candidate.contract_id,
        candidate_id=candidate.id,
        status=status,
        form="employment",
        starts_on=date(2026, 9, 1),
        value=Decimal("12000.00"),
        approved_value=Decimal("12000.00") if was_approved else None,
        submitted_by=candidate.created_by,
        submitted_at=clock.now(),
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    session.add(row)
    session.flush()
    hours = PlacementHours(placement_id=row.id, from_on=date(2026, 9, 1), hours_per_week=Decimal(24))
    session.add(hours)
    return row.id


def asks(
    db: Database,
    vault: Vault,
    kind: Right,
    person: Person | None = None,
    *,
    channel: Channel = Channel.LINK,
    **more: Any,
) -> UUID:
    """Put a request in the register; behind the own link unless another channel is named."""
    with db.transaction() as session:
        return services.receive(
            session,
            vault,
            kind=kind,
            channel=channel,
            candidate_id=person.candidate_id if person else None,
            requester=more.pop("requester", Requester(text="Ik wil dit graag.")),
            base_url=BASE_URL,
            **more,
        ).id


def act(db: Database, vault: Vault, request_id: UUID, verb: Any, *values: Any, **named: Any) -> Any:
    """A verb that takes the request and a Post, in a transaction of its own."""
    with db.transaction() as session:
        return verb(services.locked(session, request_id), *values, Post(session, vault, BASE_URL), **named)


def decided(db, vault, world, request_id, outcome=RightsOutcome.GRANTED, *, reasons="", parts=()):
    """By Carla, and where a second person is needed confirmed by Cor."""
    act(
        db,
        vault,
        request_id,
        deciding.decide,
        outcome=outcome,
        reasons=reasons,
        parts=parts,
        by=viewer_for(db, world.carla),
    )
    if request_row(db, request_id).decided_on is None:
        act(db, vault, request_id, deciding.confirm, by=viewer_for(db, world.cor))


def opened(db, vault, person) -> dict:
    with db.reads() as connection:
        row = connection.execute(sa.select(Candidate.__table__).where(Candidate.id == person.candidate_id)).one()
    return {purpose: vault.open(row.id, purpose, row._mapping[f"{purpose.value}_sealed"]) for purpose in Purpose}


def placement(db, person):
    with db.reads() as connection:
        return connection.execute(sa.select(Placement.__table__).where(Placement.id == person.placement_id)).one()


def request_row(db: Database, request_id: UUID) -> Any:
    with db.reads() as connection:
        return connection.execute(sa.select(RightsRequest.__table__).where(RightsRequest.id == request_id)).one()


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=clock.AMSTERDAM)
