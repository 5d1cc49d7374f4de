"""privacy.md 9, PR-44: values that only a coordination point decides, with a reason, and four eyes where asked."""

import pytest
import sqlalchemy as sa

from portal.administration.setting_values import VALUES
from portal.consents.terms import terms
from portal.models import Event, Region, Setting, SettingChange


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


@pytest.fixture
def frans(another_client, world):
    return another_client.sign_in_as(world.frans)


def change(who, name, value, *, seen, reason="De raad wil het zo.", status=303):
    fields = {"value": value, "seen": seen, "reason": reason}
    return who.post("administration.setting_change", fields, setting_name=name, status=status)


def of(db, region=Region.FRIESLAND):
    with db.reads() as connection:
        return terms(connection, region)


def pending(db):
    with db.reads() as connection:
        return connection.execute(sa.select(SettingChange.__table__).where(SettingChange.applied_at.is_(None))).one()


def second(who, act, row, status=303):
    fields = {"version": row.version}
    return who.post(f"administration.setting_{act}", fields, setting_name=row.name, change_id=row.id, status=status)


def test_a_value_counts_at_once_in_the_own_region_with_its_reason(cor, db):
    change(cor, "decide_days", "21", seen="14")
    assert (of(db).decide_days, of(db, Region.DRENTHE).decide_days) == (21, 14)
    page = cor.get("administration.setting", setting_name="decide_days").text
    for words in ("De raad wil het zo.", "Van 14 dagen naar 21 dagen", "Cor van ’t Hoff"):
        assert words in page
    with db.reads() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.action == "setting_changed")).one()
    assert event.detail == {"name": "decide_days", "region": "friesland"}


def test_what_ends_data_waits_for_a_second_person(cor, frans, db):
    change(cor, "draft_days", "25", seen="30")
    assert of(db).draft_days == 30
    second(cor, "confirm", pending(db), status=409)  # not by who proposed it
    change(cor, "draft_days", "20", seen="30", status=409)  # not while one waits
    second(frans, "confirm", pending(db))
    assert of(db).draft_days == 25
    assert "Frans de Boer" in cor.get("administration.setting", setting_name="draft_days").text


def test_a_change_that_was_taken_back_never_counts(cor, frans, db):
    change(cor, "evidence_core", "no", seen="yes")
    row = pending(db)
    second(cor, "take_back", row)
    second(frans, "confirm", row, status=409)
    assert of(db).evidence_core


@pytest.mark.parametrize(
    ("name", "seen", "value", "message"),
    [
        ("decide_days", "14", "6", "van 7 tot en met 28"),
        ("decide_days", "14", "-1", "van 7 tot en met 28"),
        ("decide_days", "14", "veertien", "van 7 tot en met 28"),
        ("draft_days", "30", "31", "van 15 tot en met 30"),
        ("second_reminder_days", "10", "14", "Herinneringen komen vóór de laatste dag om te kiezen."),
        ("small_numbers_threshold", "10", "5", "van 10 tot en met 100"),
        ("evidence_core", "yes", "misschien", "Kies de nieuwe waarde."),
        ("view_anchor_address", "", "niemand", "Vul een e-mailadres in met een @"),
    ],
)
def test_what_cannot_be_is_refused(cor, db, name, seen, value, message):
    assert message in change(cor, name, value, seen=seen, status=422).text
    with db.reads() as connection:
        assert connection.execute(sa.select(SettingChange.id)).all() == []


def test_no_change_without_a_reason_or_on_an_old_page(cor, db):
    change(cor, "decide_days", "21", seen="14", reason="", status=422)
    change(cor, "decide_days", "21", seen="14")
    change(cor, "decide_days", "12", seen="14", status=409)
    assert of(db).decide_days == 21


def test_an_address_counts_for_all_regions(cor, frans, db):
    change(cor, "view_anchor_address", "notaris@elders.example", seen="")
    second(frans, "confirm", pending(db))
    with db.reads() as connection:
        row = connection.execute(sa.select(Setting.__table__).where(Setting.name == "view_anchor_address")).one()
    assert (row.region, row.value) == ("", "notaris@elders.example")


def test_another_region_knows_nothing_of_a_change_and_the_officer_proposes_none(cor, frans, another_client, db, world):
    change(cor, "draft_days", "25", seen="30")
    change(frans, "decide_days", "21", seen="14", status=403)
    second(another_client.sign_in_as(world.gijs), "confirm", pending(db), status=404)


def test_every_value_has_its_page_and_reads_its_own_default(cor):
    page = cor.get("administration.settings").text
    for value in VALUES.values():
        assert str(value.words) in page or value.name
        if value.default:
            assert value.read(value.default) == value.default
        cor.get("administration.setting", setting_name=value.name)
    cor.get("administration.setting", setting_name="region_pairing", status=404)
