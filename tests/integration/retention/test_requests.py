"""Lines of the register of requests go when their own term has passed, with all that hangs on them (PR-47, PR-52)."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.models import (
    Candidate,
    Correction,
    Declaration,
    KeptTotal,
    RecordKind,
    Restriction,
    Right,
    RightsOutcome,
    RightsRequest,
)
from portal.privacy.gate import is_restricted
from portal.privacy.vault import Purpose
from portal.retention.destroying import destroy_due
from portal.rights import correcting, deciding
from portal.rights.chores import lift_announced
from tests.support.asking import BASE_URL, mails, viewer_for
from tests.support.retention import approved_destruction, later, tables_that_name
from tests.support.rights import act, asks, dossier

ASKED = datetime(2026, 6, 1, 8, tzinfo=UTC)
DUE = datetime(2031, 6, 2, 8, tzinfo=UTC)  # closed on 1 June 2026: five years, and the day after
KEPT_NAMES = {"view_log"}  # has a term of its own, and names nobody


@pytest.fixture
def asked(db, vault, world):
    """A correction that was taken over, a restriction that stands, and a request that is open; all of one person."""
    person, carla = dossier(db, vault, world), viewer_for(db, world.carla)
    with time_machine.travel(ASKED, tick=True):
        corrected = asks(db, vault, Right.CORRECT, person)
        correction = act(db, vault, corrected, lambda row, post: correcting.mark(row, "town", "Harlingen", post).id)
        restricted = asks(db, vault, Right.RESTRICT, person)
        for request_id in (corrected, restricted):
            act(db, vault, request_id, deciding.decide, outcome=RightsOutcome.GRANTED, reasons="", by=carla)
        waiting = asks(db, vault, Right.ACCESS, person)
    with time_machine.travel(ASKED + timedelta(days=3), tick=True):
        assert lift_announced(db, vault, BASE_URL) == 1  # of the dispute about the town
    return person, corrected, correction, restricted, waiting


def test_pr47_a_line_goes_with_its_letter_and_corrections_and_the_dossier_stays(client, db, vault, world, asked):
    person, corrected, correction, restricted, waiting = asked
    token = mails(db, vault, "rights_decided")[0].text.split("/verzoek/")[1].split()[0]
    client.get("rights.mine", token=token)
    with time_machine.travel(DUE - timedelta(days=1)), pytest.raises(AssertionError):
        approved_destruction(db, world, at=DUE - timedelta(days=1), kind=RecordKind.RIGHTS_REQUEST)
    approved_destruction(db, world, at=DUE, kind=RecordKind.RIGHTS_REQUEST)
    with later(DUE + timedelta(days=7)):
        assert destroy_due(db, vault) == 1
    with db.reads() as connection:
        assert set(connection.scalars(sa.select(RightsRequest.id))) == {restricted, waiting}
        assert connection.scalar(sa.select(sa.func.count()).select_from(Correction)) == 0
        assert connection.scalar(sa.select(Restriction.request_id).where(Restriction.lifted_at.is_(None))) == restricted
        assert is_restricted(connection, person.candidate_id)  # the line of what still works stays
        said = connection.execute(sa.select(Declaration.__table__)).one()
        assert connection.scalar(sa.select(sa.func.count()).select_from(KeptTotal)) == 0
        row = connection.execute(sa.select(Candidate.__table__).where(Candidate.id == person.candidate_id)).one()
    assert tables_that_name(db, corrected, correction) <= KEPT_NAMES
    assert (said.kind, said.destroyed, said.contracts, said.result) == (RecordKind.RIGHTS_REQUEST, 1, 0, "6.1")
    assert vault.open(row.id, Purpose.ADDRESS, row.address_sealed)["town"] == "Harlingen"
    for page in ("rights.mine", "rights.letter"):
        client.get(page, token=token, status=404)
