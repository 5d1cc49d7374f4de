"""The candidate reads what is kept, who looked, and asks (PR-55, T-06, T-07)."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.dossier.services import last_day_to_answer
from portal.models import Event
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


def test_everything_that_is_kept_is_on_the_page(client, another_client, world, token):
    """PR-55: the data, the answers, and who looked by role and organisation, never by name (C-579/21)."""
    another_client.sign_in_as(world.anna).get("candidates.overview", number=world.number_a)
    page = client.get("dossier.data", token=token).text
    for part in ("Samira Ali", "s.ali@voorbeeld.example", "Arbeidsovereenkomst", "2026-0001", "Uw gewone gegevens"):
        assert part in page
    assert "in een lijst met namen" in page
    assert "Anna Jansen" not in page
    assert "Bouwgroep De Terp BV" in page


def test_without_the_date_of_birth_there_is_nothing(another_client, token):
    assert another_client.get("dossier.data", token=token, status=303).location == f"/k/{token}"


def test_a_question_goes_to_the_region_and_gets_a_legal_date(client, db, vault, token):
    """PR-52, PR-54."""
    assert "Kies wat u wilt vragen" in client.post("dossier.ask", {}, token=token, status=422).text
    answer = client.post("dossier.ask", {"kind": "correct", "text": "Mijn straat klopt niet."}, token=token)
    assert "Binnen 1 maand krijgt u antwoord" in client.get_path(answer.location).text
    mail = mails(db, vault, "csr_candidate_asks")[0]
    assert mail.recipient == "csr-friesland@socialreturn.example"
    assert "Mijn straat klopt niet." in mail.text
    assert "Samira" not in mail.text + mail.subject
    with db.reads() as connection:
        detail = connection.scalar(sa.select(Event.detail).where(Event.action == "candidate_asked"))
    assert set(detail) == {"kind", "answer_by"}


def test_a_citizen_service_number_is_refused_in_the_question(client, db, token):
    """PR-09."""
    page = client.post("dossier.ask", {"kind": "access", "text": "Mijn nummer is 111222333"}, token=token, status=422)
    assert "111222333" not in page.text


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 4, 15), date(2026, 5, 15)),
        (date(2026, 12, 14), date(2027, 1, 14)),
    ],
)
def test_the_legal_term_is_one_month(received, due):
    """PR-54."""
    assert last_day_to_answer(received) == due
