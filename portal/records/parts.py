"""What an obligation is the sum of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal.models import ObligationBasis, ObligationVersion
from portal.web.filters import money, number
from portal.web.i18n import gettext as _
from portal.web.labels import label


@dataclass(frozen=True)
class ObligationPart:
    """One dated part of the obligation; ``amount`` below zero takes something off."""

    valid_from: date
    basis: ObligationBasis
    basis_amount: Decimal | None
    percentage: Decimal | None
    cap: Decimal | None
    amount: Decimal
    reason: str

    @property
    def computed_from(self) -> str:
        """'2 procent van € 1.250.000, ten hoogste € 300.000'"""
        if self.percentage is None or self.basis_amount is None:
            return label(ObligationBasis.AMOUNT)
        words = {"percentage": number(self.percentage), "amount": money(self.basis_amount)}
        if self.basis is ObligationBasis.INVOICED_TURNOVER:
            text = _("%(percentage)s percent of %(amount)s invoiced turnover", **words)
        else:
            text = _("%(percentage)s percent of %(amount)s", **words)
        return text if self.cap is None else text + ", " + _("at most %(cap)s", cap=money(self.cap))


def obligation_parts(connection: sa.Connection, contract_id: UUID) -> list[ObligationPart]:
    """First part first."""
    parts = sa.select(
        ObligationVersion.valid_from,
        ObligationVersion.basis,
        ObligationVersion.basis_amount,
        ObligationVersion.percentage,
        ObligationVersion.cap,
        ObligationVersion.amount,
        ObligationVersion.reason,
    ).where(ObligationVersion.contract_id == contract_id)
    ordered = parts.order_by(ObligationVersion.valid_from, ObligationVersion.id)
    return [ObligationPart(**row._mapping) for row in connection.execute(ordered)]
