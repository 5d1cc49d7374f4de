"""Two real databases for every integration test: a migrated, seeded template is copied for each."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.config import Config, Mode, Smtp
from portal.db import Database
from portal.privacy.pairing import check_pairing
from portal.privacy.vault import Vault, open_keystore
from portal.schema import upgrade
from tests.support.client import PortalClient
from tests.support.meters import Writes, timed_writes
from tests.support.postgres import Postgres, find
from tests.support.world import World, seed_world

KEY = bytes(range(32))
NO_SKIPS = os.environ.get("PORTAL_NO_SKIPS") == "1"  # as .ci/run sets it


WRITES = Writes()
FIGURES: list[str] = []  # what a test measured, said at the end of the run


LONGEST_FIRST = ("tests/e2e", "tests/faults", "tests/rules", "tests/migrations")


def needs_story(item: pytest.Item) -> bool:
    return "told" in getattr(item, "fixturenames", ())


def together(item: Any) -> str:
    """The tests that ``item`` stays with: those of its file, or those on the practice story, slow to tell."""
    if needs_story(item):
        return f"the practice story on {item.callspec.params['told']}"
    return item.nodeid.partition("::")[0]


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what belongs together in one process, and begin with what takes longest: the practice story."""

    def turn(item: pytest.Item) -> int:
        if needs_story(item):
            return -1
        return next((at for at, path in enumerate(LONGEST_FIRST) if item.nodeid.startswith(path)), len(LONGEST_FIRST))

    items.sort(key=turn)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(together(item)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["figures"] = [*FIGURES, *WRITES.figures()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    FIGURES.extend(getattr(node, "workeroutput", {}).get("figures", []))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for line in sorted(FIGURES):
        terminalreporter.write_line(line)


def skip(reason: str) -> None:
    """Leave a test out because the machine lacks something; not allowed where skips are forbidden."""
    if NO_SKIPS:
        pytest.fail(f"may not be skipped here: {reason}")
    pytest.skip(reason)


def settings(folder: Path, database_url: str) -> Config:
    return Config(
        mode=Mode.TEST,
        secret_key="s" * 40,
        key_encryption_key=KEY,
        database_url=database_url,
        keystore_url=f"sqlite:///{folder / 'keys.db'}",
        base_url="http://portaal.example",
        smtp=Smtp("127.0.0.1", 9, starttls=False),
        mail_from="portaal@socialreturn.example",
        data_dir=folder,
        argon2_cheap=True,
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if find("initdb") is None:
        skip("PostgreSQL is not installed, so the tests on it were left out")
    server = Postgres()
    server.start()
    yield server
    server.stop()


def fast_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder in memory where the machine has room there: a test's database need not outlive a power cut."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > 256 * 2**20:
        folder = Path(tempfile.mkdtemp(prefix="portal-test-", dir=memory))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder
    return factory.mktemp(name)


class Template:
    """A migrated and seeded pair of databases, made once a run; each test begins with what is in it.

    SQLite files are copied. On PostgreSQL, where a new database costs a checkpoint, the rows are put back. A test's
    databases are always at the same address, so that engines keep the statements they compiled.
    """

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self.folder, self.server = folder, server
        self.live = folder / "live"
        self.live.mkdir()
        self.config = settings(folder, self._url("template.db"))
        self.live_config = settings(self.live, self._url("live/portal.db"))
        self.database = Database(self.live_config.database_url)
        self._make()

    def _make(self) -> None:
        if self.server is not None:
            admin = sa.create_engine(self.server.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            with admin.connect() as connection:
                connection.exec_driver_sql("DROP DATABASE IF EXISTS template_portal WITH (FORCE)")
                connection.exec_driver_sql("CREATE DATABASE template_portal")
        (self.folder / "keys.db").unlink(missing_ok=True)
        database = Database(self.config.database_url)
        upgrade(database)
        keys = Vault(open_keystore(self.config.keystore_url), KEY)
        with database.transaction() as session:
            self.world: World = seed_world(session, keys)
        check_pairing(database, keys)
        database.dispose()
        keys.dispose()
        shutil.copy(self.folder / "keys.db", self.live / "keys.db")
        self.vault = Vault(open_keystore(self.live_config.keystore_url), KEY)
        self.vault.dispose()
        if self.server is not None:
            engine = sa.create_engine(self.config.database_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            self.connection = engine.connect()
            self.put_back = self._remember()
            self.rows = self._rows()
            self.shape = self._shape()

    def close(self) -> None:
        self.database.dispose()
        if self.server is not None:
            self.connection.close()

    def _url(self, file: str) -> str:
        if self.server is not None:
            return self.server.url("template_portal")
        return f"sqlite:///{self.folder / file}"

    def _shape(self) -> list[str]:
        """Names of the tables and triggers that are there."""
        names = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' UNION ALL "
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        )
        return list(self.connection.exec_driver_sql(names).scalars())

    def _remember(self) -> dict[str, str]:
        """Keep the seeded rows in a schema beside the tables, and say for each table how they are put back."""
        names = [name for name in sa.inspect(self.connection).get_table_names() if name != "alembic_version"]
        self.connection.exec_driver_sql("CREATE SCHEMA seed")
        put_back = {}
        for name in names:
            self.connection.exec_driver_sql(f'CREATE TABLE seed."{name}" AS TABLE public."{name}"')
            put_back[name] = f'DELETE FROM public."{name}"'
            if self.connection.exec_driver_sql(f'SELECT 1 FROM public."{name}" LIMIT 1').first():
                put_back[name] += f'; INSERT INTO public."{name}" SELECT * FROM seed."{name}"'
        return put_back

    def _rows(self) -> dict[str, tuple[Any, ...]]:
        """Of each table how many rows there are and which transaction wrote the newest: either changes with a write."""
        one = "SELECT '{0}', count(*), max(xmin::text::bigint) FROM public.\"{0}\""
        found = self.connection.exec_driver_sql(" UNION ALL ".join(one.format(name) for name in self.put_back))
        return {row[0]: tuple(row[1:]) for row in found}

    def _put_back(self) -> None:
        now = self._rows()
        written = [way for name, way in self.put_back.items() if now[name] != self.rows[name]]
        if written:  # without foreign keys and append-only triggers
            self.connection.exec_driver_sql("; ".join(["SET session_replication_role = replica", *written]))
            self.rows = self._rows()

    def leave(self) -> None:
        """After a test: its SQLite files go, so nothing may hold them; a backend of PostgreSQL is kept, being slow."""
        if self.server is None or any(one.pool.checkedout() for one in (self.database.reader, self.database.writer)):
            self.database.dispose()
        self.vault.dispose()

    def copy(self) -> Config:
        shutil.rmtree(self.live, ignore_errors=True)
        self.live.mkdir()
        if self.server is not None:
            self.connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if self._shape() != self.shape:  # the test before took a table or trigger away, to see what happens then
                self.close()
                self._make()
            self._put_back()
        else:
            shutil.copy(self.folder / "template.db", self.live / "portal.db")
        shutil.copy(self.folder / "keys.db", self.live / "keys.db")
        return self.live_config


@pytest.fixture(scope="session")
def templates() -> Iterator[dict[str, Template]]:
    made: dict[str, Template] = {}
    yield made
    for one in made.values():
        one.close()


@pytest.fixture(params=["sqlite", "postgres"])
def config(
    request: pytest.FixtureRequest,
    templates: dict[str, Template],
    tmp_path_factory: pytest.TempPathFactory,
) -> Config:
    kind = request.param
    if kind not in templates:
        server = request.getfixturevalue("postgres") if kind == "postgres" else None
        templates[kind] = Template(fast_folder(tmp_path_factory, kind), server)
    return templates[kind].copy()


@pytest.fixture(scope="session")
def kept() -> list[Flask]:
    """The application, put together once a run: it compiles its pages once."""
    return []


def template_of(config: Config, templates: dict[str, Template]) -> Template:
    return templates["postgres" if config.database_url.startswith("postgresql") else "sqlite"]


@pytest.fixture
def app(config: Config, templates: dict[str, Template], kept: list[Flask]) -> Iterator[Flask]:
    """The application on this test's own databases."""
    if not kept:
        kept.append(create_app(config))
        kept[0].extensions["database"].dispose()  # the tests' own takes its place
        kept[0].extensions["vault"].dispose()
    (application,) = kept
    own = template_of(config, templates)
    application.extensions |= {"config": config, "database": own.database, "vault": own.vault}
    with timed_writes(own.database) as lasted:
        yield application
    own.leave()
    WRITES.note(own.database.url.get_backend_name(), lasted)


@pytest.fixture
def db(app: Flask) -> Database:
    """The database of the application under test."""
    return app.extensions["database"]


@pytest.fixture
def vault(app: Flask) -> Vault:
    return app.extensions["vault"]


@pytest.fixture
def world(config: Config, templates: dict[str, Template]) -> World:
    return template_of(config, templates).world


@pytest.fixture
def client(app: Flask) -> PortalClient:
    """A browser without a session; ``client.sign_in_as(world.anna)`` gives it one."""
    return PortalClient(app)


@pytest.fixture
def another_client(app: Flask) -> PortalClient:
    return PortalClient(app)
