"""Who is on paper hears all that others read in a mail: asked again, stopped, refused, ended (PR-31, PR-32)."""

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
    ConsentStatus,
    EnteredAnswer,
    EnteredRenewal,
    Letter,
    LetterKind,
    Region,
)
from portal.privacy.erasure import finish_endings
from portal.privacy.vault import Purpose
from tests.integration.consents.test_paper import (
    HOME,
    confirm,
    enter,
    letter_id,
    printed,
    request_of,
)
from tests.support.asking import BASE_URL, BORN, approve_plan, ask, born_as, mails
from tests.support.notices import publish


@pytest.fixture
def carla(client, world):
    return client.sign_in_as(world.carla)


@pytest.fixture
def cor(another_client, world):
    return another_client.sign_in_as(world.cor)


@pytest.fixture
def began():
    return clock.now()


@pytest.fixture
def after(began):
    """So many days from the beginning."""
    return lambda days: time_machine.travel(began + timedelta(days=days, minutes=1), tick=True)


@pytest.fixture
def said_yes(began, carla, cor, db, vault, world, monkeypatch):
    """Samira, without e-mail, said yes to both on the form."""
    approve_plan(db, world)
    candidate_id = ask(db, vault, world, email="", address=HOME)
    printed(carla, world, db, monkeypatch)
    enter(carla, world, candidate_id, c2="ja")
    confirm(cor, world, candidate_id)
    return candidate_id


def chores(db, vault):
    for chore in CHORES * 2:
        chore(db, vault, BASE_URL)


def announcement(db):
    with db.reads() as connection:
        return connection.execute(sa.select(Announcement.__table__)).one()


def waits(client, kind_in_words):
    """Whether the list of what to print has this letter."""
    page = client.get("review.letters").text
    to_print = page.partition("Brieven om te printen")[2].partition("Eerder geprint")[0]
    return kind_in_words in to_print


def stop(client, world, candidate_id, status=303, **changes):
    at = {"number": world.number_a, "candidate_id": candidate_id}
    data = {"channel": "paper", "part": "all", **born_as(BORN), **changes}
    return client.post("decisions.stop", data, **at, status=status)


def test_a_changed_text_is_asked_by_letter_and_answered_by_two(
    carla, cor, db, vault, world, said_yes, after, monkeypatch
):
    """PR-31, PR-32: the same term from the print on, a reminder, frozen, and still welcome."""
    again = "Vraag om opnieuw te kiezen"
    publish(db, world, material=True)
    with after(0):
        chores(db, vault)
        assert mails(db, vault, "candidate_renewal") == []
        carla.sign_in_as(world.carla)
        assert waits(carla, again)
        enter(carla, world, said_yes, status=422)  # on paper nothing comes back before a letter went out
    with after(4):
        carla.sign_in_as(world.carla)
        letter, answer = printed(carla, world, db, monkeypatch, LetterKind.RENEWAL)
        assert answer.data.startswith(b"%PDF")
        last_day = announcement(db).renew_by
        assert last_day == clock.today() + timedelta(days=30)
        assert letter["to"] == ["Samira Ali", "Dorpsstraat 1", "8911 AB  Leeuwarden"]
        assert "U zei eerder ja." in letter["text"][0]
        assert any("bezwaar" in line for line in letter["text"])
        assert len(letter["choices"]) == 2
        chores(db, vault)
        assert not waits(carla, again)
    with after(24):
        chores(db, vault)
        carla.sign_in_as(world.carla)
        assert waits(carla, again)
        with db.reads() as connection:
            assert watching.late(connection, Region.FRIESLAND, frozen_months=6) == Late(letters=1, frozen=0)
        printed(carla, world, db, monkeypatch, LetterKind.RENEWAL)
        assert announcement(db).renew_by == last_day  # a reminder gives no new term
    with after(35):
        chores(db, vault)
        assert request_of(db, said_yes).status is ConsentStatus.FROZEN
        carla.sign_in_as(world.carla)
        cor.sign_in_as(world.cor)
        assert (
            "Niemand anders ziet uw gegevens nu."
            in printed(carla, world, db, monkeypatch, LetterKind.RENEWAL)[0]["until"]
        )
        enter(carla, world, said_yes, c2="nee")
        confirm(carla, world, said_yes, status=403)
        confirm(cor, world, said_yes)
        row = request_of(db, said_yes)
        assert (row.status, row.c2_given) == (ConsentStatus.GIVEN, False)
        assert waits(carla, "Bevestiging met een kaart om te stoppen")
        assert not waits(carla, again)
        enter(carla, world, said_yes, status=404)
    with db.reads() as connection:
        lines = connection.execute(
            sa.select(ConsentEvent.kind, ConsentEvent.scope, ConsentEvent.channel).order_by(ConsentEvent.position)
        ).all()[-2:]
        assert ledger.verify(connection) is None
        assert connection.scalar(sa.select(EnteredRenewal.confirmed_by)) == world.cor
        assert connection.scalar(sa.select(EnteredAnswer.c2)) is True  # the proof of the first yes stays
    assert [tuple(line) for line in lines] == [("renewed", "c1", "paper"), ("withdrawn", "c2", "paper")]


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_clearer_text_and_each_year_are_told_by_letter(carla, db, vault, world, said_yes, after, monkeypatch):
    """PR-43, EDPB 110-111."""
    printed(carla, world, db, monkeypatch, LetterKind.CONFIRMATION)
    publish(db, world)
    with after(0):
        chores(db, vault)
        told, _ = printed(carla, world, db, monkeypatch, LetterKind.TEXT_CHANGED)
        assert "verbeterd" in told["text"][0]
        assert told["code"]
    with after(367):
        chores(db, vault)
    with db.reads() as connection:
        card = connection.scalar(sa.select(Letter.printed_at).where(Letter.kind == LetterKind.CONFIRMATION))
    assert card is None  # to be printed anew


def test_a_stop_on_paper_counts_at_once_and_gets_a_letter(carla, db, vault, world, said_yes, after, monkeypatch):
    """PR-27, PR-28: one person, no reason; the address lives in the letter until it is printed, and a day more."""
    page = carla.get("decisions.stop", number=world.number_a, candidate_id=said_yes).text
    assert "Samira" not in page
    assert "Deze datum klopt niet" in stop(carla, world, said_yes, status=422, **{"born-year": "1990"}).text
    assert "Kies waarmee de kandidaat stopt." in stop(carla, world, said_yes, status=422, part="").text
    stop(carla, world, said_yes)
    assert request_of(db, said_yes).status is ConsentStatus.WITHDRAWN
    stop(carla, world, said_yes, status=404)
    with db.reads() as connection:
        line = connection.execute(sa.select(ConsentEvent).order_by(ConsentEvent.position.desc())).first()
        row = connection.execute(sa.select(Candidate.__table__)).one()
        kept = connection.scalar(sa.select(Letter.sealed).where(Letter.kind == LetterKind.STOPPED))
    assert (line.kind, line.channel, line.identity_check) == ("withdrawn", "paper", "birth_date+staff")
    assert (row.name_sealed, row.contact_sealed) == (None, None)
    assert b"Dorpsstraat" not in kept
    finish_endings(db, vault)
    letter, answer = printed(carla, world, db, monkeypatch, LetterKind.STOPPED)
    assert answer.data.startswith(b"%PDF")
    assert letter["to"] == ["Samira Ali", "Dorpsstraat 1", "8911 AB  Leeuwarden"]
    assert "code" not in letter
    assert "mag geen nieuwe gegevens van u opschrijven" in letter["text"][0]
    assert vault.open(said_yes, Purpose.CONTACT, kept, table="letter")
    with after(2):
        finish_endings(db, vault)
        assert vault.open(said_yes, Purpose.CONTACT, kept, table="letter") is None
        carla.sign_in_as(world.carla)
        printed(carla, world, db, monkeypatch, LetterKind.STOPPED, status=409)
    with db.reads() as connection:
        assert connection.scalar(sa.select(Letter.sealed).where(Letter.kind == LetterKind.STOPPED)) is None


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_stopping_a_part_by_telephone_leaves_the_rest(carla, db, world, said_yes, monkeypatch):
    """PR-23, PR-27."""
    stop(carla, world, said_yes, channel="desk", part="group")
    row = request_of(db, said_yes)
    assert (row.status, row.c2_given) == (ConsentStatus.GIVEN, False)
    letter, _ = printed(carla, world, db, monkeypatch, LetterKind.GROUP_STOPPED)
    assert "Dat deel is gewist." in letter["text"][1]
    stop(carla, world, said_yes, status=422, part="group")  # is not asked any more


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_letter_that_nobody_prints_keeps_an_address_for_30_days(carla, db, vault, world, said_yes, after):
    """N11: at the latest after 30 days."""
    stop(carla, world, said_yes)
    with db.reads() as connection:
        kept = connection.scalar(sa.select(Letter.sealed).where(Letter.kind == LetterKind.STOPPED))
    for days, there in ((29, True), (31, False)):
        with after(days):
            finish_endings(db, vault)
            assert bool(vault.open(said_yes, Purpose.CONTACT, kept, table="letter")) is there
    assert letter_id(db, LetterKind.STOPPED)


def test_nobody_else_enters_a_stop(client, db, world, said_yes):
    for who, status in ((world.anna, 403), (world.dora, 404), (world.karel, 404), (world.frans, 403)):
        stop(client.sign_in_as(who), world, said_yes, status=status)
    assert request_of(db, said_yes).status is ConsentStatus.GIVEN
