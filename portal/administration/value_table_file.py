"""Opening a workbook that somebody sent: is it one, is it small, is there nothing in it that does something?"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from portal.web.i18n import gettext as _

LARGEST_FILE = 1_000_000  # bytes
LARGEST_UNPACKED, MOST_PARTS = 10_000_000, 100
LAST_ROW, LAST_COLUMN = 1000, 50
BEGINS = {"zip": b"PK\x03\x04", "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}
ACTIVE = ("vbaproject", "xl/macrosheets", "xl/activex", "xl/externallinks", "xl/embeddings", "xl/connections")

Cell = str | float | bool | date | None


class FileRefused(Exception):
    """The file as a whole cannot be used; ``message`` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Workbook:
    sheets: dict[str, list[list[Cell]]]
    """Rows of cells by name of the sheet; empty cells are None."""
    formulas: tuple[tuple[str, int, int], ...]
    """Sheet, row and column, counted from 1, of each cell that computes."""


def open_workbook(content: bytes) -> Workbook:
    """Raises ``FileRefused`` unless it is a small XLSX file without macros, links and passwords."""
    if len(content) > LARGEST_FILE:
        raise FileRefused(_("The file is larger than 1 MB. Send a smaller file."))
    if content.startswith(BEGINS["old"]):
        raise FileRefused(_("This file is of an old kind or has a password. Save it as .xlsx without a password."))
    if not content.startswith(BEGINS["zip"]):
        raise FileRefused(_("This is not an Excel file. Save it as .xlsx and try again."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            _check_parts(parts)
            formulas = tuple(_formulas(parts))
        return Workbook(_read(content), formulas)
    except (zipfile.BadZipFile, CalamineError, KeyError, UnicodeDecodeError, ValueError, NotImplementedError) as fault:
        raise FileRefused(_("This is not an Excel file. Save it as .xlsx and try again.")) from fault


def _check_parts(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    names = [info.filename.lower() for info in infos]
    if any(info.flag_bits & 1 for info in infos):
        raise FileRefused(_("This file is of an old kind or has a password. Save it as .xlsx without a password."))
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise FileRefused(_("There is too much in this file. Keep only the sheets of the value table."))
    if "xl/workbook.xml" not in names:
        raise FileRefused(_("This is not an Excel file. Save it as .xlsx and try again."))
    kinds = _part(parts, "[Content_Types].xml").lower()
    if "macroenabled" in kinds or any(active in name for name in names for active in ACTIVE):
        raise FileRefused(_("There is a macro or a link to another file in it. Save it as .xlsx without these."))


def _part(parts: zipfile.ZipFile, name: str) -> str:
    """One file of the archive; never more than its head promised and this module allows."""
    with parts.open(name) as file:
        content = file.read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        raise FileRefused(_("There is too much in this file. Keep only the sheets of the value table."))
    text = content.decode("utf-8-sig")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileRefused(_("This is not an Excel file. Save it as .xlsx and try again."))
    return text


_TAG = re.compile(r"<(?:\w+:)?(row|c|f)\b([^>]*)>")
_PLACE = re.compile(r"\br=\"([A-Z]{0,3})([0-9]{1,7})\"")


def _formulas(parts: zipfile.ZipFile) -> Iterator[tuple[str, int, int]]:
    """Every cell that computes; a cell far away is refused before anything makes room for all that lies between."""
    for sheet, name in _sheet_parts(parts):
        row = column = 0
        for tag in _TAG.finditer(_part(parts, name)):
            place = _PLACE.search(tag[2])
            if tag[1] == "row":
                row, column = (int(place[2]) if place else row + 1), 0
            elif tag[1] == "c":
                column = _number(place[1]) if place else column + 1
                row = int(place[2]) if place else row
            else:
                yield sheet, row, column
            if row > LAST_ROW or column > LAST_COLUMN:
                raise FileRefused(_("There is too much in this file. Keep only the sheets of the value table."))


def _sheet_parts(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet and the file it stands in; a sheet that is no list of cells has no part here."""
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", _part(parts, "xl/_rels/workbook.xml.rels")):
        targets[_attribute(link, "Id")] = _attribute(link, "Target")
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", _part(parts, "xl/workbook.xml")):
        target = targets.get(_attribute(sheet, r"\w+:id"), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in parts.namelist():
            yield unescape(_attribute(sheet, "name")), path


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=\"([^\"]*)\"", tag)
    return found[1] if found else ""


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read(content: bytes) -> dict[str, list[list[Cell]]]:
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        return {
            name: [[_cell(value) for value in row] for row in book.get_sheet_by_name(name).to_python(False)]
            for name in book.sheet_names
        }


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool | float | int | date):
        return value
    return None if value is None else str(value)
