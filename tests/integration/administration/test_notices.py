"""B-03: the manager's pages of the notice: list, compare, propose, and publish with a second person."""

import re

import sqlalchemy as sa

from portal.consents.in_force import in_force
from portal.models import ControllerCard, NoticePublication, Region
from tests.support.asking import approve_plan, ask, choose, come_in, newest_token
from tests.support.notices import publish

PROPOSAL = {
    "material": "nee",
    "reviewed_by": "Ann Reader",
    "reviewed_on-day": "1",
    "reviewed_on-month": "11",
    "reviewed_on-year": "2026",
}


def version_in_force(db):
    with db.reads() as connection:
        return in_force(connection).version


def seen_version(db):
    with db.reads() as connection:
        return {"version": str(connection.scalar(sa.select(NoticePublication.version)))}


def test_two_managers_publish_a_version(client, another_client, db, vault, world):
    """PR-41, PR-43: one proposes, another publishes; the first cannot."""
    client.sign_in_as(world.cor)
    assert "Concept" in client.get("administration.notices").text
    client.post("administration.notice_propose", PROPOSAL, notice_version="1.1")
    page = client.get("administration.notice", notice_version="1.1").text
    assert "Een andere beheerder kijkt ernaar" in page
    assert "1 november 2026 door Ann Reader" in page
    assert "Deze versie publiceren" not in page
    client.post("administration.notice_publish", seen_version(db), notice_version="1.1", status=409)
    assert version_in_force(db) == "1.0"
    another_client.sign_in_as(world.gijs)
    assert "Cor van ’t Hoff" in another_client.get("administration.notice_publish", notice_version="1.1").text
    another_client.post("administration.notice_publish", seen_version(db), notice_version="1.1")
    assert version_in_force(db) == "1.1"
    assert "De versie is nu in gebruik." in another_client.get("administration.notice", notice_version="1.1").text
    another_client.post("administration.notice_publish", seen_version(db), notice_version="1.1", status=409)


def test_the_form_asks_what_it_needs(client, db, world):
    """ux.md B-03: whether candidates choose again, and who read the translation."""
    client.sign_in_as(world.cor)
    page = client.post("administration.notice_propose", {}, notice_version="1.1", status=422).text
    assert "Vul in wie deze vertaling heeft nagekeken." in page
    assert "Kies of kandidaten opnieuw moeten kiezen." in page
    late = {**PROPOSAL, "reviewed_on-year": "2090"}
    page = client.post("administration.notice_propose", late, notice_version="1.1", status=422).text
    assert "kan niet in de toekomst liggen" in page
    client.get("administration.notice", notice_version="9.9", status=404)


def test_a_proposal_can_be_taken_back(client, db, world):
    client.sign_in_as(world.cor)
    client.post("administration.notice_propose", PROPOSAL, notice_version="1.1")
    old = seen_version(db)
    client.post("administration.notice_take_back", old, notice_version="1.1")
    assert "Deze versie voorstellen" in client.get("administration.notice", notice_version="1.1").text
    client.post("administration.notice_take_back", old, notice_version="1.1", status=409)
    client.get("administration.notice_publish", notice_version="1.1", status=409)


def words_of(page):
    """What a reader sees, without the marks."""
    return re.sub(r'<span class="hidden">[^<]*</span>|<[^>]+>', "", page)


def test_versions_stand_side_by_side(client, world):
    """Item by item, what went and what came marked; what is the same is folded away."""
    client.sign_in_as(world.cor)
    page = client.get("administration.notice_compare", notice_version="1.1").text
    assert "5 delen zijn anders" in page
    assert "Er beslist geen computer over u." in words_of(page)
    assert "Een mens beslist over uw werk, geen computer." in words_of(page)
    assert re.search(r"<ins><span class=.hidden.>Nieuw: </span>Een mens", page)
    english = client.get("administration.notice_compare", notice_version="1.1", met="1.0", taal="en").text
    assert "To object means: you say that" in words_of(english)
    client.get("administration.notice_compare", notice_version="1.1", met="1.1", status=404)
    client.get("administration.notice_compare", notice_version="1.1", met="7.0", status=404)
    client.get("administration.notice_compare", notice_version="1.1", taal="xx", status=404)


def test_who_is_concerned_is_a_number_and_no_name(client, another_client, db, vault, world):
    """PR-02: the page counts people; it names nobody."""
    approve_plan(db, world)
    ask(db, vault, world)
    token = newest_token(db, vault)
    come_in(another_client, token)
    choose(another_client, token, "ja", "ja")
    ask(db, vault, world, email="b@voorbeeld.example", first_name="Bo")
    client.sign_in_as(world.gijs)
    page = client.get("administration.notice", notice_version="1.1").text
    assert "Samira" not in page
    row = page[page.index("Kandidaten die ja") :]
    assert [part[:1] for part in row.split('<td class="num">')[1:3]] == ["0", "1"]  # Groningen, everywhere


def test_a_contact_that_is_missing_is_named(client, db, world):
    """PR-41: the page says why a version cannot be published."""
    with db.transaction() as session:
        session.get_one(ControllerCard, Region.DRENTHE).phone = ""
    client.sign_in_as(world.cor)
    page = client.get("administration.notice", notice_version="1.1").text
    assert "De gegevens van coördinatiepunt Drenthe zijn niet compleet." in page
    assert "Deze versie voorstellen" not in page
    client.post("administration.notice_propose", PROPOSAL, notice_version="1.1", status=422)


def test_everybody_reads_what_changed(client, db, world):
    """PR-43: published versions only, the newest first."""
    page = client.get("consents.changes").text
    assert "Versie 1.0" in page
    assert "Versie 1.1" not in page
    publish(db, world, material=True)
    page = client.get("consents.changes").text
    assert page.index("Versie 1.1") < page.index("Versie 1.0")
    assert "De uitleg over bezwaar maken is duidelijker." in page
    assert "Wie eerder ja zei, kreeg de vraag opnieuw." in page
    assert "privacyprotocol van oktober 2021" in page
