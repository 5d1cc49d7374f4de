"""Answers that somebody of the coordination point enters: from a signed form, or spoken at the desk (PR-32, PR-33).

One person enters and another confirms (``confirming``); only then is it an answer. It is the answer to the question
itself, or the second one to the question about a changed text (PR-31). By word there is no yes to the target group,
since that cannot be shown afterwards.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import paper
from portal.consents.desk import newest_request, record
from portal.consents.in_force import notice_in_force
from portal.consents.refusals import letters_of
from portal.consents.renewing import may_share_group
from portal.errors import NotFound, Refused
from portal.models import (
    STANDING,
    UNANSWERED,
    AnswerChannel,
    Candidate,
    Capacity,
    ConsentRequest,
    Contract,
    EnteredAnswer,
    EnteredRenewal,
    Letter,
    LetterKind,
    Link,
    LinkPurpose,
    User,
)
from portal.privacy.vault import Purpose, Vault
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

Row = EnteredAnswer | EnteredRenewal


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


@dataclass(frozen=True)
class Asked:
    """What waits for an answer. ``version`` is that of the changed text, empty for the question itself."""

    request: ConsentRequest
    since: datetime
    version: str = ""

    @property
    def table(self) -> type[EnteredAnswer] | type[EnteredRenewal]:
        return EnteredRenewal if self.version else EnteredAnswer

    @property
    def letter(self) -> LetterKind:
        return LetterKind.RENEWAL if self.version else LetterKind.QUESTION


def enter(
    session: Session, vault: Vault, *, contract_id: UUID, candidate_id: UUID, answer: Entered, by: Viewer
) -> None:
    """Write an answer down for a second person to look at. Raises NotFound, Refused or NotRight; ``born`` is compared
    and not kept (PR-20).
    """
    asked = asked_of(session, contract_id, candidate_id)
    request = asked.request
    if entered_of(session, asked) is not None:
        raise Refused(_("An answer has been entered already. A colleague confirms it."))
    check_born(session, vault, candidate_id, answer.born)
    _check(session, asked, answer)
    table = asked.table
    representative = None
    if request.by_representative and answer.capacity is not None:
        told: dict[str, str | None] = {"name": answer.representative, "capacity": answer.capacity.value}
        representative = vault.seal(candidate_id, Purpose.NAME, told, table=table.__tablename__)
    row = table(
        request_id=request.id,
        channel=answer.channel,
        c1=answer.c1,
        c2=answer.c2,
        answered_on=answer.answered_on,
        representative_sealed=representative,
        entered_by=by.id,
        entered_at=clock.now(),
    )
    if isinstance(row, EnteredRenewal):
        row.notice_version = asked.version
    session.add(row)
    session.flush()
    record(session, "answer_entered", request, by, channel=answer.channel.value)


def check_born(session: Session, vault: Vault, candidate_id: UUID, born: date) -> None:
    """Raise NotRight unless this is the candidate's day of birth."""
    expected = session.get_one(Candidate, candidate_id).birth_check or b""
    if not hmac.compare_digest(vault.birth_check(candidate_id, born), expected):
        raise NotRight("born", _("This date does not match our information. Look at the form again."))


def _check(session: Session, asked: Asked, answer: Entered) -> None:
    request = asked.request
    if answer.answered_on > clock.today() or answer.answered_on < clock.day_of(asked.since):
        raise NotRight("answered_on", _("The day must lie between the day of the question and today."))
    if not asked.version and answer.answered_on > request.decide_by:
        raise NotRight("answered_on", _("On that day the time to choose was over. It counts as no answer."))
    if answer.c2 and not answer.c1:
        raise NotRight("c2", _("Without a yes to the ordinary information there is no yes to the target group."))
    if answer.c2 and asked.version and not may_share_group(session.connection(), request.id):
        raise NotRight("c2", _("The candidate stopped this part. It is not asked any more."))
    if answer.channel is AnswerChannel.DESK and answer.c2:
        raise NotRight("c2", _("A yes to the target group must be on paper, or by the link."))
    if answer.channel is AnswerChannel.DESK and request.by_representative:
        raise NotRight("channel", _("A representative answers on paper."))
    if answer.channel is AnswerChannel.PAPER:
        _check_text(session, asked)
    if request.by_representative:
        _check_representative(session, request, answer)


def _check_representative(session: Session, request: ConsentRequest, answer: Entered) -> None:
    if not answer.representative:
        raise NotRight("representative", _("Enter the name of the representative."))
    if answer.capacity is None:
        raise NotRight("capacity", _("Select in which capacity."))
    if _works_for_contractor(session, request, answer.representative):
        raise NotRight("representative", _("Somebody of the contractor cannot decide for the candidate."))


def _check_text(session: Session, asked: Asked) -> None:
    """The letter had the text that counts today; an answer to another text is no answer (PR-42)."""
    request = asked.request
    printed = sa.exists().where(
        Letter.request_id == request.id, Letter.kind == asked.letter, Letter.printed_at.is_not(None)
    )
    newest = (
        sa.select(Link.notice_sha256)
        .where(Link.subject_id == request.id, Link.created_at >= asked.since, Link.notice_sha256.is_not(None))
        .where(Link.purpose == (LinkPurpose.MANAGE if asked.version else LinkPurpose.DECIDE))
        .order_by(Link.created_at.desc())
        .limit(1)
    )
    if not session.scalar(sa.select(printed)):
        raise NotRight("channel", _("No letter has been printed yet for this candidate."))
    language = session.scalars(sa.select(Candidate.language).where(Candidate.id == request.candidate_id)).one()
    if session.scalar(newest) != notice_in_force(session.connection(), language).sha256:
        raise NotRight("channel", _("The text has changed since this letter. Print it again and send it."))


def _works_for_contractor(session: Session, request: ConsentRequest, name: str) -> bool:
    people = sa.select(User.name).join(Contract, Contract.contractor_id == User.organisation_id)
    wanted = letters_of(name)
    return any(letters_of(one) == wanted for one in session.scalars(people.where(Contract.id == request.contract_id)))


def entered_of(session: Session, asked: Asked) -> Row | None:
    """The row of this question, locked. One that was confirmed is there only when the question was answered."""
    if not asked.version:
        return session.scalar(
            sa.select(EnteredAnswer).where(EnteredAnswer.request_id == asked.request.id).with_for_update()
        )
    return session.scalar(
        sa.select(EnteredRenewal)
        .where(EnteredRenewal.request_id == asked.request.id, EnteredRenewal.notice_version == asked.version)
        .with_for_update()
    )


def asked_of(session: Session, contract_id: UUID, candidate_id: UUID) -> Asked:
    """What the newest request, locked, waits for. Raises NotFound when that is nothing."""
    found = newest_request(session, contract_id, candidate_id)
    if found.status in UNANSWERED:
        return Asked(found, found.requested_at)
    again = session.execute(paper.open_announcement(found.id)).first() if found.status in STANDING else None
    if again is None:
        raise NotFound
    return Asked(found, again.told_at, again.notice_version)
