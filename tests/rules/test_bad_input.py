"""Whatever is typed in whichever form, or put behind an address: an answer, never a server error.

A reader follows links as in ``test_pages``, on a copy of the story; each form of each page is sent with answers that
are right, wrong and malicious by turns. PORTAL_ROUNDS sets how often; the suite asks a third of the pages a day, once.
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
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import got_request_exception
from werkzeug.datastructures import MultiDict

import portal
from portal import clock, create_app
from tests.rules.conftest import FIGURES, Told
from tests.support.client import PortalClient, parse

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "1"))
MOST_PAGES = 150
MOST_STEPS = 5  # of one form that leads to the next
ALIKE = 3  # pages that differ in a number or an id alone
NOT_HERE = re.compile(r"/(uitloggen|oefenen|oefenmail|taal)")
NASTY = (
    "", " ", "\x00", "-1", "0", "00", "31", "99999999999999999999", "-99999999999999999999,99", "1e400", "NaN",
    "Infinity", "١٢", "½", "²", "0x10", "1.000.000.000.000,00", "9999-12-31", "2026-02-30", "2026-5", "0000-0",
    "<script>alert(1)</script>", "{{ 7 * 7 }}", "%(num)d %s %n", "' OR 1=1 --", "\u202e\ufeff", "é" * 300, "🙂" * 60,
    "x" * 20_000, "123456782", "../../etc/passwd", "a\r\nBcc: iemand@elders.example", "=?utf-8?q?=0aBcc?=",
    "0198a0b0-0000-7000-8000-000000000000", "%", "_", "\\", '"', "~", "2026-01-01T00:00:00+00:00~nee", "-", ",", ".",
)  # fmt: skip
PLAUSIBLE = ("1", "12", "24", "2026", "2027", "1.000", "2,5", "Zo is het afgesproken.", "iemand@voorbeeld.example",
             "8911 AB", "ja", "Samira")  # fmt: skip


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
    client, found, chance = PortalClient(copy.app), Sent(), random.Random(f"{who}{clock.today()}")
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
    return "PORTAL_ROUNDS" in os.environ or zlib.crc32(f"{clock.today()}{path}".encode()) % 3 == 0


def shape(path: str) -> str:
    return re.sub(r"[0-9a-f-]{36}|\d+", "*", path)


def names_in(text: str) -> Iterator[str]:
    """Of the forms that only look: filters, and what a sum is made of."""
    for form in parse(text).iter("form"):
        if (form.get("method") or "get").lower() == "get":
            yield from names_of(form)


def forms_of(path: str, text: str, chance: random.Random) -> Iterator[tuple[str, MultiDict[str, Any]]]:
    """Where each form that posts goes, filled in anew at each call."""
    for form in parse(text).iter("form"):
        action = (form.get("action") or "").partition("#")[0] or path
        if (form.get("method") or "get").lower() != "post" or NOT_HERE.match(action):
            continue
        yield action, filled_in(names_of(form), chance)


def filled_in(names: dict[str, tuple[str, ...]], chance: random.Random) -> MultiDict[str, Any]:
    """Half of the times right but for one field at most, so that what comes after the check is reached; else anyhow."""
    fields: MultiDict[str, Any] = MultiDict((name, right(name, choices, chance)) for name, choices in names.items())
    if names and chance.random() < 0.5:
        for name in chance.sample(sorted(names), chance.choice((0, 1))):
            fields[name] = chance.choice(NASTY)
        return fields
    for name in names:
        anyhow = (fields[name], fields[name], chance.choice(NASTY), chance.choice(PLAUSIBLE))
        fields.setlist(name, [chance.choice(anyhow) for _time in range(chance.choice((0, 1, 1, 1, 1, 2)))])
    return fields


def right(name: str, choices: tuple[str, ...], chance: random.Random) -> str:
    """What is chosen or filled in already, or what such a field asks for."""
    if any(choices):
        return chance.choice([one for one in choices if one])
    ranges = {"day": (1, 28), "month": (1, 12), "year": (2024, 2029)}
    low, high = ranges.get(name.rpartition("-")[2], (0, 0))
    if high:
        return str(chance.randint(low, high))
    kinds = {"mail": "iemand@voorbeeld.example", "postcode": "8911 AB", "kvk": "12345678", "phone": "058 000 00 00"}
    number = re.search(r"amount|value|hours|percentage|weeks|months|people|cap|number|withheld|penalty", name)
    return next((text for kind, text in kinds.items() if kind in name), "12" if number else "Zo is het afgesproken.")


def names_of(form: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in form.iter():
        name = one.get("name")
        if one.tag not in ("input", "select", "textarea", "button") or not name or name == "csrf_token":
            continue
        values = (
            [option.get("value") or "" for option in one.iter("option")] if one.tag == "select" else [one.get("value")]
        )
        found.setdefault(name, []).extend(value for value in values if value is not None)
    return {name: tuple(values) for name, values in found.items()}
