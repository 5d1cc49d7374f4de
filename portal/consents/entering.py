"""Answers that somebody of the coordination point enters: from a signed form, or spoken at the desk (PR-32, PR-33).

One person enters and another confirms; only then is it an answer. By word there is no yes to the target group, since
that cannot be shown afterwards.
"""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import services
from portal.consents.in_force import notice_in_force
from portal.consents.ledger import How
from portal.consents.queries import question_of
from portal.errors import NotFound, Refused
from portal.models import (
    UNANSWERED,
    AnswerChannel,
    Candidate,
    Capacity,
    ConsentRequest,
    Contract,
    EnteredAnswer,
    Link,
    LinkPurpose,
    User,
)
from portal.privacy.vault import Purpose, Vault
from portal.security import events
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

TABLE = "entered_answer"


class SamePerson(Refused):
    """Whoever entered an answer does not confirm it."""

    status = 403


class NotRight(Exception):
    """What was entered cannot be: ``field`` is the name of the field, the text says why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Entered:
    """What stands on the form, or was said. ``representative`` is a name; empty when the candidate decides."""

    channel: AnswerChannel
    c1: bool
    c2: bool
    answered_on: date
    born: date
    representative: str = ""
    capacity: Capacity | None = None


def enter(
    session: Session, vault: Vault, *, contract_id: UUID, candidate_id: UUID, answer: Entered, by: Viewer
) -> None:
    """Write an answer down for a second person to look at. Raises NotFound, Refused or NotRight; ``born`` is compared
    and not kept (PR-20).
    """
    request = _open_request(session, contract_id, candidate_id)
    if _entered(session, request.id) is not None:
        raise Refused(_("An answer has been entered already. A colleague confirms it."))
    candidate = session.get_one(Candidate, candidate_id)
    if not hmac.compare_digest(vault.birth_check(candidate_id, answer.born), candidate.birth_check or b""):
        raise NotRight("born", _("This date does not match our information. Look at the form again."))
    _check(session, request, answer)
    representative = None
    if request.by_representative and answer.capacity is not None:
        told: dict[str, str | None] = {"name": answer.representative, "capacity": answer.capacity.value}
        representative = vault.seal(candidate_id, Purpose.NAME, told, table=TABLE)
    session.add(
        EnteredAnswer(
            request_id=request.id,
            channel=answer.channel,
            c1=answer.c1,
            c2=answer.c2,
            answered_on=answer.answered_on,
            representative_sealed=representative,
            entered_by=by.id,
            entered_at=clock.now(),
        )
    )
    session.flush()
    _record(session, "answer_entered", request, by, channel=answer.channel.value)


def _check(session: Session, request: ConsentRequest, answer: Entered) -> None:
    if answer.answered_on > clock.today() or answer.answered_on < clock.day_of(request.requested_at):
        raise NotRight("answered_on", _("The day must lie between the day of the question and today."))
    if answer.c2 and not answer.c1:
        raise NotRight("c2", _("Without a yes to the ordinary information there is no yes to the target group."))
    if answer.channel is AnswerChannel.DESK and answer.c2:
        raise NotRight("c2", _("A yes to the target group must be on paper, or by the link."))
    if answer.channel is AnswerChannel.DESK and request.by_representative:
        raise NotRight("channel", _("A representative answers on paper."))
    if answer.channel is AnswerChannel.PAPER:
        _check_text(session, request)
    if not request.by_representative:
        return
    if not answer.representative:
        raise NotRight("representative", _("Enter the name of the representative."))
    if answer.capacity is None:
        raise NotRight("capacity", _("Select in which capacity."))
    if _works_for_contractor(session, request, answer.representative):
        raise NotRight("representative", _("Somebody of the contractor cannot decide for the candidate."))


def _check_text(session: Session, request: ConsentRequest) -> None:
    """The letter had the text that counts today; an answer to another text is no answer (PR-42)."""
    printed = session.scalar(
        sa.select(Link.notice_sha256)
        .where(Link.purpose == LinkPurpose.DECIDE, Link.subject_id == request.id)
        .order_by(Link.created_at.desc())
        .limit(1)
    )
    language = session.scalars(sa.select(Candidate.language).where(Candidate.id == request.candidate_id)).one()
    if printed is None:
        raise NotRight("channel", _("No letter has been printed yet for this candidate."))
    if printed != notice_in_force(session.connection(), language).sha256:
        raise NotRight("channel", _("The text has changed since this letter. Print it again and send it."))


def _works_for_contractor(session: Session, request: ConsentRequest, name: str) -> bool:
    people = sa.select(User.name).join(Contract, Contract.contractor_id == User.organisation_id)
    wanted = _plain(name)
    return any(_plain(one) == wanted for one in session.scalars(people.where(Contract.id == request.contract_id)))


def _plain(name: str) -> str:
    """Letters only, without accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if sign.isalpha())


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

    def representative(self, vault: Vault, candidate_id: UUID) -> dict[str, str | None]:
        """``name`` and ``capacity``; empty when the candidate decides."""
        return vault.open(candidate_id, Purpose.NAME, self.representative_sealed, table=TABLE) or {}


def waiting_answer(connection: sa.Connection, *, contract_id: UUID, candidate_id: UUID) -> Waiting | None:
    row = connection.execute(
        sa.select(
            EnteredAnswer.id,
            EnteredAnswer.channel,
            EnteredAnswer.c1,
            EnteredAnswer.c2,
            EnteredAnswer.answered_on,
            EnteredAnswer.entered_by,
            User.name,
            EnteredAnswer.version,
            ConsentRequest.by_representative,
            EnteredAnswer.representative_sealed,
        )
        .join(ConsentRequest, ConsentRequest.id == EnteredAnswer.request_id)
        .join(User, User.id == EnteredAnswer.entered_by)
        .where(
            ConsentRequest.candidate_id == candidate_id,
            ConsentRequest.contract_id == contract_id,
            ConsentRequest.status.in_(UNANSWERED),
            EnteredAnswer.confirmed_at.is_(None),
        )
    ).first()
    return Waiting(**row._mapping) if row is not None else None


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
    request, row = _to_confirm(session, contract_id, candidate_id, seen_version, by)
    row.confirmed_by, row.confirmed_at = by.id, clock.now()
    session.flush()
    question = question_of(session.connection(), request.id)
    is_spoken = row.channel is AnswerChannel.DESK
    services.answer(
        session,
        vault,
        request_id=request.id,
        ordinary=row.c1,
        group=row.c2,
        notice_sha256=notice_in_force(session.connection(), question.language).sha256,
        language=question.language,
        base_url=base_url,
        how=How(
            "representative" if request.by_representative else "candidate",
            row.channel.value,
            "spoken+birth_date+2_staff" if is_spoken else "signature+birth_date+2_staff",
        ),
    )
    _record(session, "answer_confirmed", request, by)


def send_back(session: Session, *, contract_id: UUID, candidate_id: UUID, seen_version: int, by: Viewer) -> None:
    """The second person reads something else on the form: what was entered goes, and can be entered anew."""
    request, row = _to_confirm(session, contract_id, candidate_id, seen_version, by)
    session.delete(row)
    session.flush()
    _record(session, "answer_sent_back", request, by)


def _to_confirm(
    session: Session, contract_id: UUID, candidate_id: UUID, seen_version: int, by: Viewer
) -> tuple[ConsentRequest, EnteredAnswer]:
    request = _open_request(session, contract_id, candidate_id)
    row = _entered(session, request.id)
    if row is None:
        raise NotFound
    if row.entered_by == by.id:
        raise SamePerson(_("You entered this answer yourself. A colleague confirms it."))
    if row.version != seen_version:
        raise Refused(_("This answer has just been changed. Look at it again."))
    return request, row


def _entered(session: Session, request_id: UUID) -> EnteredAnswer | None:
    return session.scalar(sa.select(EnteredAnswer).where(EnteredAnswer.request_id == request_id).with_for_update())


def _open_request(session: Session, contract_id: UUID, candidate_id: UUID) -> ConsentRequest:
    """The newest request, locked, while it waits for an answer. Raises NotFound."""
    found = session.scalar(
        sa.select(ConsentRequest)
        .where(ConsentRequest.candidate_id == candidate_id, ConsentRequest.contract_id == contract_id)
        .order_by(ConsentRequest.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or found.status not in UNANSWERED:
        raise NotFound
    return found


def _record(session: Session, action: str, request: ConsentRequest, by: Viewer, **detail: object) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=request.contract_id,
        object_kind="candidate",
        object_id=request.candidate_id,
        detail=detail,
    )
