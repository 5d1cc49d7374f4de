import pytest
import time_machine

from tests.support.people import candidate_with_consent

TODAY = "2026-11-25T12:00:00Z"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def carla(client, world):
    """A reviewer in Friesland, where contract A is."""
    return client.sign_in_as(world.carla)


@pytest.fixture
def samira(db, vault, world):
    with db.transaction() as session:
        return candidate_with_consent(session, vault, world.contract_a)
