"""The value of an effort: shown before it is saved, kept when it is, by the table of the contract."""

from decimal import Decimal

from portal.models import Effort, PlanSection, Section
from tests.integration.plans.filling_in import NUMBER, add_effort, answer, fill_in

NO_BREAK = "\N{NO-BREAK SPACE}"


def begin(client, world):
    client.sign_in_as(world.anna)
    client.post("plans.start", number=NUMBER)


def test_the_value_is_shown_without_script_and_nothing_is_saved(client, world, db):
    begin(client, world)
    page = add_effort(client, status=200, calculate="ja").text.replace(NO_BREAK, " ")
    assert "Geschatte waarde: € 26.666,67" in page
    assert "1 mens × 24 uur × 12 maanden" in page
    with db.transaction() as session:
        assert session.query(Effort).count() == 0


def test_the_value_follows_what_is_typed(client, world):
    begin(client, world)
    data = {"vorm": "employment", "target_group": "unknown", "people": "1", "hours_per_week": "36", "months": "12"}
    fragment = client.post("plans.effort_value", data, number=NUMBER, effort="nieuw", status=200).text
    assert "Vul alles in. Dan ziet u hier de geschatte waarde." in fragment
    data |= {"starts_in-month": "9", "starts_in-year": "2026"}
    fragment = client.post("plans.effort_value", data, number=NUMBER, effort="nieuw", status=200).text
    assert "Dit is een schatting met het laagste bedrag van de waardetabel." in fragment
    assert "<html" not in fragment


def test_too_few_hours_are_a_warning_and_no_error(client, world, db):
    begin(client, world)
    page = add_effort(client, status=200, calculate="ja", hours_per_week="10").text
    assert "minder dan 12 uur telt niet mee volgens de waardetabel" in page
    add_effort(client, hours_per_week="10")
    with db.transaction() as session:
        assert session.query(Effort).one().value == 0


def test_only_groups_with_an_amount_are_offered_and_the_class_where_it_matters(client, world):
    begin(client, world)
    employment = client.get("plans.effort", number=NUMBER, effort="nieuw", vorm="employment").text
    assert "Bijstand (Participatiewet): korter dan 2 jaar" in employment
    assert "Geen uitkering, wel werkzoekend" not in employment
    experience = client.get("plans.effort", number=NUMBER, effort="nieuw", vorm="work_experience").text
    assert "Hoe lang al, of welk niveau?" not in experience
    training = client.get("plans.effort", number=NUMBER, effort="nieuw", vorm="training").text
    assert "Hoeveel euro gaat u betalen?" in training
    assert "Welke groep?" not in training


def test_a_changed_effort_makes_the_schedule_a_question_again(client, world, db):
    effort_id = fill_in(db, world)
    client.sign_in_as(world.anna)
    path = client.url("plans.effort", number=NUMBER, effort=effort_id, terug="controle")
    data = {
        "vorm": "employment", "target_group": "wajong", "people": "1", "hours_per_week": "30",
        "starts_in-month": "9", "starts_in-year": "2026", "months": "12", "version": "1",
    }  # fmt: skip
    response = client.post_path(path, data)
    assert response.location.endswith("/plan/planning?terug=controle")
    assert answer(client, "planning", {"correct": "yes"}, terug="controle") == "/controleren"
    with db.transaction() as session:
        assert session.get(Effort, effort_id).value == Decimal("33333.33")


def test_removing_an_effort_asks_first(client, world, db):
    effort_id = fill_in(db, world)
    client.sign_in_as(world.bram)
    page = client.get("plans.remove_effort", number=NUMBER, effort=effort_id).text
    assert "Weet u zeker dat u deze inzet wilt verwijderen?" in page
    client.post("plans.remove_effort", number=NUMBER, effort=effort_id)
    client.get("plans.remove_effort", number=NUMBER, effort=effort_id, status=404)
    with db.transaction() as session:
        assert session.query(Effort).count() == 0
        rows = {row.section: row.is_complete for row in session.query(PlanSection)}
        assert rows[Section.EFFORTS] is rows[Section.SCHEDULE] is False


def test_an_effort_of_another_contract_does_not_exist(client, world, db):
    effort_id = fill_in(db, world)
    client.sign_in_as(world.anna)
    client.post("plans.start", number="2026-0003")
    client.get("plans.effort", number="2026-0003", effort=effort_id, status=404)
    client.post("plans.remove_effort", number="2026-0003", effort=effort_id, status=404)
    client.get("plans.effort", number=NUMBER, effort="geen-uuid", status=404)


def test_an_answer_from_the_check_page_leads_straight_back(client, world, db):
    fill_in(db, world)
    client.sign_in_as(world.anna)
    assert answer(client, "gegevens", {"correct": "yes"}, terug="controle") == "/controleren"
    assert answer(client, "gegevens", {"correct": "no"}, terug="controle") == "/wat-klopt-er-niet?terug=controle"
