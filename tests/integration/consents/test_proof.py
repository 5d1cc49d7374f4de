"""Proof that travels: the record for who may have it, and a code that proves a receipt without telling anything."""

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from pyshacl import validate
from rdflib import Graph

from portal import clock
from portal.consents.receipt_code import code_of
from portal.db import Database
from portal.models import ConsentEvent, LimitCounter, View
from portal.privacy.vault import Vault
from tests.support.asking import choose, come_in, mails
from tests.support.client import PortalClient
from tests.support.world import World

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
SHAPES = Path(__file__).resolve().parents[2] / "unit" / "consents" / "consent_record.ttl"
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")
NUMBER = World.number_a


@pytest.fixture
def answered(client: PortalClient, token: str, candidate: UUID) -> UUID:
    come_in(client, token)
    choose(client, token, "ja", "ja")
    return candidate


def conforms(text: str) -> bool:
    graph = Graph().parse(data=text, format="json-ld")
    return validate(graph, shacl_graph=Graph().parse(SHAPES), advanced=True)[0]


def looks(db: Database) -> list[tuple[str, str, str]]:
    with db.reads() as connection:
        rows = connection.execute(sa.select(View.action, View.object_kind, View.purpose).order_by(View.position))
        return [tuple(row) for row in rows]


def check(client: PortalClient, code: str, status: int = 200) -> str:
    return client.post("consents.check_receipt", {"code": code}, status=status).text


def test_a_candidate_takes_along_a_record_of_exactly_the_ledger_pr26(client, token, answered, db, app: Flask):
    answer = client.get("consents.record", token=token)
    assert answer.mimetype == "application/ld+json"
    assert conforms(answer.text)
    record = json.loads(answer.text)
    with db.reads() as connection:
        lines = connection.execute(sa.select(ConsentEvent.__table__).order_by(ConsentEvent.position)).all()
    assert [(one["srp:prevHash"], one["srp:hash"]) for one in record["dpv:hasConsentStatus"]] == [
        (line.previous_hash, line.hash) for line in lines
    ]
    words = re.sub(r"[0-9a-f-]{32,}", "", answer.text)  # a hash may spell anything
    for mark in ("Samira", "Ali", "s.ali", "1991", "23-11", token, str(answered), "anna@"):
        assert mark not in words
    assert "Bouwgroep De Terp" in answer.text
    PortalClient(app).get("consents.record", token=token, status=303)  # without the date of birth: nothing


def test_before_an_answer_there_is_nothing_to_take_along(client, token):
    come_in(client, token)
    client.get("consents.record", token=token, status=404)


def test_a_coordination_point_gets_it_while_the_yes_stands_and_the_officer_always_pr15(
    client, token, answered, app: Flask, world: World, db
):
    carla = PortalClient(app).sign_in_as(world.carla)
    frans = PortalClient(app).sign_in_as(world.frans)
    at = {"number": NUMBER, "candidate_id": answered}
    assert conforms(carla.get("review.consent_record", **at).text)
    carla.get("review.consents", number=NUMBER, status=403)
    assert str(answered) in frans.get("review.consents", number=NUMBER).text
    assert looks(db) == [("export", "candidate", "P4"), ("list", "contract", "P4")]
    client.post("consents.stop", token=token)
    carla.get("review.consent_record", status=404, **at)
    stopped = json.loads(frans.get("review.consent_record", **at).text)
    assert stopped["dpv:hasConsentStatus"][-1]["@type"] == "dpv:ConsentWithdrawn"
    assert looks(db)[2:] == [("export", "candidate", "P4")]
    for who, status in ((world.anna, 403), (world.karel, 404), (world.dora, 404)):
        PortalClient(app).sign_in_as(who).get("review.consent_record", status=status, **at)


def test_the_code_on_receipt_and_mail_proves_it_and_tells_nothing(
    client, token, answered, db, vault: Vault, app: Flask
):
    [mail] = mails(db, vault, "candidate_said_yes")
    [code] = CODE.findall(mail.text)
    assert code in client.get("consents.receipt", token=token).text
    anybody = PortalClient(app)
    for typed in (code, code.lower().replace("-", " "), code.replace("0", "O").replace("1", "I")):
        page = check(anybody, typed)
        assert "Dit bewijs is echt." in page
        assert "1.0" in page
        for mark in ("Samira", "De Terp", "Waddenhorn", "Friesland", "2026-0001", "ja gezegd"):
            assert mark not in page.partition("<main")[2].partition("</main>")[0]


def test_a_code_we_never_gave_gets_the_same_page_and_guessing_ends(client, db):
    unknown = check(client, code_of("0" * 64))
    assert "Wij kennen deze code niet." in unknown
    assert "Wij kennen deze code niet." in check(client, "hallo")
    assert "Vul de code in." in check(client, "", status=422)
    for _ in range(28):
        check(client, "hallo")
    check(client, "hallo", status=429)
    with time_machine.travel(clock.now() + timedelta(hours=1, minutes=1), tick=False):
        check(client, "hallo")
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(LimitCounter)) == 2


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_ledger_that_was_tampered_with_proves_nothing(client, token, answered, db):
    with db.reads() as connection:
        last = connection.execute(sa.select(ConsentEvent.__table__).order_by(ConsentEvent.position.desc())).first()
    assert "Dit bewijs is echt." in check(client, code_of(last.hash))
    with db.transaction() as session:
        session.execute(sa.text("DROP TRIGGER consent_event_no_update"))
        session.execute(sa.text("UPDATE consent_event SET actor = 'csr' WHERE position = 2"))
    assert "Wij kennen deze code niet." in check(client, code_of(last.hash))


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_who_is_put_under_pressure_reaches_the_coordination_point_alone_pr24(client, token):
    come_in(client, token)
    page = client.get("consents.link", token=token).text
    assert "Zet iemand u onder druk?" in page
    assert set(re.findall(r'mailto:([^?"]+)', page)) == {"csr-friesland@socialreturn.example"}
