"""Tagged PDF (PDF/UA-1) from a template in ``templates/pdf``; typst is an optional part of the installation.

A template gets its words as data, so that nothing a person typed is ever read as markup, and sees no file but its
neighbours. No name is in the file's name or in its properties.
"""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Response

from portal.db import is_writing

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pdf"


class NoDocument(Exception):
    """No PDF can be made of this here: typst is not installed, or no font has one of its letters. Offer to print."""


class MadeWhileWriting(Exception):
    """A document takes a tenth of a second, and a write transaction keeps everybody waiting: a programming error."""


def makes_pdf() -> bool:
    """Whether this installation has the group ``documents``."""
    return find_spec("typst") is not None


def tagged_pdf(name: str, data: Mapping[str, Any]) -> bytes:
    """The document ``templates/pdf/<name>.typ`` with ``data``, which must go into JSON.

    Every template asks for ``title`` (of the document: no names), ``language`` and ``footer`` (a reference by number).
    Raises NoDocument.
    """
    if is_writing():
        raise MadeWhileWriting(name)
    if not makes_pdf():
        raise NoDocument("typst is not installed")
    import typst  # 80 MB that most requests never need

    try:
        document = typst.compile(
            str(TEMPLATES / f"{name}.typ"),
            root=str(TEMPLATES),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        if "could not be displayed with font" in str(error):
            raise NoDocument("no font has this letter") from None  # the text of the error holds the letter
        raise
    return bytes(document)


def pdf_answer(document: bytes, *, reference: str) -> Response:
    """The document to keep, under a name by number such as '2026-0147-3'."""
    answer = Response(document, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{reference}.pdf"'
    return answer
