"""Whoever lost the mail gets a new one, and nobody learns whom we know (PR-27)."""

import sqlalchemy as sa
import time_machine

from portal import clock
from portal.models import Message
from tests.support.asking import choose, come_in, mails, newest_token


def test_known_and_unknown_addresses_get_the_same_answer(client, db, vault, token):
    known = client.post("consents.new_link", {"email": "S.Ali@voorbeeld.example"})
    unknown = client.post("consents.new_link", {"email": "niemand@voorbeeld.example"})
    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    assert [mail.recipient for mail in mails(db, vault, "candidate_new_link")] == ["s.ali@voorbeeld.example"]


def test_the_new_link_decides_and_the_old_one_is_dead(client, db, vault, token):
    client.post("consents.new_link", {"email": "s.ali@voorbeeld.example"})
    client.get("consents.link", token=token, status=410)
    fresh = newest_token(db, vault, "candidate_new_link")
    come_in(client, fresh)
    choose(client, fresh, "ja", "ja")


def test_after_a_yes_the_new_link_manages(client, another_client, db, vault, token):
    come_in(client, token)
    choose(client, token, "ja", "ja")
    client.post("consents.new_link", {"email": "s.ali@voorbeeld.example"})
    fresh = newest_token(db, vault, "candidate_new_link")
    come_in(another_client, fresh)
    assert "U heeft ja gezegd" in another_client.get("consents.link", token=fresh).text


def test_a_mailbox_is_not_flooded(client, db, token):
    """Three a day for one address; the answer stays the same."""
    with time_machine.travel(clock.now(), tick=False):
        for _again in range(5):
            client.post("consents.new_link", {"email": "s.ali@voorbeeld.example"})
    with db.reads() as connection:
        count = sa.select(sa.func.count()).select_from(Message).where(Message.kind == "candidate_new_link")
        assert connection.scalar(count) <= 3


def test_an_empty_address_is_asked_for(client):
    assert "Vul uw e-mailadres in" in client.post("consents.new_link", {"email": ""}, status=422).text
