"""From the start page to the receipt, as a browser without script walks it (PR-12)."""

from portal.models import Message, Plan, PlanSection, PlanStatus, PlanVersion, Section
from tests.integration.plans.filling_in import NUMBER, add_effort, answer


def test_a_plan_goes_from_the_start_page_to_the_receipt(client, db, world):
    client.sign_in_as(world.anna)
    assert "Plan van aanpak maken" in client.get("plans.start", number=NUMBER).text
    client.post("plans.start", number=NUMBER)
    page = client.get("plans.overview", number=NUMBER).text
    assert "Uw plan is nog niet verstuurd. U heeft 0 van de 6 onderdelen ingevuld." in page
    assert "Kies eerst uw inzet." in page  # the schedule follows from it
    assert answer(client, "gegevens", {"correct": "yes"}) == ""
    assert "Gegevens controleren is opgeslagen." in client.get("plans.overview", number=NUMBER).text
    contact = {"name": "Anna Jansen", "email": "a.jansen@deterp.example", "phone": "050 123 45 67"}
    assert answer(client, "contact", contact) == ""
    assert answer(client, "vormen", {"forms": ["employment", "training"]}) == "/inzet/nieuw?vorm=employment"
    assert add_effort(client).location.endswith("/inzet/nieuw?vorm=training")
    assert add_effort(client, "training", cost="1.000").location.endswith("/plan/inzet")
    page = client.get("plans.step", number=NUMBER, step="inzet").text
    assert "U heeft € 27.666,67 van de € 25.000 gepland." in page.replace("\N{NO-BREAK SPACE}", " ")
    assert answer(client, "inzet", {"more": "no"}) == ""
    schedule = client.get("plans.step", number=NUMBER, step="planning").text
    assert "Kwartaal 3 van 2026" in schedule
    assert answer(client, "planning", {"correct": "yes"}) == ""
    assert answer(client, "werving", {"channels": ["own"], "help": "yes"}) == "/begeleiding"
    assert answer(client, "begeleiding", {"guidance": "De uitvoerder.", "finished": "yes"}) == ""
    assert answer(client, "onderaannemers", {"uses": "yes"}) == "/onderaannemerslijst"
    added = {"company": "Schilder BV", "part": "1 leerwerkplek", "act": "add"}
    assert answer(client, "onderaannemerslijst", added) == "/onderaannemerslijst"
    assert "Schilder BV" in client.get("plans.step", number=NUMBER, step="onderaannemerslijst").text
    assert answer(client, "onderaannemerslijst", {}) == "/risicos"
    assert answer(client, "risicos", {"risks": ""}) == ""
    page = client.get("plans.overview", number=NUMBER).text
    assert "U heeft 6 van de 6 onderdelen ingevuld." in page
    check = client.get("plans.check", number=NUMBER).text
    seen = check.split('name="seen" value="')[1].split('"')[0]
    response = client.post("plans.submit", {"authorised": "ja", "seen": seen}, number=NUMBER)
    receipt = client.get_path(response.location).text
    assert "Uw plan is verstuurd" in receipt
    assert "SR-2026-0001-1" in receipt
    assert "a.jansen@deterp.example" in receipt
    with db.transaction() as session:
        plan = session.query(Plan).one()
        assert (plan.status, plan.rounds) == (PlanStatus.SUBMITTED, 1)
        version = session.query(PlanVersion).one()
        assert [effort["form"] for effort in version.content["efforts"]] == ["employment", "training"]
        assert version.content["sections"]["subcontractors"]["companies"][0]["company"] == "Schilder BV"
        assert all(row.is_complete for row in session.query(PlanSection))
        kinds = sorted(kind for (kind,) in session.query(Message.kind))
        assert kinds == ["csr_new_plan", "csr_new_plan", "plan_submitted", "plan_submitted"]


def test_where_facts_are_wrong_the_next_page_asks_what(client, db, world):
    client.sign_in_as(world.bram)
    client.post("plans.start", number=NUMBER)
    assert answer(client, "gegevens", {"correct": "no"}) == "/wat-klopt-er-niet"
    assert answer(client, "wat-klopt-er-niet", {"wrong": "De einddatum."}) == ""
    with db.transaction() as session:
        row = session.query(PlanSection).filter_by(section=Section.FACTS).one()
        assert (row.answers["wrong"], row.is_complete) == ("De einddatum.", True)


def test_a_plan_that_falls_short_asks_why_and_may_be_sent(client, world):
    client.sign_in_as(world.bram)
    client.post("plans.start", number=NUMBER)
    answer(client, "vormen", {"forms": ["training"]})
    add_effort(client, "training", cost="1000")
    page = client.get("plans.step", number=NUMBER, step="inzet").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "€ 24.000" in page
    assert answer(client, "inzet", {"more": "no"}) == "/tekort"
    assert answer(client, "tekort", {"shortage_reason": "Te klein."}) == ""


def test_own_details_are_filled_in_and_nothing_is_saved_yet(client, db, world):
    client.sign_in_as(world.anna)
    client.post("plans.start", number=NUMBER)
    page = client.post("plans.step", {"fill": "ja"}, number=NUMBER, step="contact", status=200).text
    assert 'value="Anna Jansen"' in page
    with db.transaction() as session:
        assert session.query(PlanSection).count() == 0


def test_a_page_that_does_not_apply_leads_to_the_first_open_one(client, world):
    client.sign_in_as(world.anna)
    client.post("plans.start", number=NUMBER)
    for step, leads_to in (("risicos", "/onderaannemers"), ("planning", ""), ("wat-klopt-er-niet", "/gegevens")):
        response = client.get("plans.step", number=NUMBER, step=step, status=302)
        assert response.location == f"/opdrachten/{NUMBER}/plan{leads_to}"
    client.get("plans.step", number=NUMBER, step="bestaat-niet", status=404)


def test_the_example_plan_can_be_read_before_there_is_one(client, world):
    client.sign_in_as(world.bram)
    assert "Een voorbeeldplan" in client.get("plans.example", number=NUMBER).text
