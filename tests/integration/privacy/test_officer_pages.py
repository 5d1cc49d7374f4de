"""The privacy officer reads what is processed (PR-68), and sees days on which somebody looked strikingly (PR-66)."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine

from portal import clock
from portal.models import Region, Setting
from portal.privacy import processing
from portal.privacy.register import FIELDS
from portal.privacy.striking import Day, Limits, Striking, collect, judge, striking_days
from portal.privacy.viewlog import record_view
from tests.integration.privacy.test_viewlog import carla, look

__all__ = ["carla"]
NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)


@pytest.fixture
def officer(client, world):
    return client.sign_in_as(world.frans)


def test_the_register_is_read_with_date_and_version_pr68(officer):
    page = officer.get("privacy.register").text
    assert processing.version() in page
    assert "Functionaris gegevensbescherming" in page
    assert page.count("<details") >= len(processing.Category) - 1
    rows = list(csv.DictReader(io.StringIO(_file(officer, "csv").lstrip("\ufeff")), delimiter=";"))
    assert sorted(row["Veld"] for row in rows) == sorted(field.place for field in FIELDS)
    assert len(rows) == len(FIELDS)
    assert {(row["Datum"], row["Versie"]) for row in rows} == {(clock.today().isoformat(), processing.version())}
    found = json.loads(_file(officer, "json"))
    assert (found["date"], found["version"]) == (clock.today().isoformat(), processing.version())
    assert {one["purpose"] for one in found["activities"]} == {"P1", "P2", "P3", "P4"}
    assert len(found["fields"]) == len(FIELDS)
    officer.get("privacy.register_file", format="exe", status=404)


def _file(officer, format):
    answer = officer.get("privacy.register_file", format=format)
    assert processing.version() in answer.headers["Content-Disposition"]
    return answer.get_data().decode()


def test_a_day_with_many_hidden_values_is_on_the_list_and_can_be_read_pr66(client, db, world, carla):
    with db.transaction() as session:
        session.add(Setting(name="striking_reveals", region="", value="3", changed_at=clock.now()))
    with time_machine.travel(clock.now().replace(hour=11), tick=False):
        officer = client.sign_in_as(world.frans)
        look(db, carla, world, fields="birth_date", reason="correctie")
        assert "Er zijn geen opvallende dagen" in officer.get("privacy.striking").text
        with db.transaction() as session:
            for _ in range(3):
                record_view(
                    session, viewer=carla, action="reveal", object_kind="candidate", object_id=world.contract_a,
                    fields="target_group duration_class", reason="controle_waarde", origin="privacy.reveal_to_csr",
                )  # fmt: skip
        page = officer.get("privacy.striking").text
        assert "Liet veel verborgen gegevens tonen" in page
        assert "Keek &#39;s nachts" not in page
        day = clock.today().isoformat()
        lines = officer.get("privacy.looks", user_id=world.carla, day=day).text
        assert lines.count("Verborgen gegeven getoond") == 3
        assert "Om de waarde te controleren" in lines
        officer.get("privacy.looks", user_id=uuid4(), day=day, status=404)
        officer.get("privacy.looks", user_id=world.carla, day="gisteren", status=404)


def test_who_belongs_to_another_region_is_not_on_the_list(db, world, carla):
    look(db, carla, world, result="restricted")
    with db.reads() as connection:
        found = {region: len(striking_days(connection, region)) for region in Region}
    assert sum(found.values()) >= 1
    assert 0 in found.values()


def row(at, user, person=None, action="view", result="shown"):
    return SimpleNamespace(
        at=at, actor_id=user, action=action, result=result, object_kind="candidate", object_id=person or uuid4()
    )


@pytest.mark.parametrize(
    ("looks", "blocked", "kinds"),
    [
        ([{}] * 59, 0, set()),
        ([{}] * 60, 0, {Striking.MANY_PEOPLE}),
        ([{"action": "reveal"}] * 9, 0, set()),
        ([{"action": "reveal"}] * 10, 0, {Striking.MANY_REVEALS}),
        ([{"person": uuid4()}] * 10, 0, {Striking.SAME_PERSON}),
        ([{"at": NOON + timedelta(hours=10)}] * 4, 0, set()),  # 22 o'clock in Amsterdam
        ([{"at": NOON + timedelta(hours=10)}] * 5, 0, {Striking.AT_NIGHT}),
        ([{"at": NOON + timedelta(hours=9, minutes=59)}] * 5, 0, set()),
        ([{"at": NOON + timedelta(hours=10), "action": "reveal"}], 0, {Striking.AT_NIGHT}),
        ([{"result": "restricted"}], 0, {Striking.NOT_IN_USE}),
        ([], 1, {Striking.BLOCKED}),
    ],
)
def test_what_is_striking(looks, blocked, kinds):
    user = uuid4()
    rows = [row(**{"at": NOON, "user": user, **one}) for one in looks]
    days = collect(rows, [SimpleNamespace(at=NOON, actor_id=user)] * blocked)
    (one,) = days[user].values()
    assert set(judge(one, [], Limits())) == kinds


def test_unusual_is_against_the_own_other_days():
    usual = [Day(looks=8), Day(looks=9), Day(looks=40)]
    assert judge(Day(looks=27), usual, Limits()) == (Striking.UNUSUAL,)
    assert judge(Day(looks=26), usual, Limits()) == ()
    assert judge(Day(looks=19), [Day(looks=1)], Limits()) == ()
