"""Value tables in the database: seeded once from the shipped files, afterwards the rows are the truth."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import ValueTableVersion
from portal.valuation import ValueTable, shipped_tables


def seed_value_tables(session: Session) -> None:
    """Add each shipped table that is not there yet; a row that is there is never touched."""
    known = set(session.execute(sa.select(ValueTableVersion.code, ValueTableVersion.valid_from)).tuples())
    for table in shipped_tables():
        if (table.code, table.valid_from) not in known:
            session.add(
                ValueTableVersion(
                    code=table.code,
                    name=table.name,
                    valid_from=table.valid_from or date.min,
                    content=table.to_json(),
                    published_at=clock.now(),
                )
            )
    session.flush()


__all__ = ["ValueTable", "seed_value_tables"]
