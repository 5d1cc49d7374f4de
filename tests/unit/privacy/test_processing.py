"""The record of processing is the register in other words: nothing is left out and nothing added (PR-68, PR-01)."""

from pathlib import Path

from portal.models import Base
from portal.privacy import processing, register
from portal.privacy.declaring import Ground
from portal.privacy.processing import Category, Subject
from portal.privacy.purposes import For
from portal.privacy.register import FIELDS

DOCS = Path(__file__).resolve().parents[3] / "docs" / "privacy.md"


def test_every_field_stands_in_one_category_and_in_the_activity_of_each_of_its_purposes() -> None:
    by_category = [field for fields in processing.fields_by_category().values() for field in fields]
    assert sorted(field.place for field in by_category) == sorted(field.place for field in FIELDS)
    for one in processing.activities():
        assert {field.place for field in one.fields} == {f.place for f in FIELDS if one.purpose in f.used_for}
        assert one.subjects
        assert one.grounds
        assert one.terms
    assert [one.purpose for one in processing.activities()] == [For.P1, For.P2, For.P3, For.P4]


def test_only_what_holds_the_target_group_is_special() -> None:
    assert [one.purpose for one in processing.activities() if one.is_special] == [For.P1, For.P2]


def test_a_table_about_candidates_is_in_no_category_of_users() -> None:
    """A new table that names a candidate must be put where candidates are, or people would not be told of it."""
    about = {
        table.name
        for table in Base.metadata.tables.values()
        if any(key.target_fullname == "candidate.id" for key in table.foreign_keys)
    }
    for field in FIELDS:
        table = field.place.partition(".")[0]
        if table in about and field.ground is not Ground.INTEREST:
            subjects = processing._SUBJECTS[processing.category_of(field)]
            assert Subject.CANDIDATE in subjects, field.place


def test_an_act_in_a_dossier_is_about_who_did_it() -> None:
    assert processing.category_of(register.field("candidate.created_by")) is Category.ACTS
    assert processing.category_of(register.field("candidate.name_sealed:surname")) is Category.CANDIDATES


def test_the_version_changes_with_any_field(monkeypatch) -> None:
    before = processing.version()
    monkeypatch.setattr(register, "FIELDS", FIELDS[1:])
    assert processing.version() != before


def test_the_page_for_the_privacy_officer_is_the_register() -> None:
    """docs/privacy.md is made, not written: `python3 manage.py register --docs` makes it again (PR-68)."""
    assert processing.in_markdown(DOCS.read_text()) == DOCS.read_text()


def test_every_place_names_a_column() -> None:
    columns = {f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns}
    assert {field.column for field in FIELDS} <= columns
