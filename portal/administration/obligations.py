"""Parts of an obligation: what an award, an option, a year of turnover or a correction demands (domain.md 1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.services import Post
from portal.administration.telling import News, tell_change
from portal.errors import NotFound, Refused
from portal.models import Contract, ContractStatus, ObligationBasis, ObligationVersion, PartKind
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.valuation.obligation import LabourShareRule, added_part, obligation_amount
from portal.web.filters import day
from portal.web.i18n import gettext as _


class BelowZero(Exception):
    """With this part the obligation would become less than nothing. ``sum`` is what it is now."""

    def __init__(self, total: Decimal) -> None:
        super().__init__(str(total))
        self.sum = total


@dataclass(frozen=True)
class Demand:
    """One part of an obligation: a percentage of an amount, or an amount. Euro without VAT."""

    basis: ObligationBasis
    reason: str
    basis_amount: Decimal | None = None
    percentage: Decimal | None = None
    cap: Decimal | None = None
    fixed: Decimal | None = None
    kind: PartKind = PartKind.AWARD
    year: int | None = None
    """Of the turnover, with ``PartKind.TURNOVER_YEAR``."""
    labour_share: Decimal | None = None
    """Percent of the contract that is labour; with it ``low_below`` and ``low_percentage``."""
    low_below: Decimal | None = None
    low_percentage: Decimal | None = None

    @property
    def uncapped(self) -> Decimal:
        if self.basis is ObligationBasis.AMOUNT:
            return obligation_amount(fixed=self.fixed)
        return obligation_amount(
            basis_amount=self.basis_amount,
            percentage=self.percentage,
            labour_share=self.labour_share,
            labour_share_rule=self._rule,
        )

    @property
    def amount(self) -> Decimal:
        """Of a first part, within its cap."""
        return added_part(self.uncapped, cap=self.cap)

    @property
    def applied(self) -> Decimal | None:
        """The percentage that holds with this share of labour."""
        rule = self._rule
        is_low = rule is not None and self.labour_share is not None and self.labour_share < rule.below_percentage
        return rule.percentage if rule and is_low else self.percentage

    @property
    def _rule(self) -> LabourShareRule | None:
        if self.low_below is None or self.low_percentage is None:
            return None
        return LabourShareRule(self.low_below, self.low_percentage)


def own_contract(session: Session, contract_id: UUID, by: Viewer) -> Contract:
    """The contract, locked; a coordination point that reads along changes nothing."""
    contract = session.get(Contract, contract_id, with_for_update=True, populate_existing=True)
    if contract is None or contract.region is not by.region:
        raise NotFound
    return contract


def check_running(contract: Contract) -> None:
    if contract.status is not ContractStatus.RUNNING:
        raise Refused(_("This contract is closed. You cannot change anything any more."))


def end_fault(kind: PartKind, ends_on: date | None, *, runs_until: date) -> str:
    """What is wrong with a new last day; empty where nothing is, or where none is given."""
    if ends_on is None:
        return ""
    if kind not in (PartKind.OPTION, PartKind.EXTENSION):
        return _("Only an option or an extension moves the end date.")
    if ends_on <= runs_until:
        return _("The contract already runs until %(day)s. Enter a later day.", day=day(runs_until))
    return ""


def add_obligation(
    session: Session,
    post: Post,
    contract_id: UUID,
    demand: Demand,
    *,
    valid_from: date,
    takes_off: bool,
    ends_on: date | None = None,
    by: Viewer,
) -> Decimal:
    """Add a dated part to the obligation, or with ``takes_off`` take its amount off; returns the new sum.

    The cap is of all parts together, so a part may add less than it asks, or nothing. A year of turnover that was
    counted before is counted again: the part is the difference. ``ends_on`` is the new last day of the contract, where
    an option or an extension moves it. The contractor hears of it. Raises NotFound outside the own region, BelowZero,
    and Refused for an end that is not later.
    What was there is never overwritten (domain.md 1.3).
    """
    contract = own_contract(session, contract_id, by)
    check_running(contract)
    fault = end_fault(demand.kind, ends_on, runs_until=contract.ends_on)
    if fault:  # a colleague moved it meanwhile
        raise Refused(fault)
    parts = parts_of(session, contract.id)
    extra = -demand.uncapped if takes_off else demand.uncapped
    if demand.kind is PartKind.TURNOVER_YEAR:
        extra -= sum((one.uncapped for one in parts if one.year == demand.year), Decimal(0))
    total = sum((one.amount for one in parts), Decimal(0))
    before = sum((one.uncapped for one in parts), Decimal(0))
    amount = added_part(extra, cap=cap_of(parts), uncapped_before=before, total_before=total)
    if total + amount < 0:
        raise BelowZero(total)
    add_part(session, contract.id, demand, amount, uncapped=extra, valid_from=valid_from, by=by)
    detail = {"amount": str(amount), "reason": demand.reason}
    if ends_on is not None:
        contract.ends_on = ends_on
        detail["ends_on"] = ends_on.isoformat()
    record(
        session, action="obligation_changed", actor=by, contract_id=contract.id, object_kind="contract",
        object_id=contract.id, detail=detail,
    )  # fmt: skip
    news = News(amount=bool(amount), ends_on=ends_on)
    tell_change(session, post, contract, news, key=f"{contract.id}:part{len(parts) + 1}")
    return total + amount


def parts_of(session: Session, contract_id: UUID) -> Sequence[Any]:
    """Kind, year, cap, uncapped and amount of each part, in the order in which they were written."""
    columns = (ObligationVersion.kind, ObligationVersion.year, ObligationVersion.cap)
    amounts = (ObligationVersion.uncapped, ObligationVersion.amount)
    rows = sa.select(*columns, *amounts).where(ObligationVersion.contract_id == contract_id)
    return session.execute(rows.order_by(ObligationVersion.id)).all()


def cap_of(parts: Sequence[Any]) -> Decimal | None:
    """The newest cap that was agreed; None when there is none."""
    return next((one.cap for one in reversed(parts) if one.cap is not None), None)


def add_part(
    session: Session,
    contract_id: UUID,
    demand: Demand,
    amount: Decimal,
    *,
    uncapped: Decimal,
    valid_from: date,
    by: Viewer,
) -> None:
    session.add(
        ObligationVersion(
            contract_id=contract_id,
            kind=demand.kind,
            valid_from=valid_from,
            year=demand.year,
            basis=demand.basis,
            basis_amount=demand.basis_amount,
            percentage=demand.percentage,
            labour_share=demand.labour_share,
            low_below=demand.low_below,
            low_percentage=demand.low_percentage,
            cap=demand.cap,
            uncapped=uncapped,
            amount=amount,
            reason=demand.reason,
            created_by=by.id,
            created_at=clock.now(),
        )
    )
    session.flush()
