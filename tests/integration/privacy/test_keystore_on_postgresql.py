"""The key store works on PostgreSQL too, with several processes at once (PR-49)."""

from collections.abc import Iterator
from threading import Thread

import pytest
import sqlalchemy as sa

from portal.models import new_id
from portal.privacy.keystore import ended_key, portal_key, subject_key
from portal.privacy.vault import KeyEnded, KeystoreUnusable, Purpose, Vault, open_keystore
from tests.conftest import KEY
from tests.support.postgres import Postgres


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    admin = sa.create_engine(postgres.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE key_store")
    yield postgres.url("key_store")
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE key_store WITH (FORCE)")
    admin.dispose()


def at_once(*acts: object) -> None:
    threads = [Thread(target=act) for act in acts]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_what_is_sealed_opens_until_its_key_ends(url: str) -> None:
    vault = Vault(open_keystore(url), KEY)
    candidate = new_id()
    vault.create_keys(candidate, *Purpose)
    blob = vault.seal(candidate, Purpose.NAME, {"surname": "Özdemir"})
    vault.epochs.begin()
    assert vault.open(candidate, Purpose.NAME, blob) == {"surname": "Özdemir"}
    vault.end(candidate, *Purpose)
    assert vault.open(candidate, Purpose.NAME, blob) is None
    with pytest.raises(KeyEnded):
        vault.create_keys(candidate, Purpose.NAME)
    with pytest.raises(KeystoreUnusable):
        Vault(vault.keystore, bytes(32))
    vault.dispose()


def test_processes_that_start_at_once_make_one_portal_key(url: str) -> None:
    fingerprints: list[str] = []

    def start() -> None:
        vault = Vault(open_keystore(url), KEY)
        fingerprints.append(vault.fingerprint)
        vault.dispose()

    at_once(*[start] * 4)
    assert len(fingerprints) == 4
    assert len(set(fingerprints)) == 1


def test_making_and_ending_at_once_never_leaves_a_key_of_an_ended_purpose(url: str) -> None:
    vault = Vault(open_keystore(url), KEY)
    candidates = [new_id() for _ in range(10)]

    def make() -> None:
        for candidate in candidates:
            try:
                vault.create_keys(candidate, Purpose.GROUP)
            except KeyEnded:
                continue

    def end() -> None:
        for candidate in candidates:
            vault.end(candidate, Purpose.GROUP)

    at_once(make, end, make)
    with vault.keystore.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(subject_key)) == 0
        assert connection.scalar(sa.select(sa.func.count()).select_from(ended_key)) == 10
        assert connection.scalar(sa.select(sa.func.count()).select_from(portal_key)) == 1
    vault.dispose()
