"""What was asked again, got no answer and is frozen: nobody may use it, so nobody may keep it without end (5(1)(e)).

PR-31 closes the gate and erases nothing, so that a late yes opens it again. After the months that a region allows a
named person ends it as a stop would; until then, and instead, the candidate can be asked once more.
"""

from datetime import date, datetime, timedelta
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
from portal.consents.tokens import manage_link, revoke_all
from portal.errors import NotFound, Refused
from portal.models import (
    Announcement,
    Candidate,
    ConsentEventKind,
    ConsentRequest,
    ConsentStatus,
    Region,
)
from portal.privacy.holds import held_among
from portal.privacy.vault import Vault
from portal.security.viewer import Viewer
from portal.valuation.months import add_months
from portal.web.i18n import gettext as _

BY_DESK = How("csr", "desk", "session")


def frozen_since(connection: sa.Connection, request_id: UUID) -> datetime | None:
    """When the gate closed; None when it did so for another reason, such as coming of age."""
    moments = sa.select(Announcement.frozen_at).where(
        Announcement.request_id == request_id, Announcement.answered_at.is_(None), Announcement.frozen_at.is_not(None)
    )
    return connection.scalars(moments.order_by(Announcement.frozen_at).limit(1)).first()


def ripe_on(connection: sa.Connection, region: Region, since: datetime) -> date:
    """First day on which it may be ended."""
    return add_months(clock.day_of(since), terms(connection, region).frozen_months)


def ask_once_more(
    session: Session, vault: Vault, *, contract_id: UUID, candidate_id: UUID, by: Viewer, base_url: str
) -> None:
    """The question again, by mail or letter, with a whole term; it stays frozen until she answers. Raises NotFound."""
    request, _since = _frozen(session, contract_id, candidate_id)
    asked = session.execute(paper.open_announcement(request.id)).first()
    if asked is None:
        raise NotFound
    question = question_of(session.connection(), request.id)
    until = clock.today() + timedelta(days=terms(session.connection(), question.region).renewal_days)
    session.get_one(Announcement, (request.id, asked.notice_version)).renew_by = until
    session.flush()
    token = "" if question.is_on_paper else manage_link(session, question, keep_older=True)
    letters.ask_again(
        Post(session, vault, base_url),
        question,
        token=token,
        renew_by=until,
        attempt=f"{asked.notice_version}:{clock.today().isoformat()}",
        is_reminder=True,
    )
    record(session, "consent_asked_again", request, by)


def end(session: Session, vault: Vault, *, contract_id: UUID, candidate_id: UUID, by: Viewer, base_url: str) -> None:
    """The yes is over: effects, receipt and news to the contractor are those of a stop. Raises NotFound, or Refused
    when it is too early or a hold keeps the data (PR-46).
    """
    request, since = _frozen(session, contract_id, candidate_id)
    question = question_of(session.connection(), request.id)
    if clock.today() < ripe_on(session.connection(), question.region, since):
        raise Refused
    if held_among(session.connection(), [candidate_id], clock.today()):
        raise Refused(_("These data must stay for now: a request is open, or they are on hold."))
    scopes = request.scopes_given
    request.move_to(ConsentStatus.EXPIRED)
    request.c2_given = False
    text = notice_in_force(session.connection(), question.language)
    ledger.append(session, request, *ledger.of_each(ConsentEventKind.EXPIRED, scopes), text=text, how=BY_DESK)
    revoke_all(session, request.id)
    evidence_kept = take_effect(session, candidate_id, Change.UNRENEWED)
    post = Post(session, vault, base_url)
    letters.confirm_end(post, question, evidence_kept=evidence_kept)
    letters.tell_contractor_answered(post, question, moment="ended")
    record(session, "consent_ended", request, by)


def is_frozen_now() -> sa.ColumnElement[bool]:
    """Of ``consent_request`` and ``candidate`` in a query: frozen by a change of the text, and nothing came after."""
    newer = sa.orm.aliased(ConsentRequest)
    return sa.and_(
        ConsentRequest.status == ConsentStatus.FROZEN,
        Candidate.erased_at.is_(None),
        ~sa.exists().where(newer.candidate_id == ConsentRequest.candidate_id, newer.id > ConsentRequest.id),
    )


def _frozen(session: Session, contract_id: UUID, candidate_id: UUID) -> tuple[ConsentRequest, datetime]:
    request = newest_request(session, contract_id, candidate_id)
    since = frozen_since(session.connection(), request.id)
    if request.status is not ConsentStatus.FROZEN or since is None:
        raise NotFound
    return request, since
