"""How a notice is read from its file and filled for one request."""

import pytest

from portal.consents import notices
from portal.consents.notices import NoticeChanged, notice

VALUES = dict.fromkeys(notices.PLACEHOLDERS, "Terp {client} <b>")


def test_an_unknown_language_reads_dutch():
    """PR-35: no half translation."""
    assert notice("ti") is not None
    assert notice("ti").language == "nl"


def test_a_name_cannot_bring_a_placeholder_or_markup():
    """What is filled in is text and is not read again."""
    assert notice("nl").filled(VALUES)["question"].title == "Mag Terp {client} <b> uw gegevens doorgeven?"


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        notice("nl").filled({})


def test_a_changed_file_is_not_read(tmp_path, monkeypatch):
    """PR-42: somebody edited a published text; nobody gets to see it."""
    for path in notices.NOTICES.iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("geen gevolgen", "kleine gevolgen"))
    monkeypatch.setattr(notices, "NOTICES", tmp_path)
    notice.cache_clear()
    try:
        with pytest.raises(NoticeChanged):
            notice("nl")
    finally:
        notice.cache_clear()
