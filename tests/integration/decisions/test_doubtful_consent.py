"""Work on a doubtful consent waits for a named person (PR-34): cleared with a reason, or declared invalid."""

import pytest
import sqlalchemy as sa

from portal.consents import ledger
from portal.consents.signals import flag
from portal.models import (
    ConsentRequest,
    ConsentStatus,
    Decision,
    DomainPermission,
    Event,
    PlacementStatus,
    Signal,
    SignalKind,
)
from tests.support.asking import approve_plan, ask
from tests.support.submissions import placement_of, sent_work

NUMBER = "2026-0001"
CLEAR = {"verdict": "in_order", "reason": "Gebeld met de kandidaat: het klopt."}


@pytest.fixture
def work(db, vault, world, samira):
    return sent_work(db, vault, world, samira)


@pytest.fixture
def sign(db, samira):
    with db.transaction() as session:
        flag(session, samira.request_id, SignalKind.SAME_NETWORK)
        return session.scalar(sa.select(Signal.id))


def approve(client, work, status=303):
    data = {"version": str(work.version), "outcome": "approved"}
    return client.post("decisions.placement", data, number=NUMBER, placement_id=work.placement_id, status=status)


def decide(client, person, data, status=303):
    return client.post("decisions.doubt", data, number=NUMBER, candidate_id=person.id, status=status)


def test_a_flagged_consent_cannot_carry_an_approval_until_it_is_cleared(carla, db, samira, work, sign):
    page = approve(carla, work, status=409).text
    assert "Kijk eerst naar de toestemming" in page
    assert "hetzelfde netwerk" in page
    assert placement_of(db, work.placement_id).status is PlacementStatus.SUBMITTED
    assert "Er is twijfel over deze toestemming" in carla.get(
        "review.candidate", number=NUMBER, candidate_id=samira.id
    ).text  # fmt: skip
    assert "Kandidaat 1" in carla.get("review.doubts").text
    decide(carla, samira, {**CLEAR, "signal": str(sign)})
    with db.reads() as connection:
        row = connection.execute(sa.select(Signal.__table__)).one()
        event = connection.execute(sa.select(Event).where(Event.action == "consent_doubt_cleared")).one()
    assert (row.cleared_by, row.reason) == (event.actor_id, CLEAR["reason"])
    assert "Er is geen twijfel" in carla.get("review.doubts").text
    approve(carla, work)
    assert placement_of(db, work.placement_id).status is PlacementStatus.APPROVED


def test_work_can_be_returned_all_the_same(carla, db, samira, work, sign):
    data = {
        "version": str(work.version), "outcome": "returned", "message": "De einddatum ontbreekt.",
        "respond_by-day": "18", "respond_by-month": "12", "respond_by-year": "2026",
    }  # fmt: skip
    carla.post("decisions.placement", data, number=NUMBER, placement_id=work.placement_id)
    assert placement_of(db, work.placement_id).status is PlacementStatus.RETURNED


def test_several_at_once_leave_the_doubtful_one_out(carla, db, samira, work, sign):
    token = f"{work.placement_id}.{work.version}"
    sent = carla.post("decisions.placements", {"placement": token, "confirmed": "ja"}, number=NUMBER)
    assert "Er is twijfel over de toestemming van deze kandidaat" in carla.get_path(sent.location).text
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0


def test_a_sign_that_came_later_is_not_cleared_unread(carla, db, samira, sign):
    with db.transaction() as session:
        flag(session, samira.request_id, SignalKind.TOO_FAST)
    assert "net veranderd" in decide(carla, samira, {**CLEAR, "signal": str(sign)}, status=409).text
    decide(carla, samira, {**CLEAR, "signal": "niets"}, status=409)
    with db.reads() as connection:
        assert connection.scalars(sa.select(Signal.cleared_at)).all() == [None, None]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Kies een besluit."),
        ({"verdict": "in_order"}, "Schrijf op waarom."),
        ({"verdict": "in_order", "reason": "Zij is ziek."}, "gezondheid of justitie"),
        ({"verdict": "not_valid", "reason": "Zij weet van niets."}, "als u het zeker weet"),
    ],
)
def test_a_decision_without_its_reason_is_none(carla, db, samira, sign, data, says):
    assert says in decide(carla, samira, {**data, "signal": str(sign)}, status=422).text


def test_a_consent_that_is_not_hers_is_declared_invalid(carla, db, vault, samira, work, sign):
    data = {"verdict": "not_valid", "reason": "Zij weet van niets.", "certain": "ja", "signal": str(sign)}
    decide(carla, samira, data)
    with db.reads() as connection:
        request = connection.execute(sa.select(ConsentRequest.status, ConsentRequest.c2_given)).one()
        assert ledger.verify(connection) is None
    assert request == (ConsentStatus.INVALIDATED, False)
    row = placement_of(db, work.placement_id)
    assert (row.status, row.value) == (PlacementStatus.RETURNED, 0)
    carla.get("review.candidate", number=NUMBER, candidate_id=samira.id, status=404)
    decide(carla, samira, data, status=404)


def test_only_the_own_coordination_point_looks(client, world, samira, sign):
    for who, status in ((world.dora, 404), (world.anna, 403), (world.karel, 404), (world.frans, 403)):
        client.sign_in_as(who).get("decisions.doubt", number=NUMBER, candidate_id=samira.id, status=status)
    assert "Kandidaat" not in client.sign_in_as(world.dora).get("review.doubts").text.split("<main")[1]


def test_an_address_of_the_company_is_permitted_once_by_name(carla, db, vault, world):
    """PR-34: the sign is there, cleared beforehand by whoever permitted it."""
    approve_plan(db, world)
    carla.post("decisions.permit_address", {}, number=NUMBER, status=422)
    carla.post("decisions.permit_address", {"reason": "Zij werkt er al en heeft geen ander adres."}, number=NUMBER)
    ask(db, vault, world, email="samira@deterp.example")
    with db.reads() as connection:
        sign = connection.execute(sa.select(Signal.__table__)).one()
        given = connection.execute(sa.select(DomainPermission.__table__)).one()
    assert (sign.kind, sign.cleared_by, sign.reason) == (SignalKind.OWN_DOMAIN, world.carla, given.reason)
    assert given.used_at is not None
    with pytest.raises(Exception, match="own"):
        ask(db, vault, world, email="ype@deterp.example")
