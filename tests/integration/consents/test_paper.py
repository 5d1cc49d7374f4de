"""Not everybody has e-mail, and not everybody decides alone (PR-32, PR-33): letters, codes, and two pairs of eyes."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents import ledger, paper
from portal.consents.chores import expire_requests, send_reminders
from portal.consents.coming_of_age import ask_at_sixteen, came_of_age
from portal.consents.invitee import PostalAddress
from portal.consents.queries import question_of
from portal.consents.served import read_again
from portal.models import (
    Candidate,
    ConsentEvent,
    ConsentRequest,
    ConsentStatus,
    EnteredAnswer,
    Letter,
    LetterKind,
    Message,
    NoticeServed,
)
from portal.privacy.vault import Purpose
from tests.support.asking import BASE_URL, BORN, approve_plan, ask, born_as, choose, come_in, mails

HOME = PostalAddress("Dorpsstraat 1", "8911 AB", "Leeuwarden")
YOUNG = date(2011, 3, 4)


@pytest.fixture
def on_paper(db, vault, world):
    approve_plan(db, world)
    return ask(db, vault, world, email="", address=HOME)


@pytest.fixture
def carla(client, world):
    return client.sign_in_as(world.carla)


@pytest.fixture
def cor(another_client, world):
    return another_client.sign_in_as(world.cor)


def letter_id(db, kind=LetterKind.QUESTION):
    with db.reads() as connection:
        return connection.scalar(sa.select(Letter.id).where(Letter.kind == kind))


def request_of(db, candidate_id):
    with db.reads() as connection:
        return connection.execute(
            sa.select(ConsentRequest.__table__)
            .where(ConsentRequest.candidate_id == candidate_id)
            .order_by(ConsentRequest.id.desc())
        ).first()


def printed(client, world, db, monkeypatch, kind=LetterKind.QUESTION, status=200):
    """The data of the letter, taken on its way into the document, and the document."""
    taken = {}
    from portal.decisions import paper_views
    from portal.web.pdf import tagged_pdf

    def watch(name, data):
        taken.update(data)
        return tagged_pdf(name, data)

    monkeypatch.setattr(paper_views, "tagged_pdf", watch)
    answer = client.post("decisions.print_letter", number=world.number_a, letter_id=letter_id(db, kind), status=status)
    return taken, answer


def form(**changes):
    today = clock.today()
    values = {
        "channel": "paper", "c1": "ja", "c2": "nee", "answered_on-day": str(today.day), "representative": "",
        "answered_on-month": str(today.month), "answered_on-year": str(today.year), **born_as(BORN), **changes,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def enter(client, world, candidate_id, status=303, **changes):
    at = {"number": world.number_a, "candidate_id": candidate_id}
    return client.post("decisions.enter_answer", form(**changes), **at, status=status)


def confirm(client, world, candidate_id, act="confirm", version="1", status=303):
    at = {"number": world.number_a, "candidate_id": candidate_id}
    return client.post("decisions.confirm_answer", {"version": version, "act": act}, **at, status=status)


def test_the_letter_has_a_code_that_opens_the_same_pages(
    carla, another_client, db, vault, world, on_paper, monkeypatch
):
    """PR-17, PR-32: the code is in the letter alone; behind it stands the date of birth; a new print ends the old."""
    assert mails(db, vault) == []
    listed = carla.get("review.letters").text
    assert "Samira" not in listed
    letter, answer = printed(carla, world, db, monkeypatch)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert b"Samira" not in answer.data[:2000]
    assert "2026-0001-1-question.pdf" in answer.headers["Content-Disposition"]
    assert letter["to"] == ["Samira Ali", "Dorpsstraat 1", "8911 AB  Leeuwarden"]
    assert re.fullmatch(r"[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}", letter["code"])
    with db.reads() as connection:  # PR-40, PR-42: which text, filled for whom, is kept as of a screen
        served = connection.execute(sa.select(ConsentEvent).where(ConsentEvent.kind == "served")).one()
        kept = read_again(
            connection,
            vault,
            question_of(connection, served.request_id),
            connection.scalar(sa.select(NoticeServed.text_sha256)),
        )
    assert (served.actor, served.channel) == ("csr", "paper")
    assert "Beste Samira" in kept.first
    browser = another_client
    typed = letter["code"].lower().replace("-", " ")
    led = browser.post("consents.code", {"code": typed}).location
    token = led.rsplit("/", 1)[1]
    come_in(browser, token)
    assert "Beste Samira" in browser.get("consents.link", token=token).text
    choose(browser, token, "ja", "ja")
    row = request_of(db, on_paper)
    assert (row.status, row.c2_given) == (ConsentStatus.GIVEN, True)
    assert "Bevestiging met een kaart om te stoppen" in carla.get("review.letters").text
    card, _ = printed(carla, world, db, monkeypatch, LetterKind.CONFIRMATION)
    stop = browser.post("consents.code", {"code": card["code"]}).location.rsplit("/", 1)[1]
    come_in(browser, stop)
    browser.post("consents.stop", token=stop)
    assert request_of(db, on_paper).status is ConsentStatus.WITHDRAWN


def test_a_new_letter_ends_the_code_of_the_old_one(carla, another_client, db, world, on_paper, monkeypatch):
    first, _ = printed(carla, world, db, monkeypatch)
    second, _ = printed(carla, world, db, monkeypatch)
    assert first["code"] != second["code"]
    led = another_client.post("consents.code", {"code": first["code"]}).location
    another_client.get_path(led, status=410)


def test_nobody_else_sees_the_letter(client, db, world, on_paper):
    for who, status in ((world.anna, 403), (world.dora, 404), (world.karel, 404), (world.frans, 403)):
        browser = client.sign_in_as(who)
        browser.post("decisions.print_letter", number=world.number_a, letter_id=letter_id(db), status=status)
    with db.reads() as connection:
        assert connection.scalar(sa.select(Letter.printed_at)) is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Vul de code in."),
        ("AAAA-AAAA", "Deze code kennen wij niet."),
        ("0O1I0O1I", "Deze code kennen wij niet."),
        ("<b>K7PM", "Deze code kennen wij niet."),
        ("x" * 500, "Deze code kennen wij niet."),
    ],
)
def test_a_wrong_code_says_so(client, typed, says):
    """T-09: one sentence for every wrong code."""
    assert says in client.post("consents.code", {"code": typed}, status=422).text


def test_guessing_codes_pauses_after_twenty(client):
    answers = [client.post("consents.code", {"code": f"AAAA-{at:04}"}, status=None).status_code for at in range(22)]
    assert answers == [422] * 20 + [429] * 2


def test_the_code_can_be_typed_on_the_page_of_a_broken_link(client):
    page = client.get("consents.link", token="x" * 43, status=404).text
    assert 'name="code"' in page
    assert "K7PM-4XQD" in page


def test_one_enters_and_another_confirms(carla, cor, db, vault, world, on_paper, monkeypatch):
    """PR-32: until the second person nothing counts; the ledger says how it came in."""
    printed(carla, world, db, monkeypatch)
    enter(carla, world, on_paper, c2="ja")
    assert request_of(db, on_paper).status is ConsentStatus.REQUESTED
    confirm(carla, world, on_paper, status=403)
    assert "U heeft dit antwoord zelf ingevuld" in carla.get(
        "decisions.confirm_answer", number=world.number_a, candidate_id=on_paper
    ).text  # fmt: skip
    confirm(cor, world, on_paper, version="7", status=409)
    assert request_of(db, on_paper).status is ConsentStatus.REQUESTED
    confirm(cor, world, on_paper)
    row = request_of(db, on_paper)
    assert (row.status, row.c2_given) == (ConsentStatus.GIVEN, True)
    with db.reads() as connection:
        lines = connection.execute(sa.select(ConsentEvent).where(ConsentEvent.kind == "given")).all()
        assert ledger.verify(connection) is None
        assert connection.scalar(sa.select(sa.func.count()).where(Message.candidate_id == on_paper)) == 0
        entered = connection.execute(sa.select(EnteredAnswer.entered_by, EnteredAnswer.confirmed_by)).one()
    assert {(line.actor, line.channel) for line in lines} == {("candidate", "paper")}
    assert entered == (world.carla, world.cor)
    assert letter_id(db, LetterKind.CONFIRMATION) is not None


def test_the_second_person_can_send_it_back(carla, cor, db, world, on_paper, monkeypatch):
    printed(carla, world, db, monkeypatch)
    enter(carla, world, on_paper)
    confirm(cor, world, on_paper, act="back")
    assert request_of(db, on_paper).status is ConsentStatus.REQUESTED
    enter(cor, world, on_paper, c1="nee")
    confirm(carla, world, on_paper)
    assert request_of(db, on_paper).status is ConsentStatus.REFUSED
    with db.reads() as connection:
        assert connection.scalar(sa.select(Candidate.erased_at)) is not None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"c1": ""}, "Kies ja of nee voor de gewone gegevens."),
        ({"c1": "nee", "c2": "ja"}, "Zonder ja voor de gewone gegevens"),
        ({"born-year": "1992"}, "Deze datum klopt niet met onze gegevens."),
        ({"answered_on-year": "2031"}, "tussen de dag van de vraag en vandaag"),
        ({"answered_on-year": "2025"}, "tussen de dag van de vraag en vandaag"),
        ({"channel": "desk"}, "Lees eerst de tekst voor."),
        ({"channel": "desk", "c2": "ja", "script_read": "ja"}, "moet op papier, of via de link"),
    ],
)
def test_what_is_not_on_the_form_is_said_at_its_field(carla, db, world, on_paper, monkeypatch, changes, says):
    printed(carla, world, db, monkeypatch)
    assert says in enter(carla, world, on_paper, status=422, **changes).text
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(EnteredAnswer)) == 0


def test_a_paper_answer_needs_a_printed_letter(carla, world, on_paper):
    assert "nog geen brief geprint" in enter(carla, world, on_paper, status=422).text


def test_by_word_only_the_ordinary_data(carla, cor, db, world, on_paper):
    """PR-32: the text to read out is on the page; the confirmation is a letter."""
    page = carla.get("decisions.enter_answer", number=world.number_a, candidate_id=on_paper).text
    assert "Mag Bouwgroep De Terp BV (fictief) uw gegevens doorgeven?" in page
    assert "Samira" not in page
    enter(carla, world, on_paper, channel="desk", script_read="ja")
    confirm(cor, world, on_paper)
    row = request_of(db, on_paper)
    assert (row.status, row.c2_given) == (ConsentStatus.GIVEN, False)
    with db.reads() as connection:
        assert connection.scalar(sa.select(ConsentEvent.channel).where(ConsentEvent.kind == "given")) == "desk"
    assert letter_id(db, LetterKind.CONFIRMATION) is not None


def test_the_clock_sends_no_mail_and_ends_the_time_to_choose(db, vault, on_paper):
    """PR-30: a form that was signed on the last day is a week under way at most."""
    began = clock.now()
    for days, reminded, ended in ((6, 0, 0), (15, 0, 0), (21, 0, 0), (22, 0, 1)):
        with time_machine.travel(began + timedelta(days=days), tick=False):
            assert send_reminders(db, vault, BASE_URL) == reminded
            assert expire_requests(db, vault, BASE_URL) == ended, days
    assert letter_id(db) is not None


def test_what_was_answered_in_time_is_not_lost_on_the_way(carla, cor, db, vault, world, on_paper, monkeypatch):
    """PR-30, PR-32: the form comes by post, and a colleague has a day off; silence it is only when nothing came."""
    printed(carla, world, db, monkeypatch)
    last_day = request_of(db, on_paper).decide_by
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        carla.sign_in_as(world.carla)
        assert "was de tijd om te kiezen voorbij" in enter(carla, world, on_paper, status=422).text
        enter(carla, world, on_paper, **{"answered_on-day": str(last_day.day), "answered_on-month": str(last_day.month),
                                         "answered_on-year": str(last_day.year)})  # fmt: skip
    with time_machine.travel(clock.now() + timedelta(days=29), tick=False):
        assert expire_requests(db, vault, BASE_URL) == 0
        cor.sign_in_as(world.cor)
        confirm(cor, world, on_paper)
    assert request_of(db, on_paper).status is ConsentStatus.GIVEN


@pytest.fixture
def young(db, vault, world):
    """Fifteen, and a parent decides, on 1 December 2026."""
    with time_machine.travel("2026-12-01T12:00:00Z", tick=True):
        approve_plan(db, world)
        yield ask(
            db, vault, world, email="", address=HOME, born=YOUNG, by_representative=True, starts_on=date(2027, 1, 4)
        )


def by_parent(client, world, candidate_id, status=303, **changes):
    told = {"representative": "Fatima Ali", "capacity": "parent", **born_as(YOUNG), **changes}
    return enter(client, world, candidate_id, status=status, **told)


def test_a_representative_decides_on_paper(client, another_client, db, vault, world, young, monkeypatch):
    """PR-33: addressed to the representative, in her name and capacity, with words for the young person herself."""
    carla, cor = client.sign_in_as(world.carla), another_client.sign_in_as(world.cor)
    letter, _ = printed(carla, world, db, monkeypatch)
    assert letter["to"][0] == "De vertegenwoordiger van Samira Ali"
    assert letter["with_code"] is False
    assert "Ook voor jou: deze brief gaat over jou." in letter["for_young"]
    assert "Vul de naam" in by_parent(carla, world, young, representative="", status=422).text
    assert "Kies in welke rol." in by_parent(carla, world, young, capacity="", status=422).text
    refused = by_parent(carla, world, young, representative="ANNA  Jánsen", status=422)
    assert "Iemand van de opdrachtnemer kan niet" in refused.text
    by_parent(carla, world, young)
    page = cor.get("decisions.confirm_answer", number=world.number_a, candidate_id=young).text
    assert "Fatima Ali, Ouder" in page
    confirm(cor, world, young)
    assert request_of(db, young).status is ConsentStatus.GIVEN
    with db.reads() as connection:
        row = connection.execute(sa.select(EnteredAnswer.representative_sealed)).one()
        assert connection.scalar(sa.select(ConsentEvent.actor).where(ConsentEvent.kind == "given")) == "representative"
    assert b"Fatima" not in row[0]


def test_at_sixteen_she_is_asked_herself(db, vault, young):
    """PR-33: on the birthday, once; the gate is closed until she answers, and the letter is for her."""
    with db.transaction() as session:
        request = session.scalars(sa.select(ConsentRequest)).one()
        request.status, request.answered_at = ConsentStatus.GIVEN, clock.now()
        vault.create_keys(young, Purpose.ADDRESS)
        details = {"street": None, "postcode": None, "town": "Leeuwarden", "birth_date": YOUNG.isoformat()}
        session.get_one(Candidate, young).address_sealed = vault.seal(young, Purpose.ADDRESS, details)
    with time_machine.travel("2027-03-03T22:30:00Z", tick=True):
        assert ask_at_sixteen(db, vault, BASE_URL) == 0
    with time_machine.travel("2027-03-03T23:30:00Z", tick=True):  # 4 March in Amsterdam
        assert ask_at_sixteen(db, vault, BASE_URL) == 1
        assert ask_at_sixteen(db, vault, BASE_URL) == 0
    row = request_of(db, young)
    assert (row.status, row.by_representative, row.channel) == (ConsentStatus.REQUESTED, False, "paper")
    with db.reads() as connection:
        old = connection.scalar(sa.select(ConsentRequest.status).where(ConsentRequest.id != row.id))
        assert connection.scalar(sa.select(sa.func.count()).select_from(Letter)) == 2
        assert ledger.verify(connection) is None
    assert old is ConsentStatus.FROZEN


@pytest.mark.parametrize(
    ("born", "today", "is_of_age"),
    [
        (date(2012, 2, 29), date(2028, 2, 28), False),
        (date(2012, 2, 29), date(2028, 2, 29), True),
        (date(2011, 3, 4), date(2027, 3, 3), False),
        (date(2011, 3, 4), date(2027, 3, 4), True),
        (date(1980, 3, 4), date(2027, 3, 4), False),  # has a curator
    ],
)
def test_sixteen_to_the_day(born, today, is_of_age):
    assert came_of_age(born, asked_on=date(2026, 12, 1), today=today) is is_of_age


def test_a_code_is_hard_to_misread_and_hard_to_guess(vault):
    codes = {paper.new_code(vault, "").plain for _ in range(2000)}
    assert len(codes) == 2000
    assert not set("".join(codes)) & set("01OIL")
    one = paper.new_code(vault, "")
    assert paper.token_of(vault, f" {one.spelled.lower()} ") == one.token
    assert len(one.token) == 43
