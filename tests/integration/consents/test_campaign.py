"""After a new version: asked, answered, frozen when unanswered; or told; and once a year told anyway (PR-31, PR-43)."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import make_response

from portal import clock
from portal.candidates.queries import candidates_for_review
from portal.consents import ledger
from portal.consents.campaign import CHORES
from portal.consents.notices import notice
from portal.models import (
    Announcement,
    Candidate,
    ConsentEvent,
    ConsentRequest,
    ConsentStatus,
    Setting,
    Signal,
    SignalKind,
)
from portal.security.device import remember_device
from tests.support.asking import BASE_URL, choose, come_in, mails, newest_token
from tests.support.notices import publish


@pytest.fixture
def given(client, db, vault, token):
    """Samira said yes to both questions; her link to look and stop."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    return newest_token(db, vault, "candidate_said_yes")


@pytest.fixture
def after(db, vault):
    """Do the chores, twice, so many days from now."""
    began = clock.now()

    def run(days: int):
        with time_machine.travel(began + timedelta(days=days, minutes=1), tick=False):
            for chore in CHORES * 2:
                chore(db, vault, BASE_URL)

    return run


def renew(client, token, c1, c2="", status=303, version="1.1"):
    data = {"c1": c1, "c2": c2, "notice_sha256": notice("nl", version).sha256}
    return client.post("consents.renewed", {k: v for k, v in data.items() if v}, token=token, status=status)


def status_of(db):
    with db.reads() as connection:
        return connection.execute(sa.select(ConsentRequest.status, ConsentRequest.c2_given)).one()


def kinds(db):
    with db.reads() as connection:
        rows = connection.execute(sa.select(ConsentEvent.kind, ConsentEvent.scope).order_by(ConsentEvent.position))
        return [(row.kind, row.scope) for row in rows]


def signs(db):
    with db.reads() as connection:
        return set(connection.scalars(sa.select(Signal.kind)))


def is_seen(db, world):
    with db.reads() as connection:
        return len(candidates_for_review(connection, world.contract_a)) == 1


def test_a_textual_version_informs_once(client, db, vault, world, given, after):
    """PR-43: one mail a person and one a contractor; nothing to choose."""
    publish(db, world)
    after(0)
    after(31)
    (mail,) = mails(db, vault, "candidate_text_changed")
    assert mail.recipient == "s.ali@voorbeeld.example"
    assert [one.recipient for one in mails(db, vault, "contractor_text_changed")] == ["anna@contractor-a.example"]
    assert mails(db, vault, "candidate_renewal") == []
    assert status_of(db).status is ConsentStatus.GIVEN
    token = newest_token(db, vault, "candidate_text_changed")
    come_in(client, token)
    assert "U heeft ja gezegd" in client.get("consents.link", token=token).text
    proof = client.get("consents.receipt", token=token).text
    assert kinds(db)[-1] == ("served", "c1")
    assert notice("nl").sha256 in proof  # of the text that was answered, whatever is read since
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", proof)[0]
    assert "Versie van de uitleg: 1.0" in client.post("consents.check_receipt", {"code": code}, status=200).text


def test_a_material_version_asks_and_a_yes_renews(client, another_client, db, vault, world, given, after):
    """PR-31: the new text, the two questions, the answer in the chain; the gate was never closed."""
    publish(db, world, material=True)
    after(0)
    (mail,) = mails(db, vault, "candidate_renewal")
    assert "De uitleg is daarna veranderd" in mail.text
    again = newest_token(db, vault, "candidate_renewal")
    come_in(another_client, again)
    assert another_client.get("consents.link", token=again, status=303).location.endswith("/opnieuw")
    page = another_client.get("consents.renew", token=again).text
    assert "Een mens beslist over uw werk, geen computer." in page
    assert "De uitleg over bezwaar maken is duidelijker." in page
    assert is_seen(db, world)
    renew(another_client, again, "ja", "ja")
    assert "U heeft ja gezegd" in another_client.get("consents.link", token=again).text
    assert kinds(db)[-3:] == [("served", "c1"), ("renewed", "c1"), ("renewed", "c2")]
    assert "U heeft al gekozen" in renew(another_client, again, "nee", status=409).text
    after(40)
    assert status_of(db) == (ConsentStatus.GIVEN, True)
    with db.reads() as connection:
        assert ledger.verify(connection) is None
    assert len(mails(db, vault, "candidate_renewal")) == 1


def test_nobody_signed_in_renews_for_a_candidate(client, db, vault, world, given, after):
    """T05: the second answer is guarded as the first; nothing is recorded."""
    publish(db, world, material=True)
    after(0)
    again = newest_token(db, vault, "candidate_renewal")
    come_in(client, again)
    before = kinds(db)
    client.sign_in_as(world.anna)
    page = renew(client, again, "ja", "ja", status=403)
    assert "U kunt hier niet antwoorden" in page.text
    assert kinds(db) == before


def test_a_second_yes_on_the_device_of_a_user_is_doubted(client, db, vault, world, given, after, config):
    """T05: somebody of the contractor signed in here before."""
    publish(db, world, material=True)
    after(0)
    again = newest_token(db, vault, "candidate_renewal")
    come_in(client, again)
    with client.app.test_request_context():
        answer = make_response()
        remember_device(answer, "somebody")
    name, _, value = answer.headers["Set-Cookie"].partition(";")[0].partition("=")
    client.http.set_cookie(name, value)
    assert SignalKind.USER_DEVICE not in signs(db)
    renew(client, again, "ja", "ja")
    assert SignalKind.USER_DEVICE in signs(db)


def test_a_no_is_a_stop_and_a_half_no_stops_the_group(client, db, vault, world, given, after):
    publish(db, world, material=True)
    after(0)
    again = newest_token(db, vault, "candidate_renewal")
    come_in(client, again)
    renew(client, again, "ja", "", status=422)
    renew(client, again, "ja", "nee")
    assert status_of(db) == (ConsentStatus.GIVEN, False)
    assert kinds(db)[-2:] == [("renewed", "c1"), ("withdrawn", "c2")]
    with db.reads() as connection:
        assert connection.scalar(sa.select(Candidate.group_sealed)) is None
    client.post("consents.stop", {}, token=again)
    assert kinds(db)[-1] == ("withdrawn", "c1")


def test_a_no_to_all_withdraws(client, db, vault, world, given, after):
    publish(db, world, material=True)
    after(0)
    again = newest_token(db, vault, "candidate_renewal")
    come_in(client, again)
    renew(client, again, "nee")
    assert "U bent gestopt" in client.get("consents.link", token=again).text
    assert status_of(db).status is ConsentStatus.WITHDRAWN
    assert not is_seen(db, world)


def test_who_does_not_answer_is_reminded_then_frozen_and_can_still_choose(client, db, vault, world, given, after):
    """PR-15, PR-31: the gate closes after the term, nothing is erased, and a late yes opens it again."""
    publish(db, world, material=True)
    after(0)
    after(19)
    assert len(mails(db, vault, "candidate_renewal")) == 1
    after(20)
    after(25)
    assert len(mails(db, vault, "candidate_renewal")) == 2
    after(30)
    assert is_seen(db, world)
    after(31)
    assert status_of(db).status is ConsentStatus.FROZEN
    assert kinds(db)[-2:] == [("expired", "c1"), ("expired", "c2")]
    assert not is_seen(db, world)
    with db.reads() as connection:
        row = connection.execute(sa.select(Candidate.__table__)).one()
    assert row.name_sealed is not None
    assert row.erased_at is None
    (told,) = mails(db, vault, "candidate_frozen")
    assert told.recipient == "anna@contractor-a.example"
    assert "Samira" not in told.text
    client.sign_in_as(world.anna)
    page = client.get("candidates.overview", number=world.number_a).text
    assert "Toestemming verlopen" in page
    page = client.get("candidates.candidate", number=world.number_a, candidate_id=row.id).text
    assert "De kandidaat moet opnieuw kiezen" in page
    assert "ingetrokken" not in page
    client.post("accounts.sign_out")
    late = newest_token(db, vault, "candidate_renewal")
    come_in(client, late)
    assert "Niemand anders ziet uw gegevens nu" in client.get("consents.renew", token=late).text
    renew(client, late, "ja", "ja")
    assert is_seen(db, world)
    with db.reads() as connection:
        announcement = connection.execute(sa.select(Announcement.__table__)).one()
    assert announcement.answered_at is not None


def test_a_frozen_candidate_sees_and_stops(client, db, vault, world, given, after):
    """PR-27: what is stored can be seen and ended at any time."""
    publish(db, world, material=True)
    after(0)
    after(31)
    token = newest_token(db, vault, "candidate_renewal")
    come_in(client, token)
    client.get("dossier.data", token=token)
    assert client.post("consents.answer", {}, token=token).location.endswith(f"/k/{token}")
    assert client.post("consents.stop", {"part": "c2"}, token=token).location.endswith("/gegevens")
    assert client.post("consents.stop", {"part": "c2"}, token=token).location.endswith(f"/k/{token}")
    client.post("consents.stop", {}, token=token)
    assert status_of(db).status is ConsentStatus.WITHDRAWN


def test_the_term_is_a_setting(db, vault, world, given, after):
    with db.transaction() as session:
        session.add(Setting(name="renewal_days", region="friesland", value="7", changed_at=clock.now()))
    publish(db, world, material=True)
    after(0)
    after(8)
    assert status_of(db).status is ConsentStatus.FROZEN


def test_an_open_question_reads_the_new_text_and_is_not_asked_twice(client, db, vault, world, token, after):
    """An answer to the old text is not taken: 409, and the new one is shown and written down."""
    come_in(client, token)
    publish(db, world, material=True)
    after(0)
    assert mails(db, vault, "candidate_renewal") == []
    page = choose(client, token, "ja", "ja", status=409).text
    assert "De tekst is net veranderd" in page
    assert "Een mens beslist over uw werk, geen computer." in page
    assert kinds(db)[-1] == ("served", "c1")


def test_once_a_year_a_candidate_hears_that_it_still_stands(db, vault, world, given, after):
    """PR-31, EDPB 110-111: with the link to stop."""
    after(364)
    assert mails(db, vault, "candidate_yearly") == []
    after(366)
    after(500)
    assert len(mails(db, vault, "candidate_yearly")) == 1
    after(733)
    assert len(mails(db, vault, "candidate_yearly")) == 2
    assert newest_token(db, vault, "candidate_yearly")
