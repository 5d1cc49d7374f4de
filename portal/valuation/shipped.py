"""The tables that come with the portal. They seed the database; from then on the database is the truth."""

import json
from functools import cache
from pathlib import Path

from portal.valuation.table import ValueTable

TABLES = Path(__file__).parent / "tables"


@cache
def shipped_tables() -> tuple[ValueTable, ...]:
    """In order of code."""
    contents = (json.loads(path.read_text(encoding="utf-8")) for path in TABLES.glob("*.json"))
    return tuple(sorted((ValueTable.from_json(content) for content in contents), key=lambda table: table.code))


def shipped_table(code: str) -> ValueTable:
    """Raises ``KeyError``."""
    return {table.code: table for table in shipped_tables()}[code]
