"""Epochs: the keys that wrap candidates' keys, changed monthly so that what is left of an ended key opens nothing.

At a change the survivors are wrapped again and the older epoch keys are destroyed (PR-50). A change that was killed
half-way is finished by calling it again.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.privacy.keystore import epoch_key, forget_remains, subject_key, writing
from portal.privacy.sealing import decrypt, encrypt, new_key

BATCH = 500  # keys wrapped anew in one transaction, so that nobody who asks for consent waits for the monthly change


class Epochs:
    def __init__(self, keystore: sa.Engine, kek: bytes) -> None:
        self.keystore = keystore
        self._kek = kek

    def began_at(self) -> datetime:
        with self.keystore.connect() as connection:
            began: datetime = connection.execute(sa.select(sa.func.max(epoch_key.c.made_at))).scalar_one()
        return began

    def begin(self) -> int:
        """Wrap all surviving keys under a new epoch key and destroy the old ones (monthly). Returns the epoch."""
        with writing(self.keystore) as connection:
            epoch = max(self.all(connection)) + 1
            self.make(connection, epoch)
        self.finish()
        return epoch

    def finish(self) -> int:
        """Wrap what is still under an older epoch, a batch a transaction, and then destroy the older epoch keys.

        Killed half-way it is simply called again: until the last batch both epochs open what is under them. Returns
        how many keys were wrapped anew.
        """
        count = 0
        while batch := self._rewrap_some():
            count += batch
        with writing(self.keystore) as connection:
            newest = sa.select(sa.func.max(epoch_key.c.epoch)).scalar_subquery()
            in_use = sa.exists().where(subject_key.c.epoch == epoch_key.c.epoch)
            connection.execute(sa.delete(epoch_key).where(epoch_key.c.epoch < newest, ~in_use))
        forget_remains(self.keystore)
        return count

    def _rewrap_some(self) -> int:
        with writing(self.keystore) as connection:
            epochs = self.all(connection)
            newest = max(epochs)
            rows = connection.execute(sa.select(subject_key).where(subject_key.c.epoch < newest).limit(BATCH)).all()
            for row in rows:
                place = key_place(row.candidate_id, row.purpose)
                rewrapped = encrypt(epochs[newest], decrypt(epochs[row.epoch], row.wrapped, place), place)
                connection.execute(
                    sa.update(subject_key)
                    .where(subject_key.c.candidate_id == row.candidate_id, subject_key.c.purpose == row.purpose)
                    .values(epoch=newest, wrapped=rewrapped)
                )
        return len(rows)

    def make(self, connection: sa.Connection, epoch: int) -> bytes:
        key = new_key()
        wrapped = encrypt(self._kek, key, _epoch_place(epoch))
        connection.execute(sa.insert(epoch_key), {"epoch": epoch, "wrapped": wrapped, "made_at": clock.now()})
        return key

    def all(self, connection: sa.Connection) -> dict[int, bytes]:
        rows = connection.execute(sa.select(epoch_key.c.epoch, epoch_key.c.wrapped)).all()
        return {row.epoch: self.unwrap(row.epoch, row.wrapped) for row in rows}

    def newest(self, connection: sa.Connection) -> tuple[int, bytes]:
        return max(self.all(connection).items())

    def unwrap(self, epoch: int, wrapped: bytes) -> bytes:
        return decrypt(self._kek, wrapped, _epoch_place(epoch))


def key_place(candidate_id: UUID, purpose: str) -> bytes:
    """Ties a wrapped key to its candidate and purpose: moved to another row it does not open."""
    return f"key|{candidate_id}|{purpose}".encode()


def _epoch_place(epoch: int) -> bytes:
    return f"epoch|{epoch}".encode()
