"""The practice story as a rich world for the rules: told once on each database."""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.config import Mode
from portal.db import Database
from portal.demonstration.setting import awarded_contracts
from portal.demonstration.story import tell_story
from portal.models import (
    Candidate,
    ConsentRequest,
    ConsentStatus,
    Contract,
    Effort,
    Placement,
    Plan,
    UnregisteredStatus,
    UnregisteredWork,
    User,
)
from portal.records.tables import seed_value_tables
from portal.schema import upgrade
from tests.conftest import FIGURES, settings
from tests.support.postgres import Postgres

__all__ = ["FIGURES", "Told"]


def is_its_turn(kind: str, name: str) -> bool:
    """SQLite is asked everything each time; PostgreSQL a third a day, another each day, and all with PORTAL_ROUNDS."""
    return kind == "sqlite" or "PORTAL_ROUNDS" in os.environ or zlib.crc32(f"{_today()}{name}".encode()) % 3 == 0


@dataclass(frozen=True)
class Told:
    """The application on a told story, and what stands in it."""

    kind: str
    app: Flask
    db: Database
    people: dict[str, Any]  # id by first name
    contracts: dict[str, dict[str, Any]]  # what addresses need, by key: C-01 ...


@pytest.fixture(scope="session")
def stories() -> Iterator[dict[str, Told]]:
    """Told once on each database, whatever the order of the tests."""
    found: dict[str, Told] = {}
    yield found
    for one in found.values():
        one.db.dispose()
        one.app.extensions["vault"].dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def told(request: pytest.FixtureRequest, stories: dict[str, Told], tmp_path_factory: pytest.TempPathFactory) -> Told:
    if request.param not in stories:
        stories[request.param] = _tell(request, tmp_path_factory)
    return stories[request.param]


def _tell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp(f"told-{request.param}")
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        admin = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE told_portal")
        admin.dispose()
        url = server.url("told_portal")
    else:
        url = f"sqlite:///{folder / 'portal.db'}"
    config = replace(settings(folder, url), mode=Mode.DEMONSTRATION)
    database = Database(url)
    upgrade(database)
    with database.transaction() as session:
        seed_value_tables(session)
    tell_story(config, database)
    database.dispose()
    app = create_app(config)
    db: Database = app.extensions["database"]
    with db.reads() as connection:
        people = {row.email.split("@")[0]: row.id for row in connection.execute(sa.select(User.email, User.id))}
        contracts = {key: _addresses(connection, one.number) for key, one in awarded_contracts(_today()).items()}
    return Told(request.param, app, db, people, contracts)


def _today() -> Any:
    from portal import clock

    return clock.today()


def _addresses(connection: sa.Connection, number: str) -> dict[str, Any]:
    """One of each thing of a contract that an address can name; a random id where there is none."""
    contract_id = connection.scalar(sa.select(Contract.id).where(Contract.number == number))
    given = (
        sa.select(Candidate.id)
        .join(ConsentRequest, ConsentRequest.candidate_id == Candidate.id)
        .where(Candidate.contract_id == contract_id, ConsentRequest.status == ConsentStatus.GIVEN)
        .order_by(Candidate.number)
    )
    placed = connection.execute(
        sa.select(Placement.id, Placement.candidate_id)
        .where(Placement.contract_id == contract_id)
        .order_by(Placement.created_at, Placement.id)
    ).first()
    effort = connection.scalar(
        sa.select(Effort.id).join(Plan, Plan.id == Effort.plan_id).where(Plan.contract_id == contract_id).limit(1)
    )
    undecided = (UnregisteredWork.contract_id == contract_id, UnregisteredWork.status == UnregisteredStatus.RECORDED)
    return {
        "contract_id": contract_id,
        "number": number,
        "candidate_id": placed.candidate_id if placed else connection.scalar(given),
        "placement_id": placed.id if placed else None,
        "effort": str(effort) if effort else None,
        "round": 1,
        "work_id": connection.scalar(sa.select(UnregisteredWork.id).where(*undecided).limit(1)),
    }
