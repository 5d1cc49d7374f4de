"""The ledger of consent: what was asked and answered, in a chain per request that nobody can rewrite unseen (PR-25).

A line holds the hash of the one before; the request row holds length and newest hash. Extending a chain locks that
row, so that two writers never make a fork. No line holds a name. ``anchors`` holds every chain to the day it grew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.notices import Notice
from portal.errors import Refused
from portal.models import ConsentEvent, ConsentEventKind, ConsentRequest, ConsentScope, ReleasedChain

BEGINNING = "0" * 64


@dataclass(frozen=True)
class How:
    """Who acted, by which way, and how we knew that it was so.

    ``actor`` is candidate, contractor, csr or system; ``channel`` web, mail, paper, desk or clock; ``identity_check``
    'link+birth_date', 'session' and the like, '' for the clock.
    """

    actor: str
    channel: str
    identity_check: str


BY_LINK = How("candidate", "web", "link+birth_date")
BY_CONTRACTOR = How("contractor", "web", "session")
BY_CLOCK = How("system", "clock", "")

Line = tuple[ConsentEventKind, ConsentScope]


def of_each(kind: ConsentEventKind, scopes: Iterable[ConsentScope] = ConsentScope) -> list[Line]:
    return [(kind, scope) for scope in scopes]


def append(session: Session, request: ConsentRequest, *lines: Line, text: Notice, how: How) -> None:
    """Add lines about what was said to ``text`` to the chain of ``request``, in one step."""
    session.refresh(request, ["chain_length", "chain_head"], with_for_update=True)
    at, rows = clock.now(), []
    for kind, scope in lines:
        row: dict[str, Any] = {
            "request_id": request.id,
            "position": request.chain_length + 1,
            "kind": kind,
            "scope": scope,
            "at": at,
            "actor": how.actor,
            "channel": how.channel,
            "identity_check": how.identity_check,
            "notice_sha256": text.sha256,
            "language": text.language,
            "previous_hash": request.chain_head,
        }
        row["hash"] = digest_of(row)
        rows.append(row)
        request.chain_length, request.chain_head = row["position"], row["hash"]
    session.execute(sa.insert(ConsentEvent), rows)
    session.flush()


def release(session: Session, request_id: UUID, *, destruction_id: UUID) -> None:
    """Open the door through which the lines of one request may be deleted in this destruction; its head stays.

    The caller executes the destruction ``destruction_id`` and deletes the lines in the same transaction. Raises
    Refused when the chain was released before.
    """
    if session.get(ReleasedChain, request_id) is not None:
        raise Refused
    request = session.get_one(ConsentRequest, request_id, with_for_update=True, populate_existing=True)
    session.add(
        ReleasedChain(
            request_id=request_id,
            destruction_id=destruction_id,
            chain_length=request.chain_length,
            chain_head=request.chain_head,
            released_at=clock.now(),
        )
    )
    session.flush()


def verify(connection: sa.Connection) -> tuple[UUID, int] | None:
    """Request and position of the first line that was changed, is missing or does not follow; None when whole."""
    heads = _heads(connection, ConsentRequest.__table__, "id")
    released = _heads(connection, ReleasedChain.__table__, "request_id")
    reached: dict[UUID, tuple[int, str]] = {}
    for line in exact_rows(connection, ConsentEvent.__table__, "request_id", "position"):
        if isinstance(line, Unreadable):
            return _place_after(line, reached)
        recorded = line.pop("hash")
        length, head = reached.get(line["request_id"], (0, BEGINNING))
        follows = line["position"] == length + 1 and line["previous_hash"] == head
        if not follows or line["request_id"] not in heads or digest_of(line) != recorded:
            return line["request_id"], length + 1
        reached[line["request_id"]] = line["position"], recorded
    for request_id, head_of_request in heads.items():
        found = reached.get(request_id, (0, BEGINNING))
        is_gone = request_id in released and found == (0, BEGINNING)
        if released.get(request_id, head_of_request) != head_of_request or not (is_gone or found == head_of_request):
            return request_id, found[0] + 1
    return None


class Unreadable:
    """A row with a value that no program of ours writes, such as an identifier in capitals."""

    def __init__(self, key: tuple[Any, ...]) -> None:
        self.key = key  # as it stands in the database


def exact_rows(connection: sa.Connection, table: Any, *order: str) -> Iterator[dict[str, Any] | Unreadable]:
    """Rows by name, each value proven to be spelled as we write it: two spellings of one value would hash the same."""
    columns = list(table.columns)
    types = [column.type.dialect_impl(connection.dialect) for column in columns]
    reads = [kind.result_processor(connection.dialect, None) or _as_it_is for kind in types]
    writes = [kind.bind_processor(connection.dialect) or _as_it_is for kind in types]
    as_stored = sa.select(*(sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in columns))
    for row in connection.execute(as_stored.order_by(*(table.c[name] for name in order))):
        try:
            values = [read(raw) for read, raw in zip(reads, row, strict=True)]
            if [write(value) for write, value in zip(writes, values, strict=True)] != list(row):
                raise ValueError
        except (ValueError, LookupError, TypeError, AttributeError):
            yield Unreadable(tuple(row._mapping[name] for name in order))
        else:
            yield dict(zip(row._fields, values, strict=True))


def digest_of(content: object) -> str:
    """SHA-256 over one spelling of ``content``: sorted names, no spaces, moments and identifiers in full."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled)
    return hashlib.sha256(text.encode()).hexdigest()


def _heads(connection: sa.Connection, table: Any, key: str) -> dict[UUID, tuple[int, str]]:
    rows = connection.execute(sa.select(table.c[key], table.c.chain_length, table.c.chain_head))
    return {row[0]: (row.chain_length, row.chain_head) for row in rows}


def _place_after(line: Unreadable, reached: dict[UUID, tuple[int, str]]) -> tuple[UUID, int]:
    """Where an unreadable line stands: at its own request when that can still be read, else after the newest one."""
    try:
        request_id = UUID(str(line.key[0]))
    except ValueError:
        request_id = next(reversed(reached), UUID(int=0))
    return request_id, reached.get(request_id, (0, BEGINNING))[0] + 1


def _as_it_is(value: Any) -> Any:
    return value


def _spelled(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
