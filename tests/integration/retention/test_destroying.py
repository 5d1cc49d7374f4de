"""A destruction from list to declaration: the right dossiers go whole, and nothing else (PR-45 to PR-51)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents import ledger
from portal.errors import Refused
from portal.models import (
    Candidate,
    ConsentEvent,
    ConsentStatus,
    Declaration,
    DestructionItem,
    DestructionStatus,
    HoldReason,
    KeptTotal,
    LegalHold,
    RecordKind,
    Region,
)
from portal.privacy.vault import KeyEnded, Purpose
from portal.records.figures import progress_of
from portal.records.totals import recount
from portal.retention import listing
from portal.retention.destroying import destroy_due
from tests.support.asking import viewer_for
from tests.support.retention import (
    CLOSED,
    DUE,
    EXECUTE,
    WORTH,
    approved_destruction,
    close_contract,
    full_dossiers,
    later,
    status_of,
    tables_that_name,
)

NAMED_FOR_EVER = {"released_chain", "anchored_head"}  # the head's hash stays (design 4, ledger)


@pytest.fixture
def gone_and_kept(db, vault, world):
    """Seven dossiers of a contract that was closed, two of one that runs, two of another region."""
    gone = full_dossiers(db, vault, world, 7)
    other = full_dossiers(db, vault, world, 2, contract_id=world.contract_b)
    close_contract(db, world.contract_a)
    return gone, other


def declaration(db):
    with db.reads() as connection:
        return connection.execute(sa.select(Declaration.__table__)).one()


def candidates(db) -> set:
    with db.reads() as connection:
        return set(connection.scalars(sa.select(Candidate.id)))


def test_pr47_everything_of_the_list_goes_and_nothing_else(db, vault, world, gone_and_kept):
    gone, other = gone_and_kept
    with db.transaction() as session:
        before = progress_of(session.connection(), [world.contract_a], date(2031, 4, 8))[world.contract_a]
    made = approved_destruction(db, world)
    with later(EXECUTE - timedelta(hours=12)):
        assert destroy_due(db, vault) == 0  # seven days to reconsider
    with later():
        assert destroy_due(db, vault) == 1
        assert destroy_due(db, vault) == 0
    assert status_of(db, made) is DestructionStatus.DONE
    assert candidates(db) == {person.id for person in other}
    ids = [one for person in gone for one in (person.id, person.request_id)]
    assert tables_that_name(db, *ids) <= NAMED_FOR_EVER
    for person in gone:
        with pytest.raises(KeyEnded):
            vault.seal(person.id, Purpose.NAME, {"first_name": "X"})
    assert vault.seal(other[0].id, Purpose.NAME, {"first_name": "X"})
    with db.reads() as connection:
        assert ledger.verify(connection) is None
        assert connection.scalar(sa.select(sa.func.count()).select_from(ConsentEvent)) == 4
        assert connection.scalar(sa.select(sa.func.count()).select_from(DestructionItem)) == 0
        after = progress_of(connection, [world.contract_a], date(2031, 4, 8))[world.contract_a]
        assert recount(connection)[1] == []  # the totals that are kept for each contract too
    assert (after.approved, after.realised) == (before.approved, before.realised) == (WORTH * 7, WORTH * 7)


def test_pr48_the_declaration_says_what_went_and_cannot_be_changed(db, vault, world, gone_and_kept):
    approved_destruction(db, world)
    with later():
        destroy_due(db, vault)
    said = declaration(db)
    assert (said.destroyed, said.contracts, said.excluded, said.held, said.not_due) == (7, 1, 0, 0, 0)
    assert (said.result, said.term, said.counted_first, said.counted_last) == (
        "12.1", "P5Y", date(2026, 3, 31), date(2026, 3, 31),
    )  # fmt: skip
    assert (said.proposed_role, said.approved_role) == ("csr_manager", "privacy_officer")
    assert said.backups_gone_on == said.executed_on + timedelta(days=35)
    assert len(said.list_sha256) == 64
    for statement in (sa.update(Declaration).values(destroyed=1), sa.delete(Declaration)):
        with pytest.raises(sa.exc.DBAPIError), db.transaction() as session:
            session.execute(statement)
    assert declaration(db) == said


def test_pr51_sums_stay_per_year_and_group(db, vault, world, gone_and_kept):
    approved_destruction(db, world)
    with later():
        destroy_due(db, vault)
    with db.reads() as connection:
        rows = connection.execute(sa.select(KeptTotal.__table__).order_by(KeptTotal.year)).all()
    people = {(row.year, row.target_group): row.people for row in rows}
    assert people == {(year, group): count for year in (2025, 2026)
                      for group, count in (("pwet", 3), ("ww", 2), ("wia", 2))}  # fmt: skip
    assert sum((row.value for row in rows), Decimal(0)) == WORTH * 7
    assert all(row.value > 0 for row in rows)


def test_pr46_a_hold_between_approval_and_execution_keeps_that_dossier_alone(db, vault, world, gone_and_kept):
    gone, _other = gone_and_kept
    approved_destruction(db, world)
    with later():
        with db.transaction() as session:
            session.add(
                LegalHold(region=Region.FRIESLAND, contract_id=world.contract_a, candidate_id=gone[0].id,
                          reason=HoldReason.COURT, explanation="Zaak", owner=world.frans, set_at=clock.now(),
                          review_on=clock.today())
            )  # fmt: skip
        destroy_due(db, vault)
    assert gone[0].id in candidates(db)
    assert vault.seal(gone[0].id, Purpose.NAME, {"first_name": "X"})
    said = declaration(db)
    assert (said.destroyed, said.held) == (6, 1)
    after = EXECUTE + timedelta(days=1)  # the review date was the last day
    with later(after), db.transaction() as session:
        made = listing.make_list(session, Region.FRIESLAND, RecordKind.DOSSIER, by=None)
    with db.reads() as connection:
        assert connection.scalars(
            sa.select(DestructionItem.subject_id).where(DestructionItem.destruction_id == made)
        ).all() == [gone[0].id]


def test_pr45_a_contract_that_was_opened_again_is_not_due(db, vault, world, gone_and_kept):
    gone, other = gone_and_kept
    approved_destruction(db, world)
    close_contract(db, world.contract_a, None)
    with later():
        destroy_due(db, vault)
    assert len(candidates(db)) == len(gone) + len(other)
    assert (declaration(db).destroyed, declaration(db).not_due) == (0, 7)


def test_pr47_a_clock_that_was_set_back_stops_everything(db, vault, world, gone_and_kept):
    made = approved_destruction(db, world)
    with time_machine.travel(CLOSED, tick=True):
        with pytest.raises(listing.ClockWrong), db.transaction() as session:
            listing.make_list(session, Region.DRENTHE, RecordKind.DOSSIER, by=None)
        assert destroy_due(db, vault) == 0
    assert status_of(db, made) is DestructionStatus.APPROVED


def test_pr47_a_list_of_which_the_lines_were_changed_after_signing_destroys_nothing(db, vault, world, gone_and_kept):
    gone, other = gone_and_kept
    made = approved_destruction(db, world)
    with db.transaction() as session:
        session.add(
            DestructionItem(destruction_id=made, subject_id=other[0].id, contract_id=world.contract_b, number=1,
                            counted_from=CLOSED.date(), due_on=DUE.date())
        )  # fmt: skip
    with later():
        assert destroy_due(db, vault) == 0
    assert status_of(db, made) is DestructionStatus.DROPPED
    assert len(candidates(db)) == len(gone) + len(other)


def test_pr47_nobody_signs_twice_and_no_old_list(db, world, gone_and_kept):
    cor, frans = viewer_for(db, world.cor), viewer_for(db, world.frans)
    with later(DUE), db.transaction() as session:
        made = listing.make_list(session, Region.FRIESLAND, RecordKind.DOSSIER, by=cor)
        with pytest.raises(Refused):
            listing.make_list(session, Region.FRIESLAND, RecordKind.DOSSIER, by=cor)
        listing.propose(session, made, seen_version=1, by=cor)
        with pytest.raises(listing.OwnSignature):
            listing.approve(session, made, seen_version=2, by=cor)
        with pytest.raises(Refused):
            listing.approve(session, made, seen_version=1, by=frans)  # an old page
    with later(DUE + timedelta(days=31)), pytest.raises(Refused), db.transaction() as session:
        listing.approve(session, made, seen_version=2, by=frans)


def test_pr45_the_day_before_nothing_is_due(db, world, gone_and_kept):
    with time_machine.travel(datetime(2031, 3, 31, 12, tzinfo=UTC)), db.transaction() as session:
        assert listing.make_list(session, Region.FRIESLAND, RecordKind.DOSSIER, by=None) is None


def test_an_erased_person_goes_too_and_counts_without_a_group(db, vault, world):
    person = full_dossiers(db, vault, world, 1)[0]
    with db.transaction() as session:
        from portal.consents.effects import Change, take_effect
        from portal.models import ConsentRequest

        session.get_one(ConsentRequest, person.request_id).move_to(ConsentStatus.WITHDRAWN)
        take_effect(session, person.id, Change.STOPPED)
    close_contract(db, world.contract_a)
    approved_destruction(db, world)
    with later():
        assert destroy_due(db, vault) == 1
    assert candidates(db) == set()
    with db.reads() as connection:
        assert set(connection.scalars(sa.select(KeptTotal.target_group))) == {"none"}
