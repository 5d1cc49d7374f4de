"""Inviting the first person of a contractor or client: the mail is shown, then sent once."""

import pytest
import sqlalchemy as sa

from portal.models import Contract, Invitation, Message, Organisation, Region, Role

KVK = "12345678"


@pytest.fixture
def cor(client, db, world):
    with db.transaction() as session:
        session.get(Organisation, world.contractor_a).kvk_number = KVK
    return client.sign_in_as(world.cor)


def typed(**changes) -> dict[str, str]:
    return {
        "kvk_number": KVK,
        "company": "Bouwgroep De Terp BV",
        "person": "Nieuwe Collega",
        "email": "nieuw@deterp.example",
        "message": "Welkom.\nTot snel.",
        **changes,
    }


def invited(db):
    with db.reads() as connection:
        return list(connection.execute(sa.select(Invitation.__table__)))


def test_the_mail_is_shown_before_it_is_sent(cor, db):
    page = cor.post("administration.invite", typed(), status=200).text
    assert "Bouwgroep De Terp BV (fictief)" in page
    assert "2026-0001" in page  # the contract in this region
    assert "Welkom." in page
    assert invited(db) == []


def test_sending_makes_one_invitation_and_one_mail(cor, db, world):
    form = typed(confirmed="ja", form_id="h" * 43)
    cor.post("administration.invite", form)
    assert cor.post("administration.invite", form).location == "/beheer/uitnodigingen"
    (made,) = invited(db)
    assert (made.organisation_id, made.role) == (world.contractor_a, Role.CONTRACTOR_ADMIN)
    with db.reads() as connection:
        assert list(connection.scalars(sa.select(Message.kind))) == ["invitation"]
    page = cor.get("administration.invitations").text
    assert "Nieuwe Collega" in page
    assert "nieuw@deterp.example" in page


def test_a_company_that_is_not_there_is_made_with_the_invitation(cor, db):
    new = {"kvk_number": "8765 4321", "company": "Zon & Dak (fictief)"}
    assert "Dit bedrijf is nieuw in het portaal." in cor.post("administration.invite", typed(**new), status=200).text
    cor.post("administration.invite", typed(confirmed="ja", **new))
    with db.reads() as connection:
        names = sa.select(Organisation.name).where(Organisation.kvk_number == "87654321")
        assert connection.scalar(names) == "Zon & Dak (fictief)"


def test_a_company_that_works_only_elsewhere_is_not_invited_from_here(cor, db, world):
    with db.transaction() as session:
        session.execute(
            sa.update(Contract).where(Contract.contractor_id == world.contractor_a).values(region=Region.DRENTHE)
        )
    page = cor.post("administration.invite", typed(confirmed="ja"), status=422).text
    assert "Dit bedrijf heeft geen opdracht in uw regio." in page
    assert invited(db) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kvk_number": ""}, "Vul het KvK-nummer in."),
        ({"kvk_number": "123"}, "Een KvK-nummer heeft 8 cijfers."),
        ({"kvk_number": "abcdefgh"}, "Een KvK-nummer heeft 8 cijfers."),
        ({"company": ""}, "Vul de bedrijfsnaam in."),
        ({"person": ""}, "Vul de naam in."),
        ({"person": "a" * 101}, "mag niet langer zijn dan 100 tekens"),
        ({"email": "geen-adres"}, "Vul een e-mailadres in met een @"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "Vul een e-mailadres in met een @"),
        ({"email": "anna@contractor-a.example"}, "Dit e-mailadres heeft al toegang."),
        ({"message": "x" * 501}, "mag niet langer zijn dan 500 tekens"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(cor, db, changes, message):
    page = cor.post("administration.invite", typed(confirmed="ja", **changes), status=422).text
    assert message in page
    assert invited(db) == []


def test_a_name_cannot_become_a_header_or_markup(cor, db):
    nasty = "=?utf-8?q?x=0d=0aBcc:kwaad@x.example?= <b>"
    page = cor.post(
        "administration.invite", typed(person=nasty, company="<i>BV</i>", kvk_number="11112222"), status=200
    )
    assert "<b>" not in page.text
    cor.post("administration.invite", typed(person=nasty, confirmed="ja"))
    assert "&lt;b&gt;" in cor.get("administration.invitations").text


def test_going_back_keeps_what_was_typed(cor, db):
    page = cor.post("administration.invite", typed(back="ja"), status=200).text
    assert 'value="nieuw@deterp.example"' in page


def test_a_client_of_the_region_is_invited_as_client(cor, db, world):
    form = {"client": str(world.client_x), "person": "Klaas", "email": "klaas@waddenhorn.example", "message": ""}
    assert "Gemeente Waddenhorn" in cor.post("administration.invite_client", form, status=200).text
    cor.post("administration.invite_client", {**form, "confirmed": "ja"})
    (made,) = invited(db)
    assert (made.organisation_id, made.role) == (world.client_x, Role.CLIENT)


def test_a_client_of_another_region_is_not_on_offer(cor, db, world):
    assert "Noorderdiep" not in cor.get("administration.invite_client").text
    form = {"client": str(world.client_y), "person": "Kim", "email": "k@y.example", "confirmed": "ja"}
    cor.post("administration.invite_client", form, status=422)
    assert invited(db) == []


def test_a_region_without_contracts_is_told_what_to_do_first(client, world):
    page = client.sign_in_as(world.gijs).get("administration.invite_client").text
    assert "Er is nog geen opdrachtgever met een opdracht in uw regio." in page


def test_an_open_invitation_is_sent_again_or_taken_back(cor, db):
    cor.post("administration.invite", typed(confirmed="ja"))
    (made,) = invited(db)
    cor.post("administration.invite_again", invitation_id=made.id)
    cor.post("administration.take_back", invitation_id=made.id)
    assert invited(db)[0].revoked_at is not None
    assert "Er zijn geen open uitnodigingen." in cor.get("administration.invitations").text
    cor.post("administration.take_back", invitation_id=made.id, status=409)


def test_another_region_does_not_see_an_invitation(cor, another_client, world):
    cor.post("administration.invite", typed(confirmed="ja"))
    page = another_client.sign_in_as(world.gijs).get("administration.invitations").text
    assert "Nieuwe Collega" not in page


def test_another_region_does_not_touch_an_invitation(cor, another_client, db, world):
    cor.post("administration.invite", typed(confirmed="ja"))
    (made,) = invited(db)
    another_client.sign_in_as(world.gijs)
    another_client.post("administration.take_back", invitation_id=made.id, status=404)
    another_client.post("administration.invite_again", invitation_id=made.id, status=404)


@pytest.mark.parametrize("feature", ["accounts", "administration"])
def test_another_region_can_neither_send_again_nor_take_back(cor, another_client, db, world, feature):
    """T01: through neither door, although a manager may invite for any contractor."""
    cor.post("administration.invite", typed(confirmed="ja"))
    (made,) = invited(db)
    other = another_client.sign_in_as(world.gijs)
    for act in ("invite_again", "take_back"):
        other.post(f"{feature}.{act}", status=404, invitation_id=made.id)
    assert invited(db)[0].revoked_at is None
