from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from portal.models import new_id
from portal.privacy.vault import Purpose, Vault, open_keystore

KEK = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def vault(path: Path) -> Iterator[Vault]:
    made = Vault(open_keystore(f"sqlite:///{path}"), KEK)
    yield made
    made.dispose()


@pytest.fixture
def candidate(vault: Vault) -> UUID:
    """A candidate with all four keys."""
    candidate_id = new_id()
    vault.create_keys(candidate_id, *Purpose)
    return candidate_id


@pytest.fixture
def another_vault(vault: Vault, path: Path) -> Iterator[Vault]:
    """The vault of another process on the same key store."""
    made = Vault(open_keystore(f"sqlite:///{path}"), KEK)
    yield made
    made.dispose()
