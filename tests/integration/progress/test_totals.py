"""Totals of a contract are kept in the transaction that writes a piece of work, whoever writes it and however.

PORTAL_ROUNDS=10000 does as many random acts; the suite does fewer.
"""

import os
import random
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.models import (
    Contribution,
    Placement,
    PlacementHours,
    PlacementStatus,
    ProofKind,
    UnregisteredStatus,
    UnregisteredWork,
)
from portal.records.totals import recount
from tests.integration.progress.test_progress_page import add_placement
from tests.support.people import candidate_with_consent

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "60"))


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


class RolledBack(Exception):
    pass


def some_money(chance):
    return chance.choice([None, Decimal(0), Decimal(chance.randint(1, 5_000_000)).scaleb(-2)])


def some_status(chance):
    return chance.choice(list(PlacementStatus))


def add_work(chance, session, world, candidate):
    add_placement(
        session, candidate[0], candidate[1], status=some_status(chance),
        value=some_money(chance), approved_value=some_money(chance),
    )  # fmt: skip


def add_contribution(chance, session, world, candidate):
    highest = session.scalar(sa.select(sa.func.max(Contribution.number))) or 0
    session.add(
        Contribution(
            contract_id=candidate[0], number=highest + 1, status=some_status(chance), form="purchase",
            party="De Werkplek",
            description="Catering", starts_on=date(2026, 4, 1), ends_on=date(2026, 9, 30), proof=ProofKind.INVOICE,
            proof_seen_on=date(2026, 10, 1), value=some_money(chance) or Decimal(7), approved_value=some_money(chance),
            updated_by=world.anna, updated_at=clock.now(),
        )
    )  # fmt: skip


def add_unregistered(chance, session, world, candidate):
    session.add(
        UnregisteredWork(
            contract_id=candidate[0], status=chance.choice(list(UnregisteredStatus)), form="employment",
            starts_on=date(2026, 4, 1), ends_on=date(2026, 9, 30), hours_per_week=Decimal(24),
            value=some_money(chance) or Decimal(3), group_checked=True, seen_on=date(2026, 5, 1),
            recorded_by=world.carla, recorded_at=clock.now(),
        )
    )  # fmt: skip


def change(chance, session, world, candidate):
    model = chance.choice([Placement, Contribution, UnregisteredWork])
    ids = list(session.scalars(sa.select(model.id)))
    if not ids:
        return
    statuses = UnregisteredStatus if model is UnregisteredWork else PlacementStatus
    values = {"status": chance.choice(list(statuses)), "value": some_money(chance) or Decimal(1)}
    if model is not UnregisteredWork:
        values["approved_value"] = some_money(chance)
    if chance.random() < 0.5:  # past the unit of work, as erasing does
        some = chance.sample(ids, min(len(ids), chance.randint(1, 5)))
        session.execute(sa.update(model).where(model.id.in_(some)).values(values))
    else:
        row = session.get_one(model, chance.choice(ids))
        for name, value in values.items():
            setattr(row, name, value)


def remove(chance, session, world, candidate):
    model = chance.choice([Placement, Contribution, UnregisteredWork])
    ids = list(session.scalars(sa.select(model.id)))
    if len(ids) > 30 or (ids and chance.random() < 0.3):
        one = chance.choice(ids)
        if model is Placement:
            session.execute(sa.delete(PlacementHours).where(PlacementHours.placement_id == one))
        session.execute(sa.delete(model).where(model.id == one))


ACTS = (add_work, add_contribution, add_unregistered, change, change, change, remove, remove)


@pytest.mark.timeout(1800)  # of the full count
def test_no_total_differs_after_random_acts(db, vault, world):
    chance = random.Random(42)
    with db.transaction() as session:
        candidates = [
            (contract, candidate_with_consent(session, vault, contract).id)
            for contract in (world.contract_a, world.contract_a2, world.contract_b)
        ]
    for turn in range(ROUNDS):
        try:
            with db.transaction() as session:
                chance.choice(ACTS)(chance, session, world, chance.choice(candidates))
                session.flush()
                if chance.random() < 0.1:
                    raise RolledBack
        except RolledBack:
            pass
        if turn % 500 == 0:
            with db.reads() as connection:
                assert recount(connection) == (3, [])
    with db.reads() as connection:
        assert recount(connection) == (3, [])
        assert connection.scalar(sa.text("SELECT COUNT(*) FROM contract_total WHERE approved > 0")) > 0


def test_a_total_that_is_wrong_is_named(db, vault, world):
    with db.transaction() as session:
        add_placement(session, world.contract_a, candidate_with_consent(session, vault, world.contract_a).id)
        session.flush()
        session.execute(sa.text("UPDATE contract_total SET approved = approved + 1"))
    with db.reads() as connection:
        count, [found] = recount(connection)
    assert count == 3
    assert (found.contract_number, found.name, found.kept - found.counted) == ("2026-0001", "approved", Decimal("0.01"))
