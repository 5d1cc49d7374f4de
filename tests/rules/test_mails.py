"""Every mail has its function and its two files, points to pages that exist, and brings nothing from elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import RequestRedirect

from portal.mail import messages
from portal.mail.addresses import PATHS, address
from tests.rules.test_texts import BANNED
from tests.support.drafts import NUMBER, TOKEN, write_all

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "mail"
PARTS = {
    "quarter": "2026-3",
    "token": TOKEN,
    "number": "2026-0147",
    "version": 1,
    "request_id": str(NUMBER),
    "correction_id": str(NUMBER),
    "breach_id": str(NUMBER),
}
FRAMES = {"layout.html", "block.html", "closing.txt"}


def test_a_mail_is_a_function_and_a_folder_with_subject_and_body() -> None:
    folders = {path.name: {file.name for file in path.iterdir()} for path in FOLDER.iterdir() if path.is_dir()}
    assert set(folders) == set(messages.__all__)
    assert all(files == {"subject.txt", "body.txt"} for files in folders.values())
    assert {path.name for path in FOLDER.iterdir() if path.is_file()} == FRAMES


def test_pr71_no_mail_brings_anything_from_elsewhere() -> None:
    for draft in write_all("nl"):
        assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import|\bon\w+=", draft.html), draft.kind
        hrefs = re.findall(r'\b(?:href|src)="([^"]*)"', draft.html)
        assert all(href.startswith("https://portaal.example/") for href in hrefs), draft.kind


def test_pr67_no_subject_names_a_candidate_and_every_subject_fits_a_phone() -> None:
    for language in ("nl", "en"):
        for draft in write_all(language):
            assert "Samira" not in draft.subject
            assert "\n" not in draft.subject
            assert len(draft.subject) <= 70, draft.subject


def test_dutch_mail_has_no_banned_word_and_short_sentences() -> None:
    for draft in write_all("nl"):
        assert not BANNED.search(draft.subject + " " + draft.text), draft.kind
        for sentence in re.split(r"(?<=[.?!:])\s", draft.text):
            if "://" not in sentence:
                assert len(sentence.split()) <= 20, sentence


def test_every_mail_ends_with_a_person_to_ask() -> None:
    for draft in write_all("nl"):
        assert "Bel het coördinatiepunt Friesland: 058 000 00 00" in draft.text
        assert "csr@friesland.example" in draft.text


def _pages(app: Flask) -> Iterator[tuple[str, str]]:
    for page in PATHS:
        yield page, address("", page, **PARTS)


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_every_address_in_a_mail_is_a_page(app: Flask) -> None:
    adapter = app.url_map.bind("portaal.example")
    for page, path in _pages(app):
        try:
            endpoint, _values = adapter.match(path, method="GET")
        except RequestRedirect as redirect:
            pytest.fail(f"{page} redirects to {redirect.new_url}")
        assert endpoint == page, path
