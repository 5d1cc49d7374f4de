from collections.abc import Iterator

import pytest

from portal.config import Config
from tests.support.mailserver import MailServer
from tests.support.outbox import Office


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def office(config: Config, server: MailServer) -> Iterator[Office]:
    opened = Office(config, server.port)
    yield opened
    opened.close()
