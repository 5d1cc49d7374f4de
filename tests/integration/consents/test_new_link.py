"""Whoever lost the mail gets a new one, and nobody learns whom we know (PR-27, T44)."""

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents.wishes import send_wished_links
from portal.models import LinkWish, Message
from tests.support.asking import BASE_URL, choose, come_in, mails, newest_token
from tests.support.meters import counted_queries

KNOWN, UNKNOWN = "S.Ali@voorbeeld.example", "niemand@voorbeeld.example"


@pytest.fixture
def wish(client, db, vault):
    """Ask on the page, and let the worker do its part."""

    def asked(email: str):
        answer = client.post("consents.new_link", {"email": email})
        send_wished_links(db, vault, BASE_URL)
        return answer

    return asked


def test_known_and_unknown_addresses_get_the_same_answer(db, vault, token, wish):
    known, unknown = wish(KNOWN), wish(UNKNOWN)
    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    assert [mail.recipient for mail in mails(db, vault, "candidate_new_link")] == ["s.ali@voorbeeld.example"]


def test_the_page_does_the_same_work_for_both(client, db, token):
    """T44: the same statements in the same order, and a row that tells nothing; the rest is done later."""
    done = []
    for email in (KNOWN, UNKNOWN):
        with counted_queries(db) as asked:
            client.post("consents.new_link", {"email": email})
        done.append(list(asked))
    assert done[0] == done[1]
    with db.reads() as connection:
        rows = connection.execute(sa.select(LinkWish.__table__)).all()
        assert connection.scalar(sa.select(sa.func.count()).where(Message.kind == "candidate_new_link")) == 0
    assert len(rows) == 2
    assert "voorbeeld" not in repr(rows)
    assert len({len(row.sealed) for row in rows}) == 1


def test_the_wish_is_gone_when_it_is_fulfilled_and_done_once(db, vault, token, wish):
    wish(KNOWN)
    wish(UNKNOWN)
    assert send_wished_links(db, vault, BASE_URL) == 0
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(LinkWish)) == 0


def test_the_new_link_decides_and_the_old_one_is_dead(client, db, vault, token, wish):
    wish(KNOWN)
    client.get("consents.link", token=token, status=410)
    fresh = newest_token(db, vault, "candidate_new_link")
    assert "Lees en kies" in mails(db, vault, "candidate_new_link")[0].text
    come_in(client, fresh)
    choose(client, fresh, "ja", "ja")


def test_after_a_yes_the_new_link_manages(client, another_client, db, vault, token, wish):
    come_in(client, token)
    choose(client, token, "ja", "ja")
    wish(KNOWN)
    fresh = newest_token(db, vault, "candidate_new_link")
    assert "Bekijk uw gegevens of stop" in mails(db, vault, "candidate_new_link")[0].text
    come_in(another_client, fresh)
    assert "U heeft ja gezegd" in another_client.get("consents.link", token=fresh).text


def test_a_mailbox_is_not_flooded(db, token, wish):
    """Three a day for one address; the answer stays the same."""
    with time_machine.travel(clock.now(), tick=False):
        answers = {wish("s.ali@voorbeeld.example").location for _again in range(5)}
    assert len(answers) == 1
    with db.reads() as connection:
        count = sa.select(sa.func.count()).select_from(Message).where(Message.kind == "candidate_new_link")
        assert connection.scalar(count) <= 3


def test_an_empty_address_is_asked_for(client):
    assert "Vul uw e-mailadres in" in client.post("consents.new_link", {"email": ""}, status=422).text
