"""The ledger held to its days: once a day the chains that grew go into one digest, which can be kept elsewhere (PR-25).

Whoever may write the database could write a whole chain anew with right hashes. The digest of a day that was mailed
to another house does not change with it.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.ledger import BEGINNING, Unreadable, digest_of, exact_rows
from portal.db import Database
from portal.mail import messages
from portal.mail.draft import Envelope
from portal.mail.outbox import enqueue
from portal.models import AnchoredHead, ConsentEvent, ConsentRequest, LedgerAnchor, ReleasedChain, Setting
from portal.privacy.vault import Vault

ADDRESS = "ledger_anchor_address"  # setting: where the digest of each day is mailed; none without a row


def anchor_day(db: Database, vault: Vault, base_url: str) -> int:
    """Anchor today in Amsterdam, once; later calls on the same day do nothing. Returns how many chains had grown."""
    with db.reads() as connection:
        if connection.scalar(sa.select(LedgerAnchor.day).where(LedgerAnchor.day == clock.today())):
            return 0
    try:
        with db.transaction() as session:
            anchor = _anchor(session)
            _send(session, vault, base_url, anchor)
    except IntegrityError:  # another worker was first
        return 0
    return anchor.chains


def verify_anchors(connection: sa.Connection) -> date | None:
    """The first day that was changed, or whose chains are no longer in the ledger; None when all days hold."""
    heads: dict[date, list[list[Any]]] = {}
    for head in exact_rows(connection, AnchoredHead.__table__, "day", "request_id"):
        if isinstance(head, Unreadable):
            return _day_of(head)
        heads.setdefault(head["day"], []).append([head["request_id"], head["chain_length"], head["chain_head"]])
    previous, days = BEGINNING, set()
    for anchor in exact_rows(connection, LedgerAnchor.__table__, "day"):
        if isinstance(anchor, Unreadable):
            return _day_of(anchor)
        day: date = anchor["day"]
        days.add(day)
        its_heads = heads.get(day, [])
        expected = _digest(day, anchor["at"], previous, its_heads)
        if (anchor["digest"], anchor["previous_digest"], anchor["chains"]) != (expected, previous, len(its_heads)):
            return day
        previous = anchor["digest"]
    strays = sorted(set(heads) - days)
    return strays[0] if strays else connection.scalar(_lost_heads())


def newest_anchor(connection: sa.Connection) -> sa.Row[Any] | None:
    newest = sa.select(LedgerAnchor.__table__).order_by(LedgerAnchor.day.desc()).limit(1)
    return connection.execute(newest).first()


def digest_on(connection: sa.Connection, day: date) -> str | None:
    """The digest of a day, to compare with the one that was mailed; None when that day was not anchored."""
    return connection.scalar(sa.select(LedgerAnchor.digest).where(LedgerAnchor.day == day))


def _anchor(session: Session) -> LedgerAnchor:
    last = newest_anchor(session.connection())
    day, at, previous = clock.today(), clock.now(), last.digest if last is not None else BEGINNING
    grown = session.execute(_grown()).all()
    heads: list[list[Any]] = [[row.id, row.chain_length, row.chain_head] for row in grown]
    anchor = LedgerAnchor(
        day=day, at=at, chains=len(heads), previous_digest=previous, digest=_digest(day, at, previous, heads)
    )
    session.add(anchor)
    session.flush()
    rows = [
        {"day": day, "request_id": request_id, "chain_length": length, "chain_head": head}
        for request_id, length, head in heads
    ]
    if rows:
        session.execute(sa.insert(AnchoredHead), rows)
    return anchor


def _grown() -> Any:
    """Chains that are longer than when they were last anchored."""
    anchored = (
        sa.select(AnchoredHead.request_id, sa.func.max(AnchoredHead.chain_length).label("chain_length"))
        .group_by(AnchoredHead.request_id)
        .subquery()
    )
    return (
        sa.select(ConsentRequest.id, ConsentRequest.chain_length, ConsentRequest.chain_head)
        .outerjoin(anchored, anchored.c.request_id == ConsentRequest.id)
        .where(ConsentRequest.chain_length > sa.func.coalesce(anchored.c.chain_length, 0))
        .order_by(ConsentRequest.id)
    )


def _lost_heads() -> Any:
    """First day with a head that is in no chain any more, unless a destruction released that chain."""
    stands = sa.exists().where(
        ConsentEvent.request_id == AnchoredHead.request_id,
        ConsentEvent.position == AnchoredHead.chain_length,
        ConsentEvent.hash == AnchoredHead.chain_head,
    )
    released = sa.exists().where(
        ReleasedChain.request_id == AnchoredHead.request_id, ReleasedChain.chain_length >= AnchoredHead.chain_length
    )
    return sa.select(sa.func.min(AnchoredHead.day)).where(~stands, ~released)


def _digest(day: date, at: object, previous: str, heads: list[list[Any]]) -> str:
    return digest_of([day, at, previous, heads])


def _day_of(row: Unreadable) -> date:
    try:
        return date.fromisoformat(str(row.key[0]))
    except ValueError:
        return date.min


def _send(session: Session, vault: Vault, base_url: str, anchor: LedgerAnchor) -> None:
    address = session.scalar(sa.select(Setting.value).where(Setting.name == ADDRESS, Setting.region == ""))
    if not address:
        return
    draft = messages.ledger_anchor(
        Envelope(address, "nl", base_url), day=anchor.day, chains=anchor.chains, digest=anchor.digest
    )
    enqueue(session, vault, draft, key=f"anchor:{anchor.day.isoformat()}")
