"""Everything that is kept about one candidate, as she reads it herself (PR-55)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import (
    Agreement,
    Candidate,
    EmployerKind,
    Organisation,
    Placement,
    PlacementHours,
    PlacementStatus,
    Right,
    RightsRequest,
    Role,
    View,
)
from portal.privacy.vault import Purpose, Vault

MOST_VIEWS = 50


@dataclass(frozen=True)
class Dossier:
    """Opened; only for whoever came in by the link and the date of birth. Empty where nothing is kept."""

    first_name: str
    surname: str
    email: str
    street: str
    postcode: str
    town: str
    birth_date: date | None
    target_group: str
    duration_class: str
    agreement: Agreement
    employer_kind: EmployerKind
    employer_name: str
    starts_on: date | None
    language: str


def open_dossier(connection: sa.Connection, vault: Vault, candidate_id: UUID) -> Dossier:
    row = connection.execute(sa.select(Candidate.__table__).where(Candidate.id == candidate_id)).one()
    name = _opened(vault, row, Purpose.NAME, row.name_sealed)
    contact = _opened(vault, row, Purpose.CONTACT, row.contact_sealed)
    address = _opened(vault, row, Purpose.ADDRESS, row.address_sealed)
    group = _opened(vault, row, Purpose.GROUP, row.group_sealed)
    born = address.get("birth_date", "")
    return Dossier(
        first_name=name.get("first_name", ""),
        surname=name.get("surname", ""),
        email=contact.get("email", ""),
        street=address.get("street", ""),
        postcode=address.get("postcode", ""),
        town=address.get("town", ""),
        birth_date=date.fromisoformat(born) if born else None,
        target_group=group.get("target_group", ""),
        duration_class=group.get("duration_class", ""),
        agreement=row.agreement,
        employer_kind=row.employer_kind,
        employer_name=row.employer_name,
        starts_on=row.starts_on,
        language=row.language,
    )


def _opened(vault: Vault, row: sa.Row[Any], purpose: Purpose, blob: bytes | None) -> dict[str, str]:
    return {name: value or "" for name, value in (vault.open(row.id, purpose, blob) or {}).items()}


@dataclass(frozen=True)
class WorkLine:
    starts_on: date
    ends_on: date | None
    status: PlacementStatus
    hours_per_week: Decimal | None  # the newest


def work_of(connection: sa.Connection, candidate_id: UUID) -> list[WorkLine]:
    newest = (
        sa.select(PlacementHours.hours_per_week)
        .where(PlacementHours.placement_id == Placement.id)
        .order_by(PlacementHours.from_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(
            Placement.starts_on,
            Placement.ends_on,
            Placement.status,
            sa.type_coerce(newest, PlacementHours.__table__.c.hours_per_week.type).label("hours_per_week"),
        )
        .where(Placement.candidate_id == candidate_id)
        .order_by(Placement.starts_on)
    )
    return [WorkLine(**row._mapping) for row in rows]


@dataclass(frozen=True)
class Look:
    """Somebody looked: when, in which role, of which organisation. Never the name of a member of staff (C-579/21)."""

    at: datetime
    role: Role
    organisation: str
    action: str  # list, view, reveal, export
    fields: str


def looks_at(connection: sa.Connection, *, candidate_id: UUID, contract_id: UUID, since: datetime) -> list[Look]:
    """The newest looks at this person, lists of the contract with her in it among them; one more than ``MOST_VIEWS``
    tells that there are others. Who asked for what is kept and not used saw nothing (PR-59).
    """
    in_a_list = sa.and_(View.object_id == contract_id, View.action.in_(["list", "export"]), View.at >= since)
    rows = connection.execute(
        sa.select(
            View.at,
            View.actor_role.label("role"),
            Organisation.name.label("organisation"),
            View.action,
            View.fields,
        )
        .join(Organisation, Organisation.id == View.organisation_id)
        .where(sa.or_(View.object_id == candidate_id, in_a_list), View.result == "shown")
        .order_by(View.position.desc())
        .limit(MOST_VIEWS + 1)
    )
    return [Look(row.at, Role(row.role), row.organisation, row.action, row.fields) for row in rows]


@dataclass(frozen=True)
class MyRequest:
    kind: Right
    received_on: date
    is_answered: bool


def requests_of(connection: sa.Connection, candidate_id: UUID) -> list[MyRequest]:
    """What this person asked of the coordination point, newest first."""
    rows = connection.execute(
        sa.select(
            RightsRequest.kind,
            RightsRequest.received_on,
            RightsRequest.decided_on.is_not(None).label("is_answered"),
        )
        .where(RightsRequest.candidate_id == candidate_id)
        .order_by(RightsRequest.id.desc())
    )
    return [MyRequest(**row._mapping) for row in rows]
