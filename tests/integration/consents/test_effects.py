"""What ends when consent ends, as the table of PR-28 says it, for each state of the work."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.candidates.services import fill_in_details, fill_in_group
from portal.consents.campaign import CHORES
from portal.consents.effects import Change, take_effect
from portal.mail.bounces import note_not_reached
from portal.models import (
    Candidate,
    ConsentRequest,
    Event,
    EvidenceCore,
    Letter,
    LetterKind,
    Placement,
    PlacementHours,
    PlacementStatus,
    Region,
    Setting,
    new_id,
)
from portal.privacy.erasure import finish_endings
from portal.privacy.vault import KeyEnded, Purpose
from tests.support.asking import BASE_URL, BORN, choose, come_in, mails, viewer_for
from tests.support.notices import publish

DRAFT, SENT, BACK, GOOD, MENDED = (
    PlacementStatus.DRAFT,
    PlacementStatus.SUBMITTED,
    PlacementStatus.RETURNED,
    PlacementStatus.APPROVED,
    PlacementStatus.CORRECTED,
)
ALL, REST = frozenset(Purpose), frozenset(Purpose) - {Purpose.NAME}
GROUP = frozenset({Purpose.GROUP})
VALUE, APPROVED_VALUE = Decimal(20_000), Decimal(18_000)


@dataclass(frozen=True)
class Left:
    """After a change: status and value of the work (None: the row is gone), its hours, ended keys, a core or not."""

    work: tuple[PlacementStatus, Decimal | None] | None
    has_hours: bool
    ended: frozenset[Purpose]
    core: bool = False


TABLE = {
    (Change.STOPPED, None): Left(None, False, ALL),
    (Change.STOPPED, DRAFT): Left(None, False, ALL),
    (Change.STOPPED, SENT): Left((BACK, Decimal(0)), False, ALL),
    (Change.STOPPED, BACK): Left((BACK, Decimal(0)), False, ALL),
    (Change.STOPPED, GOOD): Left((GOOD, VALUE), True, REST, core=True),
    (Change.STOPPED, MENDED): Left((GOOD, APPROVED_VALUE), True, REST, core=True),
    (Change.GROUP_STOPPED, None): Left(None, False, GROUP),
    (Change.GROUP_STOPPED, DRAFT): Left((DRAFT, None), True, GROUP),
    (Change.GROUP_STOPPED, SENT): Left((SENT, None), True, GROUP),
    (Change.GROUP_STOPPED, BACK): Left((BACK, None), True, GROUP),
    (Change.GROUP_STOPPED, GOOD): Left((GOOD, VALUE), True, GROUP),
    (Change.GROUP_STOPPED, MENDED): Left((MENDED, VALUE), True, GROUP),
    (Change.REFUSED, None): Left(None, False, ALL),
    (Change.DENIED, None): Left(None, False, ALL),
    (Change.CANCELLED, None): Left(None, False, ALL),
    (Change.NO_ANSWER, None): Left(None, False, ALL),
}


@pytest.fixture
def given(client, db, vault, world, token, candidate):
    """Samira said yes to both, and everything is filled in."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    anna = viewer_for(db, world.anna)
    details = {"street": "", "postcode": "8911 AB", "town": "Leeuwarden", "born": BORN, "base_url": BASE_URL}
    with db.transaction() as session:
        version = session.scalar(sa.select(Candidate.version))
        fill_in_details(session, vault, candidate_id=candidate, seen_version=version, by=anna, **details)
    group = {"target_group": "wajong", "duration_class": None}
    with db.transaction() as session:
        fill_in_group(session, vault, candidate_id=candidate, seen_version=version + 1, by=anna, **group)
    return candidate


def place(db, candidate, contract_id, status):
    placement_id = new_id()
    with db.transaction() as session:
        session.add(
            Placement(
                id=placement_id,
                contract_id=contract_id,
                candidate_id=candidate,
                status=status,
                form="employment",
                starts_on=date(2026, 9, 1),
                value=VALUE,
                approved_value=APPROVED_VALUE if status in (GOOD, MENDED) else None,
                created_at=clock.now(),
                updated_at=clock.now(),
            )
        )
        session.flush()
        session.add(PlacementHours(placement_id=placement_id, from_on=date(2026, 9, 1), hours_per_week=Decimal(24)))


@pytest.mark.parametrize(("change", "status"), TABLE, ids=lambda one: one.value if one else "no work")
def test_the_table(db, vault, world, given, change, status):
    """PR-23, PR-28, PR-29, PR-30: and every key that ended is gone for good."""
    expected = TABLE[change, status]
    if status is not None:
        place(db, given, world.contract_a, status)
    with db.transaction() as session:
        assert take_effect(session, given, change) is expected.core
    finish_endings(db, vault)
    finish_endings(db, vault)
    with db.reads() as connection:
        work = connection.execute(sa.select(Placement.status, Placement.value)).first()
        has_hours = bool(connection.scalar(sa.select(sa.func.count()).select_from(PlacementHours)))
        row = connection.execute(sa.select(Candidate.__table__)).one()
        core = connection.execute(sa.select(EvidenceCore.__table__)).first()
        reasons = connection.scalars(sa.select(Event.detail).where(Event.action == "placement_lapsed")).all()
    assert (tuple(work) if work else None, has_hours) == (expected.work, expected.has_hours)
    ended = set()
    for purpose in Purpose:
        try:
            vault.seal(given, purpose, {"x": "y"})
        except KeyEnded:
            ended.add(purpose)
    if change in (Change.STOPPED, Change.REFUSED):  # the receipt still waits in the outbox
        assert ended >= expected.ended - {Purpose.CONTACT}
    else:
        assert ended == expected.ended
    assert (core is not None) is expected.core
    assert (row.name_sealed is None) is (change is not Change.GROUP_STOPPED)
    assert (row.employer_name, row.starts_on) == ("", None) or change is Change.GROUP_STOPPED
    assert reasons == ([{"reason": "consent_ended"}] if expected.work == (BACK, Decimal(0)) else [])


def test_a_region_may_keep_no_core_at_all(db, vault, world, given):
    """D2: the other policy; the value stays all the same."""
    place(db, given, world.contract_a, GOOD)
    with db.transaction() as session:
        session.add(
            Setting(
                name="evidence_core", region=Region.FRIESLAND.value, value="no", changed_at=clock.now(), changed_by=None
            )
        )
    with db.transaction() as session:
        assert take_effect(session, given, Change.STOPPED) is False
    with db.reads() as connection:
        assert connection.scalar(sa.select(EvidenceCore.candidate_id)) is None
        assert connection.scalar(sa.select(Placement.value)) == VALUE
        assert connection.scalar(sa.select(Candidate.erased_at)) is not None


def test_the_core_goes_with_the_key_of_the_name(db, world, given):
    """PR-47: whoever destroys the dossier later destroys the core with it."""
    from portal.privacy.erasure import begin_ending

    place(db, given, world.contract_a, GOOD)
    with db.transaction() as session:
        take_effect(session, given, Change.STOPPED)
    with db.transaction() as session:
        begin_ending(session, given, Purpose.NAME, reason="destroyed")
    with db.reads() as connection:
        assert connection.scalar(sa.select(EvidenceCore.candidate_id)) is None


@pytest.mark.parametrize(("status", "stays"), [(GOOD, True), (SENT, False)])
def test_the_mail_says_what_went_what_stays_why_and_how_to_object(
    client, db, vault, world, given, token, status, stays
):
    """PR-28: in the mail and on the page."""
    place(db, given, world.contract_a, status)
    client.post("consents.stop", {}, token=token)
    mail = mails(db, vault, "candidate_stopped")[0].text
    page = client.get("consents.link", token=token).text
    for text in (mail, page):
        for words in ("Gewist: uw e-mailadres", "Daarom blijven staan: uw naam", "artikel 6 lid 1 e", "bezwaar maken"):
            assert (words in text) is stays
        assert ("Alles over u is gewist" in text) is not stays
    assert "Wajong" not in mail + page


def test_a_bounce_after_a_yes_becomes_a_letter_within_28_days(db, vault, given):
    """PR-40: once, due 28 days after the yes; it is dropped when she stops before it was printed."""
    with db.reads() as connection:
        said_on = clock.day_of(connection.scalar(sa.select(ConsentRequest.answered_at)))
    for days in (3, 4):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False), db.transaction() as session:
            note_not_reached(session, vault, message_id=new_id(), candidate_id=given, base_url=BASE_URL)
    with db.reads() as connection:
        letter = connection.execute(sa.select(Letter.__table__)).one()
        assert connection.scalar(sa.select(ConsentRequest.not_delivered_at)) is not None
    assert (letter.kind, letter.due_on, letter.printed_at) == (
        LetterKind.CONFIRMATION, said_on + timedelta(days=28), None,
    )  # fmt: skip
    with db.transaction() as session:
        take_effect(session, given, Change.STOPPED)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0


def test_a_bounce_before_an_answer_is_for_the_contractor(db, vault, candidate):
    """PR-26: nothing reached the coordination point, so there is nothing to inform about by letter."""
    with db.transaction() as session:
        note_not_reached(session, vault, message_id=new_id(), candidate_id=candidate, base_url=BASE_URL)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0
    assert mails(db, vault, "candidate_not_reached")


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_bounce_of_what_is_frozen_becomes_the_question_by_letter(db, vault, world, given):
    """PR-31: asked once more by mail, and the mailbox is gone."""
    publish(db, world, material=True)
    for days in (0, 31):
        with time_machine.travel(clock.now() + timedelta(days=days, minutes=1), tick=False):
            for chore in CHORES:
                chore(db, vault, BASE_URL)
    with db.transaction() as session:
        note_not_reached(session, vault, message_id=new_id(), candidate_id=given, base_url=BASE_URL)
    with db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.status)) == "frozen"
        assert connection.scalars(sa.select(Letter.kind)).all() == [LetterKind.RENEWAL]
