"""The statement of confidentiality in force (PR-63); a new text is a new version, never an edit."""

import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path

STATEMENT_VERSION = "2026-01"
VALID_FOR = timedelta(days=365)
STATEMENTS = Path(__file__).resolve().parents[2] / "templates" / "notices" / "confidentiality"


@cache
def statement(language: str) -> str:
    """The lines of the statement, as they stand in the published file of this language (Dutch where there is none)."""
    path = STATEMENTS / f"{STATEMENT_VERSION}.{language}.txt"
    return (path if path.exists() else STATEMENTS / f"{STATEMENT_VERSION}.nl.txt").read_text(encoding="utf-8")


def statement_sha256(language: str) -> str:
    return hashlib.sha256(statement(language).encode()).hexdigest()
