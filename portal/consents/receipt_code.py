"""The code on a receipt: the first 80 bits of the ledger line it proves, in signs that nobody mixes up.

Nothing is kept for it. Who has the code can ask whether the receipt is genuine, and hears no more than when it was
made and under which text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.consents.ledger import BEGINNING, digest_of
from portal.consents.notices import notice_of
from portal.models import ConsentEvent, ConsentEventKind

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U
_READ_AS = str.maketrans("ILO", "110")
LENGTH, HEX = 16, 20  # signs of a code, and what it holds of the hash
ANSWERS = frozenset({ConsentEventKind.GIVEN, ConsentEventKind.RENEWED, ConsentEventKind.REFUSED})


@dataclass(frozen=True)
class Genuine:
    made_on: date
    version: str
    language: str


def code_of(line_hash: str) -> str:
    """'4K7M-0QXT-9ZDE-R2VB'"""
    number = int(line_hash[:HEX], 16)
    signs = "".join(SIGNS[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def read_code(typed: str) -> str | None:
    """The beginning of the hash that a typed code stands for; spaces, strokes and small letters are fine."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_READ_AS)
    if len(signs) != LENGTH or any(sign not in SIGNS for sign in signs):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | SIGNS.index(sign)
    return f"{number:0{HEX}x}"


def line_of_answer(lines: Sequence[Any]) -> Any:
    """The line that says on which text was answered: a later text may have been served since, or have frozen it."""
    return next((line for line in reversed(lines) if line.kind in ANSWERS), lines[-1])


def find_genuine(connection: sa.Connection, typed: str) -> Genuine | None:
    """None for a code we never gave, or whose line is destroyed or does not hang together with those before it."""
    beginning = read_code(typed)
    if beginning is None:
        return None
    found = connection.execute(
        sa.select(ConsentEvent.request_id, ConsentEvent.position).where(
            ConsentEvent.hash >= beginning, ConsentEvent.hash < beginning + "g"
        )
    ).first()
    if found is None:
        return None
    lines = sa.select(ConsentEvent.__table__).where(
        ConsentEvent.request_id == found.request_id, ConsentEvent.position <= found.position
    )
    chain = connection.execute(lines.order_by(ConsentEvent.position)).all()
    if not _holds(chain):
        return None
    text = notice_of(line_of_answer(chain).notice_sha256)
    return Genuine(clock.day_of(chain[-1].at), text.version, text.language)


def _holds(chain: Any) -> bool:
    previous = BEGINNING
    for position, line in enumerate(chain, start=1):
        columns = dict(line._mapping)
        recorded = columns.pop("hash")
        if (line.position, line.previous_hash) != (position, previous) or digest_of(columns) != recorded:
            return False
        previous = recorded
    return True
