"""Nothing typed is lost, and nobody's work is replaced in silence (ux.md 2.4, design rule 16)."""

from portal.models import Effort, PlanSection, Section
from tests.integration.plans.filling_in import NUMBER, add_effort, answer, fill_in, seen_version, send

OVER_HTMX = {"HX-Request": "true"}


def draft(client, step, data, status=200):
    return client.post("plans.draft", data, number=NUMBER, step=step, status=status, headers=OVER_HTMX).text


def begin(client, world, who=None):
    client.sign_in_as(who or world.anna)
    client.post("plans.start", number=NUMBER)
    return client


def test_later_keeps_what_is_typed_unchecked(client, db, world):
    begin(client, world)
    data = {"email": "anna@", "phone": "06", "later": "ja", "version": "0"}
    assert client.post("plans.step", data, number=NUMBER, step="contact").location.endswith("/plan")
    page = client.get("plans.overview", number=NUMBER).text
    assert "Uw antwoorden zijn bewaard." in page
    assert "Mee bezig" in page
    assert "Verder waar u was: Contactpersoon" in page
    assert 'value="anna@"' in client.get("plans.step", number=NUMBER, step="contact").text


def test_typing_is_saved_with_its_time_and_the_version_goes_along(client, db, world):
    begin(client, world)
    assert 'role="status"' in client.get("plans.step", number=NUMBER, step="contact").text
    line = draft(client, "contact", {"name": "Anna", "version": "0"})
    assert "Opgeslagen om " in line
    assert 'value="1" data-hx-swap-oob="true"' in line
    assert 'value="2"' in draft(client, "contact", {"name": "Anna J", "version": "1"})
    with db.transaction() as session:
        assert session.query(PlanSection).one().answers["name"] == "Anna J"


def test_the_button_still_works_while_a_draft_was_under_way(client, world):
    begin(client, world)
    seen = seen_version(client, "contact")
    draft(client, "contact", {"name": "Anna", "version": seen})
    data = {"name": "Anna", "email": "a@b.nl", "phone": "0501234567", "version": seen}
    client.post("plans.step", data, number=NUMBER, step="contact")


def test_a_draft_makes_a_finished_part_unfinished(client, world, db):
    fill_in(db, world)
    client.sign_in_as(world.anna)
    draft(client, "contact", {"name": "", "version": seen_version(client, "contact")})
    with db.transaction() as session:
        assert session.get(PlanSection, (_plan_id(session), Section.CONTACT)).is_complete is False


def test_a_colleague_who_was_faster_is_shown_beside_the_own_answers(client, another_client, world, db):
    begin(client, world)
    seen = seen_version(client, "gegevens")
    another_client.sign_in_as(world.bram)
    answer(another_client, "gegevens", {"correct": "no"})
    page = client.post("plans.step", {"correct": "yes", "version": seen}, number=NUMBER, step="gegevens", status=409)
    assert "Bram de Wit" in page.text
    assert "Kloppen deze gegevens?" in page.text
    with db.transaction() as session:
        assert session.query(PlanSection).one().answers["correct"] == "no"
    client.post("plans.step", {"correct": "yes", "version": "1"}, number=NUMBER, step="gegevens")


def test_a_draft_never_replaces_the_work_of_a_colleague(client, another_client, world, db):
    begin(client, world)
    seen = seen_version(client, "contact")
    another_client.sign_in_as(world.bram)
    draft(another_client, "contact", {"name": "Bram", "version": "0"})
    line = draft(client, "contact", {"name": "Anna", "version": seen})
    assert "Niet opgeslagen. Bram de Wit heeft dit onderdeel om " in line
    with db.transaction() as session:
        assert session.query(PlanSection).one().answers["name"] == "Bram"


def test_an_effort_that_was_changed_meanwhile_shows_both_versions(client, another_client, world, db):
    effort_id = fill_in(db, world)
    client.sign_in_as(world.anna)
    another_client.sign_in_as(world.bram)
    add_effort(another_client, effort=effort_id, hours_per_week="30", version="1")
    page = add_effort(client, effort=effort_id, hours_per_week="12,5", version="1", status=409).text
    assert "Uren per week, per persoon" in page
    assert ">30<" in page
    assert ">12,5<" in page
    add_effort(client, effort=effort_id, hours_per_week="12,5", version="2")
    with db.transaction() as session:
        assert session.get(Effort, effort_id).version == 3


def test_an_unfinished_effort_waits_for_the_person_who_typed_it(client, another_client, world, db):
    begin(client, world)
    answer(client, "vormen", {"forms": ["employment"]})
    add_effort(client, hours_per_week="veel", later="ja")
    page = client.get("plans.step", number=NUMBER, step="inzet").text
    assert "Nog niet af. Dit telt nog niet mee: Iemand in dienst nemen" in page
    page = client.get("plans.effort", number=NUMBER, effort="nieuw", vorm="employment").text
    assert 'value="veel"' in page
    assert "Fout:" not in page
    another_client.sign_in_as(world.bram)
    assert "Nog niet af" not in another_client.get("plans.step", number=NUMBER, step="inzet").text
    client.post("plans.drop_draft", number=NUMBER, key=f"{world.anna}:employment")
    assert "Nog niet af" not in client.get("plans.step", number=NUMBER, step="inzet").text


def test_an_effort_draft_is_gone_once_it_is_saved_and_never_over_newer_work(client, another_client, world, db):
    effort_id = fill_in(db, world)
    client.sign_in_as(world.anna)
    another_client.sign_in_as(world.bram)
    typed = {"vorm": "employment", "hours_per_week": "3", "version": "1"}
    line = client.post("plans.effort_draft", typed, number=NUMBER, effort=effort_id, status=200).text
    assert "Opgeslagen om " in line
    assert 'value="3"' in another_client.get("plans.effort", number=NUMBER, effort=effort_id).text
    add_effort(another_client, effort=effort_id, version="1")
    assert 'value="24"' in client.get("plans.effort", number=NUMBER, effort=effort_id).text
    line = client.post("plans.effort_draft", typed, number=NUMBER, effort=effort_id, status=200).text
    assert "Niet opgeslagen." in line


def test_a_draft_after_sending_says_so(client, world, db, vault):
    fill_in(db, world)
    send(db, vault, world)
    client.sign_in_as(world.anna)
    assert "Niet opgeslagen. Het plan is net verstuurd." in draft(client, "contact", {"name": "x", "version": "1"})
    page = client.post("plans.step", {"correct": "yes"}, number=NUMBER, step="gegevens", status=409).text
    assert "Dit plan is verstuurd. U kunt het nu niet wijzigen." in page


def test_a_saved_form_sent_twice_counts_once(client, world, db):
    begin(client, world)
    twice = {"form_id": "f" * 43}
    first = add_effort(client, **twice)
    assert add_effort(client, **twice).location == first.location
    with db.transaction() as session:
        assert session.query(Effort).count() == 1


def _plan_id(session):
    return session.query(PlanSection.plan_id).first()[0]
