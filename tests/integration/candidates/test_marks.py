"""Unique marks in every field turn up only where they may (canary crawl, PR-02, PR-12, PR-17, PR-49, PR-67)."""

import logging

import pytest
import sqlalchemy as sa

from portal.models import Base, Candidate
from tests.support.asking import BORN, born_as, choose, come_in, mails, newest_token

MARKS = {"surname": "Qzxsurname", "email": "qzxmail@voorbeeld.example", "street": "Qzxstreet 1", "town": "Qzxtown"}
WORDS = ("qzxfirst", *(mark.lower() for mark in MARKS.values()))  # long enough that no random token spells one
BIRTH = (BORN.isoformat(), f"date({BORN.year}", f"{BORN:%d-%m-%Y}", f"{BORN:%Y%m%d}")  # a year alone chance spells too


@pytest.fixture
def marked(client, another_client, db, vault, world, plan, caplog):
    """A candidate with a mark in every field, who said yes and whose details are filled in."""
    from tests.support.asking import ask

    caplog.set_level(logging.DEBUG)
    candidate = ask(db, vault, world, first_name="Qzxfirst", surname=MARKS["surname"], email=MARKS["email"])
    token = newest_token(db, vault)
    come_in(another_client, token)
    choose(another_client, token, "ja", "ja")
    anna = client.sign_in_as(world.anna)
    here = {"number": world.number_a, "candidate_id": candidate}

    def version() -> str:
        with db.reads() as connection:
            return str(connection.scalar(sa.select(Candidate.version)))

    fields = {"street": MARKS["street"], "postcode": "8911 AB", "town": MARKS["town"], **born_as(BORN)}
    anna.post("candidates.details", {**fields, "version": version()}, **here)
    anna.post("candidates.group", {"group": "wajong", "version": version()}, **here)
    return candidate


def test_no_mark_is_on_a_page_of_another_role(client, world, marked):
    """PR-02, PR-03: neither client nor another contractor nor another region."""
    for user in (world.karel, world.kim, world.bea, world.dora):
        somebody = client.sign_in_as(user)
        for path in ("/", f"/opdrachten/{world.number_a}", f"/opdrachten/{world.number_a}/kandidaten"):
            page = somebody.get_path(path, status=None).text.lower()
            assert not [word for word in WORDS if word in page]


def test_mails_hold_no_more_than_the_first_name(db, vault, marked):
    """PR-26, PR-67: subject and text, of every mail."""
    for mail in mails(db, vault):
        words = (mail.subject + mail.text + mail.html).lower()
        for mark in ("qzxsurname", "qzxstreet", "qzxtown", "qzxmail", "wajong", "1991"):
            assert mark not in words
        assert "qzxfirst" not in mail.subject.lower()


def test_no_log_line_holds_a_mark(marked, caplog):
    """PR-67."""
    assert "qzx" not in caplog.text.lower()


def test_the_database_holds_no_mark(db, config, marked):
    """PR-49: no table but the value tables knows a word of it, and neither do the bytes of the file."""
    with db.reads() as connection:
        for table in Base.metadata.sorted_tables:
            rows = repr([tuple(row) for row in connection.execute(sa.select(table))]).lower()
            for mark in (*WORDS, *BIRTH, *(["wajong"] if table.name != "value_table" else [])):
                assert mark not in rows, table.name
    for path in config.data_dir.glob("portal.db*"):
        found = path.read_bytes().lower()
        assert not [word for word in WORDS if word.encode() in found]


def test_the_contractor_sees_no_sealed_value_without_a_reveal(client, world, marked):
    """PR-08: date of birth and target group are dots."""
    anna = client.sign_in_as(world.anna)
    page = anna.get("candidates.candidate", number=world.number_a, candidate_id=marked).text.lower()
    assert "qzxsurname" in page
    assert "qzxstreet" not in page
    assert "wajong" not in page.replace("benefit", "")
