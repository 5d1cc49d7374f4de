"""Endings of one dossier, done again on a restored database: withdrawals with their ledger line, and erasures."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.consents import ledger
from portal.consents.effects import Change, take_effect
from portal.consents.in_force import notice_in_force
from portal.consents.tokens import revoke_all
from portal.models import Candidate, ConsentEventKind, ConsentRequest, ConsentScope, ConsentStatus, RightsRequest
from portal.privacy.erasure import begin_ending
from portal.privacy.register import columns_ending_with
from portal.privacy.tombstones import Tombstone
from portal.privacy.vault import Purpose, Vault
from portal.rights import erasing
from portal.rights.fields import COLUMNS, NAMES, PURPOSES, Part

BEFORE_ANSWER = frozenset({ConsentStatus.REQUESTED, ConsentStatus.DEFERRED})
STANDING = frozenset({ConsentStatus.GIVEN, ConsentStatus.FROZEN})
CLOSES = {  # what an ending for this reason does to a question: from which states, to which, in which line
    Change.REFUSED: (BEFORE_ANSWER, ConsentStatus.REFUSED, ConsentEventKind.REFUSED),
    Change.DENIED: (BEFORE_ANSWER | STANDING, ConsentStatus.INVALIDATED, ConsentEventKind.INVALIDATED),
    Change.CANCELLED: (BEFORE_ANSWER, ConsentStatus.CANCELLED, ConsentEventKind.CANCELLED),
    Change.NO_ANSWER: (BEFORE_ANSWER, ConsentStatus.EXPIRED, ConsentEventKind.EXPIRED),
    Change.STOPPED: (STANDING, ConsentStatus.WITHDRAWN, ConsentEventKind.WITHDRAWN),
    Change.UNRENEWED: (STANDING, ConsentStatus.EXPIRED, ConsentEventKind.EXPIRED),
}
RESTORED = ledger.How("system", "clock", "restored")  # who really acted stood in a line that the backup did not have


def ending_stands(connection: sa.Connection, _vault: Vault, one: Tombstone, candidate_id: UUID) -> bool:
    """Something sealed is there that had ended, or a question is open that had been closed."""
    columns = [column for name in one.content["purposes"].split() for column in columns_ending_with(Purpose(name))]
    table = Candidate.__table__
    sealed = sa.or_(*(table.c[column].is_not(None) for column in columns), sa.false())
    if connection.scalar(sa.select(sa.exists().where(Candidate.id == candidate_id, sealed))):
        return True
    reason = one.content["reason"]
    if reason not in set(CLOSES):
        return False
    open_states = CLOSES[Change(reason)][0]
    waiting = sa.exists().where(ConsentRequest.candidate_id == candidate_id, ConsentRequest.status.in_(open_states))
    return bool(connection.scalar(sa.select(waiting)))


def replay_ending(session: Session, _vault: Vault, one: Tombstone, candidate_id: UUID) -> None:
    reason = one.content["reason"]
    if reason in set(Change) and _close_questions(session, candidate_id, Change(reason)):
        take_effect(session, candidate_id, Change(reason))
    purposes = [Purpose(name) for name in one.content["purposes"].split()]
    begin_ending(session, candidate_id, *purposes, reason=reason)


def _close_questions(session: Session, candidate_id: UUID, change: Change) -> bool:
    """Returns whether one was open; when not, its effects were there already."""
    closed = False
    candidate = session.get_one(Candidate, candidate_id)
    text = notice_in_force(session.connection(), candidate.language)
    questions = sa.select(ConsentRequest).where(ConsentRequest.candidate_id == candidate_id).with_for_update()
    for request in session.scalars(questions.order_by(ConsentRequest.id)).all():
        scopes = [ConsentScope.C2] if request.c2_given else []
        kind = ConsentEventKind.WITHDRAWN
        if change in CLOSES:
            states, becomes, kind = CLOSES[change]
            if request.status not in states:
                continue
            request.move_to(becomes)
            revoke_all(session, request.id)
            scopes = [ConsentScope.C1, *scopes]
        closed = closed or bool(scopes)
        request.c2_given = False
        if scopes:
            ledger.append(session, request, *ledger.of_each(kind, scopes), text=text, how=RESTORED)
    return closed


def parts_stand(connection: sa.Connection, vault: Vault, one: Tombstone, candidate_id: UUID) -> bool:
    row = connection.execute(sa.select(Candidate.__table__).where(Candidate.id == candidate_id)).one()
    for part in map(Part, one.content["parts"].split()):
        purpose = PURPOSES[part]
        opened = vault.open(candidate_id, purpose, row._mapping[COLUMNS[purpose]]) or {}
        if any(opened.get(name) for name in NAMES[part]):
            return True
    return False


def replay_parts(session: Session, vault: Vault, one: Tombstone, candidate_id: UUID) -> None:
    asked = RightsRequest(candidate_id=candidate_id)  # its own line may have come after the backup
    erasing.erase(session, vault, asked, [Part(part) for part in one.content["parts"].split()])
