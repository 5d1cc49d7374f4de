"""Guessing is slowed down, for every process alike, and never keeps the owner out (T12, T20)."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal import create_app
from portal.config import Config
from portal.db import Database
from portal.models import LimitCounter
from tests.integration.accounts.conftest import Mails, code, give_password, sign_in
from tests.support.client import PortalClient
from tests.support.world import World

ANNA = "anna@contractor-a.example"


@pytest.fixture(autouse=True)
def _standing_still(config: Config) -> Iterator[None]:
    with time_machine.travel("2026-06-01 10:03:00Z", tick=False):
        yield


@pytest.fixture
def second_process(config: Config) -> Iterator[PortalClient]:
    """Another worker on the same database."""
    application = create_app(config)
    yield PortalClient(application)
    application.extensions["database"].dispose()
    application.extensions["vault"].dispose()


def test_the_ninth_try_is_not_looked_at_whichever_process_gets_it(
    client: PortalClient, second_process: PortalClient
) -> None:
    for number in range(8):
        give_password(client if number % 2 else second_process, email=ANNA, password="fout fout fout", status=422)
    answer = give_password(second_process, email=ANNA, status=429)
    assert "U kunt nu even niet inloggen" in answer.text
    assert "Er is 8 keer een verkeerd wachtwoord gebruikt." in answer.text
    assert "Probeer het over 12 minuten weer, of maak een nieuw wachtwoord." in answer.text
    assert "Wachtwoord vergeten?" in answer.text
    assert answer.headers["Retry-After"] == "720"


def test_waiting_helps(client: PortalClient) -> None:
    for _ in range(8):
        give_password(client, email=ANNA, password="fout fout fout", status=422)
    with time_machine.travel("2026-06-01 10:15:00Z", tick=False):
        give_password(client, email=ANNA)


def test_an_unknown_address_is_counted_like_a_known_one(client: PortalClient) -> None:
    for _ in range(8):
        give_password(client, email="niemand@nergens.example", password="fout fout fout", status=422)
    give_password(client, email="niemand@nergens.example", status=429)


def test_a_right_password_starts_the_count_anew(client: PortalClient) -> None:
    for _ in range(3):
        for _ in range(7):
            give_password(client, email=ANNA, password="fout fout fout", status=422)
        give_password(client, email=ANNA)


def test_a_stranger_cannot_keep_the_owner_out_of_a_known_browser(
    client: PortalClient, another_client: PortalClient
) -> None:
    sign_in(client, email=ANNA)
    client.post("accounts.sign_out")
    for _ in range(9):
        give_password(another_client, email=ANNA, password="fout fout fout", status=None)
    give_password(another_client, email=ANNA, status=429)
    give_password(client, email=ANNA)


def test_a_known_browser_is_counted_too(client: PortalClient) -> None:
    sign_in(client, email=ANNA)
    client.post("accounts.sign_out")
    for _ in range(8):
        give_password(client, email=ANNA, password="fout fout fout", status=422)
    give_password(client, email=ANNA, status=429)


def test_a_network_that_guesses_at_many_addresses_is_stopped(client: PortalClient, app: Flask) -> None:
    for number in range(60):
        give_password(client, email=f"a{number}@nergens.example", password="fout fout fout", status=422)
    answer = give_password(client, email=ANNA, status=429)
    assert "Op uw netwerk is te vaak geprobeerd in te loggen." in answer.text
    forged = app.test_client()
    answer = forged.post("/inloggen", data={}, headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 400  # without a token; with one it is the same network
    again = client.post(
        "accounts.sign_in", {"email": ANNA, "password": "x"}, status=429, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert "Op uw netwerk" in again.text


def test_an_office_where_many_sign_in_is_not_a_guesser(client: PortalClient) -> None:
    for _ in range(65):
        give_password(client, email=ANNA)


def test_codes_are_counted_for_the_person(client: PortalClient, another_client: PortalClient) -> None:
    give_password(client, email=ANNA)
    give_password(another_client, email=ANNA)
    for number in range(6):
        browser = client if number % 2 else another_client
        browser.post("accounts.second_factor", {"code": "000000"}, status=422)
    answer = client.post("accounts.second_factor", {"code": code()}, status=429)
    assert "Er is 6 keer een verkeerde code gebruikt." in answer.text
    client.post("accounts.recovery", {"code": "ABCDEFGHJK"}, status=429)


def test_no_address_stands_in_the_table_of_counters(client: PortalClient, db: Database) -> None:
    give_password(client, email=ANNA, password="fout fout fout", status=422)
    client.post("accounts.forgot", {"email": ANNA})
    with db.reads() as connection:
        buckets = connection.scalars(sa.select(LimitCounter.bucket)).all()
    assert buckets
    assert not any("anna" in bucket or "@" in bucket for bucket in buckets)


def test_five_reset_mails_a_day_for_one_mailbox_however_it_is_spelled(client: PortalClient, mails: Mails) -> None:
    for address in (ANNA, ANNA.upper(), "Anna@contractor-a.example") * 3:
        answer = client.post("accounts.forgot", {"email": address})
        assert answer.location.endswith("verstuurd=ja")
    assert len(mails("password_reset")) == 5


def test_three_invitations_a_day_for_one_mailbox(client: PortalClient, world: World) -> None:
    client.sign_in_as(world.anna)
    for tag in ("", "+a", "+b"):
        client.post(
            "accounts.invite_colleague",
            {"name": "Nieuw", "email": f"nieuw{tag}@contractor-a.example", "role": "contractor_user"},
        )
    answer = client.post(
        "accounts.invite_colleague",
        {"name": "Nieuw", "email": "NIEUW+c@contractor-a.example", "role": "contractor_user"},
        status=429,
    )
    assert "Er zijn te veel uitnodigingen verstuurd." in answer.text


def test_guessing_links_is_stopped(client: PortalClient) -> None:
    for number in range(60):
        client.get("accounts.invitation", token=f"{number:043}", status=404)
    client.get("accounts.invitation", token="x" * 43, status=429)
    client.get("accounts.reset", token="x" * 43, status=429)
