"""A contractor asks a candidate in three steps; the portal sends the question (K-10 to K-13)."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.models import Candidate, ConsentRequest, ControllerCard, InformationGiven, Message, View
from tests.support.asking import FIELDS, TOLD, mails


def told(anna, world) -> str:
    answer = anna.post("candidates.explain", {"agreed": "ja", **TOLD}, number=world.number_a)
    return re.search(r"besproken=([^&]+)", answer.location)[1]


def checked(anna, world, **changes):
    fields = {**FIELDS, "told": told(anna, world), **changes}
    return anna.post("candidates.check", fields, number=world.number_a, status=200)


def sealed_in(page) -> str:
    return re.search(r'name="answers" value="([^"]+)"', page.text)[1]


def rows(db, table=Candidate) -> int:
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_three_steps_lead_to_a_question_that_only_the_candidate_gets(anna, db, vault, world, plan):
    """PR-17, PR-39, PR-14, PR-24: told first, checked, sent by the portal; the link is on no page of the contractor."""
    assert "Vertel het eerst zelf" in anna.get("candidates.explain", number=world.number_a).text
    page = checked(anna, world)
    assert "● ● ●" in page.text
    assert "1991" not in page.text
    assert "november" not in page.text
    assert rows(db) == 0
    answer = anna.post("candidates.check", {"answers": sealed_in(page), "act": "send"}, number=world.number_a)
    sent = anna.get_path(answer.location)
    assert "De vraag is verstuurd naar s.ali@voorbeeld.example" in sent.text
    mail = mails(db, vault, "candidate_question")[0]
    assert mail.recipient == "s.ali@voorbeeld.example"
    token = re.search(r"/k/([\w-]{43})", mail.text)[1]
    assert token not in sent.text + page.text
    assert rows(db, InformationGiven) == 1
    with db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.decide_by)) > clock.today()


@pytest.mark.parametrize("asked", ["en", "fy", "é" * 300, "../../migrations", ""])
def test_the_text_is_shown_in_a_language_that_is_offered_and_else_in_dutch(anna, world, plan, asked):
    page = anna.get("candidates.handout", number=world.number_a, taal=asked).text
    assert f'<html lang="{"en" if asked == "en" else "nl"}"' in page


def test_the_question_is_not_sent_without_telling_first(anna, db, world, plan):
    """PR-39: no tick, no form; and another contract's tick does not count."""
    assert "Bespreek het eerst" in anna.post("candidates.explain", {}, number=world.number_a, status=422).text
    assert anna.get("candidates.new", number=world.number_a, status=303).location.endswith("/uitleg")
    answer = anna.post("candidates.check", {**FIELDS, "told": "verzonnen"}, number=world.number_a)
    assert answer.location.endswith("/uitleg")


@pytest.mark.parametrize("extra", ["bsn", "geslacht", "nationaliteit", "target_group", "address", "duration_class"])
def test_nothing_else_can_be_sent(anna, db, world, plan, extra):
    """PR-06, PR-09, PR-16: an extra field is refused and leaves no row."""
    fields = {**FIELDS, "told": told(anna, world), extra: "111222333"}
    page = anna.post("candidates.check", fields, number=world.number_a, status=422)
    assert "die wij niet mogen bewaren" in page.text
    assert rows(db) == 0
    assert rows(db, Message) == 0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first_name": ""}, "Vul de voornaam in."),
        ({"surname": ""}, "Vul de achternaam in."),
        ({"email": "geen adres"}, "e-mailadres in met een @"),
        ({"agreement": ""}, "Kies wat voor overeenkomst"),
        ({"agreement": "uitzend"}, "Not a valid choice"),
        ({"employer_kind": "lender"}, "Vul de naam van het andere bedrijf in."),
        ({"starts_on-year": "2020"}, "op of na 1 maart 2026"),
        ({"starts_on-year": "2035"}, "op of vóór 29 februari 2028"),
        ({"born-year": "2018"}, "minstens 13 jaar"),
        ({"born-year": "1901"}, "hoogstens 100 jaar"),
        ({"born-day": "31"}, "bestaat niet"),
        ({"first_name": "111222333"}, "burgerservicenummer"),
        ({"first_name": "x" * 101}, "niet langer zijn dan 100 tekens"),
    ],
)
def test_a_wrong_answer_says_what_to_do(anna, db, world, plan, changes, says):
    """PR-09, PR-11, PR-14: 422 with the field's own sentence and no row."""
    fields = {**FIELDS, "told": told(anna, world), **changes}
    with time_machine.travel(date(2026, 4, 1), tick=True):
        anna.sign_in_as(world.anna)
        fields["told"] = told(anna, world)
        page = anna.post("candidates.check", fields, number=world.number_a, status=422)
    assert says in page.text or says == "Not a valid choice"
    assert rows(db) == 0


def test_somebody_under_sixteen_is_not_asked_by_mail(anna, db, world, plan):
    """PR-11, PR-33: closed on the day before the 16th birthday, open on it."""
    born = {"born-day": "23", "born-month": "11", "born-year": "2010"}
    for day, status in ((date(2026, 11, 22), 422), (date(2026, 11, 23), 200)):
        with time_machine.travel(day, tick=True):
            anna.sign_in_as(world.anna)
            fields = {**FIELDS, **born, "starts_on-year": "2027", "told": told(anna, world)}
            page = anna.post("candidates.check", fields, number=world.number_a, status=status)
        assert ("jonger dan 16 jaar" in page.text) is (status == 422)


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("samira@deterp.example", "adres van uw eigen bedrijf"),
        ("samira@bouw.deterp.example", "adres van uw eigen bedrijf"),
        ("bea@contractor-b.example", "adres van uw eigen bedrijf"),
        ("s.ali@voorbeeld.example", "hoort al bij een andere kandidaat"),
        ("S.ALI@voorbeeld.example", "hoort al bij een andere kandidaat"),
    ],
)
def test_an_address_that_is_not_the_candidates_own_is_refused(anna, db, world, candidate, email, says):
    """PR-34: not of the company, not of a user, not of somebody else of this contract."""
    page = checked(anna, world, email=email)
    answer = anna.post(
        "candidates.check", {"answers": sealed_in(page), "act": "send"}, number=world.number_a, status=422
    )
    assert says in answer.text
    assert rows(db) == 1


def test_before_the_plan_is_approved_the_page_says_who_can_mend_it(anna, db, world):
    """PR-36, PR-69: 409, and what is missing in words."""
    page = anna.get("candidates.explain", number=world.number_a, status=409).text
    assert "Uw plan van aanpak is nog niet goedgekeurd" in page
    with db.transaction() as session:
        session.execute(sa.update(ControllerCard).values(officer="", dpia_reference=""))
    page = anna.get("candidates.explain", number=world.number_a, status=409).text
    assert "functionaris gegevensbescherming, kenmerk van de privacytoets (DPIA)" in page


def test_answers_can_be_changed_on_the_check_page_and_not_by_another_user(anna, another_client, world, plan):
    """PR-16: the sealed answers open for their own user and contract only."""
    sealed = sealed_in(checked(anna, world))
    page = anna.post("candidates.check", {"answers": sealed, "act": "change"}, number=world.number_a, status=200)
    assert 'value="Samira"' in page.text
    bram = another_client.sign_in_as(world.bram)
    answer = bram.post("candidates.check", {"answers": sealed, "act": "send"}, number=world.number_a)
    assert answer.location.endswith("/uitleg")


def test_a_double_click_asks_once(anna, db, world, plan):
    """PF-8: the same form twice leads to the same receipt."""
    sealed = sealed_in(checked(anna, world))
    data = {"answers": sealed, "act": "send", "form_id": "x" * 43}
    first = anna.post("candidates.check", data, number=world.number_a)
    second = anna.post("candidates.check", data, number=world.number_a)
    assert first.location == second.location
    assert rows(db) == 1


def test_every_page_with_a_name_is_in_the_view_log(anna, db, world, candidate):
    """PR-66: one row for a list with the count, one for a person."""
    anna.get("candidates.overview", number=world.number_a)
    anna.get("candidates.candidate", number=world.number_a, candidate_id=candidate)
    with db.reads() as connection:
        seen = connection.execute(sa.select(View.action, View.object_id, View.count).order_by(View.position)).all()
    assert [tuple(row) for row in seen] == [("list", world.contract_a, 1), ("view", candidate, 1)]


def test_another_contractor_finds_nothing(another_client, world, candidate):
    """PR-64: 404 for contract and candidate of another."""
    bea = another_client.sign_in_as(world.bea)
    bea.get("candidates.overview", number=world.number_a, status=404)
    bea.get("candidates.candidate", number=world.number_b, candidate_id=candidate, status=404)
    bea.get("candidates.candidate", number=world.number_a, candidate_id=candidate, status=404)
    bea.post("candidates.cancel", {}, number=world.number_b, candidate_id=candidate, status=404)
