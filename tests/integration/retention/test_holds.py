"""A hold keeps data from being erased on request, and never from being withdrawn (PR-46, PR-58)."""

from datetime import timedelta

import pytest

from portal import clock
from portal.errors import Refused
from portal.models import HoldReason, PlacementStatus, Region, Right, RightsOutcome
from portal.privacy.vault import Purpose
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
    held = Scope(
        Region.FRIESLAND,
        world.contract_a if scope != "region" else None,
        person.candidate_id if scope == "candidate" else None,
    )
    frans, today = viewer_for(db, world.frans), clock.today()
    with db.transaction() as session:
        hold_id = holding.set_hold(
            session, held, reason=HoldReason.COURT, explanation="Zaak", review_on=today + timedelta(days=30), by=frans
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
