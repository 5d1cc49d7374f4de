"""Writing down work: what is asked, who may, what is kept, and what it is worth (K-40, PR-15, PR-37)."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal.models import Agreement, ConsentStatus, Event, Placement, PlacementHours, View
from tests.integration.placements.conftest import the_row, work
from tests.support.people import candidate_with_consent


def count(db, table) -> int:
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_work_is_saved_with_its_value_and_the_last_day_that_counts(anna, at, recorded, db):
    placement_id = recorded()
    row = the_row(db, placement_id)
    assert (row.value, row.counts_until) == (Decimal("26666.67"), date(2027, 3, 31))  # 40,000 × 24/36 × 12/12
    page = anna.get("placements.placement", **at, placement_id=placement_id).text
    assert "€\xa026.666,67" in page
    assert "Telt mee tot en met 31 maart 2027." in page
    assert "Aantal maanden: 12, met 24 uur per week." in page


def test_the_explanation_does_not_tell_the_target_group(anna, at, recorded):
    page = anna.get("placements.placement", **at, placement_id=recorded()).text
    assert "Participatiewet" not in page
    assert "€\xa040.000" not in page
    assert "Toon doelgroep" in page


def test_every_page_that_names_the_candidate_is_in_the_view_log_first(anna, at, recorded, db):
    placement_id = recorded()
    before = count(db, View)
    assert "Samira Ali" in anna.get("placements.placement", **at, placement_id=placement_id).text
    assert "Samira Ali" in anna.post("placements.work", {}, status=422, **at).text
    assert count(db, View) == before + 2


FAULTS = [
    ({"form": ""}, "Kies wat voor werk het is."),
    ({"form": "purchase"}, None),
    ({"is_permanent": ""}, "Kies vast of tijdelijk."),
    ({"starts_on": None}, "Vul de startdatum in."),
    ({"starts_on": date(2026, 2, 28)}, "De startdatum moet op of na 1 maart 2026 zijn, het begin van de opdracht."),
    (
        {"starts_on": date(2028, 3, 1)},
        "De startdatum moet op of vóór 29 februari 2028 zijn, het einde van de opdracht.",
    ),
    ({"ends_on": date(2026, 4, 1)}, "De einddatum moet na de startdatum zijn."),
    ({"ends_on-day": "31", "ends_on-month": "6", "ends_on-year": "2026", "ends_on": "x"}, "De einddatum bestaat niet."),
    ({"hours_per_week": ""}, "Vul de uren per week in."),
    ({"hours_per_week": "0"}, "Vul een getal van 1 tot en met 40 in."),
    ({"hours_per_week": "90"}, "Vul een getal van 1 tot en met 40 in."),
    ({"hours_per_week": "veel"}, "Vul een getal in, bijvoorbeeld 24."),
    ({"effort": ""}, "Kies een inzet, of ‘Niet in het plan’."),
    ({"evidence": ""}, "Kies of het bewijs is gezien."),
    ({"form": "internship"}, "Dit past niet bij de overeenkomst met de kandidaat"),
    ({"evidence": "seen"}, "Vul in wie het bewijs heeft gezien."),
    ({"evidence": "seen", "evidence_seen_by": "hr"}, "Kies wat voor bewijs het is."),
    ({"evidence": "seen", "evidence_seen_by": "hr"}, "Vul in wanneer het bewijs is gezien."),
    ({"evidence": "seen", "evidence_seen_on": date(2026, 11, 26)}, "mag niet na vandaag zijn."),
    ({"evidence_seen_by": "x" * 61}, "mag niet langer zijn dan 60 tekens. U heeft er 61."),
    ({"evidence_seen_by": "hr 111222333"}, "Dit lijkt een burgerservicenummer"),
]


@pytest.mark.parametrize(("changes", "message"), FAULTS)
def test_a_fault_is_said_at_its_field_and_nothing_is_saved(anna, at, db, changes, message):
    page = anna.post("placements.work", work(**changes), status=422, **at)
    assert page.text.count('id="fouten"') == 1
    if message:
        assert page.text.count(message) == 2  # in the summary and at the field
    assert "111222333" not in page.text
    assert count(db, Placement) == 0


def test_what_was_typed_stays_and_is_escaped(anna, at):
    page = anna.post("placements.work", work(hours_per_week="<b>9", evidence_seen_by="hoofd"), status=422, **at).text
    assert 'value="&lt;b&gt;9"' in page
    assert 'value="hoofd"' in page


def test_a_null_byte_is_stopped_and_an_encoded_word_is_only_text(anna, at, db):
    anna.post("placements.work", work(evidence_seen_by="a\x00b"), status=400, **at)
    word = "=?utf-8?q?x=0d=0aBcc:_a@b.example?="
    seen = {"evidence": "seen", "evidence_kind": "employment_contract", "evidence_seen_on": date(2026, 4, 2)}
    anna.post("placements.work", work(evidence_seen_by=word, **seen), **at)
    with db.reads() as connection:
        assert connection.scalar(sa.select(Placement.evidence_seen_by)) == word


def test_fields_that_were_not_asked_change_nothing(anna, at, db, recorded):
    placement_id = recorded(value="1", status="approved", approved_value="1", candidate_id="x", bsn="1")
    row = the_row(db, placement_id)
    assert (row.status, row.approved_value) == ("draft", None)


def test_particulars_of_evidence_that_nobody_has_seen_are_not_kept(db, recorded):
    row = the_row(db, recorded(evidence_seen_by="hr", evidence_kind="benefit_decision"))
    assert (row.evidence_seen_by, row.evidence_kind) == (None, None)


def test_a_second_period_may_follow_but_not_overlap(anna, at, db, recorded):
    recorded(form="work_experience")
    page = anna.post("placements.work", work(starts_on=date(2027, 3, 31), ends_on=None), status=422, **at).text
    assert "werkt in deze periode al bij ‘Werkervaringsplek’. Kies een andere periode." in page
    recorded(starts_on=date(2027, 4, 1), ends_on=None)
    assert count(db, Placement) == 2


def test_an_earlier_period_uses_up_the_months_of_the_person(db, recorded):
    recorded(ends_on=date(2027, 9, 30))  # 18 of 24 months
    row = the_row(db, recorded(starts_on=date(2027, 10, 1), ends_on=None))  # 5 months are left in the contract
    assert row.value == Decimal("11111.11")


def test_below_the_minimum_is_a_warning(anna, at, db, recorded):
    placement_id = recorded(hours_per_week="11,5")
    assert the_row(db, placement_id).value == 0
    page = anna.get("placements.placement", **at, placement_id=placement_id).text
    assert "minder dan 12 uur telt niet mee" in page


def test_beyond_the_contract_only_the_time_within_counts(anna, at, db, recorded):
    placement_id = recorded(starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    assert the_row(db, placement_id).counts_until == date(2028, 2, 29)
    page = anna.get("placements.placement", **at, placement_id=placement_id).text
    assert "Alleen de tijd binnen de opdracht telt mee: 1 januari 2028 tot en met 29 februari 2028." in page


@pytest.mark.parametrize("status", [status for status in ConsentStatus if status is not ConsentStatus.GIVEN])
def test_without_a_yes_there_is_nothing_to_fill_in(anna, world, db, vault, status):
    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a, status=status)
    address = {"number": world.number_a, "candidate_id": person.id}
    for page in (
        anna.get("placements.work", status=409, **address),
        anna.post("placements.work", work(), status=409, **address),
    ):
        assert "Deze kandidaat heeft geen ja gezegd. U mag geen gegevens invullen." in page.text
        assert "Samira" not in page.text
    assert count(db, Placement) == 0


@pytest.mark.parametrize("missing", [{"born": None}, {"town": None}, {"group": None}])
def test_details_come_first(anna, world, db, vault, missing):
    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a, **missing)
    response = anna.get("placements.work", status=303, number=world.number_a, candidate_id=person.id)
    assert response.location == anna.url("candidates.details", number=world.number_a, candidate_id=person.id)


def test_without_the_target_group_the_amount_is_agreed_and_no_evidence_of_it_is_kept(anna, world, db, vault):
    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a, c2=False)
    address = {"number": world.number_a, "candidate_id": person.id}
    seen = {"evidence": "seen", "evidence_seen_by": "hr", "evidence_seen_on": date(2026, 4, 2)}
    anna.post("placements.work", work(evidence_kind="register_statement", **seen), status=422, **address)
    response = anna.post("placements.work", work(evidence_kind="employment_contract", **seen), **address)
    page = anna.get_path(response.location).text
    assert "doelgroep buiten de Monitor vastgesteld" in page
    with db.reads() as connection:
        row = connection.execute(sa.select(Placement.value, Placement.counts_until)).one()
    assert row == (None, date(2027, 3, 31))


def test_what_the_table_does_not_have_is_said_without_the_group(anna, world, db, vault):
    with db.transaction() as session:
        person = candidate_with_consent(session, vault, world.contract_a, group="nuo", duration_class=None)
    response = anna.post("placements.work", work(), number=world.number_a, candidate_id=person.id)
    page = anna.get_path(response.location).text
    assert "De waardetabel heeft geen bedrag voor dit werk." in page
    assert "NUO" not in page


def test_an_internship_goes_with_an_internship_agreement(anna, world, db, vault):
    with db.transaction() as session:
        person = candidate_with_consent(
            session, vault, world.contract_a, group="student", duration_class="hbo", agreement=Agreement.INTERNSHIP
        )
    address = {"number": world.number_a, "candidate_id": person.id}
    anna.post("placements.work", work(form="employment"), status=422, **address)
    anna.post("placements.work", work(form="internship"), **address)


def test_sent_twice_it_is_recorded_once(anna, at, db):
    data = {**work(), "form_id": "f" * 43}
    first, second = anna.post("placements.work", data, **at), anna.post("placements.work", data, **at)
    assert first.location == second.location
    assert count(db, Placement) == 1
    assert count(db, PlacementHours) == 1


def test_an_event_tells_of_it_without_personal_data(db, recorded, at, world):
    placement_id = recorded()
    with db.reads() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.object_id == placement_id)).one()
    assert (event.action, event.actor_id, event.detail) == ("placement_recorded", world.anna, {})


def test_another_organisation_finds_nothing(client, world, at, recorded):
    placement_id = recorded()
    client.sign_in_as(world.bea)
    for endpoint in ("placement", "submit", "correct", "hours", "stop", "work"):
        client.get(f"placements.{endpoint}", status=404, **at, placement_id=placement_id)
        client.get(f"placements.{endpoint}", status=404, placement_id=placement_id, **{**at, "number": world.number_b})
    client.post("placements.work", work(), status=404, **at)


def test_a_placement_of_somebody_else_is_not_found_under_this_candidate(anna, at, world, db, vault, recorded):
    placement_id = recorded()
    with db.transaction() as session:
        other = candidate_with_consent(session, vault, world.contract_a)
    address = {"number": world.number_a, "candidate_id": other.id, "placement_id": placement_id}
    anna.get("placements.placement", status=404, **address)
    anna.post("placements.submit", {"attested": "ja", "version": "1"}, status=404, **address)


def test_a_client_may_not_know_and_a_coordinator_may_not_write(client, world, at, recorded):
    placement_id = recorded()
    client.sign_in_as(world.karel).get("placements.placement", status=404, **at, placement_id=placement_id)
    client.sign_in_as(world.carla).post("placements.work", work(), status=403, **at)
