"""A candidate opens the link, says who she is, and chooses (privacy.md 2.3, design.md 4)."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents import ledger
from portal.consents.notices import FIRST_LAYER, notice
from portal.db import Database
from portal.models import Base, Candidate, ConsentEvent, ConsentRequest, ConsentStatus, NoticeServed
from portal.privacy.erasure import finish_endings
from portal.privacy.vault import Purpose
from tests.support.asking import BORN, ask, born_as, choose, come_in, mails, newest_token
from tests.support.client import parse


def request_of(db: Database, candidate: UUID):
    with db.reads() as connection:
        return connection.execute(
            sa.select(ConsentRequest.__table__).where(ConsentRequest.candidate_id == candidate)
        ).one()


def ledger_of(db: Database) -> list[tuple[str, str]]:
    with db.reads() as connection:
        rows = connection.execute(sa.select(ConsentEvent.kind, ConsentEvent.scope).order_by(ConsentEvent.position))
        return [(row.kind, row.scope) for row in rows]


def test_before_the_date_of_birth_the_page_says_nothing_of_anybody(client, token):
    """PR-19: no name, no company, no contract on the neutral page."""
    page = client.get("consents.link", token=token).text
    for mark in ("Samira", "Ali", "De Terp", "Waddenhorn", "voorbeeld.example", "1991"):
        assert mark not in page
    assert "Vul uw geboortedatum in" in page
    assert "<script" not in page


def test_the_right_date_opens_the_question_and_counts_as_served(client, db, token, candidate):
    """PR-20, PR-42: the notice that was on the screen is written down."""
    come_in(client, token)
    page = client.get("consents.link", token=token).text
    assert "Beste Samira" in page
    assert "Mag Bouwgroep De Terp BV (fictief) uw gegevens doorgeven?" in page
    with db.reads() as connection:
        served = connection.execute(sa.select(NoticeServed.__table__)).one()
    assert served.notice_sha256 == notice("nl").sha256
    assert served.language == "nl"


def test_the_question_says_everything_before_the_first_answer(client, token):
    """PR-21, PR-22: every item of the first layer, two equal questions, nothing chosen, one neutral button."""
    come_in(client, token)
    html = client.get("consents.link", token=token).text
    page = parse(html)
    first_answer = html.index('name="c1"')
    for item in FIRST_LAYER:
        assert html.index(f'id="{item}"') < first_answer
    fieldsets = [field for field in page.iter("fieldset") if "choice" in field.get("class", "")]
    assert len(fieldsets) == 2
    assert [[label.get("class") for label in field.iter("label")] for field in fieldsets] == [["option"] * 2] * 2
    assert not [field for field in page.iter("input") if field.get("checked") is not None]
    assert html.count("Bevestig mijn keuze") == 1
    assert "<details" not in html[html.index("<main") : first_answer]


def test_yes_and_yes_opens_both_parts(client, db, vault, token, candidate):
    """PR-22, PR-23, PR-25, PR-26: the answer, two lines in the ledger, the receipt, the mail to the contractor."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    assert "U heeft ja gezegd" in client.get("consents.link", token=token).text
    row = request_of(db, candidate)
    assert (row.status, row.c2_given) == (ConsentStatus.GIVEN, True)
    assert ledger_of(db)[3:] == [("given", "c1"), ("given", "c2")]
    receipt = mails(db, vault, "candidate_said_yes")[0]
    assert receipt.recipient == "s.ali@voorbeeld.example"
    assert "1991" not in receipt.text
    assert [mail.recipient for mail in mails(db, vault, "candidate_chosen")] == ["anna@contractor-a.example"]
    assert "Samira" not in mails(db, vault, "candidate_chosen")[0].text
    with db.reads() as connection:
        assert ledger.verify(connection) is None


def test_yes_and_no_keeps_the_target_group_closed(client, db, token, candidate):
    """PR-23: C1 stands without C2."""
    come_in(client, token)
    choose(client, token, "ja", "nee")
    row = request_of(db, candidate)
    assert (row.status, row.c2_given) == (ConsentStatus.GIVEN, False)
    assert ledger_of(db)[3:] == [("given", "c1"), ("refused", "c2")]


@pytest.mark.parametrize("c2", ["", "nee"])
def test_no_erases_at_once_and_still_sends_the_receipt(client, db, vault, token, candidate, c2):
    """PR-29: nothing of the draft is left but the line that there was a no."""
    come_in(client, token)
    choose(client, token, "nee", c2)
    assert "U heeft nee gezegd" in client.get("consents.link", token=token).text
    assert request_of(db, candidate).status is ConsentStatus.REFUSED
    with db.reads() as connection:
        row = connection.execute(sa.select(Candidate.__table__).where(Candidate.id == candidate)).one()
    assert (row.name_sealed, row.contact_sealed, row.birth_check, row.email_index) == (None, None, None, None)
    assert row.erased_at is not None
    assert [mail.kind for mail in mails(db, vault) if "s.ali" in mail.recipient] == ["candidate_said_no"]
    finish_endings(db, vault)
    assert vault.open(candidate, Purpose.NAME, b"x") is None


@pytest.mark.parametrize("answers", [{}, {"c1": "ja"}, {"c1": "nee", "c2": "ja"}, {"c1": "misschien", "c2": "ja"}])
def test_half_an_answer_is_none(client, db, token, candidate, answers):
    """PR-22: 422, the page again, and no line in the ledger."""
    come_in(client, token)
    page = client.post(
        "consents.answer", {**answers, "notice_sha256": notice("nl").sha256}, token=token, status=422
    ).text
    assert "Er klopt iets niet" in page
    assert request_of(db, candidate).status is ConsentStatus.REQUESTED
    assert ledger_of(db)[2:] == [("served", "c1")]


def test_an_answer_to_another_text_is_shown_the_text_again(client, db, token, candidate):
    """PR-42: 409 when the notice changed between page and answer."""
    come_in(client, token)
    page = client.post(
        "consents.answer", {"c1": "ja", "c2": "ja", "notice_sha256": "0" * 64}, token=token, status=409
    ).text
    assert "De tekst is net veranderd" in page
    assert request_of(db, candidate).status is ConsentStatus.REQUESTED


@pytest.mark.parametrize("first", ["ja", "nee"])
def test_a_second_answer_shows_the_first(client, db, token, candidate, first):
    """A decision on the same question is made once (design.md 4)."""
    come_in(client, token)
    choose(client, token, first, "nee")
    lines = ledger_of(db)
    page = choose(client, token, "ja", "ja", status=409).text
    assert f"U heeft {first} gezegd" in page
    assert ledger_of(db) == lines


def test_an_answer_without_the_date_of_birth_leads_to_the_first_page(client, db, token, candidate):
    """PR-20: without the second step nothing is shown and nothing is decided."""
    assert choose(client, token, "ja", "ja").location == f"/k/{token}"
    assert request_of(db, candidate).status is ConsentStatus.REQUESTED


def test_deciding_later_keeps_the_link(client, db, token, candidate):
    """The link stays, and the answer can still be given."""
    come_in(client, token)
    client.post("consents.later", {}, token=token)
    assert "U beslist later" in client.get("consents.later_said", token=token).text
    assert request_of(db, candidate).status is ConsentStatus.DEFERRED
    choose(client, token, "ja", "ja")
    assert request_of(db, candidate).status is ConsentStatus.GIVEN


def test_i_do_not_know_this_erases_and_alerts_the_coordination_point(client, db, vault, token, candidate):
    """PR-34: invalid, erased, and a mail to the desk of the region and not to the contractor about why."""
    come_in(client, token)
    client.post("consents.unknown", {}, token=token)
    assert "Wij hebben uw gegevens gewist" in client.get("consents.link", token=token).text
    assert request_of(db, candidate).status is ConsentStatus.INVALIDATED
    alert = mails(db, vault, "csr_unknown_question")[0]
    assert alert.recipient == "csr-friesland@socialreturn.example"
    assert not [mail for mail in mails(db, vault) if "s.ali" in mail.recipient]


def test_the_receipt_link_shows_the_answer_and_cannot_decide(client, another_client, db, vault, token, candidate):
    """PR-18: a link to manage is no link to decide."""
    come_in(client, token)
    choose(client, token, "ja", "nee")
    manage = newest_token(db, vault, "candidate_said_yes")
    come_in(another_client, manage)
    assert "U heeft ja gezegd" in another_client.get("consents.link", token=manage).text
    choose(another_client, manage, "ja", "ja", status=409)
    assert request_of(db, candidate).c2_given is False


def test_the_used_link_shows_the_answer(another_client, client, token):
    """Somebody who opens the first mail again sees what she chose, after her date of birth."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    come_in(another_client, token)
    assert "Ik wil stoppen" in another_client.get("consents.link", token=token).text


def test_the_language_changes_by_a_button_and_is_written_down(client, db, token, candidate):
    """PR-35: English has a text and a checksum of its own."""
    come_in(client, token)
    client.post("consents.language", {"taal": "en"}, token=token)
    page = client.get("consents.link", token=token).text
    assert "May Bouwgroep De Terp BV (fictief) pass on your information?" in page
    with db.reads() as connection:
        languages = connection.scalars(sa.select(NoticeServed.language).order_by(NoticeServed.at)).all()
    assert languages == ["nl", "en"]


def test_no_token_is_in_the_database(client, db, vault, token, candidate):
    """PR-18: only its SHA-256, also after forms were sent behind it."""
    come_in(client, token)
    client.post("consents.later", {"form_id": "l" * 43}, token=token)
    client.post(
        "consents.answer",
        {"c1": "ja", "c2": "ja", "notice_sha256": notice("nl").sha256, "form_id": "a" * 43},
        token=token,
    )
    tokens = [token, newest_token(db, vault, "candidate_said_yes")]
    with db.reads() as connection:
        for table in Base.metadata.sorted_tables:
            rows = repr([tuple(row) for row in connection.execute(sa.select(table))])
            assert not [one for one in tokens if one in rows], table.name


def test_the_date_needs_no_token_against_forgery(app, token):
    """design.md 4: the date step is open to whoever has link and date."""
    http = app.test_client()
    assert http.post(f"/k/{token}", data=born_as(BORN)).status_code == 303
    assert http.post(f"/k/{token}/keuze", data={"c1": "ja", "c2": "ja"}).status_code == 400


def test_the_cookie_is_of_this_link_and_this_half_hour(client, db, vault, world, token, candidate):
    """PR-20: 30 minutes, tied to the link."""
    come_in(client, token)
    ask(db, vault, world, email="b@voorbeeld.example", first_name="Bo")
    other = newest_token(db, vault)
    assert "Vul uw geboortedatum in" in client.get("consents.link", token=other).text
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        assert "Vul uw geboortedatum in" in client.get("consents.link", token=token).text
