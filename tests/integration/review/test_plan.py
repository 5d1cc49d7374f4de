"""S-10: a plan as it was sent, with what changed and what it is worth; opening it ends the time to take it back."""

import sqlalchemy as sa

from portal.models import Effort, PlanVersion, View
from tests.support.submissions import sent_plan


def test_the_plan_is_shown_in_words_and_nothing_can_be_edited(db, vault, world, carla):
    sent_plan(db, vault, world)
    page = carla.get("review.plan", number=world.number_a, round=1).text
    for text in ("Plan beoordelen", "Þóra O’Neill-van ’t Hoff", "De uitvoerder.", "Controle van de waarde"):
        assert text in page
    main = page.split("<main")[1].split("</main>")[0]
    assert main.count("<form") == 1
    assert 'name="remark_efforts"' in main


def test_opening_is_written_down_before_anything_is_shown(db, vault, world, carla, another_client):
    sent = sent_plan(db, vault, world)
    page = carla.get("review.plan", number=world.number_a, round=1).text
    assert "Geopend door Carla Hoekstra op 25 november 2026" in page
    with db.reads() as connection:
        row = connection.execute(sa.select(View.__table__).where(View.object_id == sent.version_id)).one()
    assert (row.action, row.object_kind, row.actor_id) == ("view", "plan_version", world.carla)
    anna = another_client.sign_in_as(world.anna)
    anna.post("plans.withdraw", {}, number=world.number_a, status=409)


def test_a_look_of_the_privacy_officer_does_not_end_that_time(db, vault, world, client, another_client):
    sent_plan(db, vault, world)
    page = client.sign_in_as(world.frans).get("review.plan", number=world.number_a, round=1).text
    assert "Geopend door" not in page
    another_client.sign_in_as(world.anna).post("plans.withdraw", {}, number=world.number_a)
    client.get("review.plan", number=world.number_a, round=1, status=404)
    assert "Teruggetrokken" in client.get("review.plans", number=world.number_a).text


def test_without_the_log_the_plan_is_not_shown(db, vault, world, carla, monkeypatch):
    sent_plan(db, vault, world)

    def broken(*_args, **_kwargs):
        raise RuntimeError("the log is full")

    monkeypatch.setattr("portal.web.looks.record_view", broken)
    carla.app.config["PROPAGATE_EXCEPTIONS"] = False
    page = carla.get("review.plan", number=world.number_a, round=1, status=500).text
    assert "Þóra" not in page


def test_an_effort_that_counts_otherwise_is_marked(db, vault, world, carla):
    sent = sent_plan(db, vault, world)
    assert "Verschilt" not in carla.get("review.plan", number=world.number_a, round=1).text
    with db.transaction() as session:
        version = session.get_one(PlanVersion, sent.version_id)
        version.content = {**version.content, "efforts": [{**version.content["efforts"][0], "value": "99999.00"}]}
    page = carla.get("review.plan", number=world.number_a, round=1).text
    assert "Verschilt" in page
    assert "€\xa026.666,67" in page
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Effort)) == 1


def test_a_round_that_is_not_there_does_not_exist(world, carla):
    carla.get("review.plan", number=world.number_a, round=1, status=404)
    assert "heeft nog geen plan verstuurd" in carla.get("review.plans", number=world.number_a).text
