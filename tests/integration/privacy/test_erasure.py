"""An ending closes the read path at once, destroys the keys afterwards, and survives a crash at every step (PR-49)."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.db import Database
from portal.models import Candidate, Ending, Message
from portal.privacy.erasure import begin_ending, finish_endings
from portal.privacy.register import columns_ending_with
from portal.privacy.vault import KeyEnded, Purpose, Vault
from tests.integration.privacy.conftest import queue_mail

ALL = tuple(Purpose)
SEALED = ("name_sealed", "address_sealed", "contact_sealed", "group_sealed", "birth_check", "email_index")


def row(db: Database, candidate_id: UUID) -> sa.Row[tuple[object, ...]]:
    with db.reads() as connection:
        return connection.execute(sa.select(Candidate.__table__).where(Candidate.id == candidate_id)).one()


def filled(db: Database, candidate_id: UUID) -> set[str]:
    found = row(db, candidate_id)
    return {column for column in SEALED if found._mapping[column] is not None}


def message(db: Database, message_id: UUID) -> sa.Row[tuple[object, ...]]:
    with db.reads() as connection:
        return connection.execute(sa.select(Message.__table__).where(Message.id == message_id)).one()


def unfinished(db: Database) -> int:
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Ending.finished_at.is_(None))) or 0


def begin(db: Database, candidate_id: UUID, *purposes: Purpose, after_mail: bool = False) -> None:
    with db.transaction() as session:
        begin_ending(session, candidate_id, *purposes, reason="withdrawn", after_mail=after_mail)


def test_one_purpose_ends_and_the_rest_stays(db: Database, vault: Vault, candidate: UUID) -> None:
    begin(db, candidate, Purpose.GROUP)
    assert filled(db, candidate) == set(SEALED) - {"group_sealed"}
    assert finish_endings(db, vault) == 1
    with pytest.raises(KeyEnded):
        vault.seal(candidate, Purpose.GROUP, {})
    assert vault.open(candidate, Purpose.NAME, row(db, candidate).name_sealed)
    assert row(db, candidate).erased_at is None


def test_the_check_of_the_birth_date_ends_with_the_address_and_the_index_with_contact(
    db: Database, candidate: UUID
) -> None:
    begin(db, candidate, Purpose.ADDRESS)
    assert filled(db, candidate) == {"name_sealed", "contact_sealed", "group_sealed", "email_index"}
    begin(db, candidate, Purpose.CONTACT)
    assert filled(db, candidate) == {"name_sealed", "group_sealed"}


def test_when_everything_ends_only_the_number_is_left(db: Database, vault: Vault, candidate: UUID) -> None:
    begin(db, candidate, *ALL)
    assert filled(db, candidate) == set()
    assert row(db, candidate).erased_at is not None
    assert row(db, candidate).number == 3
    assert finish_endings(db, vault) == 1
    assert unfinished(db) == 0


def test_nothing_is_ended_when_the_request_is_rolled_back(db: Database, vault: Vault, candidate: UUID) -> None:
    with db.transaction() as session:
        begin_ending(session, candidate, *ALL, reason="withdrawn")
        session.rollback()
    assert finish_endings(db, vault) == 0
    assert filled(db, candidate) == set(SEALED)
    assert vault.open(candidate, Purpose.NAME, row(db, candidate).name_sealed)


def test_a_crash_before_the_keys_go_is_finished_later(db: Database, vault: Vault, candidate: UUID) -> None:
    blob = row(db, candidate).name_sealed
    begin(db, candidate, *ALL)
    assert vault.open(candidate, Purpose.NAME, blob)  # a copy of the row could still be read
    assert finish_endings(db, vault) == 1
    assert vault.open(candidate, Purpose.NAME, blob) is None


def test_a_crash_after_the_keys_went_is_finished_later(db: Database, vault: Vault, candidate: UUID) -> None:
    begin(db, candidate, *ALL)
    vault.end(candidate, *ALL)
    assert unfinished(db) == 1
    assert finish_endings(db, vault) == 1
    assert unfinished(db) == 0


def test_a_key_store_that_fails_leaves_the_journal_open(
    db: Database, vault: Vault, candidate: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(db, candidate, *ALL)
    with monkeypatch.context() as broken:
        broken.setattr(vault, "end", lambda *_: (_ for _ in ()).throw(OSError("disk")))
        with pytest.raises(OSError, match="disk"):
            finish_endings(db, vault)
    assert unfinished(db) == 1
    assert finish_endings(db, vault) == 1


def test_rows_that_came_back_between_the_steps_are_emptied(db: Database, vault: Vault, candidate: UUID) -> None:
    blob = row(db, candidate).group_sealed
    begin(db, candidate, Purpose.GROUP)
    with db.transaction() as session:
        session.execute(sa.update(Candidate).where(Candidate.id == candidate).values(group_sealed=blob))
    finish_endings(db, vault)
    assert "group_sealed" not in filled(db, candidate)


@pytest.mark.parametrize("column", [*SEALED, "fingerprint"])
def test_nothing_is_written_about_an_erased_person_pr58(
    db: Database, vault: Vault, candidate: UUID, column: str
) -> None:
    begin(db, candidate, *ALL)
    finish_endings(db, vault)
    with pytest.raises(DBAPIError, match="erased"), db.transaction() as session:
        session.execute(sa.update(Candidate).where(Candidate.id == candidate).values({column: b"something"}))
    assert filled(db, candidate) == set()


def test_every_personal_column_of_a_candidate_stays_empty(db: Database) -> None:
    """The trigger names columns; one that is declared later and forgotten there is found here."""
    with db.reads() as connection:
        source = (
            "SELECT sql FROM sqlite_master WHERE name = 'candidate_stays_erased'"
            if db.is_sqlite
            else "SELECT prosrc FROM pg_proc WHERE proname = 'refuse_erased'"
        )
        text = connection.exec_driver_sql(source).scalar_one()
    for purpose in Purpose:
        for column in columns_ending_with(purpose):
            assert f"NEW.{column} IS NOT NULL" in text


def test_finishing_twice_is_finishing_once(db: Database, vault: Vault, candidate: UUID) -> None:
    begin(db, candidate, *ALL)
    begin(db, candidate, Purpose.GROUP)
    assert finish_endings(db, vault) == 2
    assert finish_endings(db, vault) == 0


def test_who_was_editing_the_candidate_is_refused(db: Database, candidate: UUID) -> None:
    with db.transaction() as session:
        seen = session.get_one(Candidate, candidate)
    begin(db, candidate, Purpose.GROUP)
    with db.transaction() as session:
        stale = session.merge(seen, load=False)
        stale.number = 9
        with pytest.raises(StaleDataError):
            session.flush()
        session.rollback()


def test_changes_of_the_same_request_are_not_lost(db: Database, candidate: UUID) -> None:
    with db.transaction() as session:
        found = session.get_one(Candidate, candidate)
        found.employer_name = "Een ander bedrijf"
        begin_ending(session, candidate, Purpose.GROUP, reason="withdrawn")
    assert row(db, candidate).employer_name == "Een ander bedrijf"


def test_waiting_mail_ends_with_contact(db: Database, vault: Vault, candidate: UUID) -> None:
    mail = queue_mail(db, vault, candidate, "reminder")
    begin(db, candidate, *ALL)
    assert message(db, mail).sealed is None
    assert message(db, mail).dead_at is not None


def test_the_receipt_goes_out_before_the_contact_key_ends(db: Database, vault: Vault, candidate: UUID) -> None:
    receipt = queue_mail(db, vault, candidate, "receipt")
    reminder = queue_mail(db, vault, candidate, "reminder", due_in=timedelta(days=5))
    begin(db, candidate, *ALL, after_mail=True)
    assert filled(db, candidate) == set()
    assert message(db, reminder).sealed is None
    assert finish_endings(db, vault) == 1  # all but contact
    assert vault.open(candidate, Purpose.CONTACT, message(db, receipt).sealed, table="message")
    with pytest.raises(KeyEnded):
        vault.seal(candidate, Purpose.NAME, {})
    with db.transaction() as session:
        session.execute(sa.update(Message).where(Message.id == receipt).values(sent_at=clock.now()))
    assert finish_endings(db, vault) == 1
    assert message(db, receipt).sealed is None
    assert message(db, receipt).dead_at is None
    assert unfinished(db) == 0
    with pytest.raises(KeyEnded):
        vault.seal(candidate, Purpose.CONTACT, {})


def test_a_receipt_that_was_given_up_does_not_keep_the_key(db: Database, vault: Vault, candidate: UUID) -> None:
    receipt = queue_mail(db, vault, candidate, "receipt")
    begin(db, candidate, Purpose.CONTACT, after_mail=True)
    assert finish_endings(db, vault) == 0
    with db.transaction() as session:
        session.execute(sa.update(Message).where(Message.id == receipt).values(dead_at=clock.now()))
    assert finish_endings(db, vault) == 1
    assert message(db, receipt).sealed is None
