"""A mail is written once, as text; both its parts are made from that text, so they can never differ (AX-20).

``body.txt`` is paragraphs with an empty line between them. Three marks make something of a paragraph, and only when
the template itself writes them: ``[Label](address)`` on a line of its own is the button, lines that start with ``> ``
are a quotation, lines that start with ``- `` a list. What comes out of an expression can never be a mark: it is
fenced while the marks are read, so a remark or a name cannot make a button in our mail (T19).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from portal.mail.draft import Draft, Envelope
from portal.web import i18n
from portal.web.filters import FILTERS

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_OPEN, _CLOSE = "\x02", "\x03"  # the fence around what an expression yields
_BUTTON = re.compile(rf"\[{_OPEN}([^{_CLOSE}]*){_CLOSE}\]\({_OPEN}([^{_CLOSE}]*){_CLOSE}\)")
_LOOKS_LIKE_A_LINK = re.compile(r"(?<=[\w\-])\.(?=[^\W\d_]{2})|:(?=//)")
MARKS = {"quotation": "> ", "list": "- "}
_WORD_JOINER = "\N{WORD JOINER}"


@dataclass(frozen=True)
class Block:
    """One paragraph. ``kind`` is text, quotation, list or button; a button has its label and its address as lines."""

    kind: str
    lines: tuple[str, ...]


def one_line(text: str) -> str:
    """``text`` on one line: white space becomes a space, invisible characters (also of direction) go."""
    visible = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in text
        if unicodedata.category(sign) not in {"Cf", "Cs"}
    )
    return " ".join(visible.split())


def unlinked(text: str) -> str:
    """What somebody typed, so that no mail program makes a link of it: an invisible joiner breaks ``evil.nl``."""
    return _LOOKS_LIKE_A_LINK.sub(lambda found: found.group() + _WORD_JOINER, one_line(text))


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a remark, without empty ones, each unlinked."""
    return tuple(line for line in (unlinked(part) for part in text.splitlines()) if line)


def render(kind: str, envelope: Envelope, /, *, links: Mapping[str, str] | None = None, **values: Any) -> Draft:
    """Write the mail ``kind``. Text among ``values`` is treated as typed by others; ``links`` are our own addresses."""
    safe = {name: unlinked(value) if isinstance(value, str) else value for name, value in values.items()}
    context = {**safe, **(links or {}), "desk": envelope.desk, "base_url": envelope.base_url}
    with i18n.speaking(envelope.language):
        subject = _unfenced(_text_templates().get_template(f"{kind}/subject.txt").render(context)).strip()
        blocks = _blocks(_text_templates().get_template(f"{kind}/body.txt").render(context))
        closing = _blocks(_text_templates().get_template("closing.txt").render(context))
        page = _page_templates().get_template("layout.html")
        direction = "rtl" if i18n.language() in i18n.RIGHT_TO_LEFT else "ltr"
        html = page.render(lang=i18n.language(), dir=direction, subject=subject, blocks=blocks, closing=closing)
        text = "\n\n".join(_plain(block) for block in [*blocks, *closing]) + "\n"
        return Draft(kind, i18n.language(), envelope.to, subject, text, html)


def _blocks(written: str) -> list[Block]:
    return [_block(part.strip("\n")) for part in re.split(r"\n\s*\n", written) if part.strip()]


def _block(written: str) -> Block:
    button = _BUTTON.fullmatch(written.strip())
    if button:
        return Block("button", button.groups())
    lines = [line.strip() for line in written.split("\n") if line.strip()]
    for kind, mark in MARKS.items():
        if all(line.startswith(mark) for line in lines):
            return Block(kind, tuple(_unfenced(line.removeprefix(mark)) for line in lines))
    return Block("text", tuple(_unfenced(line) for line in lines))


def _plain(block: Block) -> str:
    if block.kind == "button":
        return f"{block.lines[0]}:\n{block.lines[1]}"
    mark = MARKS.get(block.kind, "")
    return "\n".join(mark + line for line in block.lines)


def _fenced(value: object) -> str:
    return _OPEN + str(value).replace(_OPEN, "").replace(_CLOSE, "").replace("\n", " ") + _CLOSE


def _unfenced(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


@cache
def _text_templates() -> jinja2.Environment:
    return _environment(autoescape=False, finalize=_fenced)


@cache
def _page_templates() -> jinja2.Environment:
    return _environment(autoescape=True)


def _environment(**options: Any) -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES / "mail")
    environment = jinja2.Environment(  # noqa: S701 - text is not markup; the page templates do escape
        loader=loader, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options
    )
    environment.filters.update(FILTERS)
    environment.globals.update({"_": i18n.gettext, "ngettext": i18n.ngettext})
    return environment
