"""Stopping is as easy as saying yes, and works at once (PR-27, PR-28)."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal import clock
from portal.candidates.queries import candidates_for_review
from portal.candidates.services import fill_in_details, fill_in_group
from portal.consents import ledger
from portal.models import (
    Candidate,
    ConsentRequest,
    ConsentStatus,
    EvidenceCore,
    Placement,
    PlacementHours,
    PlacementStatus,
    new_id,
)
from portal.privacy.erasure import finish_endings
from portal.privacy.vault import KeyEnded, Purpose
from tests.support.asking import BASE_URL, BORN, choose, come_in, mails, newest_token, viewer_for


@pytest.fixture
def given(client, db, vault, world, token, candidate):
    """Samira said yes to both, and Anna filled everything in. Gives the link of the receipt."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    anna = viewer_for(db, world.anna)
    with db.reads() as connection:
        version = connection.scalar(sa.select(Candidate.version))
    with db.transaction() as session:
        fill_in_details(
            session,
            vault,
            candidate_id=candidate,
            seen_version=version,
            street="",
            postcode="8911 AB",
            town="Leeuwarden",
            born=BORN,
            by=anna,
            base_url=BASE_URL,
        )
    with db.transaction() as session:
        fill_in_group(
            session,
            vault,
            candidate_id=candidate,
            seen_version=version + 1,
            target_group="wajong",
            duration_class=None,
            by=anna,
        )
    return newest_token(db, vault, "candidate_said_yes")


def place(db, candidate, contract_id, status: PlacementStatus):
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
                value=Decimal(20_000),
                approved_value=Decimal(18_000) if status in ("approved", "corrected") else None,
                created_at=clock.now(),
                updated_at=clock.now(),
            )
        )
        session.flush()
        session.add(PlacementHours(placement_id=placement_id, from_on=date(2026, 9, 1), hours_per_week=Decimal(24)))
    return placement_id


def row_of(db, candidate):
    with db.reads() as connection:
        return connection.execute(sa.select(Candidate.__table__).where(Candidate.id == candidate)).one()


def test_one_button_on_the_receipt_stops(client, db, vault, world, given, token, candidate):
    """PR-27: as many steps as saying yes; the next question of the coordination point finds nobody."""
    with db.reads() as connection:
        assert len(candidates_for_review(connection, world.contract_a)) == 1
    client.post("consents.stop", {}, token=token)
    assert "U bent gestopt" in client.get("consents.link", token=token).text
    with db.reads() as connection:
        assert candidates_for_review(connection, world.contract_a) == []
        assert connection.scalar(sa.select(ConsentRequest.status)) is ConsentStatus.WITHDRAWN
        assert ledger.verify(connection) is None
    row = row_of(db, candidate)
    assert not any((row.name_sealed, row.address_sealed, row.contact_sealed, row.group_sealed, row.birth_check))
    assert mails(db, vault, "candidate_stopped")[0].recipient == "s.ali@voorbeeld.example"
    finish_endings(db, vault)


def test_the_link_of_the_receipt_stops_too(another_client, given):
    """PR-27: the same channel, by the link in the mail."""
    come_in(another_client, given)
    assert "Ja, ik stop" in another_client.get("consents.stop_page", token=given).text
    another_client.post("consents.stop", {}, token=given)
    assert "U bent gestopt" in another_client.get("consents.link", token=given).text


@pytest.mark.parametrize("status", [PlacementStatus.DRAFT, PlacementStatus.SUBMITTED, PlacementStatus.RETURNED])
def test_work_that_was_not_approved_no_longer_counts(
    client, another_client, db, vault, world, given, token, candidate, status
):
    """PR-28: returned with nothing, its hours gone, and everything about the person erased."""
    placement_id = place(db, candidate, world.contract_a, status)
    client.post("consents.stop", {}, token=token)
    with db.reads() as connection:
        row = connection.execute(sa.select(Placement.__table__).where(Placement.id == placement_id)).first()
        assert connection.scalar(sa.select(sa.func.count()).select_from(PlacementHours)) == 0
    assert row is None if status is PlacementStatus.DRAFT else (row.status, row.value) == ("returned", Decimal(0))
    anna = another_client.sign_in_as(world.anna)
    history = anna.get("contracts.history", number=world.number_a).text
    assert ("toestemming vervallen" in history) is (status is PlacementStatus.SUBMITTED or row is not None)
    assert "Samira" not in history
    assert row_of(db, candidate).name_sealed is None


@pytest.mark.parametrize("status", [PlacementStatus.APPROVED, PlacementStatus.CORRECTED])
def test_what_was_approved_keeps_its_value_and_the_evidence_core(
    client, db, vault, world, given, token, candidate, status
):
    """PR-28: never clawed back; name stays for who must account, group, address and mailbox are gone for good."""
    placement_id = place(db, candidate, world.contract_a, status)
    client.post("consents.stop", {}, token=token)
    assert "Uw werk was al goedgekeurd" in client.get("consents.link", token=token).text
    finish_endings(db, vault)
    with db.reads() as connection:
        row = connection.execute(sa.select(Placement.__table__).where(Placement.id == placement_id)).one()
        assert candidates_for_review(connection, world.contract_a) == []
    assert (row.status, row.approved_value) == (PlacementStatus.APPROVED, Decimal(18_000))
    kept = row_of(db, candidate)
    with db.reads() as connection:
        core = connection.execute(sa.select(EvidenceCore.__table__)).one()
    assert vault.open(candidate, Purpose.NAME, core.name_sealed) == {"first_name": "Samira", "surname": "Ali"}
    assert (kept.employer_name, kept.starts_on) == ("", None)
    assert not any(
        (
            kept.name_sealed,
            kept.address_sealed,
            kept.contact_sealed,
            kept.group_sealed,
            kept.birth_check,
            kept.email_index,
        )
    )
    with pytest.raises(KeyEnded):
        vault.seal(candidate, Purpose.GROUP, {"target_group": "ww"})


def test_only_the_target_group_stops(client, db, vault, world, given, token, candidate):
    """PR-23, PR-27: C2 alone; the group is erased, C1 stands, work not yet approved waits for an agreed amount."""
    placement_id = place(db, candidate, world.contract_a, PlacementStatus.SUBMITTED)
    client.post("consents.stop", {"part": "c2"}, token=token)
    assert "Niet doorgegeven" in client.get("dossier.data", token=token).text
    with db.reads() as connection:
        request = connection.execute(sa.select(ConsentRequest.__table__)).one()
        assert (request.status, request.c2_given) == (ConsentStatus.GIVEN, False)
        assert connection.scalar(sa.select(Placement.value).where(Placement.id == placement_id)) is None
        person = candidates_for_review(connection, world.contract_a)[0]
    assert person.group_sealed is None
    assert person.name_sealed is not None
    client.post("consents.stop", {"part": "c2"}, token=token, status=409)


def test_stopping_twice_shows_that_it_was_done(client, db, given, token):
    """A second press changes nothing."""
    client.post("consents.stop", {}, token=token)
    assert "U bent gestopt" in client.post("consents.stop", {}, token=token, status=409).text


def test_after_stopping_the_link_is_dead_for_whoever_comes_later(client, another_client, given, token):
    """Nothing is left by which we could know her."""
    client.post("consents.stop", {}, token=token)
    for link in (token, given):
        another_client.get("consents.link", token=link, status=410)
