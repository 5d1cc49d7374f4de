"""A new password by mail: one answer for everybody, and the second factor is asked as ever (T11, T42)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.db import Database
from portal.models import Link, LinkPurpose, User, UserSession
from tests.integration.accounts.conftest import NEW_PASSWORD, Mails, code, give_password, link_in, sid, with_sid
from tests.support.client import PortalClient
from tests.support.world import PASSWORD, World

ANNA = "anna@contractor-a.example"


def ask(client: PortalClient, mails: Mails, email: str = ANNA) -> str:
    client.post("accounts.forgot", {"email": email})
    return link_in(mails("password_reset")[-1])


def test_known_and_unknown_addresses_get_one_answer(client: PortalClient, mails: Mails) -> None:
    known = client.get_path(client.post("accounts.forgot", {"email": ANNA}).location).text
    unknown = client.get_path(client.post("accounts.forgot", {"email": "niemand@nergens.example"}).location).text
    assert "Hoort er een account bij dit e-mailadres? Dan hebben wij een e-mail met een link gestuurd." in known
    assert len(known) == len(unknown)
    assert [mail.recipient for mail in mails("password_reset")] == [ANNA]


@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "Vul uw e-mailadres in."), ("anna", "Vul een e-mailadres in met een @, zoals naam@bedrijf.nl.")],
)
def test_an_address_is_asked_for(client: PortalClient, typed: str, message: str) -> None:
    assert message in client.post("accounts.forgot", {"email": typed}, status=422).text


def test_looking_at_the_link_changes_nothing(client: PortalClient, mails: Mails) -> None:
    """EM-1: a scanner opens it five times, then the person uses it."""
    path = ask(client, mails)
    for _ in range(5):
        client.get_path(path)
        assert client.http.head(path).status_code == 200
    client.post_path(path, {"new_password": NEW_PASSWORD})


def test_the_new_password_works_with_the_second_factor_only(
    client: PortalClient, another_client: PortalClient, mails: Mails, world: World
) -> None:
    copied = sid(another_client.sign_in_as(world.anna))
    path = ask(client, mails)
    answer = client.post_path(path, {"new_password": NEW_PASSWORD})
    assert answer.location == "/inloggen"
    assert "Uw nieuwe wachtwoord is opgeslagen. Log ermee in." in client.get_path(answer.location).text
    assert sid(client) is None
    with_sid(another_client, copied).get("accounts.profile", status=303)
    give_password(client, email=ANNA, password=PASSWORD, status=422)
    answer = give_password(client, email=ANNA, password=NEW_PASSWORD)
    assert urlsplit(answer.location).path == "/inloggen/code"
    assert urlsplit(client.get("accounts.profile", status=303).location).path == "/inloggen/code"
    client.post("accounts.second_factor", {"code": code()})
    client.get("accounts.profile")
    assert [mail.recipient for mail in mails("password_changed")] == [ANNA]


def test_the_link_works_once_and_for_an_hour(client: PortalClient, mails: Mails) -> None:
    path = ask(client, mails)
    client.post_path(path, {"new_password": NEW_PASSWORD})
    assert "Deze link werkt niet meer" in client.get_path(path, status=410).text
    client.post_path(path, {"new_password": "nog een heel andere zin"}, status=410)
    newer = ask(client, mails)
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        client.get_path(newer, status=410)


def test_a_newer_link_replaces_an_older_one(client: PortalClient, mails: Mails) -> None:
    older = ask(client, mails)
    newer = ask(client, mails)
    client.get_path(older, status=410)
    client.get_path(newer)


def test_an_invitation_is_no_reset_link(client: PortalClient, world: World, db: Database) -> None:
    from portal.security.links import make_link

    with db.transaction() as session:
        token = make_link(session, purpose=LinkPurpose.INVITATION, subject_id=world.anna, expires_at=None)
    client.get("accounts.reset", token=token, status=404)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Vul een wachtwoord in."),
        ("kort", "Het wachtwoord moet minstens 12 tekens hebben."),
        ("a" * 201, "mag niet langer zijn dan 200 tekens"),
        ("wachtwoord2026", "Dit wachtwoord wordt vaak gebruikt. Kies een ander."),
        ("annajansen2026", "Dit wachtwoord wordt vaak gebruikt. Kies een ander."),
        ("bouwgroep2026!", "Dit wachtwoord wordt vaak gebruikt. Kies een ander."),
        ("123456789012345", "Dit wachtwoord wordt vaak gebruikt. Kies een ander."),
    ],
)
def test_a_weak_password_is_refused_and_never_shown(
    client: PortalClient, mails: Mails, typed: str, message: str
) -> None:
    answer = client.post_path(ask(client, mails), {"new_password": typed}, status=422)
    assert message in answer.text
    assert not typed or len(typed) < 5 or typed not in answer.text


def test_stopped_access_gets_no_mail_and_its_link_stops(
    client: PortalClient, mails: Mails, db: Database, world: World
) -> None:
    path = ask(client, mails)
    with db.transaction() as session:
        session.get_one(User, world.anna).disabled_at = clock.now()
    client.get_path(path, status=410)
    client.post("accounts.forgot", {"email": ANNA})
    assert len(mails("password_reset")) == 1


def test_a_paused_account_may_sign_in_after_a_new_password(client: PortalClient, mails: Mails) -> None:
    for _ in range(9):
        give_password(client, email=ANNA, password="fout fout fout", status=None)
    client.post_path(ask(client, mails), {"new_password": NEW_PASSWORD})
    give_password(client, email=ANNA, password=NEW_PASSWORD)


def test_the_token_stands_nowhere(client: PortalClient, mails: Mails, db: Database) -> None:
    token = ask(client, mails).rpartition("/")[2]
    with db.reads() as connection:
        row = connection.execute(sa.select(Link.__table__)).one()
        sealed = [bytes(value) for value in connection.scalars(sa.text("SELECT sealed FROM message"))]
    assert row.token_sha256 != token.encode()
    assert not any(token.encode() in blob for blob in sealed)
    assert abs(row.expires_at - row.created_at - timedelta(hours=1)) < timedelta(seconds=5)


def test_changing_it_oneself_asks_for_the_old_one_and_ends_the_other_sessions(
    client: PortalClient, another_client: PortalClient, mails: Mails, db: Database, world: World
) -> None:
    client.sign_in_as(world.anna)
    another_client.sign_in_as(world.anna)
    new = {"password": "fout fout fout", "new_password": NEW_PASSWORD}
    answer = client.post("accounts.change_password", new, status=422)
    assert "Dit is niet het wachtwoord dat u nu heeft. Probeer het nog een keer." in answer.text
    client.post("accounts.change_password", {**new, "password": PASSWORD})
    client.get("accounts.profile")
    another_client.get("accounts.profile", status=303)
    assert len(mails("password_changed")) == 1
    with db.reads() as connection:
        reasons = connection.scalars(sa.select(UserSession.ended_reason)).all()
    assert sorted(str(reason) for reason in reasons) == ["None", "password_changed"]


def test_guessing_the_old_password_from_inside_is_counted(client: PortalClient, world: World) -> None:
    client.sign_in_as(world.anna)
    new = {"password": "fout fout fout", "new_password": NEW_PASSWORD}
    for _ in range(8):
        client.post("accounts.change_password", new, status=422)
    client.post("accounts.change_password", {**new, "password": PASSWORD}, status=429)
