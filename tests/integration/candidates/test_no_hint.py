"""No contractor learns that a person is known elsewhere, and nobody searches or ranks across contracts (PR-05)."""

import re
import statistics
from collections.abc import Iterator
from time import thread_time
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from portal.db import Database
from portal.privacy.purposes import TO_CANDIDATES
from portal.privacy.vault import Vault
from portal.security.access import Scope
from portal.security.policy import CSR, DEMONSTRATION, OFFICER, POLICY
from tests.support.asking import FIELDS, TOLD, approve_plan, ask, choose, come_in, newest_token
from tests.support.client import PortalClient
from tests.support.meters import counted_queries
from tests.support.world import World

KNOWN = {"first_name": "Samira", "surname": "Ali", "email": "s.ali@voorbeeld.example"}
NEW = {"first_name": "Yasmin", "surname": "Nur", "email": "y.nur@voorbeeld.example"}
MADE_NEW = re.compile(
    r'(?:value|content)="[^"]{40,}"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.-]{60,}|[Kk]andidaat \d+|-\d+\b'
)


@pytest.fixture(autouse=True)
def one_moment() -> Iterator[None]:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


@pytest.fixture
def bea(another_client: PortalClient, db: Database, world: World) -> PortalClient:
    """Of another contractor, in another region, who may ask candidates too."""
    approve_plan(db, world, world.contract_b)
    return another_client.sign_in_as(world.bea)


def enter(who: PortalClient, world: World, person: dict[str, str]) -> list[tuple[int, str]]:
    """Everything a contractor sees of asking somebody, with what is new every time taken out: status and body."""
    at: dict[str, Any] = {"number": world.number_b}
    told = who.post("candidates.explain", {"agreed": "ja", **TOLD}, **at)
    answers = [who.post("candidates.check", {**FIELDS, **person, "told": _told(told.location)}, status=None, **at)]
    sealed = re.search(r'name="answers" value="([^"]+)"', answers[0].text)
    assert sealed
    answers.append(who.post("candidates.check", {"answers": sealed[1], "act": "send"}, status=None, **at))
    answers.append(who.get_path(answers[1].location, status=None))
    candidate_id = UUID(answers[1].location.partition("kandidaat=")[2])
    answers.append(who.get("candidates.candidate", candidate_id=candidate_id, status=None, **at))
    return [(one.status_code, _plain(one.text, person)) for one in answers]


def _told(location: str) -> str:
    found = re.search(r"besproken=([^&]+)", location)
    assert found
    return found[1]


def _plain(html: str, person: dict[str, str]) -> str:
    for name, value in person.items():
        html = html.replace(value, f"<{name}>")
    return MADE_NEW.sub("~", html)


@pytest.mark.parametrize("answer", ["", "ja", "nee"])
def test_somebody_known_elsewhere_is_as_new_as_anybody_pr05(
    client: PortalClient, bea: PortalClient, db: Database, vault: Vault, world: World, answer: str
) -> None:
    approve_plan(db, world)
    ask(db, vault, world)
    if answer:
        token = newest_token(db, vault)
        come_in(client, token)
        choose(client, token, answer, answer)
    known, new = enter(bea, world, KNOWN), enter(bea, world, NEW)
    for (status, body), (usual_status, usual_body) in zip(known, new, strict=True):
        assert status == usual_status
        assert body.splitlines() == usual_body.splitlines()


def test_nor_does_the_work_or_the_count_of_tries_tell_pr05(
    bea: PortalClient, app: Flask, db: Database, vault: Vault, world: World
) -> None:
    approve_plan(db, world)
    ask(db, vault, world)
    people = [{**NEW, "email": f"y.nur{number}@voorbeeld.example"} for number in range(5)]
    for number in range(3):  # the first contractor asks until its own limit for this mailbox is near
        PortalClient(app).sign_in_as(world.anna).post(
            "candidates.check", {**FIELDS, "told": "x", "email": f"s.ali+{number}@voorbeeld.example"},
            number=world.number_a, status=None,
        )  # fmt: skip
    asked, took = {}, {}
    enter(bea, world, people.pop())  # warm
    for name, persons in (("new", people[:3]), ("known", [KNOWN])):
        seconds = []
        for person in persons:
            begun = thread_time()
            with counted_queries(db) as statements:
                answers = enter(bea, world, person)
            seconds.append(thread_time() - begun)
        assert [status for status, _body in answers] == [200, 303, 200, 200]
        asked[name], took[name] = len(statements), statistics.median(seconds)
    assert abs(asked["known"] - asked["new"]) <= 1
    assert took["known"] < took["new"] * 2 + 0.05


def test_people_are_shown_across_contracts_for_their_own_rights_alone_pr05() -> None:
    """A page about candidates has one contract in its address, so that nothing can rank, match or search people for
    their work; only what serves consent or rights (P3, P4) reads a region, and no contractor or client does. A
    contractor confirms a quarter in one form over its own contracts, in their order (K-42)."""
    about_people = {name: line for name, line in {**POLICY, **DEMONSTRATION}.items() if line.persons}
    assert len(about_people) > 20
    wide = {name: line for name, line in about_people.items() if line.scope is not Scope.CONTRACT}
    for quarter in ("placements.confirm", "placements.confirm_change"):
        assert wide.pop(quarter).scope is Scope.ORGANISATION
    assert {name for name, line in wide.items() if line.purpose not in TO_CANDIDATES} == set()
    assert {name for name, line in wide.items() if line.scope is not Scope.REGION} == set()
    assert {name for name, line in wide.items() if line.who - CSR - OFFICER} == set()
