"""The second person: an answer that a colleague entered counts from now, or is taken away (PR-32)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import renewing, services
from portal.consents.desk import record
from portal.consents.entering import Asked, Row, asked_of, entered_of
from portal.consents.in_force import notice_in_force
from portal.consents.ledger import How
from portal.consents.queries import question_of
from portal.errors import NotFound, Refused
from portal.models import (
    STANDING,
    UNANSWERED,
    AnswerChannel,
    ConsentRequest,
    ConsentStatus,
    EnteredAnswer,
    EnteredRenewal,
    User,
)
from portal.privacy.vault import Purpose, Vault
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


class SamePerson(Refused):
    """Whoever entered an answer does not confirm it."""

    status = 403


@dataclass(frozen=True)
class Waiting:
    """An entered answer as the second person reads it."""

    id: UUID
    channel: AnswerChannel
    c1: bool
    c2: bool
    answered_on: date
    entered_by: UUID
    name: str
    version: int
    by_representative: bool
    representative_sealed: bytes | None
    table: str

    def representative(self, vault: Vault, candidate_id: UUID) -> dict[str, str | None]:
        """``name`` and ``capacity``; empty when the candidate decides."""
        return vault.open(candidate_id, Purpose.NAME, self.representative_sealed, table=self.table) or {}


def waiting_answer(connection: sa.Connection, *, contract_id: UUID, candidate_id: UUID) -> Waiting | None:
    """The first answer while the question is open, the second one while it is asked again."""
    for table, states in ((EnteredAnswer, UNANSWERED), (EnteredRenewal, STANDING)):
        row = connection.execute(_waiting(table, states, contract_id, candidate_id)).first()
        if row is not None:
            return Waiting(**row._mapping, table=table.__tablename__)
    return None


def _waiting(table: Any, states: frozenset[ConsentStatus], contract_id: UUID, candidate_id: UUID) -> sa.Select[Any]:
    return (
        sa.select(
            table.id,
            table.channel,
            table.c1,
            table.c2,
            table.answered_on,
            table.entered_by,
            User.name,
            table.version,
            ConsentRequest.by_representative,
            table.representative_sealed,
        )
        .join(ConsentRequest, ConsentRequest.id == table.request_id)
        .join(User, User.id == table.entered_by)
        .where(
            ConsentRequest.candidate_id == candidate_id,
            ConsentRequest.contract_id == contract_id,
            ConsentRequest.status.in_(states),
            table.confirmed_at.is_(None),
        )
    )


def confirm(
    session: Session,
    vault: Vault,
    *,
    contract_id: UUID,
    candidate_id: UUID,
    seen_version: int,
    by: Viewer,
    base_url: str,
) -> None:
    """The second person: from now it is the candidate's answer. Raises SamePerson, NotFound or Refused."""
    asked, row = _to_confirm(session, contract_id, candidate_id, seen_version, by)
    request = asked.request
    row.confirmed_by, row.confirmed_at = by.id, clock.now()
    session.flush()
    language = question_of(session.connection(), request.id).language
    verb = renewing.renew if asked.version else services.answer
    verb(
        session,
        vault,
        request_id=request.id,
        ordinary=row.c1,
        group=row.c2,
        notice_sha256=notice_in_force(session.connection(), language).sha256,
        language=language,
        base_url=base_url,
        how=How(
            "representative" if request.by_representative else "candidate",
            row.channel.value,
            "spoken+birth_date+2_staff" if row.channel is AnswerChannel.DESK else "signature+birth_date+2_staff",
        ),
    )
    record(session, "answer_confirmed", request, by)


def send_back(session: Session, *, contract_id: UUID, candidate_id: UUID, seen_version: int, by: Viewer) -> None:
    """The second person reads something else on the form: what was entered goes, and can be entered anew."""
    asked, row = _to_confirm(session, contract_id, candidate_id, seen_version, by)
    session.delete(row)
    session.flush()
    record(session, "answer_sent_back", asked.request, by)


def _to_confirm(
    session: Session, contract_id: UUID, candidate_id: UUID, seen_version: int, by: Viewer
) -> tuple[Asked, Row]:
    asked = asked_of(session, contract_id, candidate_id)
    row = entered_of(session, asked)
    if row is None:
        raise NotFound
    if row.entered_by == by.id:
        raise SamePerson(_("You entered this answer yourself. A colleague confirms it."))
    if row.version != seen_version:
        raise Refused(_("This answer has just been changed. Look at it again."))
    return asked, row
