"""Databases, vault and settings for tests of the outbox, without the pages; and a candidate who was asked."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.config import Config, Smtp
from portal.db import Database
from portal.mail import outbox
from portal.models import Agreement, Candidate, ConsentRequest, EmployerKind, Message, new_id
from portal.privacy.vault import Purpose, Vault, open_keystore
from tests.support.drafts import write
from tests.support.world import World


class Office:
    """One portal as far as its mail goes."""

    def __init__(self, config: Config, port: int) -> None:
        self.config = replace(config, smtp=Smtp("127.0.0.1", port, starttls=False))
        self.db = Database(config.database_url)
        self.vault = Vault(open_keystore(config.keystore_url), config.key_encryption_key)

    def close(self) -> None:
        self.db.dispose()
        self.vault.keystore.dispose()

    def queue(self, key: str, *, to: str = "anna@deterp.example", **options: object) -> None:
        with self.db.transaction() as session:
            outbox.enqueue(session, self.vault, write("password_changed", to=to), key=key, **options)  # type: ignore[arg-type]

    def rows(self) -> list[sa.Row]:
        with self.db.reads() as connection:
            return list(connection.execute(sa.select(Message.__table__).order_by(Message.key)))

    def row(self, key: str) -> sa.Row:
        return next(row for row in self.rows() if row.key == key)

    def ask_candidate(self, world: World) -> UUID:
        """A candidate with a contact key and an open question."""
        candidate_id = new_id()
        self.vault.create_keys(candidate_id, Purpose.CONTACT)
        with self.db.transaction() as session:
            session.add(
                Candidate(
                    id=candidate_id,
                    contract_id=world.contract_a,
                    number=1,
                    agreement=Agreement.EMPLOYMENT,
                    employer_kind=EmployerKind.CONTRACTOR,
                    employer_name="",
                    starts_on=date(2026, 4, 1),
                    language="nl",
                    created_by=world.anna,
                    created_at=clock.now(),
                )
            )
            session.flush()
            session.add(
                ConsentRequest(
                    candidate_id=candidate_id,
                    contract_id=world.contract_a,
                    requested_at=clock.now(),
                    decide_by=clock.today() + timedelta(days=14),
                )
            )
        return candidate_id

    def queue_for_candidate(self, candidate_id: UUID, key: str = "question", kind: str = "candidate_question") -> None:
        with self.db.transaction() as session:
            draft = write(kind, to="samira@voorbeeld.example")
            outbox.enqueue(session, self.vault, draft, key=key, candidate_id=candidate_id)
