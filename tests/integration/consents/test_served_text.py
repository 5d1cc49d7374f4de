"""What a candidate read can be read again, byte for byte, whatever was published or changed since (PR-42)."""

import re

import pytest
import sqlalchemy as sa

from portal.consents import served
from portal.consents.notices import notice
from portal.consents.queries import question_of
from portal.consents.served import read_again, served_before
from portal.models import ConsentRequest, ControllerCard, NoticeServed, Region, ServedText
from portal.privacy.erasure import finish_endings
from tests.support.asking import choose, come_in
from tests.support.notices import publish


def request_of(db):
    with db.reads() as connection:
        return connection.execute(sa.select(ConsentRequest.__table__)).one()


def read_later(db, vault):
    """First layer and full notice as they stood on the screen when the answer was given."""
    request = request_of(db)
    with db.reads() as connection:
        found = served_before(connection, request.id, request.answered_at)
        return found, read_again(connection, vault, question_of(connection, request.id), found.text_sha256)


def main_of(page):
    """Without the frame, in which every form has a token of its own."""
    return page.data[page.data.index(b"<main") : page.data.index(b"</main>")]


def test_decide_publish_and_read_the_same_bytes(client, db, vault, world, token, monkeypatch):
    """PR-42: also after the templates, the contacts and the notice in force are others."""
    come_in(client, token)
    question = client.get("consents.link", token=token).data
    full = client.get("consents.notice", token=token).data
    choose(client, token, "ja", "ja")
    publish(db, world, material=True)
    with db.transaction() as session:
        session.get_one(ControllerCard, Region.FRIESLAND).officer = "Iemand anders"
    monkeypatch.setattr(served, "render", None)  # whatever the templates make now is not asked
    found, read = read_later(db, vault)
    assert found.notice_sha256 == notice("nl").sha256
    assert read.first.encode() in question
    assert read.full.encode() in full
    first_layer = question[question.index(b"<h1>") : question.index(b'id="kiezen"')]
    assert b"Beste Samira" in read.first.encode()
    assert re.sub(rb"\s*<p><a href=.*", b"", first_layer, flags=re.DOTALL).strip() == read.first.encode().strip()
    page = client.get("consents.text_read", token=token).data
    assert read.first.encode() in page
    assert read.full.encode() in page


def test_the_page_shows_what_was_kept_and_nothing_anew(client, db, token):
    """A contact that changes under the eyes of a reader does not change what she reads or what is kept."""
    come_in(client, token)
    before = main_of(client.get("consents.notice", token=token))
    with db.transaction() as session:
        session.get_one(ControllerCard, Region.FRIESLAND).officer = "Iemand anders"
    assert main_of(client.get("consents.notice", token=token)) == before
    come_in(client, token)
    assert "Iemand anders" in client.get("consents.notice", token=token).text
    with db.reads() as connection:
        assert len(set(connection.scalars(sa.select(NoticeServed.text_sha256)))) == 2


def test_the_same_text_is_kept_once(client, db, token):
    come_in(client, token)
    come_in(client, token)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(NoticeServed)) == 2
        assert connection.scalar(sa.select(sa.func.count()).select_from(ServedText)) == 1


def test_no_name_is_in_it_in_clear_and_it_ends_with_the_name(client, db, vault, token):
    """PR-49: sealed under the key of the name; a no ends it."""
    come_in(client, token)
    with db.reads() as connection:
        blob = connection.scalar(sa.select(ServedText.sealed))
    assert b"Samira" not in blob
    assert b"De Terp" not in blob
    choose(client, token, "nee")
    finish_endings(db, vault)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ServedText)) == 0
        assert connection.scalar(sa.select(sa.func.count()).select_from(NoticeServed)) == 1


def test_what_was_served_cannot_be_changed(db, client, token, vault):
    come_in(client, token)
    with pytest.raises(sa.exc.DBAPIError, match=r"kept|append-only"), db.transaction() as session:
        session.execute(sa.text("UPDATE served_text SET sha256 = 'x'"))


def test_the_frame_is_known_by_its_templates(db, client, token, tmp_path, monkeypatch):
    """Another template is another page version."""
    come_in(client, token)
    with db.reads() as connection:
        kept = connection.scalar(sa.select(NoticeServed.page_version))
    assert kept == served.page_version()
    for name in served.FRAME:
        place = served.TEMPLATES / name
        for path in [place] if place.is_file() else place.glob("*.html"):
            target = tmp_path / path.relative_to(served.TEMPLATES)
            target.parent.mkdir(exist_ok=True)
            target.write_text(path.read_text() + ("\n" if path.name == "question.html" else ""))
    monkeypatch.setattr(served, "TEMPLATES", tmp_path)
    served.page_version.cache_clear()
    try:
        assert served.page_version() != kept
    finally:
        served.page_version.cache_clear()
