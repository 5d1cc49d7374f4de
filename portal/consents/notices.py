"""The texts a candidate decides on: one immutable file a version and language, known by its checksum (PR-42).

Which version counts is told by the database (``in_force``); the first one counts where nobody published another.

A file is items: ``@id`` on a line, then perhaps ``# title``, then paragraphs with an empty line between them; lines
that start with ``- `` are a list. A changed text is a new version, never an edit: a file that differs from its
checksum is not read. Items N01 to N20 are the full notice (articles 13 and 14), the words before them the first layer.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

NOTICES = Path(__file__).resolve().parents[2] / "templates" / "notices" / "consent"
FIRST = "1.0"
LANGUAGES = {"nl": "Nederlands", "en": "English"}  # of every version, each in its own name
NAMES = {  # of every language a version may be written in besides
    **LANGUAGES, "fy": "Frysk", "pl": "Polski", "tr": "Türkçe", "uk": "Українська", "ar": "العربية", "ti": "ትግርኛ",
}  # fmt: skip
FIRST_LAYER = ("why", "readers", "data", "term", "choice", "stop", "after_stop", "objection", "rest")  # PR-21
FULL = tuple(f"N{number:02}" for number in range(1, 21))
ITEMS = ("question", *FIRST_LAYER, "C1", "C2", "yes", "no", *FULL, "told", "statement", "changes")
AS_IT_IS = ("C1", "C2", "yes", "no", "statement", "changes")  # nothing is filled in here, so the file says it all
SUBSTANCE = ("data", "readers", "term", "C1", "C2", "N01", "N02", "N04", "N05", "N07", "N09", "N10", "N11")
"""Items that say who, why, what, to whom and how long: another meaning here asks for a new yes (PR-31)."""
PLACEHOLDERS = frozenset(
    "contractor employer client region office office_address office_email office_phone officer officer_email "
    "contact_email years version valid_from".split()
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Edition:
    """What a version is, besides its texts. ``material``: whoever said yes before must choose again (PR-31)."""

    material: bool
    protocol: str  # edition of the privacy protocol, year and month
    grounds_sha256: str  # of the grounds it tells (PR-13)


@dataclass(frozen=True)
class Written:
    sha256: str


_GROUNDS_2026 = "1c2e5bb406113c4ef90bb9b9b87c305db88d76b20d00d3e99986a658f3969db5"
VERSIONS: Mapping[str, Edition] = {
    FIRST: Edition(material=True, protocol="2021-10", grounds_sha256=_GROUNDS_2026),
    "1.1": Edition(material=False, protocol="2021-10", grounds_sha256=_GROUNDS_2026),
}
FIRST_SINCE = date(2026, 1, 1)  # the day the first version began to count
REGISTER: Mapping[tuple[str, str], Written] = {
    (FIRST, "nl"): Written("c30c7a6445bffa0e36f1d6c71a81c82f6e36c4731d71b4abc7a1db9cbda967c8"),
    (FIRST, "en"): Written("ddd0e4f44ad08fbe86d092eefe1d0d7c3bc2ffedb938c2e6d3b65207d059f222"),
    ("1.1", "nl"): Written("fea95e0335d402fe778a2cc1b1684a300610dd182d94e69a5f51d2eb3d7e70ff"),
    ("1.1", "en"): Written("4f685784f355850027d83936b9e15fe6788eea499977cb00a78c72eb8a9fc37f"),
}


class NoticeChanged(Exception):
    """A published text differs from its checksum. Put the file back; a new text is a new version."""


@dataclass(frozen=True)
class Paragraph:
    lines: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Item:
    id: str
    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """For an item of one sentence, such as a statement."""
        return " ".join(line for paragraph in self.paragraphs for line in paragraph.lines)


@dataclass(frozen=True)
class Notice:
    version: str
    language: str
    sha256: str
    items: Mapping[str, Item]

    def __getitem__(self, item_id: str) -> Item:
        return self.items[item_id]

    @property
    def first_layer(self) -> list[Item]:
        return [self.items[item_id] for item_id in FIRST_LAYER]

    @property
    def full(self) -> list[Item]:
        return [self.items[item_id] for item_id in FULL]

    def filled(self, values: Mapping[str, str]) -> "Notice":
        """The same notice for one request. Raises KeyError for a placeholder without a value."""

        def fill(text: str) -> str:
            return _PLACEHOLDER.sub(lambda found: values[found[1]], text)

        items = {
            item.id: Item(
                item.id,
                fill(item.title),
                tuple(Paragraph(tuple(map(fill, one.lines)), one.is_list) for one in item.paragraphs),
            )
            for item in self.items.values()
        }
        return Notice(self.version, self.language, self.sha256, items)


@cache
def notice(language: str, version: str = FIRST) -> Notice:
    """The text of a version, in Dutch where this language has none. Raises NoticeChanged.

    Whoever shows a text to a reader asks ``in_force.notice_in_force``; only that one knows what was published.
    """
    spoken = language if (version, language) in REGISTER else "nl"
    content = (NOTICES / f"{version}.{spoken}.txt").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != REGISTER[version, spoken].sha256:
        raise NoticeChanged(f"{version}.{spoken}")
    return Notice(version, spoken, sha256, items_in(content.decode()))


def notice_of(sha256: str) -> Notice:
    """The text that an event of the ledger names by its checksum. Raises LookupError."""
    for (version, language), written in REGISTER.items():
        if written.sha256 == sha256:
            return notice(language, version)
    raise LookupError(sha256)


def items_in(text: str) -> dict[str, Item]:
    items = {}
    for part in re.split(r"^@", text, flags=re.MULTILINE)[1:]:
        item_id, _, body = part.partition("\n")
        title = ""
        if body.startswith("# "):
            title, _, body = body[2:].partition("\n")
        paragraphs = tuple(_paragraph(block) for block in re.split(r"\n\s*\n", body.strip()) if block)
        items[item_id.strip()] = Item(item_id.strip(), title, paragraphs)
    return items


def _paragraph(block: str) -> Paragraph:
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return Paragraph(tuple(line[2:] for line in lines), is_list=True)
    return Paragraph((" ".join(lines),))


def languages_of(version: str) -> list[str]:
    """Languages in which a version was written, Dutch first."""
    return sorted((language for one, language in REGISTER if one == version), key=lambda code: (code != "nl", code))


def items_of(version: str) -> tuple[str, ...]:
    """Every item a version must have; the first one has no changes to tell."""
    return ITEMS if version != FIRST else ITEMS[:-1]
