"""A look at people is written down before the page is made: when that fails, nobody is shown (PR-66)."""

from functools import partial
from typing import cast
from uuid import UUID

from flask import g, request

from portal.db import append, database, writing
from portal.errors import TooMany
from portal.privacy.viewlog import record_view
from portal.security import events
from portal.security.access import Line
from portal.security.limits import REVEALS, count_try
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _


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
    append(
        partial(
            record_view,
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
    )


def count_reveal(candidate_id: UUID, contract_id: UUID | None = None) -> None:
    """Count one reveal of this hour, before anything is written. Raises TooMany, and that is remembered as an event:
    somebody who opens one after another is worth a question (PR-08)."""
    if count_try(database(), REVEALS, str(viewer().id)):
        return
    events.record(
        writing(),
        action="reveals_blocked",
        actor=viewer(),
        contract_id=contract_id,
        object_kind="candidate",
        object_id=candidate_id,
        result="refused",
    )
    raise TooMany(_("You have looked at hidden data too often in a short time. Try again in an hour."))
