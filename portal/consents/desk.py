"""Whatever a coordination point does about consent begins with the newest request and ends in the audit log."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import ConsentRequest
from portal.security import events
from portal.security.viewer import Viewer


def newest_request(session: Session, contract_id: UUID, candidate_id: UUID) -> ConsentRequest:
    """The newest request, locked. Raises NotFound."""
    found = session.scalar(
        sa.select(ConsentRequest)
        .where(ConsentRequest.candidate_id == candidate_id, ConsentRequest.contract_id == contract_id)
        .order_by(ConsentRequest.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def record(session: Session, action: str, request: ConsentRequest, by: Viewer, **detail: object) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=request.contract_id,
        object_kind="candidate",
        object_id=request.candidate_id,
        detail=detail,
    )
