"""From an invitation to the first page (C-01 to C-05): bound to an address, once, seven days, who asks (T43)."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.accounts import services
from portal.accounts.services import Post
from portal.db import Database
from portal.errors import NotFound
from portal.models import ConfidentialityAcceptance, Invitation, Organisation, RecoveryCode, Role, User, UserSession
from portal.privacy.vault import Vault
from tests.integration.accounts.conftest import (
    NEW_PASSWORD,
    Mails,
    code,
    codes_on,
    give_password,
    link_in,
    secret_on,
    sid,
)  # fmt: skip
from tests.integration.accounts.people import viewer_for
from tests.support.client import PortalClient
from tests.support.world import World

NEW = "nieuw@contractor-a.example"


@pytest.fixture
def post(vault: Vault) -> Post:
    return Post(vault, "http://portaal.example")


def invite(client: PortalClient, world: World, mails: Mails, *, email: str = NEW, role: str = "contractor_user") -> str:
    """Anna invites; the path of the link in the mail."""
    client.sign_in_as(world.anna)
    client.post("accounts.invite_colleague", {"name": "Nieuwe Collega", "email": email, "role": role})
    client.post("accounts.sign_out")
    return link_in(mails("colleague_invitation")[-1])


def open_account(client: PortalClient, path: str, **answers: str) -> str:
    """Through C-01 and C-02; where it leads."""
    client.post_path(path)
    data = {"name": "Nina Nieuw", "new_password": NEW_PASSWORD, **answers}
    return str(client.post("accounts.create", data).location)


def test_the_whole_way_from_mail_to_first_page(client: PortalClient, world: World, mails: Mails, db: Database) -> None:
    path = invite(client, world, mails)
    page = client.get_path(path).text
    assert "Maak uw account voor Social Return" in page
    assert "Anna Jansen heeft u uitgenodigd voor <strong>Bouwgroep De Terp BV (fictief)</strong>." in page
    assert f"U gebruikt <strong>{NEW}</strong>." in page
    assert open_account(client, path) == "/account/code-app"
    between = sid(client)

    page = client.get("accounts.set_up_code").text
    assert "<svg" in page
    secret = secret_on(page)
    assert secret_on(client.get("accounts.set_up_code").text) == secret  # a reload keeps the key
    answer = client.post("accounts.set_up_code", {"code": "000000"}, status=422)
    assert "Deze code klopt niet. Wacht op een nieuwe code en probeer het weer." in answer.text
    assert secret_on(answer.text) == secret
    client.post("accounts.set_up_code", {"code": code(secret)})
    assert sid(client) != between

    codes = codes_on(client.get("accounts.recovery_codes").text)
    assert len(set(codes)) == 8
    answer = client.post("accounts.recovery_codes")
    assert urlsplit(answer.location).path == "/geheimhouding"
    assert client.get("accounts.recovery_codes", status=303)  # never shown again

    page = client.get("accounts.confidentiality").text
    assert "<li>Ik gebruik alleen mijn eigen account.</li>" in page
    assert "U ondertekent als <strong>Nina Nieuw</strong>, Bouwgroep De Terp BV (fictief)." in page
    assert "checked" not in page
    answer = client.post("accounts.confidentiality", {"signed": "ja"})
    assert answer.location == client.url("contracts.dashboard")
    client.get("accounts.profile")
    assert [mail.recipient for mail in mails("confidentiality_signed")] == [NEW]
    assert "Ik gebruik alleen mijn eigen account." in mails("confidentiality_signed")[0].text
    with db.reads() as connection:
        user = connection.execute(sa.select(User.__table__).where(User.email == NEW)).one()
        stored = connection.scalars(sa.select(RecoveryCode.code_sha256)).all()
    assert (user.role, user.organisation_id, user.language) == (Role.CONTRACTOR_USER, world.contractor_a, "nl")
    assert secret.encode() not in user.totp_secret
    assert not any(one.encode() in bytes(blob) for one in codes for blob in stored)


def test_looking_at_an_invitation_changes_nothing(client: PortalClient, world: World, mails: Mails) -> None:
    path = invite(client, world, mails)
    for _ in range(5):
        client.get_path(path)
        client.http.head(path)
    assert open_account(client, path) == "/account/code-app"


def test_it_works_once(client: PortalClient, another_client: PortalClient, world: World, mails: Mails) -> None:
    path = invite(client, world, mails)
    another_client.post_path(path)  # two browsers have it open
    open_account(client, path)
    page = client.get_path(path, status=410).text
    assert "U heeft al een account" in page
    answer = another_client.post("accounts.create", {"name": "Ander", "new_password": NEW_PASSWORD}, status=410)
    assert "U heeft al een account" in answer.text


def test_after_seven_days_a_new_one_can_be_asked_for(client: PortalClient, world: World, mails: Mails) -> None:
    path = invite(client, world, mails)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        page = client.get_path(path, status=410).text
        assert "Deze uitnodiging is verlopen" in page
        assert "Vraag Anna Jansen om een nieuwe." in page
        client.post_path(path, status=410)
        for _ in range(3):
            answer = client.post_path(path + "/opnieuw", status=200)
        assert "Anna Jansen krijgt een e-mail en kan u een nieuwe uitnodiging sturen." in answer.text
        asked = mails("invitation_asked")
        assert [mail.recipient for mail in asked] == ["anna@contractor-a.example"]
        assert link_in(asked[0]) == "/account/collegas"


def test_a_working_invitation_is_not_asked_for_again(client: PortalClient, world: World, mails: Mails) -> None:
    path = invite(client, world, mails)
    assert client.post_path(path + "/opnieuw").location == path
    assert mails("invitation_asked") == []


def test_taking_it_back_or_sending_it_again_stops_the_older_link(
    client: PortalClient, world: World, mails: Mails, db: Database
) -> None:
    older = invite(client, world, mails)
    with db.reads() as connection:
        invitation_id = connection.scalar(sa.select(Invitation.id))
    client.sign_in_as(world.anna)
    client.post("accounts.invite_again", invitation_id=invitation_id)
    newer = link_in(mails("colleague_invitation")[-1])
    assert "Er is een nieuwere uitnodiging" in client.get_path(older, status=410).text
    client.get_path(newer)
    client.post("accounts.take_back", invitation_id=invitation_id)
    assert "Deze uitnodiging is ingetrokken" in client.get_path(newer, status=410).text
    client.post("accounts.take_back", status=409, invitation_id=invitation_id)
    client.post("accounts.invite_again", status=409, invitation_id=invitation_id)


def test_without_an_opened_invitation_there_is_no_account_to_make(
    client: PortalClient, world: World, mails: Mails
) -> None:
    assert "Open uw uitnodiging opnieuw" in client.get("accounts.create").text
    client.post("accounts.create", {"name": "Nina", "new_password": NEW_PASSWORD}, status=200)
    path = invite(client, world, mails)
    client.post_path(path)
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert "Open uw uitnodiging opnieuw" in client.get("accounts.create").text


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"name": ""}, "Vul uw naam in."),
        ({"name": "n" * 101}, "Uw naam mag niet langer zijn dan 100 tekens. U heeft er 101."),
        ({"name": "123456782"}, "Dit lijkt een burgerservicenummer"),
        ({"new_password": ""}, "Vul een wachtwoord in."),
        ({"new_password": "te kort"}, "Het wachtwoord moet minstens 12 tekens hebben."),
        ({"new_password": "ninanieuw2026"}, "Dit wachtwoord wordt vaak gebruikt. Kies een ander."),
    ],
)
def test_what_is_wrong_in_the_account_form_is_said(
    client: PortalClient, world: World, mails: Mails, answers: dict[str, str], message: str
) -> None:
    client.post_path(invite(client, world, mails))
    data = {"name": "Nina Nieuw", "new_password": NEW_PASSWORD, **answers}
    answer = client.post("accounts.create", data, status=422)
    assert message in answer.text


def test_a_name_with_markup_or_a_mail_header_stays_a_name(client: PortalClient, world: World, mails: Mails) -> None:
    name = "=?utf-8?q?x=0d=0aBcc:?= <b>N</b>"
    open_account(client, invite(client, world, mails), name=name)
    client.post("accounts.set_up_code", {"code": code(secret_on(client.get("accounts.set_up_code").text))})
    client.post("accounts.recovery_codes")
    assert "&lt;b&gt;N&lt;/b&gt;" in client.get("accounts.confidentiality").text
    client.post("accounts.confidentiality", {"signed": "ja"})
    assert "\n" not in mails("confidentiality_signed")[0].subject


def test_somebody_with_an_account_elsewhere_is_told_and_the_inviter_is_not(
    client: PortalClient, world: World, mails: Mails
) -> None:
    """T11: an inviter does not learn who has an account with another company."""
    path = invite(client, world, mails, email="bea@contractor-b.example")
    assert "U heeft al een account" in client.get_path(path, status=410).text


def test_stopped_access_comes_back_by_an_invitation_with_everything_new(
    client: PortalClient, world: World, mails: Mails, db: Database
) -> None:
    with db.transaction() as session:
        session.get_one(User, world.bram).disabled_at = clock.now()
    path = invite(client, world, mails, email="bram@contractor-a.example", role="contractor_admin")
    open_account(client, path)
    with db.reads() as connection:
        user = connection.execute(sa.select(User.__table__).where(User.id == world.bram)).one()
    assert (user.role, user.disabled_at, user.totp_secret) == (Role.CONTRACTOR_ADMIN, None, None)
    give_password(client, email="bram@contractor-a.example", status=422)


def test_a_broken_off_start_goes_on_at_the_next_sign_in(client: PortalClient, world: World, mails: Mails) -> None:
    open_account(client, invite(client, world, mails))
    client.post("accounts.sign_out")
    answer = give_password(client, email=NEW, password=NEW_PASSWORD)
    assert urlsplit(answer.location).path == "/account/code-app"
    assert urlsplit(client.get("accounts.second_factor", status=303).location).path == "/account/code-app"
    assert urlsplit(client.get("accounts.profile", status=303).location).path == "/account/code-app"


def test_a_manager_invites_for_contractors_and_clients_and_the_own_region_only(
    db: Database, world: World, post: Post
) -> None:
    with db.transaction() as session:
        cor = viewer_for(session, world.cor)
        other = session.scalars(sa.select(Organisation.id).where(Organisation.region == "drenthe")).one()

        def asks(organisation: UUID, role: Role) -> None:
            services.invite(session, post, by=cor, organisation_id=organisation, role=role, name="X", email="x@y.nl")

        asks(world.contractor_a, Role.CONTRACTOR_ADMIN)
        asks(world.client_x, Role.CLIENT)
        asks(cor.organisation_id, Role.CSR_REVIEWER)
        for organisation, role in (
            (other, Role.CSR_REVIEWER), (world.client_x, Role.CSR_MANAGER), (world.contractor_a, Role.CLIENT),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                asks(organisation, role)
        with pytest.raises(NotFound):
            services.invite(
                session, post, by=viewer_for(session, world.anna), organisation_id=world.contractor_b,
                role=Role.CONTRACTOR_USER, name="X", email="x@y.nl",
            )  # fmt: skip


def test_the_mail_of_a_first_person_names_the_contract(db: Database, world: World, post: Post, mails: Mails) -> None:
    with db.transaction() as session:
        services.invite(
            session, post, by=viewer_for(session, world.cor), organisation_id=world.contractor_a,
            role=Role.CONTRACTOR_ADMIN, name="X", email="x@y.nl", contract_number="2026-0001",
        )  # fmt: skip
    mail = mails("invitation")[0]
    assert "2026-0001" in mail.text
    assert "050 000 00 00" in mail.text  # the desk of the manager's region


def test_the_statement_must_be_ticked_and_can_be_refused(client: PortalClient, world: World, db: Database) -> None:
    with db.transaction() as session:
        session.execute(sa.delete(ConfidentialityAcceptance))
    client.sign_in_as(world.anna)
    answer = client.post("accounts.confidentiality", {}, status=422)
    assert "Zet een vinkje als u zich aan de verklaring houdt." in answer.text
    page = client.get("accounts.not_signing").text
    assert "In dit portaal staan privégegevens. Zonder handtekening mogen wij u die niet laten zien." in page
    assert "Uitloggen" in page
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ConfidentialityAcceptance)) == 0
        assert connection.scalar(sa.select(sa.func.count()).select_from(UserSession)) == 1
