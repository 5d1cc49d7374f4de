"""Whatever is typed on the pages behind a candidate's link: an answer, never a server error."""

import os
import random
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import time_machine
from flask import got_request_exception

from tests.conftest import FIGURES
from tests.support.asking import approve_plan, ask, choose, come_in, newest_token
from tests.support.bad_input import forms_of
from tests.support.client import PortalClient

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "1"))
MOST_PAGES = 15


def test_no_answer_of_a_candidate_makes_a_page_fail(app, db, vault, world):
    approve_plan(db, world)
    chance, failures, sent = random.Random(None if ROUNDS > 1 else "kandidaat"), [], 0

    def failed(_sender: object, exception: BaseException, **_more: object) -> None:
        failures.append("".join(traceback.format_exception(exception)))

    with got_request_exception.connected_to(failed, app):
        for turn in range(4 * ROUNDS):
            with time_machine.travel(datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=turn)):  # past every limit
                ask(db, vault, world, email=f"kandidaat{turn}@voorbeeld.example", surname="Ali" + turn * "a")
                client, token = PortalClient(app), newest_token(db, vault)
                come_in(client, token)
                if turn % 2:  # what there is after a yes
                    choose(client, token, "ja", "ja")
                    token = newest_token(db, vault, "candidate_said_yes")
                    come_in(client, token)
                for path, text in pages_of(client, token):
                    for action, fields in forms_of(path, text, chance):
                        client.http.post(action, data=fields | {"csrf_token": client.csrf_token()})
                        sent += 1
                        assert not failures, (action, fields, failures[0])
    FIGURES.append(f"bad input as a candidate on {db.url.get_backend_name()}: {sent} forms, 0 failed")


def pages_of(client: PortalClient, token: str) -> Iterator[tuple[str, str]]:
    waiting, seen = [f"/k/{token}"], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page = client.get_path(path, status=None)
        if page.status_code in (302, 303):
            waiting.append(page.location)
        if page.mimetype == "text/html":
            yield path, page.text
            waiting += [link.replace("&amp;", "&") for link in re.findall(r'href="(/k/[^"#]*)', page.text)]
