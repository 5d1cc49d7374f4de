"""Ask for what you own: the one condition by which every query about a contract is limited (design rule 2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, cast
from uuid import UUID

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import aliased

from portal.models import Contract, ContractStatus, CoReader, ObligationVersion, Organisation, Plan, PlanStatus, Region
from portal.security.viewer import Viewer


@dataclass(frozen=True)
class ContractRow:
    """A contract as its pages need it: names, days, what it demands, and where its plan stands."""

    id: UUID
    number: str
    name: str
    client_id: UUID
    client_name: str
    contractor_id: UUID
    contractor_name: str
    region: Region
    status: ContractStatus
    awarded_on: date
    starts_on: date
    ends_on: date
    value: Decimal
    value_table_id: UUID
    plan_due_on: date
    version: int
    obligation: Decimal
    plan_id: UUID | None
    plan_status: PlanStatus | None  # None: not begun
    plan_rounds: int | None
    approved_round: int | None

    @property
    def has_approved_plan(self) -> bool:
        return self.approved_round is not None


class Knows(Protocol):
    """Whoever asks: a person of this request, or the one for whom the worker makes a file."""

    @property
    def is_contractor(self) -> bool: ...
    @property
    def is_client(self) -> bool: ...
    @property
    def organisation_id(self) -> UUID: ...
    @property
    def region(self) -> Region | None: ...


def in_scope(viewer: Knows) -> sa.ColumnElement[bool]:
    """The contracts a viewer may know of: the own ones, or those of the region and those it reads along on."""
    if viewer.is_contractor:
        return Contract.contractor_id == viewer.organisation_id
    if viewer.is_client:
        return Contract.client_id == viewer.organisation_id
    reads_along = sa.exists().where(CoReader.contract_id == Contract.id, CoReader.region == viewer.region)
    return sa.or_(Contract.region == viewer.region, reads_along)


_client = aliased(Organisation, name="client")
_contractor = aliased(Organisation, name="contractor")
OBLIGATION = (
    sa.select(sa.func.coalesce(sa.func.sum(ObligationVersion.amount), 0))
    .where(ObligationVersion.contract_id == Contract.id)
    .scalar_subquery()
)
CONTRACT_ROWS = (
    sa.select(
        Contract.id,
        Contract.number,
        Contract.name,
        Contract.client_id,
        _client.name.label("client_name"),
        Contract.contractor_id,
        _contractor.name.label("contractor_name"),
        Contract.region,
        Contract.status,
        Contract.awarded_on,
        Contract.starts_on,
        Contract.ends_on,
        Contract.value,
        Contract.value_table_id,
        Contract.plan_due_on,
        Contract.version,
        sa.type_coerce(OBLIGATION, ObligationVersion.__table__.c.amount.type).label("obligation"),
        Plan.id.label("plan_id"),
        Plan.status.label("plan_status"),
        Plan.rounds.label("plan_rounds"),
        Plan.approved_round,
    )
    .join(_client, _client.id == Contract.client_id)
    .join(_contractor, _contractor.id == Contract.contractor_id)
    .outerjoin(Plan, Plan.contract_id == Contract.id)
)


def find_contract(connection: sa.Connection, viewer: Viewer, number: str) -> ContractRow | None:
    row = connection.execute(CONTRACT_ROWS.where(Contract.number == number, in_scope(viewer))).first()
    return ContractRow(**row._mapping) if row is not None else None


def contract() -> ContractRow:
    """The contract of this request's address, loaded in scope by the access hook."""
    return cast(ContractRow, g.contract)
