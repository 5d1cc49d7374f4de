"""Years later, for tests about the end of a contract: everybody has signed the confidentiality statement again."""

import sqlalchemy as sa

from portal import clock
from portal.db import Database
from portal.models import ConfidentialityAcceptance


def sign_again(db: Database) -> None:
    """As each has to within a year (PR-63), without the pages."""
    with db.transaction() as session:
        session.execute(sa.update(ConfidentialityAcceptance).values(accepted_at=clock.now()))
