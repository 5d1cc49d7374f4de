"""Two real databases for every integration test: a migrated, seeded template is copied for each."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.config import Config, Mode, Smtp
from portal.db import Database
from portal.privacy.vault import Vault, open_keystore
from portal.schema import upgrade
from tests.support.client import PortalClient
from tests.support.postgres import Postgres, find
from tests.support.world import World, seed_world

KEY = bytes(range(32))
NO_SKIPS = os.environ.get("PORTAL_NO_SKIPS") == "1"  # as .ci/run sets it


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


class Template:
    """A migrated and seeded pair of databases, made once a run and copied for each test."""

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self.folder, self.server, self.copies = folder, server, 0
        self.config = settings(folder, self._url("template"))
        if server is not None:
            self._admin("CREATE DATABASE template_portal")
        database = Database(self.config.database_url)
        upgrade(database)
        keystore = open_keystore(self.config.keystore_url)
        with database.transaction() as session:
            self.world: World = seed_world(session, Vault(keystore, KEY))
        database.dispose()
        keystore.dispose()

    def _url(self, name: str) -> str:
        if self.server is not None:
            return self.server.url(f"{name}_portal")
        return f"sqlite:///{self.folder / f'{name}.db'}"

    def _admin(self, statement: str) -> None:
        engine = sa.create_engine(self.server.url("postgres"), isolation_level="AUTOCOMMIT")  # type: ignore[union-attr]
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def copy(self, folder: Path) -> Config:
        self.copies += 1
        shutil.copy(self.folder / "keys.db", folder / "keys.db")
        if self.server is not None:
            name = f"copy_{self.copies}_portal"
            self._admin(f"CREATE DATABASE {name} TEMPLATE template_portal")
            return replace(settings(folder, self.server.url(name)))
        shutil.copy(self.folder / "template.db", folder / "portal.db")
        return settings(folder, f"sqlite:///{folder / 'portal.db'}")

    def drop(self, config: Config) -> None:
        if self.server is not None:
            name = sa.make_url(config.database_url).database
            self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def templates() -> dict[str, Template]:
    return {}


@pytest.fixture(params=["sqlite", "postgres"])
def config(
    request: pytest.FixtureRequest,
    templates: dict[str, Template],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Config]:
    kind = request.param
    if kind not in templates:
        server = request.getfixturevalue("postgres") if kind == "postgres" else None
        templates[kind] = Template(tmp_path_factory.mktemp(kind), server)
    copied = templates[kind].copy(tmp_path)
    yield copied
    templates[kind].drop(copied)


@pytest.fixture(scope="session")
def applications() -> dict[str, Flask]:
    return {}


@pytest.fixture
def app(config: Config, applications: dict[str, Flask]) -> Iterator[Flask]:
    """The application on this test's own databases. It is put together once a run: its pages are compiled once."""
    application = applications.get("one") or create_app(config)
    if "one" in applications:
        application.extensions |= {
            "config": config,
            "database": Database(config.database_url),
            "vault": Vault(open_keystore(config.keystore_url), config.key_encryption_key),
        }
    applications["one"] = application
    yield application
    application.extensions["database"].dispose()
    application.extensions["vault"].dispose()


@pytest.fixture
def db(app: Flask) -> Database:
    """The database of the application under test."""
    return app.extensions["database"]


@pytest.fixture
def vault(app: Flask) -> Vault:
    return app.extensions["vault"]


@pytest.fixture
def world(request: pytest.FixtureRequest, config: Config, templates: dict[str, Template]) -> World:
    kind = "postgres" if config.database_url.startswith("postgresql") else "sqlite"
    return templates[kind].world


@pytest.fixture
def client(app: Flask) -> PortalClient:
    """A browser without a session; ``client.sign_in_as(world.anna)`` gives it one."""
    return PortalClient(app)


@pytest.fixture
def another_client(app: Flask) -> PortalClient:
    return PortalClient(app)
