"""What was asked again and got no answer is not kept without end: a named person ends it, or asks once more (PR-31)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents import ledger, watching
from portal.consents.campaign import CHORES
from portal.consents.watching import Late
from portal.models import (
    Announcement,
    Candidate,
    ConsentEvent,
    ConsentRequest,
    ConsentStatus,
    HoldReason,
    LegalHold,
    Region,
    RightsRequest,
)
from portal.rights.erasing import erase
from portal.rights.fields import Part
from tests.support.asking import BASE_URL, choose, come_in, mails, newest_token
from tests.support.notices import publish


@pytest.fixture
def later():
    began = clock.now()
    return lambda days: time_machine.travel(began + timedelta(days=days, minutes=1), tick=True)


@pytest.fixture
def frozen(client, db, vault, world, candidate, token, later):
    """Samira said yes to both, was asked again and did not answer; since day 31 nobody sees anything."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    publish(db, world, material=True)
    for days in (0, 31):
        with later(days):
            for chore in CHORES:
                chore(db, vault, BASE_URL)
    return candidate


def decide(browser, world, candidate_id, status=303, **data):
    return browser.post("decisions.frozen", data, number=world.number_a, candidate_id=candidate_id, status=status)


def status_of(db):
    with db.reads() as connection:
        return connection.scalar(sa.select(ConsentRequest.status))


def test_what_stays_frozen_is_listed_asked_once_more_and_ended(another_client, db, vault, world, frozen, later):
    """Not before the term of the region; then as by a stop, with a receipt, and the contractor hears it."""
    with later(40):
        carla = another_client.sign_in_as(world.carla)
        page = carla.get("review.frozen").text
        assert "Kandidaat 1" in page.partition("Korter bevroren")[2]
        assert "Samira" not in page
        assert "1 niet vernieuwd" in carla.get("review.queue").text
        assert "Kies wat u doet." in decide(carla, world, frozen, act="end", certain="y", status=422).text
        decide(carla, world, frozen, act="ask")
        asked = mails(db, vault, "candidate_renewal")
        assert len(asked) == 2
        with db.reads() as connection:
            assert connection.scalar(sa.select(Announcement.renew_by)) == clock.today() + timedelta(days=30)
        assert status_of(db) is ConsentStatus.FROZEN
    late = newest_token(db, vault, "candidate_renewal")
    with later(31 + 184):
        carla.sign_in_as(world.carla)
        assert "Kandidaat 1" in carla.get("review.frozen").text.partition("Korter bevroren")[0]
        with db.reads() as connection:
            assert watching.late(connection, Region.FRIESLAND, frozen_months=6) == Late(letters=0, frozen=1)
        assert "Zet een vinkje als u het zeker weet." in decide(carla, world, frozen, act="end", status=422).text
        decide(carla, world, frozen, act="end", certain="y")
        assert "Niemand." in carla.get("review.frozen").text
        decide(carla, world, frozen, act="end", certain="y", status=404)
        another_client.post("accounts.sign_out")
        another_client.get("consents.link", token=late, status=410)
    assert status_of(db) is ConsentStatus.EXPIRED
    (told,) = mails(db, vault, "candidate_ended")
    assert told.recipient == "s.ali@voorbeeld.example"
    assert "Uw ja telt daarom niet meer." in told.text
    assert len(mails(db, vault, "candidate_chosen")) == 2
    with db.reads() as connection:
        assert connection.scalar(sa.select(Candidate.erased_at)) is not None
        newest = connection.execute(sa.select(ConsentEvent).order_by(ConsentEvent.position.desc())).first()
        assert ledger.verify(connection) is None
    assert (newest.kind, newest.actor) == ("expired", "csr")


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_hold_keeps_what_is_frozen(another_client, db, world, frozen, later):
    """PR-46."""
    with later(31 + 184):
        carla = another_client.sign_in_as(world.carla)
        with db.transaction() as session:
            session.add(
                LegalHold(
                    region="friesland", candidate_id=frozen, reason=HoldReason.AUDIT, explanation="Controle.",
                    owner=world.cor, set_at=clock.now(), review_on=clock.today() + timedelta(days=30),
                )
            )  # fmt: skip
        assert "moeten nu blijven" in decide(carla, world, frozen, act="end", certain="y", status=409).text
    assert status_of(db) is ConsentStatus.FROZEN


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_request_to_erase_ends_what_is_frozen_too(db, vault, frozen):
    """PR-58: nothing of a consent stands when everything was erased."""
    with db.transaction() as session:
        erase(session, vault, RightsRequest(candidate_id=frozen), list(Part))
    assert status_of(db) is ConsentStatus.WITHDRAWN
