"""Every column is declared: personal, with its purpose, ground, readers, mask and term, or not personal (PR-06)."""

import sqlalchemy as sa

from portal.models import Base, Candidate
from portal.privacy import register
from portal.privacy.declaring import Ground, Mask, Reader, Term
from portal.privacy.not_personal import NOT_PERSONAL
from portal.privacy.purposes import For
from portal.privacy.register import FIELDS
from portal.privacy.vault import Purpose

COLUMNS = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}


def undeclared(metadata: sa.MetaData) -> set[str]:
    found = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
    return found - register.declared_columns()


def test_every_column_is_declared() -> None:
    assert undeclared(Base.metadata) == set()


def test_a_new_column_is_noticed() -> None:
    metadata = sa.MetaData()
    sa.Table("candidate", metadata, sa.Column("id", sa.Integer), sa.Column("nationality", sa.Text))
    assert undeclared(metadata) == {"candidate.nationality"}


def test_nothing_is_declared_that_is_not_there() -> None:
    assert register.declared_columns() - COLUMNS == set()


def test_no_column_is_declared_personal_and_not_personal() -> None:
    plain = {f"{table}.{column}" for table, columns in NOT_PERSONAL.items() for column in columns.split()}
    assert plain & {field.column for field in FIELDS} == set()


def test_no_field_is_declared_twice() -> None:
    places = [field.place for field in FIELDS]
    assert len(places) == len(set(places))


def test_the_candidate_holds_the_closed_list_of_the_protocol_pr06() -> None:
    sealed = {field.name for field in FIELDS if field.place.startswith("candidate.") and ":" in field.place}
    assert sealed == {
        "first_name", "surname", "street", "postcode", "town", "birth_date", "email", "target_group", "duration_class",
    }  # fmt: skip


def test_every_sealed_column_of_a_candidate_ends_with_a_purpose_pr49() -> None:
    ending = {column for purpose in Purpose for column in register.columns_ending_with(purpose)}
    binary = {column.name for column in Candidate.__table__.columns if isinstance(column.type, sa.LargeBinary)}
    assert ending == binary


def test_the_target_group_needs_explicit_consent_and_a_reveal_pr08() -> None:
    for name in ("target_group", "duration_class"):
        field = register.field(f"candidate.group_sealed:{name}")
        assert (field.ground, field.mask, field.term) == (Ground.EXPLICIT_YES, Mask.MASKED, Term.EXPLICIT)


def test_a_coordination_point_never_sees_contact_data_pr12() -> None:
    email = register.field("candidate.contact_sealed:email")
    assert Reader.CSR not in email.seen_by
    assert email.used_for == (For.P3,)


def test_a_client_sees_no_candidate_pr03() -> None:
    about_candidates = [field for field in FIELDS if field.place.startswith(("candidate", "placement", "consent"))]
    assert not any(Reader.CLIENT in field.seen_by for field in about_candidates)


def test_the_register_is_one_row_a_field_in_words() -> None:
    rows = register.as_rows()
    assert len(rows) == len(FIELDS)
    assert all(len(row) == len(register.HEADINGS) and all(row) for row in rows)
