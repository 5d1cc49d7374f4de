"""Every pair of statuses of a plan: the written arrows move it, all others are refused (design rule 6)."""

from itertools import product

import pytest

from portal.models import OPEN_FOR_EDITING, WITH_THE_CSR, InvalidTransition, Plan, PlanStatus

ARROWS = {
    ("draft", "submitted"),
    ("submitted", "withdrawn"),
    ("submitted", "changing"),
    ("submitted", "returned"),
    ("submitted", "approved"),
    ("withdrawn", "submitted"),
    ("returned", "resubmitted"),
    ("resubmitted", "returned"),
    ("resubmitted", "approved"),
    ("approved", "changing"),
    ("changing", "submitted"),
    ("changing", "approved"),
}


@pytest.mark.parametrize(("current", "wanted"), list(product(PlanStatus, PlanStatus)))
def test_a_plan_takes_only_written_arrows(current, wanted):
    plan = Plan(status=current)
    if (current.value, wanted.value) in ARROWS:
        plan.move_to(wanted)
        assert plan.status is wanted
    else:
        with pytest.raises(InvalidTransition):
            plan.move_to(wanted)
        assert plan.status is current


def test_a_plan_is_open_or_with_the_coordination_point_or_approved():
    assert OPEN_FOR_EDITING | WITH_THE_CSR | {PlanStatus.APPROVED} == set(PlanStatus)
    assert not OPEN_FOR_EDITING & WITH_THE_CSR
