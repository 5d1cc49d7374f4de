"""A letter at home for some, drawn at random: is it right that you are registered? (PR-34)"""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents.doubting import draw, draw_samples
from portal.consents.signals import flag
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    Letter,
    LetterKind,
    SampleCheck,
    SampleOutcome,
    SignalKind,
    new_id,
)
from tests.support.people import candidate_with_consent

NUMBER, BASE_URL = "2026-0001", "http://portaal.example"


@pytest.fixture
def drawn(db, vault, world, samira):
    """Samira said yes 31 days ago, and is the only one of her contractor."""
    with time_machine.travel(clock.now() + timedelta(days=31), tick=True):
        assert draw_samples(db, vault, BASE_URL) == 1
        yield samira


def record(client, person, data, status=303):
    return client.post("decisions.sample", data, number=NUMBER, candidate_id=person.id, status=status)


def test_five_in_a_hundred_and_at_least_one_by_a_seed():
    people = [new_id() for _ in range(100)]
    assert len(draw(people, already=0, percent=5, seed=b"x")) == 5
    assert len(draw(people[:3], already=0, percent=5, seed=b"x")) == 1
    assert draw(people[:3], already=1, percent=5, seed=b"x") == []
    assert len(draw(people, already=1, percent=5, seed=b"x")) == 5
    assert draw(people, already=0, percent=0, seed=b"x") == []
    assert draw(people, already=0, percent=5, seed=b"x") == draw(people[::-1], already=0, percent=5, seed=b"x")
    assert len({tuple(draw(people, already=0, percent=5, seed=bytes([at]))) for at in range(20)}) == 20


def test_each_contractor_has_one_a_year_after_thirty_days(db, vault, world, samira):
    """Also who has a yes in December alone, when the year changes before it is ripe."""
    assert draw_samples(db, vault, BASE_URL) == 0
    with time_machine.travel("2026-12-10T12:00:00Z", tick=False), db.transaction() as session:
        candidate_with_consent(session, vault, world.contract_b)
        candidate_with_consent(session, vault, world.contract_a2, status=ConsentStatus.REFUSED)
    for day, drawn in (("2026-12-26", 1), ("2026-12-27", 0), ("2027-01-08", 0), ("2027-01-10", 1), ("2027-01-11", 0)):
        with time_machine.travel(f"{day}T12:00:00Z", tick=False):
            assert draw_samples(db, vault, BASE_URL) == drawn, day
    with db.reads() as connection:
        kinds = connection.scalars(sa.select(Letter.kind)).all()
    assert kinds == [LetterKind.SAMPLE] * 2


def test_the_letter_goes_to_the_home_address(client, world, db, vault, drawn, monkeypatch):
    from portal.decisions import paper_views

    taken = {}
    monkeypatch.setattr(paper_views, "tagged_pdf", lambda name, data: taken.update(data, name=name) or b"%PDF-1.7")
    carla = client.sign_in_as(world.carla)
    assert "Kandidaat 1" in carla.get("review.samples").text
    with db.reads() as connection:
        letter_id = connection.scalar(sa.select(Letter.id))
    carla.post("decisions.print_letter", number=NUMBER, letter_id=letter_id, status=200)
    assert taken["name"] == "letter_plain"
    assert taken["to"] == ["Samira Ali", "Leeuwarden"]
    assert "U staat geregistreerd bij Social Return. Klopt dit?" in taken["text"]


def test_who_knows_of_it_is_confirmed(client, world, db, drawn):
    carla = client.sign_in_as(world.carla)
    assert "Kies wat er terugkwam." in record(carla, drawn, {}, status=422).text
    record(carla, drawn, {"outcome": "confirmed"})
    with db.reads() as connection:
        row = connection.execute(sa.select(SampleCheck.outcome, SampleCheck.recorded_by)).one()
        assert connection.scalar(sa.select(ConsentRequest.status)) is ConsentStatus.GIVEN
    assert row == (SampleOutcome.CONFIRMED, world.carla)
    record(carla, drawn, {"outcome": "no_reply"}, status=409)


def test_who_does_not_know_of_it_is_erased(client, world, db, drawn):
    carla = client.sign_in_as(world.carla)
    assert "als u het zeker weet" in record(carla, drawn, {"outcome": "unknown"}, status=422).text
    record(carla, drawn, {"outcome": "unknown", "certain": "ja"})
    with db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.status)) is ConsentStatus.INVALIDATED
    assert "De kandidaat weet hier niets van" in carla.get("review.samples").text


def test_only_a_drawn_candidate_of_the_own_region(client, world, samira):
    record(client.sign_in_as(world.carla), samira, {"outcome": "confirmed"}, status=404)
    for who, status in ((world.dora, 404), (world.anna, 403), (world.frans, 403), (world.karel, 404)):
        record(client.sign_in_as(who), samira, {"outcome": "confirmed"}, status=status)


def test_the_work_queue_counts_what_waits_around_consent(client, world, db, vault, drawn):
    with db.transaction() as session:
        flag(session, drawn.request_id, SignalKind.TOO_FAST)
        flag(session, drawn.request_id, SignalKind.SAME_NETWORK)
    page = client.sign_in_as(world.carla).get("review.queue").text
    for text in ("1 om te bekijken", "1 brief om te printen, 0 antwoorden om te bevestigen", "1 zonder uitkomst"):
        assert text in page
    assert "0 om te bekijken" in client.sign_in_as(world.dora).get("review.queue").text
    assert "Rond toestemming" not in client.sign_in_as(world.frans).get("review.queue").text
