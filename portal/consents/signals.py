"""Signs that somebody else answered for the candidate (PR-34, T05). A sign refuses nothing and nobody: it asks a named
person of the coordination point to look before work counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.queries import Question
from portal.consents.terms import terms
from portal.db import Database
from portal.models import ConsentRequest, ConsentStatus, Contract, Message, Signal, SignalKind, Trace, TraceKind
from portal.privacy.vault import Vault
from portal.security.viewer import Viewer

NETWORK_LASTS = timedelta(hours=24)
DEVICE_LASTS = timedelta(days=30)
A_FEW = 3  # candidates of one contractor; two people at one table are a family
MINUTES = timedelta(minutes=10)  # also the most that ``fast_answer_seconds`` can ask


@dataclass(frozen=True)
class Surroundings:
    """Where an answer came from: keyed marks, never an address. An empty mark says nothing."""

    network: bytes = b""
    device: bytes = b""
    is_user_device: bool = False  # somebody with an account signed in here before


def network_mark(vault: Vault, network: str) -> bytes:
    """Of a shortened address; the machine itself (loopback) is no network."""
    return b"" if not network or network.startswith(("127.", "::1", "0.")) else vault.blind_index("network", network)


def note_user(session: Session, vault: Vault, *, viewer: Viewer, network: str) -> None:
    """Remember for a day that somebody of this contractor was on this network."""
    mark = network_mark(vault, network)
    if mark and viewer.is_contractor:
        _leave(session, TraceKind.NETWORK, mark, NETWORK_LASTS, organisation_id=viewer.organisation_id)


@dataclass(frozen=True)
class Weighed:
    """What is strange about a yes that is about to be given: about this one, and about those it completes a row of."""

    around: Surroundings
    kinds: tuple[SignalKind, ...] = ()
    together: Mapping[SignalKind, frozenset[UUID]] = field(default_factory=dict)


def weigh(connection: sa.Connection, question: Question, around: Surroundings) -> Weighed:
    """Hold an answer against where, when and on what it is given. Reads only, so before the transaction begins."""
    kinds = []
    if around.is_user_device:
        kinds.append(SignalKind.USER_DEVICE)
    if _is_too_fast(connection, question):
        kinds.append(SignalKind.TOO_FAST)
    together = {}
    if around.network:
        here = sa.and_(Trace.kind == TraceKind.NETWORK, Trace.mark == around.network)
        if _was_contractor_here(connection, question, here):
            kinds.append(SignalKind.SAME_NETWORK)
        together[SignalKind.WITHIN_MINUTES] = _answered_from(connection, question, here, clock.now() - MINUTES)
    if around.device:
        here = sa.and_(Trace.kind == TraceKind.DEVICE, Trace.mark == around.device)
        together[SignalKind.SHARED_DEVICE] = _answered_from(connection, question, here, clock.now() - DEVICE_LASTS)
    return Weighed(around, tuple(kinds), {kind: rows for kind, rows in together.items() if len(rows) + 1 >= A_FEW})


def note(session: Session, question: Question, weighed: Weighed | None) -> None:
    """Write the signs down with the yes they are about, and where it was given. None: it did not come by the pages."""
    if weighed is None:
        return
    for kind in weighed.kinds:
        flag(session, question.request_id, kind)
    for kind, others in weighed.together.items():
        for request_id in (question.request_id, *sorted(others)):
            flag(session, request_id, kind)
    marks = (
        (TraceKind.NETWORK, weighed.around.network, NETWORK_LASTS),
        (TraceKind.DEVICE, weighed.around.device, DEVICE_LASTS),
    )
    for trace, mark, lasts in marks:
        if mark:
            _leave(session, trace, mark, lasts, request_id=question.request_id)


def flag(
    session: Session, request_id: UUID, kind: SignalKind, *, cleared_by: UUID | None = None, reason: str = ""
) -> None:
    """Write a sign down, once for each request. ``cleared_by`` decided beforehand that it is in order."""
    there = sa.exists().where(Signal.request_id == request_id, Signal.kind == kind)
    if session.scalar(sa.select(there)):
        return
    cleared_at = clock.now() if cleared_by else None
    session.add(
        Signal(
            request_id=request_id,
            kind=kind,
            seen_at=clock.now(),
            cleared_by=cleared_by,
            cleared_at=cleared_at,
            reason=reason,
        )
    )
    session.flush()


def open_signals(connection: sa.Connection, candidate_id: UUID) -> list[sa.Row[UUID, SignalKind, datetime]]:
    """``id``, ``kind`` and ``seen_at`` of what nobody has cleared yet, of the request that stands."""
    newest = (
        sa.select(ConsentRequest.id)
        .where(ConsentRequest.candidate_id == candidate_id)
        .order_by(ConsentRequest.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = sa.select(Signal.id, Signal.kind, Signal.seen_at).where(
        Signal.request_id == newest, Signal.cleared_at.is_(None)
    )
    return list(connection.execute(found.order_by(Signal.seen_at, Signal.id)))


def sweep_traces(db: Database, _vault: Vault, _base_url: str) -> int:
    """Forget where people were. Returns how many marks went."""
    with db.transaction() as session:
        gone = session.execute(sa.delete(Trace).where(Trace.ends_at <= clock.now()))
    return int(getattr(gone, "rowcount", 0))


def _is_too_fast(connection: sa.Connection, question: Question) -> bool:
    """Within seconds of the first delivery; a reminder or a new link finds somebody who may have read it before."""
    delivered = connection.scalar(
        sa.select(sa.case((Message.sent_at.is_not(None), Message.sent_at), else_=Message.queued_at))
        .where(Message.candidate_id == question.candidate_id, Message.kind == "candidate_question")
        .order_by(Message.id.desc())
        .limit(1)
    )
    if delivered is None or clock.now() - delivered > MINUTES:
        return False
    least = terms(connection, question.region).fast_answer_seconds
    return bool(clock.now() - delivered < timedelta(seconds=least))


def _was_contractor_here(connection: sa.Connection, question: Question, here: sa.ColumnElement[bool]) -> bool:
    since = clock.now() - NETWORK_LASTS
    there = sa.exists().where(here, Trace.organisation_id == question.contractor_id, Trace.at > since)
    return bool(connection.scalar(sa.select(there)))


def _answered_from(
    connection: sa.Connection, question: Question, here: sa.ColumnElement[bool], since: datetime
) -> frozenset[UUID]:
    """Other requests of the same contractor that were answered there since, and stand."""
    found = connection.scalars(
        sa.select(Trace.request_id)
        .join(ConsentRequest, ConsentRequest.id == Trace.request_id)
        .join(Contract, Contract.id == ConsentRequest.contract_id)
        .where(here, Trace.at > since, Contract.contractor_id == question.contractor_id)
        .where(ConsentRequest.status == ConsentStatus.GIVEN, ConsentRequest.id != question.request_id)
    )
    return frozenset(one for one in found if one is not None)


def _leave(
    session: Session,
    kind: TraceKind,
    mark: bytes,
    lasts: timedelta,
    *,
    organisation_id: UUID | None = None,
    request_id: UUID | None = None,
) -> None:
    session.add(
        Trace(
            kind=kind,
            mark=mark,
            organisation_id=organisation_id,
            request_id=request_id,
            at=clock.now(),
            ends_at=clock.now() + lasts,
        )
    )
