"""A notice is proposed by one manager and published by another, and only when it is whole (PR-13, PR-41, PR-42)."""

import pytest
import sqlalchemy as sa

from portal.consents import publishing
from portal.consents.checking import Fault, faults_of
from portal.consents.in_force import AT_FIRST, check_live_grounds, in_force, notice_in_force, text_of
from portal.consents.notices import NoticeChanged, notice
from portal.consents.publishing import (
    MustAskAgain,
    NotPublishable,
    Overtaken,
    SecondPerson,
)
from portal.models import ControllerCard, Event, NoticePublication, NoticeText, Region
from portal.privacy import grounds
from portal.privacy.grounds import Controller, GroundChanged, Processing, ProcessingGround, grounds_at
from tests.support.asking import viewer_for
from tests.support.notices import REVIEWED, changed_text, publish


def propose(db, world, **changes):
    with db.transaction() as session:
        values = {"material": False, "reviewed": REVIEWED, "by": viewer_for(db, world.cor), **changes}
        publishing.propose(session, "1.1", **values)


def test_the_first_version_counts_until_another_is_published(db, world):
    with db.reads() as connection:
        assert in_force(connection) == AT_FIRST
    propose(db, world)
    with db.reads() as connection:
        assert in_force(connection).version == "1.0"
        assert publishing.status_of(connection, "1.1") == "proposed"
    with db.transaction() as session:
        publishing.publish(session, "1.1", seen_version=1, by=viewer_for(db, world.gijs))
    with db.reads() as connection:
        assert in_force(connection).version == "1.1"
        assert notice_in_force(connection, "en").sha256 == notice("en", "1.1").sha256
        assert publishing.status_of(connection, "1.0") == "replaced"
        acts = connection.scalars(sa.select(Event.action).where(Event.object_kind == "notice").order_by(Event.at)).all()
    assert acts == ["notice_proposed", "notice_published"]


def test_nobody_publishes_what_he_proposed(db, world):
    propose(db, world)
    with pytest.raises(SecondPerson), db.transaction() as session:
        publishing.publish(session, "1.1", seen_version=1, by=viewer_for(db, world.cor))
    with db.reads() as connection:
        assert in_force(connection).version == "1.0"


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_text_that_came_after_the_proposal_is_not_published(db, world, monkeypatch, tmp_path):
    """PR-41: the second person says yes to what the first one proposed, and to nothing else."""
    propose(db, world)
    (tmp_path / "texts").mkdir()
    changed = changed_text(monkeypatch, tmp_path / "texts", rest="Iets anders.")
    with changed, pytest.raises(Overtaken), db.transaction() as session:
        publishing.publish(session, "1.1", seen_version=1, by=viewer_for(db, world.gijs))


def test_a_proposal_that_was_replaced_is_not_published_by_an_old_page(db, world):
    propose(db, world)
    with db.transaction() as session:
        publishing.take_back(session, "1.1", seen_version=1, by=viewer_for(db, world.gijs))
    with pytest.raises(Overtaken), db.transaction() as session:
        publishing.publish(session, "1.1", seen_version=1, by=viewer_for(db, world.gijs))
    propose(db, world)
    with pytest.raises(Overtaken):
        propose(db, world)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notice_publication SET material = true",
        "DELETE FROM notice_publication",
        "UPDATE notice_text SET sha256 = 'x'",
        "DELETE FROM notice_text",
    ],
)
def test_the_database_keeps_what_was_published(db, world, statement):
    """PR-42: an update of a published version raises."""
    publish(db, world)
    with pytest.raises(sa.exc.DBAPIError, match=r"kept|append-only"), db.transaction() as session:
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("changes", "fault", "item"),
    [
        ({"N07": None}, Fault.MISSING, "N07"),
        ({"N14": ""}, Fault.EMPTY, "N14"),
        ({"stop": ""}, Fault.EMPTY, "stop"),
        ({"N03": "Iemand van het coördinatiepunt."}, Fault.NOT_NAMED, "N03"),
        ({"N16": "U kunt klagen."}, Fault.NOT_NAMED, "N16"),
        ({"rest": "Vraag het aan {piet}."}, Fault.UNKNOWN_PLACEHOLDER, "rest"),
        ({"C1": "Ja, {contractor} mag alles."}, Fault.FILLED_IN, "C1"),
        ({"changes": None}, Fault.MISSING, "changes"),
    ],
)
@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_text_that_is_not_whole_is_not_proposed(db, world, monkeypatch, tmp_path, changes, fault, item):
    """PR-21, PR-41: every item of the first layer and N01 to N20, with what it must name."""
    (tmp_path / "texts").mkdir()
    with changed_text(monkeypatch, tmp_path / "texts", **changes):
        with pytest.raises(NotPublishable) as refused:
            propose(db, world)
        assert (fault, "nl", item) in [(one.fault, one.where, one.item) for one in refused.value.findings]


def test_a_contact_that_is_empty_stops_publishing(db, world):
    """PR-41: of any region, since candidates of all three read the same text; also when it went after proposing."""
    propose(db, world)
    with db.transaction() as session:
        session.get_one(ControllerCard, Region.DRENTHE).officer_email = ""
    with db.reads() as connection:
        (finding,) = faults_of(connection, "1.1")
    assert (finding.fault, finding.where, finding.detail) == (Fault.CONTACT, "drenthe", "officer_email")
    with pytest.raises(NotPublishable), db.transaction() as session:
        publishing.publish(session, "1.1", seen_version=1, by=viewer_for(db, world.gijs))


def test_a_translation_needs_a_reader(db, world):
    with pytest.raises(NotPublishable):
        propose(db, world, reviewed={})


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_file_that_is_not_what_was_published_is_not_read(db, world, monkeypatch, tmp_path):
    """PR-42: not even when its checksum in the code was changed along with it."""
    publish(db, world)
    (tmp_path / "texts").mkdir()
    changed = changed_text(monkeypatch, tmp_path / "texts", rest="Iets anders.")
    with changed, db.reads() as connection, pytest.raises(NoticeChanged):
        text_of(in_force(connection), "nl")


def other_ground(since):
    return ProcessingGround(Processing.SUPERVISION, Controller.COORDINATION_POINT, "6(1)(c)", since=since)


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_ground_that_is_in_use_cannot_be_changed(db, world, monkeypatch):
    """PR-13: in the row itself it is refused at once, before and after a version was published."""
    others = [row for row in grounds.GROUNDS if row.processing is not Processing.SUPERVISION]
    monkeypatch.setattr(grounds, "GROUNDS", (*others, other_ground("1.0")))
    with db.reads() as connection, pytest.raises(GroundChanged):
        check_live_grounds(connection)
    with pytest.raises(GroundChanged):
        propose(db, world)


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_new_ground_counts_when_its_version_is_published_and_asked_about(db, world, monkeypatch):
    """PR-13: a new version with its day and its campaign, and the old ground until then."""
    monkeypatch.setattr(grounds, "GROUNDS", (*grounds.GROUNDS, other_ground("1.1")))
    told = grounds.grounds_sha256("1.1")
    edition = publishing.VERSIONS["1.1"]
    versions = {**publishing.VERSIONS, "1.1": type(edition)(edition.material, edition.protocol, told)}
    for module in ("publishing", "in_force"):
        monkeypatch.setattr(f"portal.consents.{module}.VERSIONS", versions)
    assert {row.article for row in grounds_at("1.0") if row.processing is Processing.SUPERVISION} == {"6(1)(e)"}
    with pytest.raises(MustAskAgain):
        propose(db, world, material=False)
    publish(db, world, material=True)
    with db.reads() as connection:
        check_live_grounds(connection)
        current = in_force(connection).version
        row = connection.execute(sa.select(NoticePublication.__table__)).one()
    assert {one.article for one in grounds_at(current) if one.processing is Processing.SUPERVISION} == {"6(1)(c)"}
    assert (row.grounds_sha256, row.material) == (told, True)


def test_the_row_says_who_read_the_translation(db, world):
    publish(db, world)
    with db.reads() as connection:
        rows = connection.execute(sa.select(NoticeText.__table__).order_by(NoticeText.language)).all()
    assert [(row.language, row.reviewed_by) for row in rows] == [("en", "Ann Reader"), ("nl", "")]
