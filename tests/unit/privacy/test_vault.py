"""Sealed data opens for its own candidate, purpose and table, until its key ends (PR-49)."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal.models import new_id
from portal.privacy.vault import KeyEnded, KeyMissing, Purpose, SealBroken, Vault

NAME = {"first_name": "Fatima", "surname": "El Amrani", "nothing": None}


def test_what_is_sealed_opens_again_pr49(vault: Vault, candidate: UUID) -> None:
    blob = vault.seal(candidate, Purpose.NAME, NAME)
    assert vault.open(candidate, Purpose.NAME, blob) == NAME
    assert b"Fatima" not in blob


def test_the_same_data_is_sealed_differently_each_time(vault: Vault, candidate: UUID) -> None:
    assert vault.seal(candidate, Purpose.NAME, NAME) != vault.seal(candidate, Purpose.NAME, NAME)


def test_nothing_opens_as_nothing(vault: Vault, candidate: UUID) -> None:
    assert vault.open(candidate, Purpose.NAME, None) is None


@pytest.mark.parametrize("ending", ["", "\x80", "\x00", "\x80\x00", "é" * 300])
def test_what_looks_like_padding_is_kept(vault: Vault, candidate: UUID, ending: str) -> None:
    blob = vault.seal(candidate, Purpose.NAME, {"surname": "A" + ending})
    assert vault.open(candidate, Purpose.NAME, blob) == {"surname": "A" + ending}


def test_the_length_says_nothing_about_the_target_group_pr08(vault: Vault, candidate: UUID) -> None:
    groups = ("nuo", "student", "a group with a far longer name than any of the seven")
    assert len({len(vault.seal(candidate, Purpose.GROUP, {"target_group": group})) for group in groups}) == 1


def test_a_blob_of_somebody_else_does_not_open_pr49(vault: Vault, candidate: UUID) -> None:
    other = new_id()
    vault.create_keys(other, Purpose.NAME)
    blob = vault.seal(candidate, Purpose.NAME, NAME)
    with pytest.raises(SealBroken):
        vault.open(other, Purpose.NAME, blob)


def test_a_blob_moved_to_another_purpose_or_table_does_not_open_pr49(vault: Vault, candidate: UUID) -> None:
    blob = vault.seal(candidate, Purpose.CONTACT, {"email": "f@home.example"}, table="message")
    with pytest.raises(SealBroken):
        vault.open(candidate, Purpose.CONTACT, blob)
    with pytest.raises(SealBroken):
        vault.open(candidate, Purpose.NAME, blob, table="message")
    assert vault.open(candidate, Purpose.CONTACT, blob, table="message") == {"email": "f@home.example"}


@pytest.mark.parametrize("position", [0, 1, 20, -1])
def test_a_changed_bit_is_noticed(vault: Vault, candidate: UUID, position: int) -> None:
    blob = bytearray(vault.seal(candidate, Purpose.NAME, NAME))
    blob[position] ^= 1
    with pytest.raises(SealBroken):
        vault.open(candidate, Purpose.NAME, bytes(blob))


def test_a_page_of_candidates_takes_one_query_for_its_keys(vault: Vault) -> None:
    ids = [new_id() for _ in range(20)]
    for candidate_id in ids:
        vault.create_keys(candidate_id, Purpose.NAME)
    blobs = {one: vault.seal(one, Purpose.NAME, {"first_name": str(one)}) for one in ids}
    vault.end(ids[3], Purpose.NAME)
    asked: list[str] = []
    sa.event.listen(vault.keystore, "before_cursor_execute", lambda _c, _cu, statement, *_r: asked.append(statement))
    opened = vault.open_many(Purpose.NAME, {**blobs, new_id(): None})
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
    assert opened[ids[0]] == {"first_name": str(ids[0])}
    assert opened[ids[3]] is None
    assert list(opened.values()).count(None) == 2


def test_after_the_end_nothing_opens_and_the_other_purposes_do_pr49(vault: Vault, candidate: UUID) -> None:
    name, group = (
        vault.seal(candidate, Purpose.NAME, NAME),
        vault.seal(candidate, Purpose.GROUP, {"target_group": "ww"}),
    )
    vault.end(candidate, Purpose.GROUP)
    assert vault.open(candidate, Purpose.GROUP, group) is None
    assert vault.open(candidate, Purpose.NAME, name) == NAME


def test_an_ended_key_is_never_made_again_pr49(vault: Vault, candidate: UUID) -> None:
    vault.end(candidate, Purpose.GROUP)
    vault.end(candidate, Purpose.GROUP)
    with pytest.raises(KeyEnded):
        vault.create_keys(candidate, Purpose.GROUP)
    with pytest.raises(KeyEnded):
        vault.seal(candidate, Purpose.GROUP, {"target_group": "ww"})


def test_a_purpose_that_ended_before_it_had_a_key_never_gets_one(vault: Vault) -> None:
    candidate_id = new_id()
    vault.create_keys(candidate_id, Purpose.NAME)
    vault.end(candidate_id, *Purpose)
    with pytest.raises(KeyEnded):
        vault.create_keys(candidate_id, Purpose.ADDRESS)


def test_making_keys_twice_keeps_the_first(vault: Vault, candidate: UUID) -> None:
    blob = vault.seal(candidate, Purpose.NAME, NAME)
    vault.create_keys(candidate, *Purpose)
    assert vault.open(candidate, Purpose.NAME, blob) == NAME


def test_sealing_before_a_key_is_made_is_refused(vault: Vault) -> None:
    with pytest.raises(KeyMissing):
        vault.seal(new_id(), Purpose.NAME, NAME)


def test_an_end_in_another_process_counts_at_once(vault: Vault, candidate: UUID, another_vault: Vault) -> None:
    blob = vault.seal(candidate, Purpose.NAME, NAME)
    assert another_vault.open(candidate, Purpose.NAME, blob) == NAME
    vault.end(candidate, Purpose.NAME)
    assert another_vault.open(candidate, Purpose.NAME, blob) is None


def test_a_new_epoch_reads_the_old_blobs_and_keeps_endings_pr50(vault: Vault, candidate: UUID) -> None:
    blob = vault.seal(candidate, Purpose.NAME, NAME)
    vault.end(candidate, Purpose.GROUP)
    assert vault.epochs.begin() == 2
    assert vault.open(candidate, Purpose.NAME, blob) == NAME
    with pytest.raises(KeyEnded):
        vault.create_keys(candidate, Purpose.GROUP)
    fresh = new_id()
    vault.create_keys(fresh, Purpose.NAME)
    assert vault.open(fresh, Purpose.NAME, vault.seal(fresh, Purpose.NAME, NAME)) == NAME


def test_the_portals_own_data_opens_in_its_own_place_only(vault: Vault) -> None:
    blob = vault.seal_own("totp:1", b"secret")
    assert vault.open_own("totp:1", blob) == b"secret"
    with pytest.raises(SealBroken):
        vault.open_own("totp:2", blob)


def test_a_blind_index_finds_the_same_value_in_another_spelling(vault: Vault) -> None:
    index = vault.blind_index("email", "Fatima@Home.example ")
    assert len(index) == 32
    assert index == vault.blind_index("email", "fatima@home.example")
    assert index != vault.blind_index("email", "fatima@home.examples")
    assert index != vault.blind_index("name", "fatima@home.example")


def test_a_check_of_a_date_of_birth_is_of_one_candidate_pr16(vault: Vault, candidate: UUID) -> None:
    check = vault.birth_check(candidate, date(1990, 2, 28))
    assert len(check) == 32
    assert check == vault.birth_check(candidate, date(1990, 2, 28))
    assert check != vault.birth_check(candidate, date(1990, 3, 1))
    assert check != vault.birth_check(new_id(), date(1990, 2, 28))
