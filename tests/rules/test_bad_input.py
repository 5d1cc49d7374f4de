"""Whatever is typed in whichever form, or put behind an address: an answer, never a server error.

A reader follows links as in ``test_pages``, on a copy of the story; each form of each page is sent with answers that
are right, wrong and malicious by turns. PORTAL_ROUNDS sets how often, each time otherwise; a failure says what was
sent. The suite asks a third of the pages once, and always the same, so that it does not fail of something new.
"""

import os
import random
import re
import sqlite3
import traceback
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import got_request_exception

import portal
from portal import create_app
from tests.rules.conftest import FIGURES, Told
from tests.support.bad_input import NASTY, NOT_HERE, forms_of, names_in
from tests.support.client import PortalClient

ROUNDS_ASKED = "PORTAL_ROUNDS" in os.environ
ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "1"))
MOST_PAGES = 150
MOST_STEPS = 5  # of one form that leads to the next
ALIKE = 3  # pages that differ in a number or an id alone


@pytest.fixture(scope="module")
def copy(stories: dict[str, Told], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story on files of its own: what is sent here may close, stop and destroy what other rules look at."""
    told: Told = stories["sqlite"]
    config, folder = told.app.extensions["config"], tmp_path_factory.mktemp("spoilt")
    for name in ("portal.db", "keys.db"):
        with (
            closing(sqlite3.connect(Path(config.data_dir) / name)) as now,
            closing(sqlite3.connect(folder / name)) as to,
        ):
            now.backup(to)
    urls = {"database_url": f"sqlite:///{folder / 'portal.db'}", "keystore_url": f"sqlite:///{folder / 'keys.db'}"}
    app = create_app(replace(config, data_dir=folder, **urls))
    yield replace(told, app=app, db=app.extensions["database"])
    app.extensions["database"].dispose()
    app.extensions["vault"].dispose()


@dataclass
class Sent:
    forms: int = 0
    addresses: int = 0
    failed: list[str] = field(default_factory=list)


@pytest.mark.parametrize("told", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", ["anna", "hulya", "maaike", "roelie", "karin", "femke", ""])
def test_no_answer_makes_a_page_fail(told: Told, copy: Told, who: str):
    client, found, chance = PortalClient(copy.app), Sent(), random.Random(None if ROUNDS_ASKED else who)
    behind = names_behind_addresses()

    def failed(_sender: object, exception: BaseException, **_more: object) -> None:
        found.failed.append("".join(traceback.format_exception(exception)))

    with got_request_exception.connected_to(failed, copy.app):
        for path, text in pages_of(copy, client, who):
            for _round in range(ROUNDS):
                names = {*chance.sample(behind, 3), *names_in(text)}
                asked = urlencode({name: chance.choice(NASTY) for name in sorted(names)})
                client.http.get(f"{path}{'&' if '?' in path else '?'}{asked}")
                found.addresses += 1
                assert not found.failed, (path, asked, found.failed[0])
                waiting = list(forms_of(path, text, chance))
                while waiting:
                    action, fields = waiting.pop()
                    answer = client.http.post(action, data=fields | {"csrf_token": client.csrf_token()})
                    found.forms += 1
                    assert not found.failed, (action, fields, found.failed[0])
                    if answer.status_code == 200 and answer.mimetype == "text/html":  # asks to check, or for more
                        waiting += list(forms_of(action, answer.text, chance))[:1] if found.forms % MOST_STEPS else []
    FIGURES.append(f"bad input as {who or 'nobody'}: {found.forms} forms and {found.addresses} addresses, 0 failed")


def names_behind_addresses() -> list[str]:
    sources = [path.read_text(encoding="utf-8") for path in Path(portal.__file__).parent.rglob("*.py")]
    found = {name for source in sources for name in re.findall(r'args\.get(?:list)?\("([^"]+)"', source)}
    assert len(found) > 5
    return sorted(found)


def pages_of(told: Told, client: PortalClient, who: str) -> Iterator[tuple[str, str]]:
    waiting, seen = ["/", "/rekenhulp", "/rapporten", "/beheer", "/inloggen", "/wachtwoord-vergeten"], list[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or NOT_HERE.match(path) or sum(shape(path) == shape(one) for one in seen) >= ALIKE:
            continue
        seen.append(path)
        if who:  # what was sent may have ended the session
            client.sign_in_as(told.people[who])
        response = client.get_path(path, status=None)
        if response.status_code in (302, 303):
            waiting.append(response.location)
        if response.mimetype == "text/html" and response.status_code == 200:
            waiting += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', response.text)]
            if is_its_turn(path):
                yield path, response.text


def is_its_turn(path: str) -> bool:
    return ROUNDS_ASKED or zlib.crc32(shape(path).encode()) % 3 == 0


def shape(path: str) -> str:
    return re.sub(r"[0-9a-f-]{36}|\d+", "*", path)
