"""PR-36, PR-69: who is responsible in the region, which examination was done, and what still misses."""

import pytest
import sqlalchemy as sa

from portal.models import ControllerCard, Event, Region

ALL = {
    "name": "Coördinatiepunt Social Return Friesland", "postal_address": "Postbus 2, 8900 AA Leeuwarden",
    "email": "csr@friesland.example", "phone": "058 000 00 00", "opening_hours": "maandag, 9.00 tot 12.00 uur",
    "officer": "FG Friesland", "officer_email": "fg@friesland.example", "dpia_reference": "DPIA-2026-07",
    "dpia_on-day": "1", "dpia_on-month": "7", "dpia_on-year": "2026", "version": "1",
}  # fmt: skip


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


def card(db, region=Region.FRIESLAND):
    with db.reads() as connection:
        return connection.execute(sa.select(ControllerCard.__table__).where(ControllerCard.region == region)).first()


def test_a_saved_card_is_at_once_in_the_help_of_every_page(cor, db):
    cor.get("administration.home")
    cor.post("administration.controller", ALL)
    assert card(db).version == 2
    assert "058 000 00 00" in cor.get("administration.home").text
    assert card(db, Region.DRENTHE).version == 1


def test_what_misses_is_named_on_the_page_and_counted_on_the_first(cor):
    cor.post("administration.controller", {**ALL, "officer": "", "dpia_reference": ""})
    page = cor.get("administration.controller").text
    assert "U kunt nog geen vragen aan kandidaten laten sturen." in page
    assert "<li>Functionaris gegevensbescherming</li>" in page
    assert "<li>Kenmerk van de DPIA</li>" in page
    assert "2 antwoorden missen nog" in cor.get("administration.home").text


def test_a_region_without_a_card_makes_one(cor, db):
    with db.transaction() as session:
        session.execute(sa.delete(ControllerCard).where(ControllerCard.region == Region.FRIESLAND))
    cor.get("administration.controller")
    cor.post("administration.controller", {**ALL, "version": "0"})
    assert card(db).phone == "058 000 00 00"


def test_a_stale_card_shows_both_versions(cor, db):
    cor.post("administration.controller", ALL)
    page = cor.post("administration.controller", {**ALL, "phone": "058 111 11 11"}, status=409).text
    for words in ("058 000 00 00", "058 111 11 11", "Cor van ’t Hoff"):
        assert words in page
    assert card(db).phone == "058 000 00 00"


def test_a_card_keeps_what_happened_without_its_contents(cor, db):
    cor.post("administration.controller", ALL)
    with db.reads() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.action == "controller_card_changed")).one()
    assert event.detail == {"region": "friesland"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "x"}, "Vul een e-mailadres in met een @"),
        ({"officer_email": "x@"}, "Vul een e-mailadres in met een @"),
        ({"phone": "112"}, "Het telefoonnummer moet minstens 10 cijfers hebben."),
        ({"name": "a" * 201}, "mag niet langer zijn dan 200 tekens"),
        ({"dpia_on-day": "32"}, "De datum bestaat niet."),
        ({"dpia_on-year": ""}, "De datum moet ook een jaar hebben."),
        ({"postal_address": "123456782"}, "Dit lijkt een burgerservicenummer (BSN)."),
    ],
)
def test_a_wrong_card_is_refused(cor, db, changes, message):
    assert message in cor.post("administration.controller", {**ALL, **changes}, status=422).text
    assert card(db).version == 1


def test_markup_stays_text(cor):
    cor.post("administration.controller", {**ALL, "name": "<script>x</script>"})
    assert "<script>x" not in cor.get("pages.privacy").text


@pytest.mark.parametrize("name", ["carla", "anna", "frans"])
def test_only_the_manager_changes_the_card(client, db, world, name):
    client.sign_in_as(getattr(world, name)).post("administration.controller", ALL, status=403)
    assert card(db).version == 1
