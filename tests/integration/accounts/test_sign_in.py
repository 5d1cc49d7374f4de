"""Signing in and out (C-04): two steps, one answer for every wrong try, a new session at each step (T11, T13)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.db import Database
from portal.models import Event, User, UserSession
from portal.security.passwords import Passwords
from tests.integration.accounts.conftest import code, give_password, sid, sign_in, with_sid
from tests.support.client import PortalClient
from tests.support.world import PASSWORD, World

ANNA = "anna@contractor-a.example"
WRONG = "Het e-mailadres of het wachtwoord klopt niet. Probeer het nog een keer."


def test_the_password_and_a_code_let_somebody_in(client: PortalClient, db: Database, world: World) -> None:
    answer = give_password(client, email=ANNA)
    assert urlsplit(answer.location).path == "/inloggen/code"
    client.get("accounts.second_factor")
    answer = client.post("accounts.second_factor", {"code": code()})
    assert answer.location == client.url("contracts.dashboard")
    client.get("accounts.profile")
    with db.reads() as connection:
        rows = connection.execute(
            sa.select(Event.actor_id).where(Event.action == "sign_in", Event.result == "done")
        ).all()
    assert [row.actor_id for row in rows] == [world.anna]


def test_a_coordinator_begins_at_the_work_queue(client: PortalClient) -> None:
    give_password(client, email="carla@friesland.example")
    assert client.post("accounts.second_factor", {"code": code()}).location.endswith(client.url("review.queue"))


def test_the_code_may_be_typed_with_spaces(client: PortalClient) -> None:
    give_password(client, email=ANNA)
    typed = code()
    client.post("accounts.second_factor", {"code": f" {typed[:3]} {typed[3:]} "})


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (ANNA, "een heel ander wachtwoord"),
        ("niemand@nergens.example", PASSWORD),
        (ANNA, PASSWORD + " "),
        (ANNA, PASSWORD.upper()),
        ("=?utf-8?q?x=0d=0aBcc:x@y.nl?=@nergens.example", PASSWORD),
    ],
)
def test_every_wrong_combination_gets_the_same_answer(client: PortalClient, email: str, password: str) -> None:
    answer = give_password(client, email=email, password=password, status=422)
    assert WRONG in answer.text or "Vul een e-mailadres in met een @" in answer.text
    assert password not in answer.text.replace(PASSWORD + " ", "")
    assert sid(client) is None


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: PortalClient) -> None:
    known = give_password(client, email=ANNA, password="een heel ander wachtwoord", status=422).text
    unknown = give_password(client, email="anne@contractor-a.example", password="een heel ander wachtwoord", status=422)
    assert _without_tokens(known) == _without_tokens(unknown.text.replace("anne@", "anna@"))


def test_stopped_access_reads_like_a_wrong_password(client: PortalClient, db: Database, world: World) -> None:
    with db.transaction() as session:
        session.get_one(User, world.anna).disabled_at = session.get_one(User, world.anna).created_at
    assert WRONG in give_password(client, email=ANNA, status=422).text


def test_a_stored_refusal_names_nobody(client: PortalClient, db: Database) -> None:
    give_password(client, email=ANNA, password="een heel ander wachtwoord", status=422)
    with db.reads() as connection:
        row = connection.execute(sa.select(Event.__table__).where(Event.action == "sign_in")).one()
    assert (row.result, row.actor_id, row.object_id, row.detail) == ("refused", None, None, {})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"email": "", "password": "x"}, "Vul uw e-mailadres in."),
        ({"email": ANNA, "password": ""}, "Vul uw wachtwoord in."),
        ({"email": "anna", "password": "x"}, "Vul een e-mailadres in met een @, zoals naam@bedrijf.nl."),
        ({}, "Vul uw e-mailadres in."),
    ],
)
def test_what_is_missing_is_said(client: PortalClient, data: dict[str, str], message: str) -> None:
    answer = client.post("accounts.sign_in", data, status=422)
    assert message in answer.text
    assert "<title>Fout:" in answer.text


def test_the_fields_suit_a_password_manager(client: PortalClient) -> None:
    text = client.get("accounts.sign_in").text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text
    give_password(client, email=ANNA)
    assert 'autocomplete="one-time-code"' in client.get("accounts.second_factor").text


def test_a_code_counts_once(client: PortalClient, another_client: PortalClient) -> None:
    with time_machine.travel("2026-06-01 10:00:00Z", tick=False):
        sign_in(client, email=ANNA)
        give_password(another_client, email=ANNA)
        answer = another_client.post("accounts.second_factor", {"code": code()}, status=422)
        assert "Deze code klopt niet. Wacht op een nieuwe code en probeer het weer." in answer.text
    with time_machine.travel("2026-06-01 10:00:40Z", tick=False):
        another_client.post("accounts.second_factor", {"code": code()})


@pytest.mark.parametrize(
    ("typed", "message"), [("", "Vul de code uit de app in."), ("000000", "Deze code klopt niet.")]
)
def test_a_wrong_code_lets_nobody_in(client: PortalClient, typed: str, message: str) -> None:
    give_password(client, email=ANNA)
    assert message in client.post("accounts.second_factor", {"code": typed}, status=422).text
    assert urlsplit(client.get("accounts.profile", status=303).location).path == "/inloggen/code"


def test_the_session_is_new_at_each_step_and_the_old_one_is_dead(
    client: PortalClient, another_client: PortalClient
) -> None:
    """T13: a session that somebody planted, or copied between the steps, opens nothing."""
    with client.http.session_transaction() as cookie:
        cookie["sid"] = "planted"
        cookie["planted"] = "too"
    give_password(client, email=ANNA)
    between = sid(client)
    assert between != "planted"
    client.post("accounts.second_factor", {"code": code()})
    assert sid(client) not in (between, "planted", None)
    with client.http.session_transaction() as cookie:
        assert "planted" not in cookie
    assert urlsplit(with_sid(another_client, between).get("accounts.profile", status=303).location).path == "/inloggen"


def test_a_half_session_opens_nothing_else_pr65(client: PortalClient) -> None:
    give_password(client, email=ANNA)
    for endpoint in ("accounts.profile", "accounts.colleagues", "accounts.confidentiality", "accounts.kept_form"):
        assert urlsplit(client.get(endpoint, status=303).location).path == "/inloggen/code"
    assert urlsplit(client.get("accounts.set_up_code", status=303).location).path == "/inloggen/code"


def test_the_page_that_was_asked_for_comes_after_signing_in(client: PortalClient) -> None:
    first = client.get("accounts.colleagues", status=303)
    assert parse_qs(urlsplit(first.location).query)["next"] == ["/account/collegas"]
    second = client.post_path(first.location, {"email": ANNA, "password": PASSWORD})
    third = client.post_path(second.location, {"code": code()})
    assert third.location == "/account/collegas"


EVIL = [
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)", "data:text/html,x", "/%2f%2fevil.example", "/%5cevil.example", " /account", "/account\n",
    "/\t/evil.example", "https:/evil.example", "@evil.example", "/@evil.example", "/account@evil.example",
    "//portaal.example@evil.example/account", "/bestaat/niet", "/static/portal.css", "/uitloggen", "/inloggen",
    "." * 600,
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_a_next_that_is_not_a_page_of_ours_is_not_followed(client: PortalClient, evil: str) -> None:
    """T15."""
    answer = client.post("accounts.sign_in", {"email": ANNA, "password": PASSWORD}, next=evil)
    assert answer.location == "/inloggen/code"
    answer = client.post("accounts.second_factor", {"code": code()}, next=evil)
    assert answer.location == client.url("contracts.dashboard")


def test_signing_out_ends_the_session_and_empties_the_browser(
    client: PortalClient, another_client: PortalClient, db: Database, world: World
) -> None:
    client.sign_in_as(world.anna)
    copied = sid(client)
    answer = client.post("accounts.sign_out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert sid(client) is None
    page = client.get_path(answer.location)
    assert "U bent uitgelogd." in page.text
    with_sid(another_client, copied).get("accounts.profile", status=303)
    with db.reads() as connection:
        assert connection.scalars(sa.select(UserSession.ended_reason)).all() == ["signed_out"]


def test_signing_out_twice_is_no_error(client: PortalClient) -> None:
    client.post("accounts.sign_out")
    client.get("accounts.sign_out", status=405)


def test_whoever_is_signed_in_is_not_asked_again(client: PortalClient, world: World) -> None:
    client.sign_in_as(world.anna)
    assert client.get("accounts.sign_in", status=303).location == client.url("contracts.dashboard")
    assert client.get("accounts.second_factor", status=303).location == client.url("contracts.dashboard")


def test_a_weaker_stored_hash_is_renewed(client: PortalClient, app: Flask, db: Database, world: World) -> None:
    app.extensions["passwords"] = Passwords()
    give_password(client, email=ANNA)
    with db.reads() as connection:
        stored = connection.scalar(sa.select(User.password_hash).where(User.id == world.anna)) or ""
    assert not Passwords().needs_rehash(stored)


def _without_tokens(html: str) -> str:
    return re.sub(r'(name="(?:csrf_token|form_id)" value=")[^"]+', r"\1", html)
