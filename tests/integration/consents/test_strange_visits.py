"""Bad input and strange days behind the link: each has its page, and changes nothing it should not."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents.chores import CHORES
from portal.models import ConsentEvent, ConsentRequest, ConsentStatus, Link, LinkPurpose, NoticeServed
from portal.security.links import make_link
from tests.support.asking import BASE_URL, approve_plan, ask, born_as, choose, come_in, mails, newest_token

LEAP = date(2000, 2, 29)


def lines(db) -> int:
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(ConsentEvent))


@pytest.mark.parametrize("purpose", [one for one in LinkPurpose if one not in (LinkPurpose.DECIDE, LinkPurpose.MANAGE)])
def test_a_token_for_another_purpose_leads_nowhere(client, db, candidate, purpose):
    """PR-18: bound to one purpose; the same page as for a token that was never made."""
    with db.transaction() as session:
        request_id = session.scalar(sa.select(ConsentRequest.id))
        other = make_link(session, purpose=purpose, subject_id=request_id, expires_at=None)
    page, unknown = (client.get("consents.link", token=one, status=404).text for one in (other, "A" * 43))
    assert "Deze link werkt niet" in page
    words = [re.sub(r'value="[^"]*"', "", text[text.index("<main") :]) for text in (page, unknown)]
    assert words[0] == words[1]
    client.post("consents.birth_date", born_as(LEAP), token=other, status=404)


def test_a_foreign_token_shows_nobody_else(client, db, vault, world, token, candidate):
    """PR-18: the date of one person does not open the link of another, and each counts its own tries."""
    ask(db, vault, world, email="bo@voorbeeld.example", first_name="Bo", born=LEAP)
    other = newest_token(db, vault)
    come_in(client, token)
    assert "Beste Samira" not in client.get("consents.link", token=other).text
    client.post("consents.birth_date", born_as(date(1991, 11, 23)), token=other, status=422)
    for endpoint in ("dossier.data", "dossier.everything", "consents.receipt", "consents.stop_page"):
        assert client.get(endpoint, token=other, status=303).location == f"/k/{other}"
    with db.reads() as connection:
        assert sorted(connection.scalars(sa.select(Link.failed))) == [0, 1]


def test_an_erased_person_cannot_answer_any_more(client, db, vault, candidate, token):
    """After everything is erased no date opens the link, and a visit that was open decides nothing."""
    asked_at = clock.now()
    come_in(client, token)
    with time_machine.travel(asked_at + timedelta(days=15), tick=False):
        for chore in CHORES:
            chore(db, vault, BASE_URL)
    with time_machine.travel(asked_at + timedelta(days=30), tick=False):
        for chore in CHORES:
            chore(db, vault, BASE_URL)
    before = lines(db)
    assert "werkt niet meer" in choose(client, token, "ja", "ja", status=410).text
    client.post("consents.birth_date", born_as(date(1991, 11, 23)), token=token, status=410)
    for endpoint in ("consents.later", "consents.unknown", "consents.stop"):
        client.post(endpoint, {}, token=token, status=410)
    assert lines(db) == before


@pytest.mark.parametrize(("typed", "reads"), [
    ({"born-day": "29", "born-month": "2", "born-year": "2001"}, False),  # no leap year
    ({"born-day": "31", "born-month": "4", "born-year": "2000"}, False),
    ({"born-day": "29", "born-month": "13", "born-year": "2000"}, False),
    ({"born-day": "29", "born-month": "feb", "born-year": "2000"}, True),
    ({"born-day": "29", "born-month": "februari", "born-year": "2000"}, True),
    ({"born-day": " 29 ", "born-month": "02", "born-year": "2000"}, True),
])  # fmt: skip
def test_born_on_29_february(client, db, vault, world, candidate, typed, reads):
    """PR-20: a day that is not there is a slip, not a try; a month may be a word."""
    ask(db, vault, world, email="bo@voorbeeld.example", first_name="Bo", born=LEAP)
    token = newest_token(db, vault)
    client.post("consents.birth_date", typed, token=token, status=303 if reads else 422)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.max(Link.failed))) == 0
        assert bool(connection.scalar(sa.select(NoticeServed.id))) is reads


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)], ids=["an hour twice", "an hour missing"])
def test_the_last_day_ends_at_midnight_when_the_clock_changes(client, db, vault, world, night):
    """PR-18, PR-30: a day of 25 or 23 hours is a whole day in Amsterdam, and nobody is reminded twice."""
    approve_plan(db, world)
    asked = datetime(night.year, night.month, night.day, 12, tzinfo=clock.AMSTERDAM) - timedelta(days=14)
    with time_machine.travel(asked, tick=False):
        ask(db, vault, world, starts_on=date(2027, 9, 1), born=date(1991, 11, 23))
        with db.reads() as connection:
            assert connection.scalar(sa.select(ConsentRequest.decide_by)) == night
    for hours in range(24 * 14, 24 * 14 + 12):  # every hour of the night, twice
        with time_machine.travel(asked + timedelta(hours=hours), tick=False):
            for chore in CHORES * 2:
                chore(db, vault, BASE_URL)
    assert len(mails(db, vault, "candidate_reminder")) <= 2
    token = newest_token(db, vault, "candidate_reminder")
    end = datetime(night.year, night.month, night.day, 23, 59, 59, tzinfo=clock.AMSTERDAM)
    with time_machine.travel(end, tick=False):
        client.get("consents.link", token=token)
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        client.get("consents.link", token=token, status=410)
        for chore in CHORES:
            chore(db, vault, BASE_URL)
    with db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.status)) is ConsentStatus.EXPIRED


def test_half_an_hour_is_half_an_hour_in_the_night_with_an_hour_twice(client, db, vault, world):
    """PR-20: a visit is counted in moments, not by the clock on the wall: 2.45 and then 2.05 are 20 minutes."""
    approve_plan(db, world)
    quarter_to_three = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert quarter_to_three.astimezone(clock.AMSTERDAM).hour == 2
    with time_machine.travel(quarter_to_three, tick=False):
        ask(db, vault, world, starts_on=date(2027, 9, 1))
        token = newest_token(db, vault)
        come_in(client, token)
    for minutes, known in ((20, True), (29, True), (31, False)):
        with time_machine.travel(quarter_to_three + timedelta(minutes=minutes), tick=False):
            assert ("Beste Samira" in client.get("consents.link", token=token).text) is known


@pytest.mark.parametrize("overdue", [29, 30])
def test_a_standstill_of_the_clock_hides_what_should_be_gone(
    client, another_client, db, world, token, candidate, overdue
):
    """PR-30: no name or address of an overdue draft on a page, also when the purge has not run."""
    anna = another_client.sign_in_as(world.anna)
    where = {"number": world.number_a}
    with time_machine.travel(clock.now() + timedelta(days=overdue), tick=False):
        anna.sign_in_as(world.anna)
        pages = [
            anna.get("candidates.overview", **where).text,
            anna.get("candidates.candidate", candidate_id=candidate, **where).text,
            anna.post("candidates.search", {"search": "Samira"}, status=200, **where).text,
        ]
    shown = ["Samira Ali" in page or "s.ali@" in page for page in pages]
    assert shown == ([True] * 3 if overdue == 29 else [False] * 3)
