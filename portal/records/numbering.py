"""Numbers of registers: one higher than the newest, also when two take one at the same moment."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.models import RegisterNumber


def next_number(session: Session, series: str) -> int:
    """``series`` names the register; each counts from 1."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(RegisterNumber)
        .values(name=series, newest=1)
        .on_conflict_do_update(index_elements=["name"], set_={"newest": RegisterNumber.newest + 1})
        .returning(RegisterNumber.newest)
    )
    return int(session.scalars(statement).one())
