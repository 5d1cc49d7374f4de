import pytest

from tests.support.asking import approve_plan, ask, choose, come_in, newest_token


@pytest.fixture
def plan(db, world):
    approve_plan(db, world)


@pytest.fixture
def anna(client, world):
    return client.sign_in_as(world.anna)


@pytest.fixture
def candidate(db, vault, world, plan):
    return ask(db, vault, world)


@pytest.fixture
def say(another_client, db, vault, candidate):
    """The candidate answers: say('ja', 'nee')."""

    def answer(c1: str, c2: str = "") -> str:
        token = newest_token(db, vault)
        come_in(another_client, token)
        choose(another_client, token, c1, c2)
        return token

    return answer
