"""What happened: one row an act, in the transaction of the act."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.models import Event
from portal.security.viewer import Viewer


def record(
    session: Session,
    *,
    action: str,
    actor: Viewer | None,
    object_kind: str,
    object_id: UUID | None = None,
    contract_id: UUID | None = None,
    actor_kind: str = "user",
    detail: dict[str, Any] | None = None,
    result: str = "done",
) -> None:
    """Append an act in the past tense ('plan_submitted'). ``detail`` never holds a name, address or day of birth."""
    session.add(
        Event(
            at=clock.now(),
            action=action,
            result=result,
            actor_id=actor.id if actor else None,
            actor_kind=actor_kind,
            contract_id=contract_id,
            object_kind=object_kind,
            object_id=object_id,
            detail=detail or {},
        )
    )
    session.flush()
