"""What every act needs: where it is written down, and who plays."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.config import Config
from portal.db import Database
from portal.demonstration.setting import Awarded, morning
from portal.models import Organisation, User, new_id
from portal.privacy.vault import Vault
from portal.security.scope import ContractRow, find_contract
from portal.security.viewer import Viewer


@dataclass(frozen=True)
class Company:
    config: Config
    db: Database
    vault: Vault
    contracts: Mapping[str, Awarded]

    @contextmanager
    def at(self, day: date, hour: int = 10, minute: int = 0) -> Iterator[Session]:
        with clock.set_to(morning(day, hour, minute)), self.db.transaction() as session:
            yield session

    def actor(self, session: Session, email: str) -> Viewer:
        """Somebody of the cast as the services know a signed-in person."""
        user, organisation = session.execute(
            sa.select(User, Organisation)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.email_key == email)
        ).one()
        return Viewer(
            id=user.id,
            name=user.name,
            email=user.email,
            role=user.role,
            language=user.language,
            organisation_id=organisation.id,
            organisation_name=organisation.name,
            organisation_kind=organisation.kind,
            region=organisation.region,
            session_id=new_id(),
            session_started_at=clock.now(),
            last_seen_at=clock.now(),
            has_second_factor=True,
            passed_second_factor=True,
            has_signed=True,
        )

    def contract(self, session: Session, key: str, by: Viewer) -> ContractRow:
        found = find_contract(session.connection(), by, self.contracts[key].number)
        if found is None:
            raise LookupError(key)
        return found
