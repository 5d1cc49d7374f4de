"""Reminders, the end of the time to choose, and erasing what nobody answered (PR-30)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents.chores import CHORES
from portal.models import Candidate, ConsentRequest, ConsentStatus
from portal.privacy.vault import Purpose
from tests.support.asking import BASE_URL, choose, come_in, mails, newest_token


@pytest.fixture
def after(db, vault, candidate):
    """Run every chore, twice, so many days after the question."""
    asked_at = clock.now()

    def run(days: int) -> None:
        with time_machine.travel(asked_at + timedelta(days=days), tick=False):
            for chore in CHORES * 2:
                chore(db, vault, BASE_URL)

    return run


def status_of(db):
    with db.reads() as connection:
        return connection.scalar(sa.select(ConsentRequest.status))


def test_two_reminders_on_the_fifth_and_tenth_day_and_no_more(db, vault, after):
    """PR-30: each with a new link; running twice sends nothing extra."""
    sent = []
    for day in range(15):
        after(day)
        sent.append(len(mails(db, vault, "candidate_reminder")))
    assert sent == [0] * 5 + [1] * 5 + [2] * 5


def test_a_reminder_kills_the_older_link(client, db, vault, token, after):
    """PR-30: the old token is dead, the new one works."""
    after(5)
    client.get("consents.link", token=token, status=410)
    client.get("consents.link", token=newest_token(db, vault, "candidate_reminder"))
    for mail in (mails(db, vault, "candidate_question")[0], mails(db, vault, "candidate_reminder")[0]):
        assert "You can also read this in English." in mail.text


@pytest.mark.parametrize("answer", ["ja", "nee"])
def test_nobody_who_answered_is_reminded(client, db, vault, token, after, answer):
    """PR-30: none after any answer."""
    come_in(client, token)
    choose(client, token, answer, "nee")
    after(5)
    after(10)
    assert mails(db, vault, "candidate_reminder") == []


def test_after_a_standstill_one_reminder_is_enough(db, vault, after):
    """PR-30: the clock catches up without a shower of mail."""
    after(12)
    assert len(mails(db, vault, "candidate_reminder")) == 1


def test_silence_closes_on_the_fifteenth_day_and_is_no_consent(client, db, vault, token, after):
    """PR-30: expired, the link dead, the draft still there until day 30."""
    after(14)
    assert status_of(db) is ConsentStatus.REQUESTED
    after(15)
    assert status_of(db) is ConsentStatus.EXPIRED
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        page = client.get("consents.link", token=token, status=410).text
    assert "De tijd om te kiezen is voorbij" in page
    assert "Vraag een nieuwe link aan" not in page
    after(29)
    with db.reads() as connection:
        assert connection.scalar(sa.select(Candidate.erased_at)) is None


def test_everything_is_erased_on_the_thirtieth_day(db, vault, candidate, after):
    """PR-30: 30 days after the first question."""
    after(15)
    after(30)
    with db.reads() as connection:
        row = connection.execute(sa.select(Candidate.__table__)).one()
    assert row.erased_at is not None
    assert not any((row.name_sealed, row.contact_sealed, row.birth_check, row.email_index))
    assert vault.open(candidate, Purpose.NAME, row.name_sealed) is None
