"""Workbooks as a manager sends them: the frisian table with a new first day, changed in some cells."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from portal.administration.value_table_file import open_workbook
from portal.administration.value_table_writing import write_table
from portal.valuation import shipped_table

FIRST_DAY = "01-01-2027"


def cells(code: str = "frl-demo", first_day: str = FIRST_DAY) -> dict[str, list[list[Any]]]:
    """The sheets of a shipped table as lists of rows, to be changed before they are written."""
    sheets: dict[str, list[list[Any]]] = open_workbook(write_table(shipped_table(code))).sheets  # type: ignore[assignment]
    for row in sheets["Tabel"]:
        row[:] = [*row, None, None][:2]
        if row[0] == "Geldt vanaf":
            row[1] = first_day
    return sheets


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Text that begins with '=' is a formula here, as it is when somebody types it."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for position, value in enumerate(row):
                if hasattr(value, "isoformat"):
                    sheet.write_string(number, position, f"{value:%d-%m-%Y}")
                elif value is not None:
                    sheet.write(number, position, value)
    book.close()
    return file.getvalue()


def changed(sheet: str, row: int, column: int, value: Any, **table: Any) -> bytes:
    """The table with one other cell; row and column counted from 1, as in Excel."""
    sheets = cells(**table)
    line = sheets[sheet][row - 1]
    line += [None] * (column - len(line))
    line[column - 1] = value
    return workbook(sheets)
