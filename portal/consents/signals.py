"""Signs that somebody else answered for the candidate (PR-34, T05). A sign refuses nothing and nobody: it asks a named
person of the coordination point to look before work counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
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


def weigh(session: Session, question: Question, around: Surroundings | None) -> None:
    """Hold a yes against where, when and on what it was given, and write down what is strange.

    ``around`` is None for an answer that did not come by the pages behind the link.
    """
    if around is None:
        return
    if around.is_user_device:
        flag(session, question.request_id, SignalKind.USER_DEVICE)
    if _is_too_fast(session, question):
        flag(session, question.request_id, SignalKind.TOO_FAST)
    if around.network:
        _weigh_network(session, question, around.network)
    if around.device:
        _weigh_device(session, question, around.device)


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


def _is_too_fast(session: Session, question: Question) -> bool:
    """Within seconds of the first delivery; a reminder or a new link finds somebody who may have read it before."""
    delivered = session.scalar(
        sa.select(sa.case((Message.sent_at.is_not(None), Message.sent_at), else_=Message.queued_at))
        .where(Message.candidate_id == question.candidate_id, Message.kind == "candidate_question")
        .order_by(Message.id.desc())
        .limit(1)
    )
    if delivered is None or clock.now() - delivered > MINUTES:
        return False
    least = terms(session.connection(), question.region).fast_answer_seconds
    return bool(clock.now() - delivered < timedelta(seconds=least))


def _weigh_network(session: Session, question: Question, mark: bytes) -> None:
    since = clock.now() - NETWORK_LASTS
    here = sa.and_(Trace.kind == TraceKind.NETWORK, Trace.mark == mark)
    of_contractor = sa.exists().where(here, Trace.organisation_id == question.contractor_id, Trace.at > since)
    if session.scalar(sa.select(of_contractor)):
        flag(session, question.request_id, SignalKind.SAME_NETWORK)
    _leave(session, TraceKind.NETWORK, mark, NETWORK_LASTS, request_id=question.request_id)
    group = _answered_from(session, question, here, clock.now() - MINUTES)
    if len(group) >= A_FEW:
        _flag_all(session, group, SignalKind.WITHIN_MINUTES)


def _weigh_device(session: Session, question: Question, mark: bytes) -> None:
    _leave(session, TraceKind.DEVICE, mark, DEVICE_LASTS, request_id=question.request_id)
    here = sa.and_(Trace.kind == TraceKind.DEVICE, Trace.mark == mark)
    group = _answered_from(session, question, here, clock.now() - DEVICE_LASTS)
    if len(group) >= A_FEW:
        _flag_all(session, group, SignalKind.SHARED_DEVICE)


def _answered_from(session: Session, question: Question, here: sa.ColumnElement[bool], since: datetime) -> set[UUID]:
    """Requests of the same contractor that were answered there since."""
    return set(
        session.scalars(
            sa.select(Trace.request_id)
            .join(ConsentRequest, ConsentRequest.id == Trace.request_id)
            .join(Contract, Contract.id == ConsentRequest.contract_id)
            .where(here, Trace.at > since, Contract.contractor_id == question.contractor_id)
            .where(ConsentRequest.status == ConsentStatus.GIVEN)
        )
    )


def _flag_all(session: Session, requests: Iterable[UUID], kind: SignalKind) -> None:
    for request_id in sorted(requests):
        flag(session, request_id, kind)


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
    session.flush()
