"""Every text a person reads is in the Dutch catalogue, once, and in plain words."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal.web.i18n import catalogue_files
from portal.web.labels import LABELS

ROOT = Path(__file__).resolve().parents[2]
METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "false", "silent": "false"}}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
BANNED = re.compile(
    r"\b(ongeldig|verplicht veld|verplichte velden|vergeten|verboden|illegaal|helaas|sorry|oeps|gelieve|alstublieft"
    r"|dient te|middels|teneinde|indien|betreffende|conform|aangaande|derhalve|ingediend|inzending|submit"
    r"|u hebt|hebt u|duurt ongeveer)\b",
    re.IGNORECASE,
)
# The sign-in page's own words for a lost password (ux.md C-04) are the one place where the word is right.
ALLOWED = {"Wachtwoord vergeten?", "Wachtwoord vergeten"}


def entries():
    for path in catalogue_files("nl"):
        with path.open("rb") as file:
            for message in read_po(file, locale="nl"):
                if message.id:
                    yield path.name, message


def extracted():
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT,
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda path: Path(path).name not in {".venv", "instance", "tests", "notices"},
    ):
        yield message


def test_every_text_has_its_dutch():
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for _, message in entries()}
    wanted = {message if isinstance(message, str) else tuple(message) for message in extracted()}
    wanted |= set(LABELS.values())
    missing = {text for text in wanted if text not in known and not (isinstance(text, str) and not text.strip())}
    assert not missing, sorted(map(str, missing))


def test_no_field_speaks_english_by_itself():
    """The number and date fields of WTForms have messages of their own; ours say what to do, in every language."""
    foreign = re.compile(r"\b(Integer|Decimal|Float|Date|DateTime|Month|Time|URL)Field\b")
    found = [str(path) for path in (ROOT / "portal").rglob("*.py") if foreign.search(path.read_text(encoding="utf-8"))]
    assert not found, found


def test_no_text_has_two_translations():
    seen: dict[object, tuple[str, object]] = {}
    clashes = []
    for name, message in entries():
        key = message.id if isinstance(message.id, str) else tuple(message.id)
        if key in seen and seen[key][1] != message.string:
            clashes.append((key, seen[key], (name, message.string)))
        seen[key] = (name, message.string)
    assert not clashes


def test_no_dutch_text_is_empty_or_idle():
    wanted = {message if isinstance(message, str) else tuple(message) for message in extracted()} | set(LABELS.values())
    idle = []
    for name, message in entries():
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(texts), f"{name}: {message.id!r} has no Dutch"
        if (message.id if isinstance(message.id, str) else tuple(message.id)) not in wanted:
            idle.append((name, message.id))
    assert not idle, idle


def test_placeholders_are_the_same_in_both_languages():
    placeholder = re.compile(r"%\((\w+)\)s")
    for name, message in entries():
        if isinstance(message.id, str):
            assert set(placeholder.findall(message.id)) == set(placeholder.findall(message.string)), (name, message.id)


@pytest.mark.parametrize("name", [path.name for path in catalogue_files("nl")])
def test_no_banned_word_is_used(name):
    found = [
        text
        for catalogue, message in entries()
        if catalogue == name
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        if BANNED.search(text) and text not in ALLOWED
    ]
    assert not found, found
