"""Setting up and changing contracts and cards: the manager of a region, for that region only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.services import Post
from portal.administration import queries
from portal.administration.obligations import Demand, add_part, check_running, own_contract
from portal.administration.telling import News, tell_change, tell_ready
from portal.errors import NotFound, Refused, Stale
from portal.models import (
    Contract,
    ControllerCard,
    CoReader,
    Organisation,
    OrganisationKind,
    Region,
)
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.web.filters import day
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class Party:
    """An organisation that is there (``id``), or one to be made."""

    name: str
    id: UUID | None = None
    kvk_number: str | None = None


@dataclass(frozen=True)
class NewContract:
    number: str
    name: str
    client: Party
    contractor: Party
    awarded_on: date
    starts_on: date
    ends_on: date
    value: Decimal
    value_table_id: UUID
    plan_due_on: date
    demand: Demand


def set_up_contract(session: Session, post: Post, new: NewContract, *, by: Viewer) -> Contract:
    """The contract in the region of ``by``, its first obligation, and the organisations that are new.

    Whoever of the contractor has an account hears of it. Raises Refused when somebody has just taken the number or the
    KvK number, NotFound for an unknown organisation.
    """
    try:
        with session.begin_nested():
            contract = Contract(
                number=new.number,
                name=new.name,
                client_id=organisation_of(session, new.client, OrganisationKind.CLIENT),
                contractor_id=organisation_of(session, new.contractor, OrganisationKind.CONTRACTOR),
                region=by.own_region,
                awarded_on=new.awarded_on,
                starts_on=new.starts_on,
                ends_on=new.ends_on,
                value=new.value,
                value_table_id=new.value_table_id,
                plan_due_on=new.plan_due_on,
                created_by=by.id,
                created_at=clock.now(),
            )
            session.add(contract)
            session.flush()
    except IntegrityError:
        raise Refused from None
    demand = new.demand
    add_part(
        session, contract.id, demand, demand.amount, uncapped=demand.uncapped, valid_from=new.starts_on, by=by
    )  # fmt: skip
    record(
        session, action="contract_set_up", actor=by, contract_id=contract.id, object_kind="contract",
        object_id=contract.id,
    )  # fmt: skip
    tell_ready(session, post, contract)
    return contract


def organisation_of(session: Session, party: Party, kind: OrganisationKind) -> UUID:
    """Its id, after making it when it is new. Raises NotFound for an id of another kind."""
    if party.id is not None:
        known = session.get(Organisation, party.id)
        if known is None or known.kind is not kind:
            raise NotFound
        return known.id
    made = Organisation(kind=kind, name=party.name, kvk_number=party.kvk_number, created_at=clock.now())
    session.add(made)
    session.flush()
    return made.id


@dataclass(frozen=True)
class Changes:
    name: str
    starts_on: date
    ends_on: date
    plan_due_on: date


def change_contract(
    session: Session, post: Post, contract_id: UUID, changes: Changes, *, seen_version: int, by: Viewer
) -> None:
    """The contractor hears of other days. Raises NotFound outside the own region, Stale when it was saved meanwhile."""
    contract = own_contract(session, contract_id, by)
    if contract.version != seen_version:
        raise _stale_contract(session, contract, changes)
    check_running(contract)
    days = ("starts_on", "ends_on", "plan_due_on")
    news = News(**{name: getattr(changes, name) for name in days if getattr(changes, name) != getattr(contract, name)})
    contract.name = changes.name
    contract.starts_on = changes.starts_on
    contract.ends_on = changes.ends_on
    contract.plan_due_on = changes.plan_due_on
    if session.is_modified(contract):
        record(
            session, action="contract_changed", actor=by, contract_id=contract.id, object_kind="contract",
            object_id=contract.id,
        )  # fmt: skip
        tell_change(session, post, contract, news, key=f"{contract.id}:{seen_version}")


def _stale_contract(session: Session, contract: Contract, changes: Changes) -> Stale:
    last = queries.last_change(
        session.connection(), action="contract_changed", object_id=contract.id, region=contract.region
    )
    return Stale(
        version=contract.version,
        by=last.by if last else _("The portal"),
        at=last.at if last else contract.created_at,
        rows=[
            (_("Name of the contract"), contract.name, changes.name),
            (_("Starts on"), day(contract.starts_on), day(changes.starts_on)),
            (_("Ends on"), day(contract.ends_on), day(changes.ends_on)),
            (_("Plan no later than"), day(contract.plan_due_on), day(changes.plan_due_on)),
        ],
    )


def name_co_readers(session: Session, contract_id: UUID, regions: Collection[Region], *, by: Viewer) -> None:
    """From now on these regions, and no others, read along. Raises NotFound outside the own region."""
    contract = own_contract(session, contract_id, by)
    named = {row.region: row for row in session.scalars(sa.select(CoReader).where(CoReader.contract_id == contract.id))}
    wanted = set(regions) - {contract.region}
    for region in sorted(wanted - set(named)):
        session.add(CoReader(contract_id=contract.id, region=region, named_by=by.id, named_at=clock.now()))
        _record_reader(session, "co_reader_named", contract.id, region, by)
    for region in sorted(set(named) - wanted):
        session.delete(named[region])
        _record_reader(session, "co_reader_removed", contract.id, region, by)
    session.flush()


def _record_reader(session: Session, action: str, contract_id: UUID, region: Region, by: Viewer) -> None:
    record(
        session, action=action, actor=by, contract_id=contract_id, object_kind="contract", object_id=contract_id,
        detail={"region": region.value},
    )  # fmt: skip


def change_card(
    session: Session, fields: Mapping[str, Any], *, labels: Mapping[str, str], seen_version: int, by: Viewer
) -> None:
    """Save the controller card of the region of ``by``. ``labels`` says what each field is called when it is stale."""
    card = session.get(ControllerCard, by.own_region, with_for_update=True, populate_existing=True)
    if card is None:
        card = ControllerCard(region=by.own_region, updated_at=clock.now())
        session.add(card)
    elif card.version != seen_version:
        last = queries.last_change(
            session.connection(), action="controller_card_changed", object_id=None, region=by.own_region
        )
        raise Stale(
            version=card.version,
            by=last.by if last else _("The portal"),
            at=card.updated_at,
            rows=[(labels[name], _shown(getattr(card, name)), _shown(fields[name])) for name in labels],
        )
    before = (card.dpia_reference or "", card.dpia_on)
    for name, value in fields.items():
        setattr(card, name, value)
    if (card.dpia_reference, card.dpia_on) != before:  # another examination must be confirmed again
        card.dpia_entered_by = by.id
        card.dpia_advice, card.dpia_confirmed_by, card.dpia_confirmed_at = "", None, None
    if session.is_modified(card):
        card.updated_at = clock.now()
        record(
            session, action="controller_card_changed", actor=by, object_kind="controller_card",
            detail={"region": by.own_region.value},
        )  # fmt: skip


def _shown(value: Any) -> str:
    return day(value) if isinstance(value, date) else str(value or "")
