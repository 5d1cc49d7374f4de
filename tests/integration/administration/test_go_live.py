"""PR-69, PR-73: the privacy officer confirms the DPIA with an own account; processors with agreement, in the EEA."""

import pytest
import sqlalchemy as sa

from portal.consents.asking import what_is_missing
from portal.models import ControllerCard, Event, Processor, Region
from tests.integration.administration.test_controller_card import ALL

HOSTING = {
    "name": "Noorderhost BV", "service": "beheert de database", "agreement": "VWO-2026-3", "agreed_on-day": "2",
    "agreed_on-month": "2", "agreed_on-year": "2026", "country": "NL", "sub_processors": "Rekencentrum Oost (DE)",
}  # fmt: skip


@pytest.fixture
def frans(another_client, world):
    return another_client.sign_in_as(world.frans)


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


def card(db):
    with db.reads() as connection:
        query = sa.select(ControllerCard.__table__).where(ControllerCard.region == Region.FRIESLAND)
        return connection.execute(query).one()


def missing(db, world):
    with db.reads() as connection:
        return what_is_missing(connection, world.contract_a)


def test_another_reference_must_be_confirmed_before_anybody_is_asked(cor, frans, db, world):
    assert "dpia_confirmed" not in missing(db, world)
    cor.post("administration.controller", ALL)
    assert "dpia_confirmed" in missing(db, world)
    assert card(db).dpia_entered_by == world.cor
    assert "Nog niet klaar" in frans.get("administration.go_live_list").text
    frans.post("administration.dpia_confirm", {"version": card(db).version, "advice": ""}, status=422)
    frans.post("administration.dpia_confirm", {"version": card(db).version, "advice": "Akkoord."})
    assert (card(db).dpia_confirmed_by, card(db).dpia_advice) == (world.frans, "Akkoord.")
    assert "dpia_confirmed" not in missing(db, world)
    assert "Frans de Boer" in cor.get("administration.go_live_list").text
    with db.reads() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.action == "dpia_confirmed")).one()
    assert event.actor_id == world.frans


def test_other_details_do_not_undo_the_confirmation(cor, db, world):
    cor.post("administration.controller", {**ALL, "dpia_reference": "DPIA-2026-01", "dpia_on-day": "15",
                                           "dpia_on-month": "1"})  # fmt: skip
    assert card(db).phone == "058 000 00 00"
    assert "dpia_confirmed" not in missing(db, world)


def test_only_the_officer_confirms_and_never_what_he_filled_in(cor, frans, db, world):
    cor.post("administration.controller", ALL)
    cor.post("administration.dpia_confirm", {"version": card(db).version, "advice": "Ja"}, status=403)
    with db.transaction() as session:
        session.execute(sa.update(ControllerCard).values(dpia_entered_by=world.frans))
    frans.post("administration.dpia_confirm", {"version": card(db).version, "advice": "Ja"}, status=409)
    assert card(db).dpia_confirmed_at is None


def test_a_card_that_changed_while_the_officer_read_it_is_not_confirmed(cor, frans, db):
    cor.post("administration.controller", ALL)
    seen = card(db).version
    cor.post("administration.controller", {**ALL, "dpia_reference": "DPIA-X", "version": str(seen)})
    page = frans.post("administration.dpia_confirm", {"version": seen, "advice": "Akkoord."}, status=409).text
    assert "DPIA-X" in page
    assert card(db).dpia_confirmed_at is None


def test_a_processor_is_in_the_list_and_for_everybody_to_read_pr73(cor, another_client, db):
    cor.post("administration.processor_new", HOSTING)
    assert "VWO-2026-3" in cor.get("administration.processors").text
    public = another_client.get("pages.privacy").text
    for words in ("Noorderhost BV", "Nederland", "Rekencentrum Oost (DE)"):
        assert words in public
    assert "VWO-2026-3" not in public
    with db.reads() as connection:
        row = connection.execute(sa.select(Processor.__table__)).one()
    assert row.region is Region.FRIESLAND
    changed = {**HOSTING, "version": row.version, "ended_on-day": "1", "ended_on-month": "3", "ended_on-year": "2026"}
    cor.post("administration.processor", changed, processor_id=row.id)
    assert "Noorderhost BV" not in another_client.get("pages.privacy").text
    stale = cor.post("administration.processor", {**changed, "name": "Anders BV"}, processor_id=row.id, status=409)
    assert "Anders BV" in stale.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"agreement": ""}, "Vul het kenmerk van de overeenkomst in."),
        ({"country": "US"}, "Kies een land van de EER."),
        ({"agreed_on-year": "2099"}, "De dag mag niet in de toekomst liggen."),
    ],
)
def test_no_agreement_or_a_place_outside_the_eea_is_refused_pr73(cor, db, changes, message):
    assert message in cor.post("administration.processor_new", {**HOSTING, **changes}, status=422).text
    with db.reads() as connection:
        assert connection.execute(sa.select(Processor.id)).all() == []


def test_a_processor_of_another_region_is_unknown(cor, another_client, db, world):
    cor.post("administration.processor_new", HOSTING)
    with db.reads() as connection:
        processor_id = connection.scalar(sa.select(Processor.id))
    gijs = another_client.sign_in_as(world.gijs)
    gijs.get("administration.processor", processor_id=processor_id, status=404)
