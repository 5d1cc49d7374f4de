"""The second step: three tries, one message, and what a lock does (PR-20)."""

from datetime import date, timedelta

import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents.asking import correct_request
from portal.models import Candidate, ConsentRequest, Link, LinkPurpose, NoticeServed
from portal.security.links import find_link
from tests.support.asking import BASE_URL, BORN, born_as, choose, come_in, mails, newest_token, viewer_for

WRONG = date(1990, 1, 1)


def wrong(client, token, status=422):
    return client.post("consents.birth_date", born_as(WRONG), token=token, status=status)


def test_a_wrong_date_counts_and_the_right_one_still_opens(client, db, token):
    """PR-20: right on the second try."""
    page = wrong(client, token).text
    assert "U kunt nog 2 keer proberen" in page
    assert "1990" not in page
    come_in(client, token)
    with db.reads() as connection:
        assert connection.scalar(sa.select(Link.failed)) == 0


def test_three_wrong_dates_end_the_link(client, db, vault, token, candidate):
    """PR-20: 410, a mail to the candidate and one to the contractor that shows no value."""
    wrong(client, token)
    wrong(client, token)
    wrong(client, token, status=410)
    client.post("consents.birth_date", born_as(BORN), token=token, status=410)
    client.get("consents.link", token=token, status=410)
    assert [mail.recipient for mail in mails(db, vault, "candidate_locked")] == ["s.ali@voorbeeld.example"]
    check = mails(db, vault, "check_birth_date")[0]
    assert check.recipient == "anna@contractor-a.example"
    assert "1991" not in check.text + check.subject
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(NoticeServed)) == 0
        assert connection.scalar(sa.select(ConsentRequest.locked_at)) is not None


def test_an_unreadable_date_is_no_try(client, db, token):
    """An empty field is a slip of the finger, not a guess."""
    client.post("consents.birth_date", {"born-day": "3"}, token=token, status=422)
    with db.reads() as connection:
        assert connection.scalar(sa.select(Link.failed)) == 0


def test_the_contractor_mends_the_date_and_a_new_link_goes_out(client, db, vault, world, token, candidate):
    """PR-20: a typing error has a way back; the old link stays dead."""
    for status in (422, 422, 410):
        wrong(client, token, status)
    with db.transaction() as session:
        correct_request(
            session,
            vault,
            candidate_id=candidate,
            email="",
            born=WRONG,
            by=viewer_for(db, world.anna),
            base_url=BASE_URL,
        )
    fresh = newest_token(db, vault)
    assert fresh != token
    come_in(client, fresh, WRONG)
    assert "Beste Samira" in client.get("consents.link", token=fresh).text


def test_the_link_to_manage_pauses_for_a_day(client, another_client, db, vault, token, candidate):
    """design.md 4: whoever said yes must be able to stop tomorrow."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    manage = newest_token(db, vault, "candidate_said_yes")
    wrong(another_client, manage)
    wrong(another_client, manage)
    wrong(another_client, manage, status=429)
    another_client.post("consents.birth_date", born_as(BORN), token=manage, status=429)
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1), tick=False):
        come_in(another_client, manage)
        assert "U heeft ja gezegd" in another_client.get("consents.link", token=manage).text


def test_a_network_that_guesses_waits(client, db, token, monkeypatch):
    """PR-20: dates from one network are counted, over all links."""
    from portal.consents import views

    monkeypatch.setattr(views, "count_try", lambda *_rest: False)
    client.post("consents.birth_date", born_as(BORN), token=token, status=429)


def test_the_last_day_to_choose_is_the_whole_day(client, db, token, candidate):
    """PR-18: day 14 at 23.59 in Amsterdam works, day 15 is 410."""
    with db.reads() as connection:
        last = connection.scalar(sa.select(ConsentRequest.decide_by))
    from datetime import datetime

    minute_before = datetime(last.year, last.month, last.day, 23, 59, tzinfo=clock.AMSTERDAM)
    with time_machine.travel(minute_before, tick=False):
        client.get("consents.link", token=token)
    with time_machine.travel(minute_before + timedelta(minutes=1), tick=False):
        assert "De tijd om te kiezen is voorbij" in client.get("consents.link", token=token, status=410).text


def test_a_token_that_was_never_made_is_a_plain_page(client, db, token):
    """PR-18: tampering leads to 'Deze link werkt niet'."""
    for other in ("x", token[:-1], token.swapcase(), "A" * 43):
        assert "Deze link werkt niet" in client.get("consents.link", token=other, status=404).text
    with db.reads() as connection:  # T07: every sign altered
        assert find_link(connection, token, LinkPurpose.DECIDE) is not None
        for place, sign in enumerate(token):
            altered = token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :]
            assert find_link(connection, altered, LinkPurpose.DECIDE) is None, place


def test_the_date_of_birth_is_kept_nowhere(db, candidate):
    """PR-16: only the keyed check value, of 32 bytes."""
    with db.reads() as connection:
        row = connection.execute(sa.select(Candidate.__table__)).one()
    assert row.address_sealed is None
    assert len(row.birth_check) == 32
