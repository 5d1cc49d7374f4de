"""A hold keeps data from being erased on request, and never from being withdrawn (PR-46, PR-58)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.administration import breaches
from portal.administration.breaches import AuthorityDecision, Facts, PeopleDecision
from portal.errors import Refused
from portal.models import Breach, HoldReason, Notifying, PlacementStatus, Region, Right, RightsOutcome
from portal.privacy.holds import held_among
from portal.privacy.vault import Purpose
from portal.privacy.viewlog import record_view
from portal.retention import holding
from portal.retention.holding import Scope
from portal.rights import deciding
from portal.rights.fields import Part
from tests.support.asking import viewer_for
from tests.support.rights import act, asks, dossier


@pytest.mark.parametrize("scope", ["candidate", "contract", "region"])
def test_pr46_what_is_held_is_not_erased_until_the_hold_ends(db, vault, world, scope):
    person = dossier(db, vault, world, work=PlacementStatus.APPROVED)
    request_id = asks(db, vault, Right.ERASE, person)
    scoped = Scope(
        Region.FRIESLAND,
        world.contract_a if scope != "region" else None,
        person.candidate_id if scope == "candidate" else None,
    )
    frans, today = viewer_for(db, world.frans), clock.today()
    with db.transaction() as session:
        hold_id = holding.set_hold(
            session, scoped, reason=HoldReason.COURT, explanation="Zaak", review_on=today + timedelta(days=30), by=frans
        )
    decision = {"outcome": RightsOutcome.GRANTED, "reasons": "", "parts": frozenset(Part)}
    with pytest.raises(Refused, match=r"moeten blijven|must stay"):
        act(db, vault, request_id, deciding.decide, **decision, by=viewer_for(db, world.carla))
    assert vault.seal(person.candidate_id, Purpose.NAME, {"first_name": "X"})  # the key is still there
    with db.transaction() as session:
        holding.lift(session, hold_id, seen_version=1, by=frans)
    act(db, vault, request_id, deciding.decide, **decision, by=viewer_for(db, world.carla))


def test_pr46_a_hold_of_another_region_or_contract_holds_nothing_here(db, vault, world):
    person = dossier(db, vault, world, work=PlacementStatus.APPROVED)
    request_id = asks(db, vault, Right.ERASE, person)
    today = clock.today()
    with db.transaction() as session:
        for scope in (Scope(Region.DRENTHE), Scope(Region.DRENTHE, world.contract_b)):
            holding.set_hold(
                session, scope, reason=HoldReason.AUDIT, explanation="X", review_on=today, by=viewer_for(db, world.dora)
            )
    act(db, vault, request_id, deciding.decide, outcome=RightsOutcome.GRANTED, reasons="", parts=frozenset(Part),
        by=viewer_for(db, world.carla))  # fmt: skip


def test_pr46_no_hold_without_a_review_within_six_months(db, world):
    today = clock.today()
    for wrong in (today - timedelta(days=1), today + timedelta(days=190)):
        with pytest.raises(Refused), db.transaction() as session:
            holding.set_hold(session, Scope(Region.FRIESLAND), reason=HoldReason.AUDIT, explanation="X",
                             review_on=wrong, by=viewer_for(db, world.frans))  # fmt: skip


def look(db, by, kind, object_id, action="view") -> None:
    with db.transaction() as session:
        record_view(session, viewer=by, action=action, object_kind=kind, object_id=object_id, purpose="P2")


def held(db, ids, today=None):
    with db.reads() as connection:
        return held_among(connection, ids, today or clock.today())


def test_pr46_an_open_breach_holds_whom_somebody_looked_at_until_it_is_closed(client, db, vault, world):
    """By itself, once its days are known (PR-70): a look at the dossier, at a list, or at a request."""
    seen, asked, later_on = (
        dossier(db, vault, world, work=PlacementStatus.APPROVED, email=f"p{at}@post.example") for at in range(3)
    )
    ids = [one.candidate_id for one in (seen, asked, later_on)]
    carla, frans, today = viewer_for(db, world.carla), viewer_for(db, world.frans), clock.today()
    letter = asks(db, vault, Right.COMPLAIN, asked)
    act(db, vault, letter, deciding.decide, outcome=RightsOutcome.GRANTED, reasons="", by=carla)
    look(db, carla, "candidate", seen.candidate_id)
    look(db, carla, "rights_request", letter)
    look(db, viewer_for(db, world.cor), "candidate", later_on.candidate_id)  # with another account
    with db.transaction() as session:
        breach = breaches.enter(session, facts="Account misbruikt", discovered_at=clock.now(), by=frans).id
    assert held(db, ids) == set()  # nobody knows the days yet
    known = Facts("Account misbruikt", "Meelezen", "Account dicht", today, today, world.carla)
    with db.transaction() as session:
        breaches.write_facts(session, breach, known, seen_version=1, by=frans)
    assert held(db, ids) == {seen.candidate_id, asked.candidate_id}
    page = client.sign_in_as(world.frans).get("retention.overview").text
    assert "Datalek DL-2026-0001: iedereen die is bekeken" in page
    assert "Hun gegevens blijven staan" in client.get("administration.breach", breach_id=breach).text
    request_id = asks(db, vault, Right.ERASE, seen)
    decision = {"outcome": RightsOutcome.GRANTED, "reasons": "", "parts": frozenset(Part), "by": carla}
    with pytest.raises(Refused, match="Datalek"):
        act(db, vault, request_id, deciding.decide, **decision)
    assert held(db, ids[1:], clock.today() + timedelta(days=190)) == set()  # nothing holds unseen for over six months
    look(db, carla, "contract", world.contract_a, action="list")
    assert held(db, ids[1:]) == {asked.candidate_id, later_on.candidate_id}
    with db.transaction() as session:
        breaches.decide_authority(session, breach, AuthorityDecision(Notifying.NO, "Klein"), seen_version=2, by=frans)
        breaches.decide_people(session, breach, PeopleDecision(Notifying.NO, "Klein"), seen_version=3, by=frans)
        breaches.close(session, breach, seen_version=4, by=frans)
        assert session.scalar(sa.select(Breach.status)) == "closed"
    assert held(db, ids[1:]) == set()
    act(db, vault, request_id, deciding.decide, **decision)


def test_pr46_a_dossier_that_may_not_be_used_is_not_destroyed_either(db, vault, world):
    """Article 18(2): nothing but keeping, until the restriction ends."""
    person = dossier(db, vault, world)
    request_id = asks(db, vault, Right.RESTRICT, person)
    act(
        db,
        vault,
        request_id,
        deciding.decide,
        outcome=RightsOutcome.GRANTED,
        reasons="",
        by=viewer_for(db, world.carla),
    )
    assert held(db, [person.candidate_id]) == {person.candidate_id}


def test_pr46_what_was_not_granted_holds_as_long_as_it_can_be_objected_to(db, vault, world):
    """Six weeks (Awb 6:7), as the letter says; a request that was granted does not."""
    person, by = dossier(db, vault, world), viewer_for(db, world.carla)
    granted, refused = (asks(db, vault, Right.COMPLAIN, person) for _ in range(2))
    act(db, vault, granted, deciding.decide, outcome=RightsOutcome.GRANTED, reasons="", by=by)
    assert held(db, [person.candidate_id], clock.today()) == {person.candidate_id}  # the other one is open
    act(db, vault, refused, deciding.decide, outcome=RightsOutcome.REFUSED, reasons="Omdat het zo is. " * 4, by=by)
    until = clock.today() + timedelta(weeks=6)
    assert held(db, [person.candidate_id], until) == {person.candidate_id}
    assert held(db, [person.candidate_id], until + timedelta(days=1)) == set()
