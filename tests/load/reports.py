"""How long reports take, and the memory that it takes, on both databases.

    .venv/bin/python -m tests.load.reports 10000 100000 1000000            # placements; SQLite and PostgreSQL
    .venv/bin/python -m tests.load.reports --on sqlite 100000

Each size is a database of its own with sealed groups: half as many people as placements, 50 placements a contract.
Of one run: seconds of processor (PostgreSQL's own are not in them) and in all, and what the process grew by at its
highest.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.db import Database
from portal.models import (
    Candidate,
    ConsentRequest,
    Contract,
    ObligationVersion,
    Placement,
    PlacementHours,
    Region,
    Role,
    new_id,
)
from portal.privacy.epochs import key_place
from portal.privacy.keystore import subject_key
from portal.privacy.sealing import encrypt, new_key, seal
from portal.privacy.vault import Purpose, Vault, open_keystore
from portal.protection import Rules
from portal.reports.cells import protected_cells
from portal.reports.performance import PERFORMANCE
from portal.reports.results import results_of
from portal.reports.services import snapshot
from portal.reports.shape import Asked, Reach
from portal.schema import upgrade
from tests.conftest import KEY
from tests.load.meter import measured
from tests.support.postgres import Postgres
from tests.support.world import World, seed_world

ON = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PER_CONTRACT, EACH = 50, 20_000  # placements a contract, rows a transaction
GROUPS = ("pwet", "wia", "ww", "wajong", "student")


def fill(db: Database, vault: Vault, world: World, placements: int) -> None:
    with vault.keystore.connect() as connection:
        epoch, wrapping = vault.epochs.newest(connection)
    contracts = [new_id() for _ in range(max(1, placements // PER_CONTRACT))]
    insert(db.writer, Contract, (contract(world, key, number) for number, key in enumerate(contracts)))
    insert(db.writer, ObligationVersion, (obligation(world, key) for key in contracts))
    for start in range(0, placements, EACH):
        rows: dict[Any, list[dict[str, Any]]] = {Candidate: [], ConsentRequest: [], Placement: [], PlacementHours: []}
        keys = []
        for number in range(start, min(start + EACH, placements)):
            of_contract = contracts[number // PER_CONTRACT % len(contracts)]
            if number % 2 == 0:
                person, data_key = new_id(), new_key()
                place = f"{person}|{Purpose.GROUP}|candidate|1".encode()
                text = f'{{"target_group":"{GROUPS[number % len(GROUPS)]}","duration_class":null}}'
                keys.append({"candidate_id": person, "purpose": "group", "epoch": epoch, "made_at": NOW,
                             "wrapped": encrypt(wrapping, data_key, key_place(person, Purpose.GROUP))})  # fmt: skip
                sealed = seal(data_key, text.encode(), place)
                rows[Candidate].append(candidate(world, person, of_contract, number, sealed))
                rows[ConsentRequest].append(consent(person, of_contract))
            key, begins = new_id(), date(2026, 3, 1) + timedelta(days=number % 240)
            rows[Placement].append(placement(key, person, of_contract, begins, number))
            rows[PlacementHours].append({"placement_id": key, "from_on": begins, "hours_per_week": Decimal(24)})
        insert(vault.keystore, subject_key, iter(keys))
        for table, some in rows.items():
            insert(db.writer, table, iter(some))


def insert(engine: sa.Engine, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Rows past the ORM: COPY on PostgreSQL, one prepared statement on SQLite, with the values the ORM would send."""
    made = list(rows)
    if not made:
        return
    table = getattr(model, "__table__", model)
    fill_in = [(column.name, column.default.arg) for column in table.c
               if column.default is not None and column.name not in made[0]]  # fmt: skip
    names = [*made[0], *(name for name, _default in fill_in)]
    to_driver = [sender(table.c[name].type, engine.dialect) for name in names]
    lines = (
        tuple(
            send(value)
            for value, send in zip(
                [*row.values(), *(make(None) if callable(make) else make for _name, make in fill_in)],
                to_driver,
                strict=True,
            )
        )
        for row in made
    )
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            marks = ", ".join("?" * len(names))
            driver.executemany(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", lines)
        else:
            with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)


def sender(kind: Any, dialect: sa.Dialect) -> Callable[[Any], Any]:
    """What makes of a value what the driver takes; days, amounts and words come back often, and are made once."""
    send = kind.dialect_impl(dialect).bind_processor(dialect)
    if send is None:
        return lambda value: value
    return send if isinstance(kind, sa.Uuid) else cache(send)


def contract(world: World, key: Any, number: int) -> dict[str, Any]:
    return {
        "id": key, "number": f"L-{number:06}", "name": f"Onderhoud {number}", "client_id": world.client_x,
        "contractor_id": world.contractor_a, "region": Region.FRIESLAND, "awarded_on": date(2026, 1, 12),
        "starts_on": date(2026, 3, 1), "ends_on": date(2028, 2, 29), "value": Decimal(500_000),
        "value_table_id": world.table, "plan_due_on": date(2026, 12, 18), "created_by": world.cor,
        "created_at": NOW,
    }  # fmt: skip


def obligation(world: World, key: Any) -> dict[str, Any]:
    return {
        "contract_id": key, "valid_from": date(2026, 3, 1), "basis": "amount", "amount": Decimal(200_000),
        "uncapped": Decimal(200_000), "reason": "Bestek", "created_by": world.cor, "created_at": NOW,
    }  # fmt: skip


def candidate(world: World, key: Any, contract_id: Any, number: int, sealed: bytes) -> dict[str, Any]:
    return {
        "id": key, "contract_id": contract_id, "number": number, "agreement": "employment",
        "employer_kind": "contractor", "employer_name": "X", "language": "nl", "group_sealed": sealed,
        "created_by": world.anna, "created_at": NOW,
    }  # fmt: skip


def consent(key: Any, contract_id: Any) -> dict[str, Any]:
    return {
        "candidate_id": key, "contract_id": contract_id, "status": "given", "c2_given": True,
        "requested_at": NOW, "decide_by": ON,
    }  # fmt: skip


def placement(key: Any, person: Any, contract_id: Any, begins: date, number: int) -> dict[str, Any]:
    value = Decimal(1000 + number % 9000)
    return {
        "id": key, "contract_id": contract_id, "candidate_id": person, "status": "approved", "form": "employment",
        "starts_on": begins, "ends_on": begins + timedelta(days=180), "counts_until": begins + timedelta(days=180),
        "value": value, "approved_value": value, "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip


def reports(url: str, keys: str, world: World) -> None:
    def performance(per: str) -> Callable[[], object]:
        def run() -> object:
            db = Database(url)
            with snapshot(db) as connection:
                reach = Reach(world.cor, Role.CSR_MANAGER, world.cor, Region.FRIESLAND)
                lines = sum(1 for _line in PERFORMANCE.lines(connection, reach, Asked(ON, per)))
            return f"{lines} lines"

        return run

    def results() -> object:
        db, vault = Database(url), Vault(open_keystore(keys), KEY)
        with snapshot(db) as connection:
            found = results_of(connection, vault, Region.FRIESLAND, 2026, ON)
        protected_cells(found, Rules(), "CC0-1.0")
        return f"{sum(cell.people for cell in found.cells.values())} people"

    measured("performance per contract", performance("opdracht"))
    measured("results by group, unsealed in one pass", results)
    measured("performance per client", performance("opdrachtgever"))


def measure(url: str, folder: Path, size: int) -> None:
    db, keys = Database(url), f"sqlite:///{folder / f'keys-{size}.db'}"
    upgrade(db)
    vault = Vault(open_keystore(keys), KEY)
    with db.transaction() as session:
        world = seed_world(session, vault)
    began = time.perf_counter()
    fill(db, vault, world, size)
    if not db.is_sqlite:
        with db.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    db.dispose()
    vault.dispose()
    name = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    print(f"{size:,} placements on {name} (filled in {time.perf_counter() - began:.0f} s)", flush=True)
    reports(url, keys, world)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--on", choices=["sqlite", "postgres", "both"], default="both")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-load-") as name:
        folder = Path(name)
        if chosen.on != "postgres":
            for size in chosen.sizes:
                measure(f"sqlite:///{folder / f'{size}.db'}", folder, size)
        if chosen.on != "sqlite":
            server = Postgres()
            server.start()
            try:
                for size in chosen.sizes:
                    address = server.url("postgres")
                    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
                    with admin.connect() as connection:
                        connection.exec_driver_sql(f"CREATE DATABASE load{size}")
                    (folder / f"keys-{size}.db").unlink(missing_ok=True)
                    measure(server.url(f"load{size}"), folder, size)
            finally:
                server.stop()


if __name__ == "__main__":
    main()
