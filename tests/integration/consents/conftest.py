from uuid import UUID

import pytest

from portal.db import Database
from portal.privacy.vault import Vault
from tests.support.asking import approve_plan, ask, newest_token
from tests.support.world import World


@pytest.fixture
def candidate(db: Database, vault: Vault, world: World) -> UUID:
    """Samira has been asked for contract A and has not opened the mail."""
    approve_plan(db, world)
    return ask(db, vault, world)


@pytest.fixture
def token(db: Database, vault: Vault, candidate: UUID) -> str:
    return newest_token(db, vault)
