"""The candidate reads what is kept, who looked, and asks (PR-55, T-06, T-07)."""

import re

import pytest
import sqlalchemy as sa

from portal import clock
from portal.models import Region, Right, RightsRequest
from tests.support.asking import approve_plan, ask, choose, come_in, mails, newest_token


@pytest.fixture
def token(client, db, vault, world) -> str:
    """Samira said yes to both and is behind her link."""
    approve_plan(db, world)
    ask(db, vault, world)
    link = newest_token(db, vault)
    come_in(client, link)
    choose(client, link, "ja", "ja")
    return link


def test_everything_that_is_kept_is_on_the_page(client, another_client, world, token, monkeypatch):
    """PR-55: the data, the answers, and who looked by role and organisation, never by name (C-579/21)."""
    for _twice in range(2):
        another_client.sign_in_as(world.anna).get("candidates.overview", number=world.number_a)
    page = client.get("dossier.data", token=token).text
    for part in ("Samira Ali", "s.ali@voorbeeld.example", "Arbeidsovereenkomst", "2026-0001", "Uw gewone gegevens"):
        assert part in page
    assert "in een lijst met namen" in page
    assert "Anna Jansen" not in page
    assert "Iemand die bij het bedrijf werkt, <bdi>Bouwgroep De Terp BV" in page
    assert "Dit zijn de nieuwste keren." not in page
    for module in ("queries", "views"):
        monkeypatch.setattr(f"portal.dossier.{module}.MOST_VIEWS", 1)
    fewer = client.get("dossier.data", token=token).text
    assert (fewer.count("in een lijst met namen"), "Dit zijn de nieuwste keren." in fewer) == (1, True)


def test_without_the_date_of_birth_there_is_nothing(another_client, token):
    assert another_client.get("dossier.data", token=token, status=303).location == f"/k/{token}"


@pytest.mark.parametrize("kind", list(Right))
def test_a_question_is_a_line_in_the_register_of_the_region(client, db, vault, token, kind):
    """PR-52, PR-53: link and date of birth are proof enough; number and last legal day are told at once."""
    fields = {"kind": kind.value, "text": "Mijn straat klopt niet."}
    answer = client.post("dossier.ask", fields, token=token)
    assert "Binnen 1 maand krijgt u antwoord" in client.get_path(answer.location).text
    with db.reads() as connection:
        row = connection.execute(sa.select(RightsRequest.__table__)).one()
    assert (row.kind, row.channel, row.identity, row.region) == (kind, "link", "link", Region.FRIESLAND)
    assert row.identified_on == row.received_on == clock.today()
    assert "straat" not in repr(row.requester_sealed)
    desk, own = mails(db, vault, "csr_rights_request")[0], mails(db, vault, "rights_received")[0]
    assert (desk.recipient, own.recipient) == ("csr-friesland@socialreturn.example", "s.ali@voorbeeld.example")
    assert "Samira" not in desk.text + desk.subject
    assert "nog geen antwoord" in client.get("dossier.data", token=token).text


def test_an_erasure_may_be_of_a_part(client, db, token):
    """PR-58: 'alleen adres'; parts belong to an erasure, and a complaint says what happened."""
    assert "Kies wat u wilt vragen" in client.post("dossier.ask", {}, token=token, status=422).text
    wrong = client.post("dossier.ask", {"kind": "access", "parts": "address"}, token=token, status=422).text
    assert "alleen als u wilt dat ze worden gewist" in wrong
    assert (
        "Schrijf op wat er is gebeurd"
        in client.post("dossier.ask", {"kind": "complain", "text": " "}, token=token, status=422).text
    )
    client.post("dossier.ask", {"kind": "erase", "parts": ["address", "birth_date"]}, token=token)
    with db.reads() as connection:
        assert connection.scalar(sa.select(RightsRequest.parts)) == "address birth_date"


def test_everything_of_the_register_is_shown_and_nothing_of_others(client, another_client, db, vault, world, token):
    """PR-55: every value that is kept about her, in words, with why and how long; staff by role."""
    ask(db, vault, world, email="b@voorbeeld.example", first_name="Bo", surname="Zijlstra")
    page = client.get("dossier.everything", token=token).text
    for part in (
        "Samira",
        "Ali",
        "s.ali@voorbeeld.example",
        "Bouwgroep De Terp BV",
        "Wie u bent",
        "Uw antwoorden",
        "Nederlands",
    ):
        assert part in page
    assert not re.search(r"<dd>(nl|web|mail)</dd>", page), "a token is not a word"
    for other in ("Zijlstra", "b@voorbeeld.example", "Anna Jansen"):
        assert other not in page
    assert another_client.get("dossier.everything", token=token, status=303).location == f"/k/{token}"


def test_a_citizen_service_number_is_refused_in_the_question(client, db, token):
    """PR-09."""
    page = client.post("dossier.ask", {"kind": "access", "text": "Mijn nummer is 111222333"}, token=token, status=422)
    assert "111222333" not in page.text
