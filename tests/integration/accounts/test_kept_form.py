"""Nothing typed is ever lost: not by an ended session, a lost token or an unsigned statement (LI-2, rule 16)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.db import Database
from portal.models import ConfidentialityAcceptance, KeptForm, User
from portal.web import lapsed
from tests.integration.accounts.conftest import code, give_password, sign_in
from tests.support.client import PortalClient
from tests.support.world import World

ANNA = "anna@contractor-a.example"
BRAM = "bram@contractor-a.example"
LATER = timedelta(minutes=61)


Typed = dict[str, str]


@pytest.fixture
def typed(db: Database, world: World) -> Typed:
    """What Anna fills in on her account page."""
    with db.reads() as connection:
        version = connection.scalar(sa.select(User.version).where(User.id == world.anna))
    return {"name": "Anna Jansen-de Vries", "language": "en", "version": str(version)}


def send_too_late(client: PortalClient, world: World, typed: Typed) -> str:
    """Anna fills in her account, waits an hour, and sends it; where that leads."""
    client.sign_in_as(world.anna)
    client.get("accounts.profile")
    with time_machine.travel(clock.now() + LATER, tick=False):
        return str(client.post("accounts.profile", typed).location)


def test_a_form_sent_after_an_hour_is_given_back_after_signing_in(
    client: PortalClient, world: World, db: Database, typed: Typed
) -> None:
    location = send_too_late(client, world, typed)
    page = client.get_path(location).text
    assert "U bent uitgelogd omdat u 60 minuten niets deed. Wat u had ingevuld, is bewaard." in page
    assert "Log in om verder te gaan." in page
    give_password(client, email=ANNA)
    answer = client.post("accounts.second_factor", {"code": code()})
    assert urlsplit(answer.location).path == "/account/bewaard"
    page = client.get("accounts.kept_form").text
    assert "Uw antwoorden zijn bewaard" in page
    assert "<li><bdi>Anna Jansen-de Vries</bdi></li>" in page
    assert "<li><bdi>English</bdi></li>" in page
    assert 'action="/account"' in page

    with db.reads() as connection:
        kept_id = connection.scalar(sa.select(KeptForm.id))
    answer = client.post("accounts.profile", {**typed, "kept_form": str(kept_id)})
    assert answer.location == "/account"
    with db.reads() as connection:
        assert connection.scalar(sa.select(User.name).where(User.id == world.anna)) == "Anna Jansen-de Vries"
        assert connection.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0
    assert "Nothing is kept for you" in client.get("accounts.kept_form").text


def test_it_is_sealed_and_without_token_or_password(
    client: PortalClient, world: World, db: Database, typed: Typed
) -> None:
    client.sign_in_as(world.anna)
    with time_machine.travel(clock.now() + LATER, tick=False):
        secret = {"password": "paard batterij", "new_password": "koe fietst", "code": "123456"}
        client.post("accounts.profile", {**typed, **secret})
    with db.reads() as connection:
        row = connection.execute(sa.select(KeptForm.__table__)).one()
    assert b"Vries" not in row.sealed
    with client.app.app_context():
        assert dict(lapsed.read_kept_form(row)) == typed


def test_somebody_else_at_the_same_browser_does_not_get_it(
    client: PortalClient, world: World, db: Database, typed: Typed
) -> None:
    send_too_late(client, world, typed)
    sign_in(client, email=BRAM)
    assert "Anna Jansen-de Vries" not in client.get("accounts.kept_form").text
    with db.reads() as connection:
        kept_id = connection.scalar(sa.select(KeptForm.id))
    client.post("accounts.profile", {**typed, "name": "Bram", "kept_form": str(kept_id)})
    client.post("accounts.kept_form")
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 1


def test_it_can_be_thrown_away(client: PortalClient, world: World, typed: Typed) -> None:
    send_too_late(client, world, typed)
    sign_in(client, email=ANNA)
    client.post("accounts.kept_form")
    assert "Er is niets voor u bewaard" in client.get("accounts.kept_form").text


def test_it_is_kept_for_a_day(client: PortalClient, world: World, db: Database, typed: Typed) -> None:
    send_too_late(client, world, typed)
    with time_machine.travel(clock.now() + timedelta(hours=26), tick=False):
        sign_in(client, email=ANNA)
        assert "Er is niets voor u bewaard" in client.get("accounts.kept_form").text
        lapsed.sweep(db)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_a_second_try_replaces_the_first(client: PortalClient, world: World, db: Database, typed: Typed) -> None:
    send_too_late(client, world, typed)
    with time_machine.travel(clock.now() + LATER, tick=False):
        client.post("accounts.profile", {**typed, "name": "Anna de Tweede"})
    sign_in(client, email=ANNA)
    page = client.get("accounts.kept_form").text
    assert "Anna de Tweede" in page
    assert "Jansen-de Vries" not in page
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 1


def test_a_wrong_answer_in_it_is_shown_as_ever(client: PortalClient, world: World, db: Database, typed: Typed) -> None:
    send_too_late(client, world, typed)
    sign_in(client, email=ANNA)
    with db.reads() as connection:
        kept_id = connection.scalar(sa.select(KeptForm.id))
    answer = client.post("accounts.profile", {**typed, "name": "", "kept_form": str(kept_id)}, status=422)
    assert "Vul uw naam in." in answer.text
    assert "Er is niets voor u bewaard" in client.get("accounts.kept_form").text


def test_a_button_without_answers_leaves_nothing_behind(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    with time_machine.travel(clock.now() + LATER, tick=False):
        location = client.post("accounts.sign_out_everywhere").location
    assert "Log in om verder te gaan." in client.get_path(location).text
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_a_lost_token_keeps_the_form_and_changes_nothing(
    client: PortalClient, world: World, db: Database, typed: Typed
) -> None:
    """T14: the request itself is refused."""
    client.sign_in_as(world.anna)
    for token in ("", "wrong", None):
        data = typed if token is None else {**typed, "csrf_token": token}
        answer = client.http.post("/account", data=data)
        assert (answer.status_code, answer.location) == (303, "/account/bewaard")
    with db.reads() as connection:
        assert connection.scalar(sa.select(User.name).where(User.id == world.anna)) == "Anna Jansen"
    assert "Anna Jansen-de Vries" in client.get("accounts.kept_form").text


def test_without_an_account_or_answers_a_lost_token_is_refused(client: PortalClient, world: World) -> None:
    for path in ("/inloggen", "/uitloggen", "/wachtwoord-vergeten", "/account/maken"):
        assert client.http.post(path, data={"email": ANNA, "password": "x"}).status_code == 400
    client.sign_in_as(world.anna)
    assert client.http.post("/account/overal-uitloggen", data={}).status_code == 400
    client.get("accounts.profile")


def test_a_form_that_meets_an_unsigned_statement_is_kept_too(
    client: PortalClient, world: World, db: Database, typed: Typed
) -> None:
    client.sign_in_as(world.anna)
    with db.transaction() as session:
        session.execute(sa.delete(ConfidentialityAcceptance))
    assert urlsplit(client.post("accounts.profile", typed).location).path == "/geheimhouding"
    answer = client.post("accounts.confidentiality", {"signed": "ja"})
    assert answer.location == "/account/bewaard"
    assert "Anna Jansen-de Vries" in client.get("accounts.kept_form").text


def test_an_enhanced_request_is_sent_to_the_sign_in_page_as_a_whole(
    client: PortalClient, world: World, typed: Typed
) -> None:
    client.sign_in_as(world.anna)
    with time_machine.travel(clock.now() + LATER, tick=False):
        answer = client.post("accounts.profile", typed, status=401, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/inloggen?")
