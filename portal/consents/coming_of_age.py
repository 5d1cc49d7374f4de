"""At sixteen somebody decides for herself: what a parent said yes to is asked again, of her (PR-33, UAVG article 5)."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger, paper
from portal.consents.in_force import notice_in_force
from portal.consents.terms import terms
from portal.consents.tokens import revoke_all
from portal.db import Database
from portal.models import (
    Candidate,
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    ConsentStatus,
    Contract,
    LetterKind,
    QuestionChannel,
)
from portal.privacy.masks import age_on
from portal.privacy.vault import Purpose, Vault
from portal.security import events

DECIDES_ALONE = 16


def ask_at_sixteen(db: Database, vault: Vault, _base_url: str) -> int:
    """Queue a letter with the question for whoever became 16, and close the gate until she answers. Returns how many.

    The day of birth is known once the details are filled in; without them there is nothing to see either.
    """
    with db.reads() as connection:
        rows = connection.execute(
            sa.select(ConsentRequest.id, ConsentRequest.requested_at, Candidate.id, Candidate.address_sealed)
            .join(Candidate, Candidate.id == ConsentRequest.candidate_id)
            .where(ConsentRequest.status == ConsentStatus.GIVEN, ConsentRequest.by_representative)
        ).all()
    addresses = vault.open_many(Purpose.ADDRESS, {row[2]: row[3] for row in rows})
    done = 0
    for request_id, requested_at, candidate_id, _sealed in rows:
        born = (addresses[candidate_id] or {}).get("birth_date")
        if born and came_of_age(date.fromisoformat(born), asked_on=clock.day_of(requested_at), today=clock.today()):
            with db.transaction() as session:
                done += _ask_again(session, session.get_one(ConsentRequest, request_id, with_for_update=True))
    return done


def came_of_age(born: date, *, asked_on: date, today: date) -> bool:
    """Younger than 16 when asked, and 16 by now; somebody with a curator was older, and is not asked by the clock."""
    return age_on(born, asked_on) < DECIDES_ALONE <= age_on(born, today)


def _ask_again(session: Session, old: ConsentRequest) -> bool:
    if old.status is not ConsentStatus.GIVEN:
        return False
    region = session.scalars(sa.select(Contract.region).where(Contract.id == old.contract_id)).one()
    scopes = old.scopes_given
    old.move_to(ConsentStatus.FROZEN)
    _append(session, old, ConsentEventKind.EXPIRED, scopes)
    revoke_all(session, old.id)
    fresh = ConsentRequest(
        candidate_id=old.candidate_id,
        contract_id=old.contract_id,
        channel=QuestionChannel.PAPER,
        requested_at=clock.now(),
        decide_by=clock.today() + timedelta(days=terms(session.connection(), region).decide_days),
    )
    session.add(fresh)
    session.flush()
    _append(session, fresh, ConsentEventKind.REQUESTED, list(ConsentScope))
    paper.queue_letter(session, fresh.id, LetterKind.QUESTION)
    events.record(
        session,
        action="consent_asked_at_sixteen",
        actor=None,
        actor_kind="system",
        contract_id=old.contract_id,
        object_kind="candidate",
        object_id=old.candidate_id,
    )
    return True


def _append(session: Session, request: ConsentRequest, kind: ConsentEventKind, scopes: list[ConsentScope]) -> None:
    candidate = session.get_one(Candidate, request.candidate_id)
    text = notice_in_force(session.connection(), candidate.language)
    ledger.append(session, request, *ledger.of_each(kind, scopes), text=text, how=ledger.BY_CLOCK)
