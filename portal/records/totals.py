"""The totals that are kept for each contract, counted again from every piece of work, to name what differs."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal.models import Contract, ContractTotal
from portal.records.figures import standings_of

BATCH = 500
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Difference:
    """Euro, as they are kept and as they are counted from the work itself."""

    contract_number: str
    name: str
    """'submitted' or 'approved'"""
    kept: Decimal
    counted: Decimal


def recount(connection: sa.Connection) -> tuple[int, list[Difference]]:
    """How many contracts were counted, and every total that is not what it should be; nothing is changed.

    It counts with the rules of the progress page, not with those of the triggers.
    """
    count, after, found = 0, UUID(int=0), list[Difference]()
    while True:
        rows = connection.execute(
            sa.select(Contract.id, Contract.number, ContractTotal.submitted, ContractTotal.approved)
            .outerjoin(ContractTotal, ContractTotal.contract_id == Contract.id)
            .where(Contract.id > after)
            .order_by(Contract.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return count, found
        standings = standings_of(connection, [row.id for row in rows])
        for row in rows:
            now = standings[row.id].on(standings[row.id].ends_on)
            for name, kept, counted in (
                ("submitted", row.submitted or NOTHING, now.submitted),
                ("approved", row.approved or NOTHING, now.approved),
            ):
                if kept != counted:
                    found.append(Difference(row.number, name, kept, counted))
        count, after = count + len(rows), rows[-1].id
