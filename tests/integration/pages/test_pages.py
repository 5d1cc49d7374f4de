"""Pages for everybody: open without an account, honest about who is responsible, and safe to leave a form from."""

import pytest
import sqlalchemy as sa

from portal.models import ControllerCard, Region, User
from portal.records.desks import forget_cards

OPEN = ("help", "how_it_works", "calculator", "privacy", "accessibility", "about")


@pytest.mark.parametrize("name", OPEN)
def test_a_general_page_opens_for_everybody_in_both_languages(client, world, name):
    stranger = client.get(f"pages.{name}")
    assert 'lang="nl"' in stranger.text
    assert 'content="noindex"' not in stranger.text
    client.sign_in_as(world.anna)
    client.get(f"pages.{name}")
    client.post("pages.language", {"taal": "en", "next": "/over"})
    assert 'lang="en"' in client.get(f"pages.{name}").text


def test_privacy_names_the_data_protection_officer_of_each_region(client):
    text = client.get("pages.privacy").text  # PR-36
    for region in Region:
        assert f"fg-{region.value}@socialreturn.example" in text
    assert "SocialReturn@werkinzicht.nl" in text


def test_help_shows_only_what_a_region_has_filled_in(client, db):
    with db.transaction() as session:
        session.execute(
            sa.update(ControllerCard).where(ControllerCard.region == Region.DRENTHE).values(phone="", email="")
        )
    forget_cards(db)
    text = client.get("pages.help").text
    assert "csr-drenthe@" not in text
    assert "csr-friesland@socialreturn.example" in text


def test_a_visitor_keeps_the_language_in_a_cookie(client):
    answer = client.post("pages.language", {"taal": "en", "next": "/hulp?x=1"})
    assert answer.location == "/hulp?x=1"
    cookie = next(text for text in answer.headers.getlist("Set-Cookie") if text.startswith("taal="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert 'lang="en"' in client.get("pages.help").text


def test_somebody_signed_in_keeps_the_language_in_the_account(client, db, world):
    client.sign_in_as(world.anna)
    answer = client.post("pages.language", {"taal": "en", "next": "/"})
    assert not any(text.startswith("taal=") for text in answer.headers.getlist("Set-Cookie"))
    with db.reads() as connection:
        assert connection.scalar(sa.select(User.language).where(User.id == world.anna)) == "en"


@pytest.mark.parametrize(
    "wanted", ["https://kwaad.example/", "//kwaad.example", "/\\kwaad.example", "kwaad", "", "/" + "a" * 600, "/a\nb"]
)
def test_the_language_form_never_leads_to_another_site(client, wanted):
    assert client.post("pages.language", {"taal": "en", "next": wanted}).location == "/"


@pytest.mark.parametrize("wanted", ["xx", "", "<b>", "nl; Domain=kwaad.example"])
def test_an_unknown_language_changes_nothing(client, wanted):
    answer = client.post("pages.language", {"taal": wanted, "next": "/hulp"})
    assert not any(text.startswith("taal=") for text in answer.headers.getlist("Set-Cookie"))
    assert 'lang="nl"' in client.get("pages.help").text


def test_the_language_is_never_changed_by_a_link(client):
    client.get_path("/taal?taal=en", status=405)


def test_robots_keep_out_of_everything_but_the_general_pages(client):
    text = client.get("pages.robots").text
    assert "Disallow: /\n" in text
    assert "Allow: /toegankelijkheid" in text
    assert "/k/" not in text


def test_the_security_text_says_where_to_report_and_until_when(client):
    text = client.get_path("/.well-known/security.txt").text
    assert "Contact: mailto:portaal@socialreturn.example" in text
    assert "Expires: 2" in text
    assert "Canonical: http://portaal.example/.well-known/security.txt" in text


def test_the_help_block_names_the_own_region_and_costs_no_query_a_page(client, db, world):
    client.sign_in_as(world.carla)
    assert "csr-friesland@socialreturn.example" in client.get("pages.about").text
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    sa.event.listen(db.reader, "before_cursor_execute", note)
    client.get("pages.about")
    assert not any("controller_card" in statement for statement in asked)
