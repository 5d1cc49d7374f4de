"""Every pair of states of a question: where an arrow is written it is taken, everywhere else it is refused."""

from itertools import product

import pytest

from portal.consents.effects import EFFECTS, Change
from portal.models import ConsentRequest, ConsentStatus, InvalidTransition
from portal.privacy.vault import Purpose

S = ConsentStatus
FROM_OPEN = {S.DEFERRED, S.GIVEN, S.REFUSED, S.EXPIRED, S.INVALIDATED, S.CANCELLED}
ARROWS = {
    S.REQUESTED: FROM_OPEN,
    S.DEFERRED: FROM_OPEN,
    S.GIVEN: {S.WITHDRAWN, S.EXPIRED, S.INVALIDATED, S.FROZEN},
    S.FROZEN: {S.GIVEN, S.WITHDRAWN, S.INVALIDATED, S.EXPIRED},
}


@pytest.mark.parametrize(("current", "wanted"), list(product(S, S)))
def test_a_question_moves_along_its_arrows_only(current, wanted):
    """PR-24, PR-27, PR-30: a no, a stop and silence have no way back."""
    request = ConsentRequest(status=current)
    if wanted in ARROWS.get(current, set()):
        request.move_to(wanted)
        assert request.status is wanted
    else:
        with pytest.raises(InvalidTransition):
            request.move_to(wanted)
        assert request.status is current


def test_every_change_has_its_effect():
    """PR-28, PR-29: the table is complete, and the target group never survives a stop."""
    assert set(EFFECTS) == set(Change)
    for effect in EFFECTS.values():
        assert Purpose.GROUP in effect.ends


def test_only_a_yes_that_ends_leaves_an_evidence_core_and_no_sealed_part_outlives_it():
    """PR-28, PR-31: the name of approved work moves to the privacy officer; every key of the dossier ends."""
    leaving = {change for change, effect in EFFECTS.items() if effect.leaves_core}
    assert leaving == {Change.STOPPED, Change.UNRENEWED}
    assert all(EFFECTS[change].ends == set(Purpose) for change in leaving)
