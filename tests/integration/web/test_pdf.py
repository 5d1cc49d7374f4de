"""Tagged PDF: for everybody to read, without a name in what a folder shows, and never while others wait (PR-26)."""

import io
import re

import pikepdf
import pytest

from portal.db import writing
from portal.web import pdf
from portal.web.pdf import MadeWhileWriting, NoDocument, tagged_pdf

DATA = {
    "title": "Bewijs van uw keuze",
    "language": "nl",
    "footer": "2026-0147-3",
    "facts": [["Naam", "Þóra O’Neill-van ’t Hoff #emph[niet] \\ $x$"], ["Keuze", "Ja, dat mag"]],
    "events_title": "Wat u koos",
    "events": ["23 november 2026, 14.32 uur: ja"],
    "text_title": "Wat u las",
    "items": [{"title": "Wie kijkt?", "paragraphs": [{"lines": ["a", "b"], "is_list": True}]}],
}


def structure(document: pikepdf.Pdf) -> set[str]:
    """Kinds of the elements in the tree that a screen reader walks."""
    kinds = set()

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                kinds.add(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot.K)
    return kinds


def test_a_screen_reader_finds_headings_lists_and_language():
    document = pikepdf.open(io.BytesIO(tagged_pdf("receipt", DATA)))
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "nl"
    assert {"/H1", "/H2", "/L", "/LI", "/LBody"} <= structure(document)
    with document.open_metadata() as properties:
        assert properties["pdfuaid:part"] == "1"


def test_no_property_says_who_it_is_about():
    """ux.md PF-12: no name in what a file manager or a search shows."""
    document = pikepdf.open(io.BytesIO(tagged_pdf("receipt", DATA)))
    assert dict(document.docinfo).keys() == {"/Title", "/Creator"}
    with document.open_metadata() as properties:
        assert "Hoff" not in str(properties)
    assert not document.attachments
    answer = pdf.pdf_answer(b"", reference="2026-0147-3")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2026-0147-3.pdf"'


def test_a_letter_that_no_font_has_is_said(monkeypatch):
    with pytest.raises(NoDocument):
        tagged_pdf("receipt", {**DATA, "facts": [["Naam", "\U00012000"]]})
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    with pytest.raises(NoDocument):
        tagged_pdf("receipt", DATA)


def test_no_document_is_made_inside_a_write_transaction(app):
    """design.md 3.5."""
    with app.test_request_context(method="POST"):
        writing().connection()
        with pytest.raises(MadeWhileWriting):
            tagged_pdf("receipt", DATA)
    with app.test_request_context(method="POST"):
        assert tagged_pdf("receipt", DATA).startswith(b"%PDF")


def test_templates_read_their_neighbours_only():
    """No package from the network, no file, no plugin: a template knows its data."""
    for path in pdf.TEMPLATES.glob("*.typ"):
        imports = re.findall(r"#?(?:import|include)\s+\"([^\"]+)\"", path.read_text())
        assert set(imports) <= {neighbour.name for neighbour in pdf.TEMPLATES.iterdir()}, path.name
        assert not re.search(r"\b(read|plugin|csv|yaml|toml|xml)\(|\bimage\((?!bytes\()", path.read_text()), path.name
