"""What ends a session ends it at the next request, for a copied cookie too (T13, T41); the statement (PR-63)."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal import clock
from portal.db import Database
from portal.models import ConfidentialityAcceptance, LinkPurpose, User
from portal.security.access import Line
from portal.security.links import make_link
from tests.integration.accounts.conftest import NEW_PASSWORD, code, secret_on, sid, with_sid
from tests.support.client import PortalClient
from tests.support.world import PASSWORD, World


def version_of(db: Database, user_id: object) -> str:
    with db.reads() as connection:
        return str(connection.scalar(sa.select(User.version).where(User.id == user_id)))


def signs_out(bram: PortalClient, anna: PortalClient, db: Database, world: World) -> None:
    bram.post("accounts.sign_out")


def signs_out_everywhere(bram: PortalClient, anna: PortalClient, db: Database, world: World) -> None:
    PortalClient(bram.app).sign_in_as(world.bram).post("accounts.sign_out_everywhere")


def changes_password(bram: PortalClient, anna: PortalClient, db: Database, world: World) -> None:
    elsewhere = PortalClient(bram.app).sign_in_as(world.bram)
    elsewhere.post("accounts.change_password", {"password": PASSWORD, "new_password": NEW_PASSWORD})


def resets_password(bram: PortalClient, anna: PortalClient, db: Database, world: World) -> None:
    with db.transaction() as session:
        expires_at = clock.now() + timedelta(hours=1)
        token = make_link(session, purpose=LinkPurpose.PASSWORD_RESET, subject_id=world.bram, expires_at=expires_at)
    PortalClient(bram.app).post("accounts.reset", {"new_password": NEW_PASSWORD}, token=token)


def sets_up_another_phone(bram: PortalClient, anna: PortalClient, db: Database, world: World) -> None:
    elsewhere = PortalClient(bram.app).sign_in_as(world.bram)
    elsewhere.post("accounts.new_phone", {"password": PASSWORD})
    elsewhere.post("accounts.set_up_code", {"code": code(secret_on(elsewhere.get("accounts.set_up_code").text))})


def gets_another_role(bram: PortalClient, anna: PortalClient, db: Database, world: World) -> None:
    data = {"role": "contractor_admin", "version": version_of(db, world.bram)}
    anna.post("accounts.change_role", data, user_id=world.bram)


def loses_access(bram: PortalClient, anna: PortalClient, db: Database, world: World) -> None:
    anna.post("accounts.stop_access", {"version": version_of(db, world.bram)}, user_id=world.bram)


EVENTS = [
    signs_out, signs_out_everywhere, changes_password, resets_password, sets_up_another_phone, gets_another_role,
    loses_access,
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_a_copied_cookie_is_dead_at_the_next_request_pr65(
    client: PortalClient, another_client: PortalClient, db: Database, world: World,
    event: Callable[[PortalClient, PortalClient, Database, World], None],
) -> None:  # fmt: skip
    client.sign_in_as(world.bram)
    client.get("accounts.profile")
    copied = sid(client)
    event(client, another_client.sign_in_as(world.anna), db, world)
    thief = with_sid(PortalClient(client.app), copied)
    assert urlsplit(thief.get("accounts.profile", status=303).location).path == "/inloggen"


@pytest.mark.parametrize(("who", "minutes"), [("anna", 60), ("karel", 60), ("carla", 30), ("cor", 30)])
def test_doing_nothing_signs_out(client: PortalClient, world: World, who: str, minutes: int) -> None:
    client.sign_in_as(getattr(world, who))
    begin = clock.now()
    with time_machine.travel(begin + timedelta(minutes=minutes - 1), tick=False):
        client.get("accounts.profile")  # which counts as doing something
    with time_machine.travel(begin + timedelta(minutes=2 * minutes - 2), tick=False):
        client.get("accounts.profile")
    with time_machine.travel(begin + timedelta(minutes=3 * minutes), tick=False):
        answer = client.get("accounts.profile", status=303)
        page = client.get_path(answer.location).text
    assert f"U bent uitgelogd omdat u {minutes} minuten niets deed. Log in om verder te gaan." in page


def test_a_session_lasts_twelve_hours_at_most(client: PortalClient, world: World) -> None:
    client.sign_in_as(world.anna)
    begin = clock.now()
    for quarter in range(1, 48):
        with time_machine.travel(begin + timedelta(minutes=15 * quarter), tick=False):
            client.get("accounts.messages")
    with time_machine.travel(begin + timedelta(hours=12, minutes=1), tick=False):
        client.get("accounts.messages", status=303)


def pages_behind_the_statement(app: Flask) -> list[str]:
    policy: dict[str, Line] = app.extensions["policy"]
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and (line := policy[rule.endpoint]).who
        and not line.before_signing
        and not line.half_signed_in
    ]


def redirected_to_the_statement(client: PortalClient, app: Flask) -> None:
    endpoints = pages_behind_the_statement(app)
    assert "accounts.profile" in endpoints
    for endpoint in endpoints:
        location = client.get(endpoint, status=303).location
        assert urlsplit(location).path == "/geheimhouding", endpoint


def test_nothing_is_open_before_the_statement_is_signed_pr63(
    client: PortalClient, app: Flask, db: Database, world: World
) -> None:
    with db.transaction() as session:
        session.execute(sa.delete(ConfidentialityAcceptance))
    for person in (world.anna, world.carla, world.karel, world.frans, world.cor):
        client.sign_in_as(person)
        redirected_to_the_statement(client, app)


def test_it_is_asked_again_after_a_year_pr63(client: PortalClient, app: Flask, world: World) -> None:
    begin = clock.now()
    with time_machine.travel(begin + timedelta(days=364), tick=False):
        client.sign_in_as(world.anna)
        client.get("accounts.profile")
    with time_machine.travel(begin + timedelta(days=366), tick=False):
        client.sign_in_as(world.anna)
        redirected_to_the_statement(client, app)
        location = client.get("accounts.colleagues", status=303).location
        page = client.get_path(location).text
        assert "U ondertekende dit meer dan een jaar geleden. Wij vragen het elk jaar." in page
        assert client.post_path(location, {"signed": "ja"}).location == "/account/collegas"
        client.get("accounts.profile")


def test_it_is_asked_again_for_a_new_text_pr63(
    client: PortalClient, db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.transaction() as session:
        session.execute(sa.update(ConfidentialityAcceptance).values(statement_version="2025-01"))
    client.sign_in_as(world.carla)
    client.get("accounts.profile", status=303)
    assert "De verklaring is veranderd. Lees hem opnieuw." in client.get("accounts.confidentiality").text


def test_it_is_asked_again_in_another_role_pr63(client: PortalClient, db: Database, world: World) -> None:
    client.sign_in_as(world.anna)
    gets_another_role(client, client, db, world)
    client.sign_in_as(world.bram)
    client.get("accounts.profile", status=303)
    page = client.get("accounts.confidentiality").text
    assert "U mag hier nu andere dingen doen. Daarom vragen wij u opnieuw te ondertekenen." in page


def test_signing_twice_signs_once(client: PortalClient, db: Database, world: World) -> None:
    client.sign_in_as(world.anna)
    page = client.get("accounts.confidentiality").text
    assert "U ondertekende dit op" in page
    client.post("accounts.confidentiality", {"signed": "ja"}, status=200)
    with db.reads() as connection:
        count = sa.select(sa.func.count()).where(ConfidentialityAcceptance.user_id == world.anna)
        assert connection.scalar(count) == 1
