"""Choosing a value with a reason: it counts at once, or when a second person confirmed it (privacy.md 9, PR-44)."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.administration.setting_values import VALUES, Value, does_not_fit
from portal.errors import NotFound, Refused
from portal.models import Region, Setting, SettingChange, User
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


def values_of(connection: sa.Connection, region: Region) -> dict[str, str]:
    """What counts now: of the region, else of all regions, else the default."""
    rows = connection.execute(
        sa.select(Setting.name, Setting.region, Setting.value)
        .where(Setting.name.in_(VALUES), Setting.region.in_(["", region.value]))
        .order_by(Setting.region)
    ).all()
    return {**{name: value.default for name, value in VALUES.items()}, **{row.name: row.value for row in rows}}


_proposer, _second = aliased(User, name="proposer"), aliased(User, name="second")
_CHANGES = (
    sa.select(SettingChange.__table__, _proposer.name.label("proposer"), _second.name.label("second"))
    .join(_proposer, _proposer.id == SettingChange.proposed_by)
    .outerjoin(_second, _second.id == SettingChange.confirmed_by)
)
_IS_WAITING = sa.and_(SettingChange.applied_at.is_(None), SettingChange.taken_back_at.is_(None))


def changes_of(connection: sa.Connection, region: Region, name: str) -> list[sa.Row[Any]]:
    """What was chosen before, newest first, with the names of ``proposer`` and ``second``."""
    query = _CHANGES.where(SettingChange.region == region, SettingChange.name == name)
    return list(connection.execute(query.order_by(SettingChange.proposed_at.desc(), SettingChange.id.desc()).limit(50)))


def waiting(connection: sa.Connection, region: Region) -> dict[str, sa.Row[Any]]:
    """Changes that wait for a second person, by name of the value."""
    rows = connection.execute(_CHANGES.where(SettingChange.region == region, _IS_WAITING))
    return {row.name: row for row in rows}


def propose(session: Session, value: Value, wanted: str, *, seen: str, reason: str, by: Viewer) -> SettingChange:
    """``wanted`` as read by ``value``; ``seen`` is what counted when the form was opened.

    Raises Refused when it changed meanwhile, when another change waits, or when it does not fit the others.
    """
    connection = session.connection()
    current = values_of(connection, by.own_region)
    if seen != current[value.name] or value.name in waiting(connection, by.own_region):
        raise Refused(_("Somebody changed this in the meantime. This is how it stands now."))
    if problem := does_not_fit(value.name, wanted, current):
        raise Refused(problem)
    change = SettingChange(
        region=by.own_region,
        name=value.name,
        value=wanted,
        was=current[value.name],
        reason=reason,
        proposed_by=by.id,
        proposed_at=clock.now(),
    )
    session.add(change)
    session.flush()
    if not value.second:
        _apply(session, change, by)
    else:
        _note(session, change, "setting_proposed", by)
    return change


def confirm(session: Session, change_id: UUID, *, seen_version: int, by: Viewer) -> None:
    """The second person. Raises Refused for who proposed it, NotFound for another region."""
    change = _waiting(session, change_id, seen_version, by)
    if change.proposed_by == by.id:
        raise Refused(_("You proposed this yourself. Somebody else confirms it."))
    change.confirmed_by = by.id
    _apply(session, change, by)


def take_back(session: Session, change_id: UUID, *, seen_version: int, by: Viewer) -> None:
    change = _waiting(session, change_id, seen_version, by)
    change.taken_back_at = clock.now()
    session.flush()
    _note(session, change, "setting_taken_back", by)


def _waiting(session: Session, change_id: UUID, seen_version: int, by: Viewer) -> SettingChange:
    change = session.get(SettingChange, change_id, with_for_update=True, populate_existing=True)
    if change is None or change.region is not by.region:
        raise NotFound
    if change.applied_at is not None or change.taken_back_at is not None or change.version != seen_version:
        raise Refused
    return change


def _apply(session: Session, change: SettingChange, by: Viewer) -> None:
    region = "" if VALUES[change.name].everywhere else change.region.value
    row = session.get(Setting, (change.name, region), with_for_update=True)
    if row is None:
        row = Setting(name=change.name, region=region)
        session.add(row)
    row.value, row.changed_by, row.changed_at = change.value, change.proposed_by, clock.now()
    change.applied_at = clock.now()
    session.flush()
    _note(session, change, "setting_changed", by)


def _note(session: Session, change: SettingChange, action: str, by: Viewer) -> None:
    detail = {"name": change.name, "region": change.region.value}
    record(session, action=action, actor=by, object_kind="setting", object_id=change.id, detail=detail)
