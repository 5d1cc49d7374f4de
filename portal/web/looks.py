"""A look at people is written down before the page is made: when that fails, nobody is shown (PR-66)."""

from typing import cast
from uuid import UUID

from flask import g, request

from portal.db import appending
from portal.privacy.viewlog import record_view
from portal.security.access import Line
from portal.security.viewer import viewer


def note_look(
    action: str,
    object_kind: str,
    object_id: UUID,
    *,
    count: int = 1,
    fields: str = "",
    reason: str = "",
    result: str = "shown",
) -> None:
    """Append a look of this request, as ``record_view`` says; its purpose is that of the policy line (PR-01)."""
    line = cast(Line, g.policy_line)
    with appending() as small:
        record_view(
            small,
            viewer=viewer(),
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            count=count,
            fields=fields,
            reason=reason,
            purpose=line.purpose.name if line.purpose else "",
            origin=str(request.endpoint),
            result=result,
        )
