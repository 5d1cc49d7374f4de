"""Work without registration as pages need it, and how much of an obligation it may make up (PR-24)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.models import Region, Setting, UnregisteredStatus, UnregisteredWork, User
from portal.valuation import FORM_NAMES, Form
from portal.web.filters import day
from portal.web.i18n import gettext, language

COUNTS = frozenset({UnregisteredStatus.RECORDED, UnregisteredStatus.APPROVED})
NO_LIMIT = 100  # percent of the obligation; the default: it counts as any placement (PR-24)


@dataclass(frozen=True)
class UnregisteredRow:
    id: UUID
    contract_id: UUID
    status: UnregisteredStatus
    form: Form
    starts_on: date
    ends_on: date
    hours_per_week: Decimal
    value: Decimal
    group_checked: bool
    seen_on: date
    recorded_by: UUID
    recorder: str
    recorded_at: datetime
    decider: str | None
    decided_at: datetime | None
    version: int

    @property
    def form_name(self) -> str:
        return FORM_NAMES[self.form].in_language(language())

    @property
    def period(self) -> str:
        return gettext("%(start)s to %(end)s", start=day(self.starts_on), end=day(self.ends_on))

    @property
    def counts(self) -> bool:
        return self.status in COUNTS


_recorder = aliased(User, name="recorder")
_decider = aliased(User, name="decider")
_OWN = ("id", "contract_id", "status", "form", "starts_on", "ends_on", "hours_per_week", "value", "group_checked")
_MORE = ("seen_on", "recorded_by", "recorded_at", "decided_at", "version")
_ROWS: sa.Select[Any] = (
    sa.select(
        *(getattr(UnregisteredWork, name) for name in (*_OWN, *_MORE)),
        _recorder.name.label("recorder"),
        _decider.name.label("decider"),
    )
    .join(_recorder, _recorder.id == UnregisteredWork.recorded_by)
    .outerjoin(_decider, _decider.id == UnregisteredWork.decided_by)
)


def unregistered_work(
    connection: sa.Connection, contract_id: UUID, *, only_counting: bool = False
) -> list[UnregisteredRow]:
    """All of a contract, the newest first; there are few, since each was seen by somebody on the spot."""
    statement = _ROWS.where(UnregisteredWork.contract_id == contract_id)
    if only_counting:
        statement = statement.where(UnregisteredWork.status.in_(COUNTS))
    rows = connection.execute(statement.order_by(UnregisteredWork.id.desc()))
    return [UnregisteredRow(**{**row._mapping, "form": Form(row.form)}) for row in rows]


def find_unregistered(connection: sa.Connection, contract_id: UUID, work_id: UUID) -> UnregisteredRow | None:
    return next((row for row in unregistered_work(connection, contract_id) if row.id == work_id), None)


def largest_share(connection: sa.Connection, region: Region) -> int:
    """Percent of the obligation that may be without registration: a setting of the region, by default all of it."""
    rows = connection.execute(
        sa.select(Setting.region, Setting.value).where(
            Setting.name == "unregistered_share", Setting.region.in_(["", region.value])
        )
    ).all()
    chosen = {row.region: row.value for row in rows}
    return int(chosen.get(region.value, chosen.get("", NO_LIMIT)))


def room_left(obligation: Decimal, approved: Decimal, share: int) -> Decimal | None:
    """Euro that may still be approved without registration; None when there is no limit."""
    if share >= NO_LIMIT:
        return None
    return max((obligation * share / 100).quantize(Decimal("0.01")) - approved, Decimal("0.00"))
