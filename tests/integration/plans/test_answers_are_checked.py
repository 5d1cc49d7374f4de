"""What is wrong is said in the words of appendix A.2, with everything kept, and nothing is saved."""

import pytest

from portal.models import Effort, PlanSection, Section
from tests.integration.plans.filling_in import NUMBER, add_effort, answer, fill_in

HEADER = "=?utf-8?q?x=0d=0aBcc:x@evil.example?="
WRONG_PAGES = [
    ("gegevens", {}, "Kies of de gegevens kloppen."),
    ("gegevens", {"correct": "misschien"}, "Kies of de gegevens kloppen."),
    ("contact", {}, "Vul de naam van de contactpersoon in."),
    ("contact", {}, "Vul een e-mailadres in."),
    ("contact", {}, "Vul een telefoonnummer in."),
    ("contact", {"email": "anna"}, "Vul een e-mailadres in met een @, zoals naam@bedrijf.nl."),
    ("contact", {"email": f"{HEADER}@x.nl"}, "Vul een e-mailadres in met een @, zoals naam@bedrijf.nl."),
    ("contact", {"phone": "06 12"}, "Het telefoonnummer moet minstens 10 cijfers hebben."),
    ("contact", {"name": "x" * 101}, "Naam mag niet langer zijn dan 100 tekens. U heeft er 101."),
    ("vormen", {}, "Kies minstens 1 manier."),
    ("werving", {}, "Kies minstens 1 antwoord."),
    ("werving", {}, "Kies of u hulp wilt."),
    ("onderaannemers", {}, "Kies of u met onderaannemers werkt."),
]


@pytest.fixture
def signed_in(client, world):
    client.sign_in_as(world.bram)
    client.post("plans.start", number=NUMBER)
    return client


@pytest.mark.parametrize(("step", "data", "text"), WRONG_PAGES)
def test_a_wrong_answer_is_explained_and_not_saved(signed_in, db, step, data, text):
    page = signed_in.post("plans.step", data, number=NUMBER, step=step, status=422).text
    assert page.count(text) == 2  # in the summary and at the field
    assert "<title>Fout: " in page
    with db.transaction() as session:
        assert session.query(PlanSection).count() == 0


def test_what_was_typed_is_shown_again(signed_in):
    page = signed_in.post("plans.step", {"name": "<b>Anna</b>"}, number=NUMBER, step="contact", status=422).text
    assert 'value="&lt;b&gt;Anna&lt;/b&gt;"' in page


def test_unknown_fields_are_not_kept(signed_in, db):
    answer(signed_in, "gegevens", {"correct": "yes", "_done": "risicos", "obligation": "1"})
    with db.transaction() as session:
        assert session.query(PlanSection).one().answers == {"correct": "yes", "_done": ["gegevens"]}


WRONG_EFFORTS = [
    ({"target_group": ""}, "Kies een groep. Weet u het nog niet? Kies ‘Nog niet bekend’."),
    ({"people": ""}, "Vul een getal in, bijvoorbeeld 2."),
    ({"people": "twee"}, "Vul een getal in, bijvoorbeeld 2."),
    ({"people": "0"}, "Vul een getal van 1 tot en met 99 in."),
    ({"hours_per_week": ""}, "Vul het aantal uur in."),
    ({"hours_per_week": "41"}, "Vul een getal van 1 tot en met 40 in."),
    ({"starts_in-month": "", "starts_in-year": ""}, "Vul een maand en een jaar in."),
    (
        {"starts_in-month": "2"},
        "De maand moet binnen de opdracht vallen: maart 2026 tot en met februari 2028.",
    ),
    ({"months": ""}, "Vul het aantal maanden in."),
    (
        {"months": "19"},
        "Deze inzet loopt door na het einde van de opdracht (29 februari 2028). Vul minder maanden in.",
    ),
    (
        {"duration_class": "ww_gt_12m"},
        "Dit hoort niet bij de groep die u koos. Kies een ander antwoord of een andere groep.",
    ),
    ({"duration_class": "nooit"}, "Kies een van de antwoorden."),
]


@pytest.mark.parametrize(("data", "text"), WRONG_EFFORTS)
def test_a_wrong_effort_is_explained_and_not_saved(signed_in, db, data, text):
    page = add_effort(signed_in, status=422, **data).text
    assert page.count(text) == 2
    with db.transaction() as session:
        assert session.query(Effort).count() == 0


def test_a_cost_is_asked_of_what_is_bought(signed_in):
    assert "Vul een bedrag in, bijvoorbeeld 2500." in add_effort(signed_in, "purchase", status=422).text


def test_an_effort_up_to_the_last_month_fits(signed_in, db):
    add_effort(signed_in, months="18")
    with db.transaction() as session:
        assert session.query(Effort).one().months == 18


def test_a_citizen_service_number_is_refused_in_every_free_text(signed_in, world, db):
    text = "Belt u over 123 456 782?"
    for step, field in (("contact", "job_title"), ("onderaannemers", None)):
        if field:
            page = signed_in.post("plans.step", {field: text}, number=NUMBER, step=step, status=422).text
            assert "Dit lijkt een burgerservicenummer (BSN)." in page
            assert "123 456 782" not in page
    signed_in.post("plans.draft", {"job_title": text, "name": "Anna"}, number=NUMBER, step="contact", status=200)
    with db.transaction() as session:
        kept = session.query(PlanSection).filter_by(section=Section.CONTACT).one().answers
        assert (kept["job_title"], kept["name"]) == ("", "Anna")


def test_a_finished_part_needs_its_text_and_an_unfinished_one_does_not(signed_in, db):
    answer(signed_in, "werving", {"channels": ["own"], "help": "no"})
    page = signed_in.post("plans.step", {"finished": "yes"}, number=NUMBER, step="begeleiding", status=422).text
    assert "Schrijf op wie de mensen begeleidt." in page
    page = signed_in.post("plans.step", {"guidance": "Ik"}, number=NUMBER, step="begeleiding", status=422).text
    assert "Kies of u klaar bent met dit onderdeel." in page
    long = {"guidance": "x" * 1501, "finished": "yes"}
    page = signed_in.post("plans.step", long, number=NUMBER, step="begeleiding", status=422).text
    assert "mag niet langer zijn dan 1500 tekens" in page
    assert answer(signed_in, "begeleiding", {"finished": "no"}) == ""
    assert "Mee bezig" in signed_in.get("plans.overview", number=NUMBER).text


def test_the_list_of_efforts_wants_an_answer_and_at_least_one_effort(signed_in):
    answer(signed_in, "vormen", {"forms": ["bbl"]})
    page = signed_in.post("plans.step", {"version": "1"}, number=NUMBER, step="inzet", status=422).text
    assert "Kies of u nog een inzet wilt toevoegen." in page
    page = signed_in.post("plans.step", {"version": "1", "more": "no"}, number=NUMBER, step="inzet", status=422).text
    assert "Voeg minstens 1 inzet toe." in page
    assert answer(signed_in, "inzet", {"more": "yes"}) == "/inzet/nieuw"
    assert "Welke inzet wilt u toevoegen?" in signed_in.get("plans.effort", number=NUMBER, effort="nieuw").text


def test_the_schedule_and_the_shortage_want_an_answer(client, db, world):
    fill_in(db, world)
    client.sign_in_as(world.anna)
    page = client.post("plans.step", {}, number=NUMBER, step="planning", status=422).text
    assert "Kies of de planning klopt." in page
    assert answer(client, "planning", {"correct": "no"}) == "/inzet"


def test_subcontractors_need_a_name_and_a_number_of_eight_digits(signed_in):
    answer(signed_in, "onderaannemers", {"uses": "yes"})
    page = signed_in.post("plans.step", {}, number=NUMBER, step="onderaannemerslijst", status=422).text
    assert "Vul de naam van het bedrijf in." in page
    wrong = {"company": "Schilder", "kvk_number": "1234", "act": "add"}
    page = signed_in.post("plans.step", wrong, number=NUMBER, step="onderaannemerslijst", status=422).text
    assert "Een KvK-nummer heeft 8 cijfers." in page
    assert "Schrijf op wat dit bedrijf doet." in page
    right = {"company": "Schilder", "kvk_number": "1234 5678", "part": "1 plek", "act": "add"}
    assert answer(signed_in, "onderaannemerslijst", right) == "/onderaannemerslijst"
    assert answer(signed_in, "onderaannemerslijst", {"act": "remove:0"}) == "/onderaannemerslijst"
    assert "Schilder" not in signed_in.get("plans.step", number=NUMBER, step="onderaannemerslijst").text
