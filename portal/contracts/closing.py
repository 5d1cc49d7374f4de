"""The contractor's view on an intention: the hearing before a decision about a shortfall (domain.md 1.4)."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.errors import NotFound, Refused, Stale
from portal.models import Closing, ClosingStatus
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


def give_view(session: Session, *, contract: ContractRow, seen_version: int, text: str, by: Viewer) -> None:
    """Keep what the contractor says, up to and including the last day; until the decision it may be replaced.

    Raises NotFound where nothing was announced, Stale, and Refused after that day.
    """
    row = session.scalars(sa.select(Closing).where(Closing.contract_id == contract.id).with_for_update()).one_or_none()
    if row is None or row.hearing_until is None:
        raise NotFound
    if row.version != seen_version:
        at = row.view_at or row.decided_at or clock.now()
        raise Stale(version=row.version, by=_("Somebody"), at=at, rows=[(_("Your view"), row.view or "", text)])
    if row.status is not ClosingStatus.HEARING or clock.today() > row.hearing_until:
        raise Refused(_("The time to give a view is over."))
    row.view, row.view_by, row.view_at = text, by.id, clock.now()
    session.flush()
    events.record(
        session, action="view_given", actor=by, contract_id=contract.id, object_kind="closing", object_id=row.id
    )
