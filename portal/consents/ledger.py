"""The ledger of consent: what was asked and answered, in a chain per request that nobody can rewrite unseen (PR-25).

A line holds the hash of the one before; the request row holds length and newest hash. Extending a chain locks that
row, so that two writers never make a fork. No line holds a name.
"""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import ConsentEvent, ConsentEventKind, ConsentRequest, ConsentScope

BEGINNING = "0" * 64


def append(
    session: Session,
    request: ConsentRequest,
    *,
    kind: ConsentEventKind,
    scope: ConsentScope,
    actor: str,
    channel: str,
    identity_check: str,
    notice_sha256: str,
    language: str,
) -> None:
    """Add a line to the chain of ``request``.

    ``actor`` is candidate, contractor, csr or system; ``channel`` web, mail, paper, desk or clock; ``identity_check``
    says how we knew who it was ('link+birth_date', 'session', '' for the clock).
    """
    session.flush()
    session.refresh(request, ["chain_length", "chain_head"], with_for_update=True)
    line: dict[str, Any] = {
        "request_id": request.id,
        "position": request.chain_length + 1,
        "kind": kind,
        "scope": scope,
        "at": clock.now(),
        "actor": actor,
        "channel": channel,
        "identity_check": identity_check,
        "notice_sha256": notice_sha256,
        "language": language,
        "previous_hash": request.chain_head,
    }
    line["hash"] = _hash(line)
    session.execute(sa.insert(ConsentEvent), line)
    request.chain_length, request.chain_head = line["position"], line["hash"]
    session.flush()


def verify(connection: sa.Connection) -> tuple[UUID, int] | None:
    """Request and position of the first line that was changed, is missing or does not follow; None when whole."""
    requests = sa.select(ConsentRequest.id, ConsentRequest.chain_length, ConsentRequest.chain_head)
    heads = {row.id: (row.chain_length, row.chain_head) for row in connection.execute(requests)}
    reached: dict[UUID, tuple[int, str]] = {}
    lines = sa.select(ConsentEvent.__table__).order_by(ConsentEvent.request_id, ConsentEvent.position)
    for row in connection.execute(lines):  # a server-side cursor needs a transaction, which the reader has not
        line = dict(row._mapping)
        recorded = line.pop("hash")
        length, head = reached.get(line["request_id"], (0, BEGINNING))
        follows = line["position"] == length + 1 and line["previous_hash"] == head
        if not follows or _hash(line) != recorded:
            return line["request_id"], length + 1
        reached[line["request_id"]] = line["position"], recorded
    for request_id, head_of_request in heads.items():
        if reached.get(request_id, (0, BEGINNING)) != head_of_request:
            return request_id, reached.get(request_id, (0, BEGINNING))[0] + 1
    return None


def _hash(line: dict[str, Any]) -> str:
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled)
    return hashlib.sha256(text.encode()).hexdigest()


def _spelled(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
