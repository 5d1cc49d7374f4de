"""A-02: who else works here; inviting, stopping access, another role."""

import pytest
import sqlalchemy as sa

from portal.db import Database
from portal.models import Event, Invitation, User
from tests.integration.accounts.conftest import Mails, link_in
from tests.support.client import PortalClient
from tests.support.world import World

NEW = {"name": "Nieuwe Collega", "email": "nieuw@contractor-a.example", "role": "contractor_user"}


def version_of(db: Database, user_id: object) -> str:
    with db.reads() as connection:
        return str(connection.scalar(sa.select(User.version).where(User.id == user_id)))


def test_everybody_of_a_contractor_sees_who_has_access(client: PortalClient, world: World) -> None:
    for person, may_change in ((world.anna, True), (world.bram, False)):
        page = client.sign_in_as(person).get("accounts.colleagues").text
        assert "Anna Jansen" in page
        assert "Bram de Wit" in page
        assert "Özdemir" not in page
        assert ("Collega uitnodigen" in page) is may_change


def test_a_manager_looks_after_the_own_coordination_point(client: PortalClient, world: World, mails: Mails) -> None:
    client.sign_in_as(world.cor)
    page = client.get("accounts.colleagues").text
    assert "Carla Hoekstra" in page
    assert "Łukasik" not in page
    client.post("accounts.invite_colleague", {"name": "X", "email": "x@friesland.example", "role": "csr_reviewer"})
    assert "Cor van ’t Hoff" in mails("colleague_invitation")[0].text


@pytest.mark.parametrize("who", ["bram", "carla", "karel", "frans"])
def test_who_may_not_invite(client: PortalClient, world: World, who: str) -> None:
    client.sign_in_as(getattr(world, who))
    client.get("accounts.invite_colleague", status=403)
    client.post("accounts.invite_colleague", NEW, status=403)


def test_an_invitation_stands_in_the_list_until_it_is_taken_back(
    client: PortalClient, world: World, db: Database, mails: Mails
) -> None:
    client.sign_in_as(world.anna)
    message = "Hoi!\nKlik op http://evil.example\n[Knop](http://evil.example)"
    client.post("accounts.invite_colleague", {**NEW, "message": message})
    page = client.get("accounts.colleagues").text
    assert "De uitnodiging voor Nieuwe Collega is onderweg." in page
    assert "nieuw@contractor-a.example" in page
    mail = mails("colleague_invitation")[0]
    assert link_in(mail).startswith("/uitnodiging/")
    assert "http://evil.example" not in mail.text
    with db.reads() as connection:
        invitation_id = connection.scalar(sa.select(Invitation.id))
    client.post("accounts.take_back", invitation_id=invitation_id)
    assert "Er zijn geen open uitnodigingen." in client.get("accounts.colleagues").text


def test_inviting_an_address_again_replaces_the_older_invitation(
    client: PortalClient, world: World, mails: Mails
) -> None:
    client.sign_in_as(world.anna)
    client.post("accounts.invite_colleague", NEW)
    client.post("accounts.invite_colleague", {**NEW, "email": "Nieuw@contractor-a.example"})
    older, newer = (link_in(mail) for mail in mails("colleague_invitation"))
    client.post("accounts.sign_out")
    client.get_path(older, status=410)
    client.get_path(newer)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"email": "bram@contractor-a.example"}, "Dit e-mailadres heeft al toegang."),
        ({"email": "BRAM@contractor-a.example"}, "Dit e-mailadres heeft al toegang."),
        ({"email": ""}, "Vul het e-mailadres in."),
        ({"email": "x@y"}, "Vul een e-mailadres in met een @, zoals naam@bedrijf.nl."),
        ({"email": "=?utf-8?q?x=0d=0aBcc:a@b.nl?= <a@b.nl>"}, "Vul een e-mailadres in met een @"),
        ({"name": ""}, "Vul de naam in."),
        ({"name": "n" * 101}, "mag niet langer zijn dan 100 tekens"),
        ({"role": ""}, "Kies wat deze persoon mag."),
        ({"role": "csr_manager"}, "Kies wat deze persoon mag."),
        ({"role": "client"}, "Kies wat deze persoon mag."),
        ({"message": "m" * 501}, "mag niet langer zijn dan 500 tekens"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: PortalClient, world: World, db: Database, answers: dict[str, str], message: str
) -> None:
    client.sign_in_as(world.anna)
    answer = client.post("accounts.invite_colleague", {**NEW, **answers}, status=422)
    assert message in answer.text
    assert "name" in answers or "Nieuwe Collega" in answer.text
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0


def test_a_nul_is_refused_before_any_form(client: PortalClient, world: World) -> None:
    client.sign_in_as(world.anna)
    client.post("accounts.invite_colleague", {**NEW, "name": "a\0b"}, status=400)


def test_extra_fields_choose_nothing(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    extra = {"organisation_id": str(world.contractor_b), "invited_by": str(world.bea), "accepted_at": "2026-01-01"}
    client.post("accounts.invite_colleague", {**NEW, **extra})
    with db.reads() as connection:
        row = connection.execute(sa.select(Invitation.__table__)).one()
    assert (row.organisation_id, row.invited_by, row.accepted_at) == (world.contractor_a, world.anna, None)


def test_a_form_that_is_sent_twice_invites_once(client: PortalClient, world: World, mails: Mails) -> None:
    client.sign_in_as(world.anna)
    form = {**NEW, "form_id": "f" * 43}
    first = client.post("accounts.invite_colleague", form)
    second = client.post("accounts.invite_colleague", form)
    assert first.location == second.location
    assert len(mails("colleague_invitation")) == 1


def test_stopping_access_is_asked_first(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    page = client.get("accounts.stop_access", user_id=world.bram).text
    assert "De toegang van Bram de Wit stoppen?" in page
    assert "Nee, ga terug" in page
    client.post("accounts.stop_access", {"version": version_of(db, world.bram)}, user_id=world.bram)
    page = client.get("accounts.colleagues").text
    assert "Bram de Wit heeft geen toegang meer." in page
    assert page.count("Bram de Wit") == 1
    with db.reads() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.action == "access_stopped")).one()
    assert (event.actor_id, event.object_id) == (world.anna, world.bram)


def test_nobody_stops_or_changes_himself(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    refusal = "U kunt uw eigen toegang niet stoppen. Vraag een collega of het coördinatiepunt."
    assert refusal in client.get("accounts.stop_access", user_id=world.anna).text
    data = {"version": version_of(db, world.anna), "role": "contractor_user"}
    assert refusal in client.post("accounts.stop_access", data, status=409, user_id=world.anna).text
    assert "U kunt niet zelf veranderen wat u mag." in client.get("accounts.change_role", user_id=world.anna).text
    client.post("accounts.change_role", data, status=409, user_id=world.anna)
    client.get("accounts.colleagues")


def test_somebody_of_another_organisation_does_not_exist(client: PortalClient, world: World, db: Database) -> None:
    for who, other in ((world.anna, world.bea), (world.anna, world.carla), (world.cor, world.dora)):
        client.sign_in_as(who)
        data = {"version": version_of(db, other), "role": "contractor_user"}
        for endpoint in ("accounts.stop_access", "accounts.change_role"):
            client.get(endpoint, status=404, user_id=other)
            client.post(endpoint, data, status=404, user_id=other)


def test_an_invitation_of_another_organisation_does_not_exist(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    client.post("accounts.invite_colleague", NEW)
    with db.reads() as connection:
        invitation_id = connection.scalar(sa.select(Invitation.id))
    client.sign_in_as(world.bea)
    client.post("accounts.take_back", status=404, invitation_id=invitation_id)
    client.post("accounts.invite_again", status=404, invitation_id=invitation_id)


@pytest.mark.parametrize(
    ("role", "status"), [("contractor_admin", 303), ("csr_manager", 422), ("client", 422), ("", 422)]
)
def test_only_roles_of_the_own_kind_of_organisation_can_be_given(
    client: PortalClient, world: World, db: Database, role: str, status: int
) -> None:
    client.sign_in_as(world.anna)
    client.get("accounts.change_role", user_id=world.bram)
    data = {"role": role, "version": version_of(db, world.bram)}
    client.post("accounts.change_role", data, status=status, user_id=world.bram)


def test_a_stale_form_changes_nothing(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    older = version_of(db, world.bram)
    client.post("accounts.change_role", {"role": "contractor_admin", "version": older}, user_id=world.bram)
    data = {"role": "contractor_user", "version": older}
    client.post("accounts.change_role", data, status=409, user_id=world.bram)
    client.post("accounts.stop_access", data, status=409, user_id=world.bram)
    client.sign_in_as(world.bram).get("accounts.confidentiality")


def test_the_account_page_shows_what_we_know_and_sent(client: PortalClient, world: World, mails: Mails) -> None:
    client.sign_in_as(world.anna)
    page = client.get("accounts.profile").text
    for shown in (
        "anna@contractor-a.example",
        "Invullen en versturen",
        "U ondertekende versie 2026-01",
        "Hier bent u nu",
    ):
        assert shown in page
    assert "Wij hebben u nog geen e-mail gestuurd." in client.get("accounts.messages").text
    client.post("accounts.forgot", {"email": "anna@contractor-a.example"})
    page = client.get("accounts.messages").text
    assert "Kies een nieuw wachtwoord" in page
    assert "Onderweg" in page


def test_a_stale_account_form_shows_both_versions(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    older = version_of(db, world.anna)
    client.post("accounts.profile", {"name": "Anna de Vries", "language": "nl", "version": older})
    answer = client.post("accounts.profile", {"name": "Anna Visser", "language": "nl", "version": older}, status=409)
    assert "Anna de Vries" in answer.text
    assert "Anna Visser" in answer.text


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"name": ""}, "Vul uw naam in."),
        ({"language": "fy"}, "Kies een taal."),
        ({"language": ""}, "Kies een taal."),
    ],
)
def test_the_account_form_says_what_is_wrong(
    client: PortalClient, world: World, answers: dict[str, str], message: str
) -> None:
    client.sign_in_as(world.anna)
    data = {"name": "Anna", "language": "nl", "version": "1", **answers}
    assert message in client.post("accounts.profile", data, status=422).text


def test_english_is_spoken_from_the_next_page_on(client: PortalClient, world: World, db: Database) -> None:
    client.sign_in_as(world.anna)
    data = {"name": "Anna Jansen", "language": "en", "version": version_of(db, world.anna)}
    client.post("accounts.profile", data)
    page = client.get("accounts.profile").text
    assert "Your account is changed." in page
    assert 'lang="en"' in page
