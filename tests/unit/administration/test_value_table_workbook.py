"""A value table in a workbook: the way out and back, and each fault at its sheet, row and column."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from portal.administration.value_table_comparison import differences
from portal.administration.value_table_file import LARGEST_FILE, FileRefused, column_letters, open_workbook
from portal.administration.value_table_reading import WorkbookInvalid, read_table
from portal.administration.value_table_writing import write_table
from portal.valuation import ValueTable, shipped_table, shipped_tables
from tests.integration.administration.workbooks import cells, changed, workbook


def dated(table: ValueTable) -> ValueTable:
    content = table.to_json()
    return ValueTable.from_json({**content, "valid_from": content["valid_from"] or "2027-01-01"})


@pytest.mark.parametrize("table", shipped_tables(), ids=lambda table: table.code)
def test_what_is_downloaded_is_read_back_the_same(table):
    assert read_table(write_table(dated(table))) == dated(table)


def test_what_people_type_is_understood():
    sheets = cells()
    words = {"Geldt vanaf": "1-2-2027", "Minimum, uren per week": "12,50", "Toeslagen optellen": "Nee"}
    for row in sheets["Tabel"]:
        row[1] = words.get(str(row[0]), row[1])
    sheets["Regels"][1][3:9] = ["employment; inleen", "P-wet: kort", "jaar", "€ 35.000,50", "100 %", 24]
    del sheets["Regels"][3:][12:]
    table = read_table(workbook(sheets))
    assert (table.valid_from, str(table.minimum_hours), table.raises_add_up) == (date(2027, 2, 1), "12.50", False)
    assert str(table.rows[0].amount) == "35000.50"
    assert table.rows[0].forms == shipped_table("frl-demo").rows[0].forms


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "told"),
    [
        ("Regels", 3, 7, -5, "Blad ‘Regels’, regel 3, kolom G (Bedrag): dit is geen getal van 0 of meer (‘-5’)."),
        ("Regels", 3, 7, "veel", "regel 3, kolom G (Bedrag): dit is geen getal van 0 of meer (‘veel’)."),
        ("Regels", 3, 7, 1.005, "regel 3, kolom G (Bedrag): dit getal heeft te veel cijfers (‘1.005’)."),
        ("Regels", 3, 7, None, "regel 3, kolom G (Bedrag): hier staat niets."),
        ("Regels", 3, 9, 0, "regel 3, kolom I (Maximum maanden): dit is geen getal boven 0 (‘0’)."),
        ("Regels", 3, 1, "pwet_lt_2y", "regel 3, kolom A (Code): dit staat er twee keer (‘pwet_lt_2y’)."),
        ("Regels", 3, 5, "Koningen", "regel 3, kolom E (Groep en duur): dit staat niet in de lijst (‘Koningen’)."),
        ("Regels", 3, 5, "WSW", "regel 2, kolom E (Groep en duur): deze duur heeft geen regel (‘2 jaar of langer’)."),
        ("Regels", 3, 7, "=30000+5000", "regel 3, kolom G (Bedrag): hier staat een formule; vul de uitkomst in."),
        ("Regels", 3, 10, "@som", "regel 3, kolom J (Uitleg): hier staat een formule; vul de uitkomst in (‘@som’)."),
        ("Regels", 1, 7, "Prijs", "Blad ‘Regels’, regel 1, kolom G (Prijs): deze kolom bestaat niet."),
        ("Regels", 1, 4, None, "Blad ‘Regels’, regel 1, kolom K (Vorm): deze kolom ontbreekt."),
        ("Tabel", 7, 2, "geen datum", "Blad ‘Tabel’, regel 7, kolom B (Geldt vanaf): dit is geen datum"),
        ("Tabel", 7, 2, None, "Blad ‘Tabel’, regel 7, kolom B (Geldt vanaf): hier staat niets."),
        ("Tabel", 8, 2, 0, "regel 8, kolom B (Voltijd, uren per week): dit is geen getal boven 0 (‘0’)."),
        ("Tabel", 9, 1, "Kleur", "regel 9, kolom A (Instelling): deze instelling bestaat niet (‘Kleur’)."),
        ("Toeslagen", 2, 5, "-1", "Blad ‘Toeslagen’, regel 2, kolom E (Bedrag per jaar): dit is geen getal van 0"),
        ("Tabel", 14, 2, "misschien", "kolom B (Toeslagen optellen): dit is geen ja of nee (‘misschien’)."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_sheet_row_and_column(sheet, row, column, value, told):
    with pytest.raises(WorkbookInvalid) as invalid:
        read_table(changed(sheet, row, column, value))
    assert any(told in str(fault) for fault in invalid.value.faults), list(map(str, invalid.value.faults))


def test_every_fault_is_told_at_once():
    sheets = cells()
    sheets["Regels"][1][6] = -1
    sheets["Regels"][2][8] = 0
    sheets["Toeslagen"][1][4] = "veel"
    with pytest.raises(WorkbookInvalid) as invalid:
        read_table(workbook(sheets))
    assert [(one.sheet, one.row, one.column) for one in invalid.value.faults] == [
        ("Regels", 2, 7), ("Regels", 3, 9), ("Toeslagen", 2, 5),
    ]  # fmt: skip


def test_a_missing_sheet_is_told():
    sheets = cells()
    del sheets["Toeslagen"]
    with pytest.raises(WorkbookInvalid, match="Toeslagen"):
        read_table(workbook(sheets))


def test_a_formula_is_found_wherever_it_stands():
    sheets = cells()
    sheets["Regels"][4][6] = "=1+1"
    sheets["Aantekeningen"] = [[None, "=A1"]]
    assert open_workbook(workbook(sheets)).formulas == (("Regels", 5, 7), ("Aantekeningen", 1, 2))


def rezipped(change, good: bytes | None = None) -> bytes:
    """The workbook with its parts changed: a mapping of name to bytes goes in and comes out."""
    with zipfile.ZipFile(BytesIO(good or workbook(cells()))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in change(parts).items():
            book.writestr(name, content)
    return file.getvalue()


def sheet_with(xml: bytes) -> bytes:
    return rezipped(lambda parts: {**parts, "xl/worksheets/sheet1.xml": xml})


BAD_FILES = {
    "empty": (b"", "geen Excelbestand"),
    "text": (b"Code;Naam\n", "geen Excelbestand"),
    "half a file": (b"PK\x03\x04" + b"x" * 100, "geen Excelbestand"),
    "an old one": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "van een oude soort"),
    "too large": (b"PK\x03\x04" + b"\0" * LARGEST_FILE, "groter dan 1 MB"),
    "a zip of something else": (rezipped(lambda _parts: {"tekst.txt": b"x"}), "geen Excelbestand"),
    "a macro": (rezipped(lambda parts: {**parts, "xl/vbaProject.bin": b"x"}), "macro"),
    "a link outside": (rezipped(lambda parts: {**parts, "xl/externalLinks/externalLink1.xml": b"<x/>"}), "macro"),
    "a macro by its kind": (
        rezipped(lambda parts: {**parts, "[Content_Types].xml": parts["[Content_Types].xml"].replace(
            b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")}), "macro"),
    "a bomb": (rezipped(lambda parts: {**parts, "xl/media/bomb.bin": b"\0" * 11_000_000}), "te veel"),
    "a cell far away": (sheet_with(b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
                                   b"</sheetData></worksheet>"), "te veel"),
    "an entity": (sheet_with(b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), "geen Excelbestand"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "told"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_used_says_why(content, told):
    with pytest.raises(FileRefused, match=told):
        read_table(content)


def test_columns_have_the_letters_of_excel():
    assert [column_letters(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


def test_two_versions_differ_in_settings_cells_and_rows():
    old = dated(shipped_table("frl-demo"))
    sheets = cells()
    sheets["Regels"][2][6] = 42_000
    del sheets["Regels"][-1]
    for row in sheets["Tabel"]:
        if row[0] == "Minimum, uren per week":
            row[1] = 16
    found = [(one.what, one.column, one.old, one.new) for one in differences(old, read_table(workbook(sheets)))]
    assert found == [
        ("Instellingen", "Minimum, uren per week", "12", "16"),
        ("Participatiewet, 2 jaar of langer", "Bedrag", "€\xa040.000", "€\xa042.000"),
        ("Maatwerk", "Hele regel", "Iets anders (maatwerk) · afspraak · 100%", ""),
    ]
    assert differences(old, old) == []
