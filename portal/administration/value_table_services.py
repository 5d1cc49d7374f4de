"""Making, removing and publishing a value table. A published one never changes; the database refuses it (0007)."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.administration import value_table_queries as queries
from portal.errors import NotFound, Refused
from portal.models import ValueTableDraft, ValueTableVersion
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.valuation import ValueTable
from portal.web.i18n import gettext as _


class DateTaken(Exception):
    """A version or draft of this table begins on the same day."""

    def __init__(self, valid_from: date) -> None:
        super().__init__(valid_from.isoformat())
        self.valid_from = valid_from


def draft_table(session: Session, table: ValueTable, *, by: Viewer) -> UUID:
    """Keep what was imported, for somebody else to publish. Raises DateTaken. ``table`` has a first day."""
    assert table.valid_from is not None  # noqa: S101 - asked for when it is read
    if queries.is_taken(session.connection(), table.code, table.valid_from):
        raise DateTaken(table.valid_from)
    draft = ValueTableDraft(
        code=table.code,
        name=table.name.nl,
        valid_from=table.valid_from,
        content=table.to_json(),
        drafted_by=by.id,
        drafted_at=clock.now(),
    )
    session.add(draft)
    session.flush()
    _record(session, "value_table_drafted", draft.id, draft, by)
    return draft.id


def remove_draft(session: Session, draft_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """Raises NotFound, and Refused where it was published or changed in the meantime."""
    draft = _open_draft(session, draft_id, seen_version)
    _record(session, "value_table_draft_removed", draft.id, draft, by)
    session.delete(draft)
    session.flush()


def publish(session: Session, draft_id: UUID, *, seen_version: int, by: Viewer) -> UUID:
    """Put the draft in force from its first day; contracts that are there keep their own table. Returns its id.

    Raises NotFound, and Refused for the person who made it or where somebody was faster.
    """
    draft = _open_draft(session, draft_id, seen_version)
    if draft.drafted_by == by.id:
        raise Refused(_("You made this value table. Another manager publishes it."))
    published = ValueTableVersion(
        code=draft.code,
        name=draft.name,
        valid_from=draft.valid_from,
        content=draft.content,
        published_at=clock.now(),
    )
    session.add(published)
    session.flush()
    draft.published_id, draft.published_by = published.id, by.id
    _record(session, "value_table_published", published.id, draft, by)
    return published.id


def _open_draft(session: Session, draft_id: UUID, seen_version: int) -> ValueTableDraft:
    draft = session.get(ValueTableDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NotFound
    if draft.published_id is not None or draft.version != seen_version:
        raise Refused(_("Somebody else has published or removed this value table."))
    return draft


def _record(session: Session, action: str, object_id: UUID, draft: ValueTableDraft, by: Viewer) -> None:
    record(
        session, action=action, actor=by, object_kind="value_table", object_id=object_id,
        detail={"code": draft.code, "valid_from": draft.valid_from.isoformat()},
    )  # fmt: skip
