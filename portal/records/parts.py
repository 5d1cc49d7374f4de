"""What an obligation is the sum of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal.models import ObligationBasis, ObligationVersion, PartKind
from portal.web.filters import money, number
from portal.web.i18n import gettext as _
from portal.web.labels import label


@dataclass(frozen=True)
class ObligationPart:
    """One dated part of the obligation; ``amount`` below zero takes something off."""

    kind: PartKind
    valid_from: date
    year: int | None
    basis: ObligationBasis
    basis_amount: Decimal | None
    percentage: Decimal | None
    labour_share: Decimal | None
    low_below: Decimal | None
    low_percentage: Decimal | None
    cap: Decimal | None
    uncapped: Decimal
    amount: Decimal
    reason: str

    @property
    def computed_from(self) -> str:
        """'2 procent van € 1.250.000, ten hoogste € 300.000'"""
        if self.percentage is None or self.basis_amount is None:
            return label(ObligationBasis.AMOUNT)
        words = {"percentage": number(self.applied or self.percentage), "amount": money(self.basis_amount)}
        if self.basis is ObligationBasis.INVOICED_TURNOVER:
            text = _("%(percentage)s percent of %(amount)s invoiced turnover", **words)
        elif self.basis is ObligationBasis.WAGE_SUM:
            text = _("%(percentage)s percent of %(amount)s wages", **words)
        else:
            text = _("%(percentage)s percent of %(amount)s", **words)
        if self.applied not in (None, self.percentage):
            text += ", " + _(
                "because %(share)s percent is labour (less than %(below)s)",
                share=number(self.labour_share or 0),
                below=number(self.low_below or 0),
            )
        if self.year is not None:
            text += ", " + _("of the year %(year)s", year=self.year)
        if self.cap is not None:
            return text + ", " + _("at most %(cap)s", cap=money(self.cap))
        return text + ", " + _("less because of the highest amount") if self.is_cut else text

    @property
    def applied(self) -> Decimal | None:
        """The percentage that holds with this share of labour."""
        if self.labour_share is None or self.low_below is None or self.labour_share >= self.low_below:
            return self.percentage
        return self.low_percentage

    @property
    def is_cut(self) -> bool:
        """The cap of all parts together took something off this one."""
        return 0 <= self.amount < self.uncapped


def obligation_parts(connection: sa.Connection, contract_id: UUID) -> list[ObligationPart]:
    """First part first."""
    parts = sa.select(
        ObligationVersion.kind,
        ObligationVersion.valid_from,
        ObligationVersion.year,
        ObligationVersion.basis,
        ObligationVersion.basis_amount,
        ObligationVersion.percentage,
        ObligationVersion.labour_share,
        ObligationVersion.low_below,
        ObligationVersion.low_percentage,
        ObligationVersion.cap,
        ObligationVersion.uncapped,
        ObligationVersion.amount,
        ObligationVersion.reason,
    ).where(ObligationVersion.contract_id == contract_id)
    ordered = parts.order_by(ObligationVersion.valid_from, ObligationVersion.id)
    return [ObligationPart(**row._mapping) for row in connection.execute(ordered)]
