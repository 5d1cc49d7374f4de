"""Who looked at whom: one row a look, each holding the hash of the one before (PR-66). No row, no data."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal import clock
from portal.models import ChainHead, ReleasedViews, View
from portal.security.viewer import Viewer

CHAIN = "view_log"
BEGINNING = "0" * 64


def record_view(
    session: Session,
    *,
    viewer: Viewer,
    action: str,
    object_kind: str,
    object_id: UUID,
    count: int = 1,
    fields: str = "",
    reason: str = "",
    purpose: str = "P1",
    origin: str = "",
    result: str = "shown",
) -> None:
    """Append a look: ``action`` is list, view, reveal or export; ``count`` the persons in it; ``origin`` an endpoint.
    ``result`` is shown, or restricted when somebody asked for a dossier that is kept and not used (PR-59).

    In a GET inside ``appending()`` and before the page is made; in a POST in the request's own transaction.
    """
    head = _lock_head(session)
    row: dict[str, Any] = {
        "position": head.position + 1,
        "at": clock.now(),
        "actor_id": viewer.id,
        "actor_role": viewer.role.value,
        "organisation_id": viewer.organisation_id,
        "action": action,
        "object_kind": object_kind,
        "object_id": object_id,
        "count": count,
        "fields": fields,
        "reason": reason,
        "purpose": purpose,
        "origin": origin,
        "result": result,
        "previous_hash": head.hash,
    }
    row["hash"] = digest_of(row)
    session.execute(sa.insert(View), row)
    session.execute(
        sa.update(ChainHead)
        .where(ChainHead.name == CHAIN)
        .values(position=row["position"], hash=row["hash"])
        .execution_options(synchronize_session=False)
    )


def verify_view_log(connection: sa.Connection) -> int | None:
    """Position of the first row that was changed, is missing or does not follow; None when the chain is whole.

    It begins where the term of older looks is over; ``viewdays`` holds that beginning to its anchored day.
    """
    head = connection.execute(_HEAD).first()  # before the rows, so that looks recorded meanwhile do no harm
    released = connection.execute(_RELEASED).first()
    last, previous = (released.position, released.head) if released is not None else (0, BEGINNING)
    while rows := connection.execute(_ROWS, {"after": last}).all():
        for row in rows:
            columns = dict(row._mapping)
            recorded = columns.pop("hash")
            follows = (columns["position"], columns["previous_hash"]) == (last + 1, previous)
            if not follows or digest_of(columns) != recorded:
                return last + 1
            last, previous = last + 1, recorded
            if head is not None and head.position == last and head.hash != recorded:
                return last
    known = head.position if head is not None else 0
    return last + 1 if last < known else 1 if last and head is None else None


_ROWS = sa.select(View.__table__).where(View.position > sa.bindparam("after")).order_by(View.position).limit(500)
_RELEASED = sa.select(ReleasedViews.position, ReleasedViews.head).order_by(ReleasedViews.position.desc()).limit(1)
_HEAD = sa.select(ChainHead.position, ChainHead.hash).where(ChainHead.name == CHAIN)


def _lock_head(session: Session) -> sa.Row[int, str]:
    """The head, locked until the transaction ends; two that find none make it once."""
    head = session.execute(_HEAD.with_for_update()).first()
    if head is None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        first = insert(ChainHead).values(name=CHAIN, position=0, hash=BEGINNING)
        session.execute(first.on_conflict_do_nothing(index_elements=["name"]))
        head = session.execute(_HEAD.with_for_update()).one()
    return head


def digest_of(content: object) -> str:
    """SHA-256 over one spelling of ``content``: sorted names, no spaces, moments and identifiers in full."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled)
    return hashlib.sha256(text.encode()).hexdigest()


def _spelled(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
