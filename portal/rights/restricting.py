"""Keeping a dossier without using it (article 18), and ending that after it was announced (PR-57, PR-59).

Who may still see it is decided in one place: ``portal.privacy.gate``.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.letters import Post
from portal.errors import NotFound, Refused
from portal.models import Restriction, RestrictionReason, RightsRequest
from portal.privacy import gate
from portal.rights import letters
from portal.rights.terms import next_working_day
from portal.security import events
from portal.security.viewer import Viewer
from portal.valuation.months import ONE_DAY
from portal.web.i18n import gettext as _


class Restricted(Refused):
    """The dossier is kept and not used (article 18)."""


def check_in_use(connection: sa.Connection, candidate_id: UUID) -> None:
    """Raise Restricted when a restriction stands: nothing is entered, sent or decided about this person."""
    if gate.is_restricted(connection, candidate_id):
        raise Restricted(_("The information of this candidate may not be used at this moment."))


def check_may_send(connection: sa.Connection, contract_id: UUID) -> None:
    """Raise Restricted while the coordination point waits for an answer about a correction (PR-56)."""
    if gate.is_blocked(connection, contract_id):
        raise Restricted(_("First answer the question about what is not right. After that you can send work again."))


def restrict(session: Session, request: RightsRequest, reason: RestrictionReason, *, by: Viewer | None) -> Restriction:
    """From this transaction on nobody reads or uses the dossier. Once for each request."""
    if request.candidate_id is None:
        raise Refused(_("First say whose information it is about."))
    standing = session.scalar(
        sa.select(Restriction).where(Restriction.request_id == request.id, Restriction.lifted_at.is_(None))
    )
    if standing is not None:
        return standing
    restriction = Restriction(
        candidate_id=request.candidate_id, request_id=request.id, reason=reason, since=clock.now()
    )
    session.add(restriction)
    session.flush()
    _note(session, "restriction_placed", restriction, by)
    return restriction


def announce(session: Session, restriction: Restriction, post: Post, *, by: Viewer) -> None:
    """Tell the person that it will end; it may end from the next working day on (article 18(3))."""
    if restriction.lifted_at is not None or restriction.announced_on is not None:
        raise Refused(_("The end of this restriction has been announced already."))
    request = session.get_one(RightsRequest, restriction.request_id)
    restriction.announced_on = clock.today()
    letters.announce_lifting(post, request, restriction.id, next_working_day(clock.today() + ONE_DAY))
    session.flush()
    _note(session, "restriction_announced", restriction, by)


def lift(session: Session, restriction: Restriction, *, by: Viewer | None) -> None:
    """Use the dossier again. Raises Refused before it was announced, and on the day of announcing itself."""
    if restriction.lifted_at is not None:
        raise Refused(_("This restriction has ended already."))
    if restriction.announced_on is None or clock.today() <= restriction.announced_on:
        raise Refused(_("First tell the person that the restriction ends. It can end the day after."))
    _end(session, restriction, by)


def end_with(session: Session, request: RightsRequest, *, by: Viewer | None) -> None:
    """The person took the request back, or the data are gone: there is nothing to announce."""
    standing = sa.select(Restriction).where(Restriction.request_id == request.id, Restriction.lifted_at.is_(None))
    for restriction in session.scalars(standing).all():
        _end(session, restriction, by)


def find_restriction(session: Session, restriction_id: UUID, request_id: UUID) -> Restriction:
    found = session.get(Restriction, restriction_id, with_for_update=True, populate_existing=True)
    if found is None or found.request_id != request_id:
        raise NotFound
    return found


def _end(session: Session, restriction: Restriction, by: Viewer | None) -> None:
    restriction.lifted_at = clock.now()
    restriction.lifted_by = by.id if by else None
    session.flush()
    _note(session, "restriction_lifted", restriction, by)


def _note(session: Session, action: str, restriction: Restriction, by: Viewer | None) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        actor_kind="user" if by else "system",
        object_kind="rights_request",
        object_id=restriction.request_id,
        detail={"reason": restriction.reason.value},
    )
