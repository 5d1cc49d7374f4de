"""The receipt behind the link, as a page and as a PDF (PR-26)."""

import io

import pikepdf
import pytest
import sqlalchemy as sa

from portal.consents import receipt_views
from portal.consents.notices import FIRST_LAYER, notice
from portal.models import ConsentEvent
from portal.web.pdf import NoDocument
from tests.support.asking import choose, come_in
from tests.support.client import parse


def words(document: bytes) -> str:
    """Text of the bytes that name and describe the file."""
    opened = pikepdf.open(io.BytesIO(document))
    with opened.open_metadata() as properties:
        return f"{dict(opened.docinfo)} {properties}"


@pytest.mark.parametrize(("c1", "c2"), [("ja", "ja"), ("ja", "nee"), ("nee", "nee")])
def test_the_receipt_lists_exactly_the_events(client, db, token, c1, c2):
    """PR-26, PR-42: every line of the ledger, the version and its checksum, the text that was read."""
    come_in(client, token)
    choose(client, token, c1, c2)
    html = client.get("consents.receipt", token=token).text
    with db.reads() as connection:
        events = connection.execute(sa.select(ConsentEvent.__table__)).all()
    listed = [item for item in parse(html).findall(".//main/ul/li") if "uur:" in "".join(item.itertext())]
    assert len(listed) == len(events)
    assert len([event for event in events if event.kind in ("given", "refused")]) == 2
    assert "2026-0001-1" in html
    assert notice("nl").sha256 in html
    for item in FIRST_LAYER:
        assert f'id="{item}"' in html
    assert ("Ja, mag worden doorgegeven" in html) is (c1 == "ja")
    for mark in ("Samira", "s.ali@", "1991"):
        assert mark not in html


def test_the_same_as_a_document(client, token):
    """PR-26: tagged, named by number, without a name in what a folder shows."""
    come_in(client, token)
    choose(client, token, "ja", "ja")
    answer = client.get("consents.receipt_pdf", token=token)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2026-0001-1.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    described = words(answer.data)
    assert "Bewijs van uw keuze" in described
    assert "Samira" not in described


def test_where_no_document_can_be_made_the_page_is_printed(client, token, monkeypatch):
    """Without the group ``documents`` the page offers itself."""

    def cannot(_name, _data):
        raise NoDocument("typst is not installed")

    come_in(client, token)
    choose(client, token, "ja", "ja")
    monkeypatch.setattr(receipt_views, "makes_pdf", lambda: False)
    monkeypatch.setattr(receipt_views, "tagged_pdf", cannot)
    assert "bewijs.pdf" not in client.get("consents.receipt", token=token).text
    assert client.get("consents.receipt_pdf", token=token, status=303).location == f"/k/{token}/bewijs"
    assert "U kunt deze pagina printen" in client.get("consents.receipt", token=token).text


def test_there_is_no_receipt_before_an_answer_nor_without_the_date(client, another_client, token):
    come_in(client, token)
    for endpoint in ("consents.receipt", "consents.receipt_pdf"):
        client.get(endpoint, token=token, status=404)
        assert another_client.get(endpoint, token=token, status=303).location == f"/k/{token}"
