"""What a coordination point does about doubt (PR-34): clear it by name, declare a consent invalid, ask at home."""

import random
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger, letters, paper
from portal.consents.desk import newest_request, record
from portal.consents.effects import Change, take_effect
from portal.consents.in_force import notice_in_force
from portal.consents.ledger import How
from portal.consents.letters import Post
from portal.consents.queries import question_of
from portal.consents.terms import terms
from portal.consents.tokens import revoke_all
from portal.db import Database
from portal.errors import NotFound, Refused
from portal.models import (
    Candidate,
    ConsentEventKind,
    ConsentRequest,
    ConsentStatus,
    Contract,
    DomainPermission,
    LetterKind,
    SampleCheck,
    SampleOutcome,
    Signal,
)
from portal.privacy.vault import Vault
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

RIPE = timedelta(days=30)  # between a yes and the draw: details are filled in, and the choice is out of more than one
BY_DESK = How("csr", "desk", "session")


def clear(
    session: Session, *, contract_id: UUID, candidate_id: UUID, seen: Collection[UUID], reason: str, by: Viewer
) -> None:
    """Declare the signs that ``by`` saw to be in order, with a reason. Raises NotFound, and Refused when they changed
    in the meantime: a sign that came later was not read.
    """
    request = _standing(session, contract_id, candidate_id)
    rows = session.scalars(
        sa.select(Signal).where(Signal.request_id == request.id, Signal.cleared_at.is_(None)).with_for_update()
    ).all()
    if not rows or {row.id for row in rows} != set(seen):
        raise Refused(_("The signs have just changed. Look at them again."))
    for row in rows:
        row.cleared_by, row.cleared_at, row.reason = by.id, clock.now(), reason
    session.flush()
    kinds = sorted(row.kind.value for row in rows)
    record(session, "consent_doubt_cleared", request, by, kinds=kinds)


def invalidate(
    session: Session, vault: Vault, *, contract_id: UUID, candidate_id: UUID, by: Viewer, base_url: str
) -> None:
    """This yes is not the candidate's: everything is erased, work without approval goes back with nothing."""
    request = _standing(session, contract_id, candidate_id)
    question = question_of(session.connection(), request.id)
    request.move_to(ConsentStatus.INVALIDATED)
    request.c2_given = False
    text = notice_in_force(session.connection(), question.language)
    ledger.append(session, request, *ledger.of_each(ConsentEventKind.INVALIDATED), text=text, how=BY_DESK)
    post = Post(session, vault, base_url)
    letters.take_back(post, question)
    letters.tell_contractor_answered(post, question, moment="invalidated")
    revoke_all(session, request.id)
    take_effect(session, candidate_id, Change.DENIED)
    record(session, "consent_declared_invalid", request, by)


def permit_own_domain(session: Session, *, contract_id: UUID, reason: str, by: Viewer) -> None:
    """One candidate of this contract may be asked at a domain of the contractor; the sign says who permitted it."""
    session.add(DomainPermission(contract_id=contract_id, reason=reason, given_by=by.id, given_at=clock.now()))
    events.record(
        session,
        action="own_domain_permitted",
        actor=by,
        contract_id=contract_id,
        object_kind="contract",
        object_id=contract_id,
    )


def record_sample(
    session: Session,
    vault: Vault,
    *,
    contract_id: UUID,
    candidate_id: UUID,
    outcome: SampleOutcome,
    by: Viewer,
    base_url: str,
) -> None:
    """What came back on the letter. Raises NotFound, and Refused when somebody wrote it down before."""
    request = _standing(session, contract_id, candidate_id)
    drawn = session.scalar(sa.select(SampleCheck).where(SampleCheck.request_id == request.id).with_for_update())
    if drawn is None:
        raise NotFound
    if drawn.outcome is not None:
        raise Refused(_("The outcome has been written down already."))
    drawn.outcome, drawn.recorded_by, drawn.recorded_at = outcome, by.id, clock.now()
    session.flush()
    record(session, "sample_recorded", request, by, outcome=outcome.value)
    if outcome is SampleOutcome.UNKNOWN:
        invalidate(session, vault, contract_id=contract_id, candidate_id=candidate_id, by=by, base_url=base_url)


def draw(waiting: Collection[UUID], *, already: int, percent: int, seed: bytes) -> list[UUID]:
    """Which requests get a letter: ``percent`` of all in the year, at least one, of those not drawn before."""
    wanted = max(1, -(-(len(waiting) + already) * percent // 100)) - already if percent else 0
    return random.Random(seed).sample(sorted(waiting), min(max(wanted, 0), len(waiting)))  # noqa: S311 - seeded


def draw_samples(db: Database, vault: Vault, _base_url: str) -> int:
    """Draw, for each contractor and year, out of the consents that are ripe. Returns how many were drawn.

    The seed is of the portal's own key: a contractor cannot reckon who will get a letter.
    """
    year = clock.today().year
    drawn = 0
    for contractor_id, percent, requests in _ripe(db, year):
        before = {request_id for request_id, was_drawn in requests if was_drawn}
        waiting = {request_id for request_id, was_drawn in requests if not was_drawn}
        seed = vault.blind_index("sample", f"{year}|{contractor_id}|{len(requests)}")
        for request_id in draw(waiting, already=len(before), percent=percent, seed=seed):
            drawn += _draw_one(db, request_id)
    return drawn


def _ripe(db: Database, year: int) -> list[tuple[UUID, int, list[tuple[UUID, bool]]]]:
    """For each contractor: the share to draw, and the standing yeses of people with a home to write to that ripened in
    this year. A yes of December counts in the year after.
    """
    with db.reads() as connection:
        rows = connection.execute(
            sa.select(
                Contract.contractor_id, Contract.region, ConsentRequest.id, ConsentRequest.answered_at, SampleCheck.id
            )
            .join(Contract, Contract.id == ConsentRequest.contract_id)
            .join(Candidate, Candidate.id == ConsentRequest.candidate_id)
            .outerjoin(SampleCheck, SampleCheck.request_id == ConsentRequest.id)
            .where(ConsentRequest.status == ConsentStatus.GIVEN, ConsentRequest.answered_at <= clock.now() - RIPE)
            .where(Candidate.address_sealed.is_not(None))
            .order_by(Contract.contractor_id, ConsentRequest.id)
        ).all()
        shares = {row.region: terms(connection, row.region).sample_percent for row in rows}
    found: dict[UUID, tuple[int, list[tuple[UUID, bool]]]] = {}
    for contractor_id, region, request_id, answered_at, sample_id in rows:
        if answered_at is not None and clock.day_of(answered_at + RIPE).year == year:
            _share, requests = found.setdefault(contractor_id, (shares[region], []))
            requests.append((request_id, sample_id is not None))
    return [(contractor_id, share, requests) for contractor_id, (share, requests) in found.items()]


def _draw_one(db: Database, request_id: UUID) -> int:
    with db.transaction() as session:
        request = session.get_one(ConsentRequest, request_id, with_for_update=True)
        there = session.scalar(sa.select(sa.exists().where(SampleCheck.request_id == request_id)))
        if request.status is not ConsentStatus.GIVEN or there:
            return 0
        session.add(SampleCheck(request_id=request_id, drawn_at=clock.now()))
        paper.queue_letter(session, request_id, LetterKind.SAMPLE)
        return 1


def _standing(session: Session, contract_id: UUID, candidate_id: UUID) -> ConsentRequest:
    """The newest request, locked, whose yes stands. Raises NotFound."""
    found = newest_request(session, contract_id, candidate_id)
    if found.status is not ConsentStatus.GIVEN:
        raise NotFound
    return found
