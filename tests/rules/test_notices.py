"""A published notice is never edited, every version is complete in every language, and it is easy to read."""

import hashlib
import re

import pytest

from portal.consents.checking import faults_in
from portal.consents.notices import (
    FIRST_LAYER,
    FULL,
    NOTICES,
    PLACEHOLDERS,
    REGISTER,
    VERSIONS,
    items_of,
    languages_of,
    notice,
    notice_of,
)
from portal.privacy.grounds import grounds_sha256

HARD_WORDS = ("verwerkingsverantwoordelijke", "betrokkene", "grondslag", "verstrekken", "indien", "helaas", "middels")
ALL = sorted(REGISTER)


def text_of(version: str, language: str, items: tuple[str, ...]) -> str:
    text = notice(language, version)
    return "\n".join(
        line for item in items for paragraph in text[item].paragraphs for line in (text[item].title, *paragraph.lines)
    )


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:;])\s+|\n", text) if part.strip()]


@pytest.mark.parametrize(("version", "language"), ALL)
def test_a_published_text_is_what_it_was(version, language):
    """PR-42: a changed text is a new version."""
    content = (NOTICES / f"{version}.{language}.txt").read_bytes()
    assert hashlib.sha256(content).hexdigest() == REGISTER[version, language].sha256


def test_every_text_is_registered():
    """PR-43: no silent text."""
    files = {tuple(path.name.removesuffix(".txt").rsplit(".", 1)) for path in NOTICES.iterdir()}
    assert files == set(REGISTER)


@pytest.mark.parametrize(("version", "language"), ALL)
def test_every_item_is_there_in_every_language(version, language):
    """PR-21, PR-35, PR-41: first layer, N01 to N20, statements and answers."""
    assert tuple(notice(language, version).items) == items_of(version)
    assert faults_in(notice(language, version)) == []
    assert all(item.paragraphs or item.id == "question" for item in notice(language, version).items.values())


@pytest.mark.parametrize(("version", "language"), ALL)
def test_no_unknown_placeholder(version, language):
    content = (NOTICES / f"{version}.{language}.txt").read_text()
    assert set(re.findall(r"\{(\w+)\}", content)) <= PLACEHOLDERS


@pytest.mark.parametrize(("version", "language"), ALL)
def test_a_text_is_found_by_its_checksum(version, language):
    """PR-42: what an event of the ledger names can be shown again."""
    assert notice_of(REGISTER[version, language].sha256) is notice(language, version)


@pytest.mark.parametrize(("version", "language"), ALL)
def test_the_first_layer_reads_easily(version, language):
    """Privacy.md 4.4: at most 12 words on average, none above 20, no hard words."""
    text = text_of(version, language, (*FIRST_LAYER, "told"))
    lengths = {sentence: len(sentence.split()) for sentence in sentences(text)}
    assert sum(lengths.values()) / len(lengths) <= 12
    assert [sentence for sentence, words in lengths.items() if words > 22] == []
    assert not [word for word in HARD_WORDS if word in text.lower()]


@pytest.mark.parametrize(("version", "language"), ALL)
def test_the_full_notice_uses_no_banned_words(version, language):
    text = text_of(version, language, FULL).lower()
    assert not [
        word for word in ("indien", "helaas", "middels", "betreffende", "conform") if re.search(rf"\b{word}\b", text)
    ]


def test_every_version_is_written_in_the_same_languages():
    """PR-35: nobody reads an older text because of her language."""
    assert {version: languages_of(version) for version in VERSIONS} == {version: ["nl", "en"] for version in VERSIONS}


@pytest.mark.parametrize("version", list(VERSIONS))
def test_a_version_tells_the_grounds_that_are_used_under_it(version):
    """PR-13: whoever changes a ground writes a new version, and never the old row."""
    assert grounds_sha256(version) == VERSIONS[version].grounds_sha256


def test_a_text_is_asked_of_what_is_in_force():
    """PR-42: no view or service shows a version that it chose itself."""
    callers = {"portal/consents/in_force.py", "portal/consents/checking.py", "portal/consents/change_views.py"}
    callers |= {"portal/consents/notices.py", "portal/administration/notice_queries.py"}
    callers |= {"portal/consents/translating.py"}  # of the version in force, a language that is proposed for it
    root = NOTICES.parents[2]
    found = {
        str(path.relative_to(root))
        for path in (root / "portal").rglob("*.py")
        if re.search(r"(?<![\w.])notice\(", path.read_text()) and "notices import" in path.read_text()
    }
    asking = {name for name in found if re.search(r"import [^#]*\bnotice\b(?! as)", _notices_import(root / name))}
    assert asking - callers == set()


def _notices_import(path):
    """The import from the notices module, with its continuation lines."""
    found = re.search(r"from portal\.consents\.notices import (\([^)]*\)|.*)", path.read_text())
    return found[0] if found else ""
