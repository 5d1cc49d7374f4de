"""Sealed data: one key per candidate and purpose, so that each purpose can end by itself (PR-49).

AES-256-GCM with a random nonce. The associated data ties what is sealed to its candidate, purpose and table: moved to
another place it does not open. Keys are not kept in memory, because another process may end one at any moment.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal import clock
from portal.privacy.epochs import Epochs, key_place
from portal.privacy.keystore import (
    KeystoreUnusable,
    ended_key,
    epoch_key,
    forget_remains,
    open_keystore,
    portal_key,
    subject_key,
    sweep_orphans,
    writing,
)
from portal.privacy.sealing import SealBroken, decrypt, encrypt, new_key, seal, unseal

__all__ = [
    "KeyEnded",
    "KeyMissing",
    "KeystoreUnusable",
    "Purpose",
    "SealBroken",
    "Vault",
    "open_keystore",
    "sweep_orphans",
]


class Purpose(StrEnum):
    """The four parts of a dossier that end apart from each other."""

    NAME = "name"
    ADDRESS = "address"  # with the date of birth
    CONTACT = "contact"
    GROUP = "group"


class KeyEnded(Exception):
    """This purpose of this candidate has ended; nothing can be sealed for it any more."""


class KeyMissing(Exception):
    """Something is sealed before its key was made: a programming error."""


class Vault:
    """Seals and opens personal data. Raises KeystoreUnusable when the key store and the KEK do not belong together."""

    def __init__(self, keystore: sa.Engine, kek: bytes) -> None:
        self.keystore = keystore
        self._kek = kek
        self.epochs = Epochs(keystore, kek)
        try:
            self._portal = self._first_keys()
        except sa.exc.DBAPIError as error:
            raise KeystoreUnusable("The key store cannot be read; restore it before the portal starts.") from error

    def create_keys(self, candidate_id: UUID, *purposes: Purpose) -> None:
        """Make the keys that are not there yet, in a transaction of their own, before the rows they are for.

        Raises KeyEnded, and makes none, when one of the purposes has ended.
        """
        with writing(self.keystore) as connection:
            if connection.scalar(_ended(candidate_id, purposes)):
                raise KeyEnded(f"{candidate_id} {' '.join(purposes)}")
            present = set(connection.scalars(_purposes_with_key(candidate_id)))
            epoch, wrapping = self.epochs.newest(connection)
            rows = [
                {
                    "candidate_id": candidate_id,
                    "purpose": purpose.value,
                    "epoch": epoch,
                    "wrapped": encrypt(wrapping, new_key(), key_place(candidate_id, purpose)),
                    "made_at": clock.now(),
                }
                for purpose in purposes
                if purpose.value not in present
            ]
            if rows:
                connection.execute(sa.insert(subject_key), rows)

    def seal(
        self, candidate_id: UUID, purpose: Purpose, data: dict[str, str | None], *, table: str = "candidate"
    ) -> bytes:
        """Raises KeyEnded for an ended purpose, KeyMissing before ``create_keys``."""
        key = self._data_keys(purpose, [candidate_id]).get(candidate_id)
        if key is None:
            with self.keystore.connect() as connection:
                ended = connection.scalar(_ended(candidate_id, (purpose,)))
            raise (KeyEnded if ended else KeyMissing)(f"{candidate_id} {purpose}")
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        return seal(key, text, _place(candidate_id, purpose, table))

    def open(
        self, candidate_id: UUID, purpose: Purpose, blob: bytes | None, *, table: str = "candidate"
    ) -> dict[str, str | None] | None:
        """None when there is nothing, or when the key has ended. Raises SealBroken."""
        return self.open_many(purpose, {candidate_id: blob}, table=table)[candidate_id]

    def open_many(
        self, purpose: Purpose, blobs: Mapping[UUID, bytes | None], *, table: str = "candidate"
    ) -> dict[UUID, dict[str, str | None] | None]:
        """The same for a page of candidates, with one query for all keys."""
        keys = self._data_keys(purpose, [candidate_id for candidate_id, blob in blobs.items() if blob is not None])
        opened: dict[UUID, dict[str, str | None] | None] = {}
        for candidate_id, blob in blobs.items():
            key = keys.get(candidate_id)
            opened[candidate_id] = (
                None
                if key is None or blob is None
                else json.loads(unseal(key, blob, _place(candidate_id, purpose, table)))
            )
        return opened

    def end(self, candidate_id: UUID, *purposes: Purpose) -> None:
        """Destroy keys for good: what they sealed is unreadable, and they are never made again. May be repeated."""
        with writing(self.keystore) as connection:
            ended = set(
                connection.scalars(sa.select(ended_key.c.purpose).where(ended_key.c.candidate_id == candidate_id))
            )
            fresh = [
                {"candidate_id": candidate_id, "purpose": purpose.value, "ended_at": clock.now()}
                for purpose in purposes
                if purpose.value not in ended
            ]
            if fresh:
                connection.execute(sa.insert(ended_key), fresh)
            connection.execute(
                sa.delete(subject_key).where(
                    subject_key.c.candidate_id == candidate_id, subject_key.c.purpose.in_(purposes)
                )
            )
        forget_remains(self.keystore)

    def seal_own(self, context: str, data: bytes) -> bytes:
        """Seal what belongs to no candidate. ``context`` names the place, such as 'totp:<user id>'."""
        return seal(self._derived("own"), data, _own_place(context))

    def open_own(self, context: str, blob: bytes) -> bytes:
        """Raises SealBroken, also when the context is another one."""
        return unseal(self._derived("own"), blob, _own_place(context))

    def blind_index(self, kind: str, value: str) -> bytes:
        """32 bytes by which an equal value of the same kind is found; spelling in capitals or small letters is one."""
        normal = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
        return hmac.digest(self._derived(f"index:{kind}"), normal.encode(), hashlib.sha256)

    def birth_check(self, candidate_id: UUID, born: date) -> bytes:
        """32 bytes that tell whether a typed date of birth is this candidate's; the date is not in them (PR-16)."""
        return hmac.digest(self._derived("birth"), f"{candidate_id}|{born.isoformat()}".encode(), hashlib.sha256)

    def person_fingerprint(self, first_name: str, surname: str, born: date) -> bytes:
        """32 bytes that are the same for one person under every contract, however the name is spelled: with or without
        accents, capitals, spaces and dashes. Only for the cap of a person (PR-05); it ends with the name."""
        decomposed = unicodedata.normalize("NFKD", f"{first_name}{surname}".casefold())
        letters = "".join(sign for sign in decomposed if sign.isalpha())
        return hmac.digest(self._derived("person"), f"{letters}|{born.isoformat()}".encode(), hashlib.sha256)

    @property
    def fingerprint(self) -> str:
        """Tells this key store from every other; holds no key."""
        return hmac.digest(self._derived("fingerprint"), b"keystore", hashlib.sha256).hex()

    def dispose(self) -> None:
        self.keystore.dispose()

    def _derived(self, name: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=name.encode()).derive(self._portal)

    def _first_keys(self) -> bytes:
        """The portal's own key, made together with the first epoch in a key store that is still empty."""
        with writing(self.keystore) as connection:
            wrapped = connection.scalar(sa.select(portal_key.c.wrapped).where(portal_key.c.name == "portal"))
            if wrapped is None:
                if connection.scalar(sa.select(sa.func.count()).select_from(epoch_key)):
                    raise KeystoreUnusable("The key store is damaged: the portal's own key is not in it. Restore it.")
                wrapped = encrypt(self._kek, new_key(), b"portal")
                connection.execute(sa.insert(portal_key), {"name": "portal", "wrapped": wrapped})
                self.epochs.make(connection, 1)
            try:
                return decrypt(self._kek, wrapped, b"portal")
            except SealBroken:
                raise KeystoreUnusable(
                    "The key-encryption key does not open this key store. Start with the PORTAL_KEY_ENCRYPTION_KEY "
                    "it was made with, or restore the key store that belongs to this key."
                ) from None

    def _data_keys(self, purpose: Purpose, candidate_ids: list[UUID]) -> dict[UUID, bytes]:
        """Keys that exist, with one query that sees them and their epochs at the same moment."""
        if not candidate_ids:
            return {}
        query = (
            sa.select(subject_key.c.candidate_id, subject_key.c.wrapped, epoch_key.c.epoch, epoch_key.c.wrapped)
            .join(epoch_key, epoch_key.c.epoch == subject_key.c.epoch)
            .where(subject_key.c.purpose == purpose.value, subject_key.c.candidate_id.in_(candidate_ids))
        )
        with self.keystore.connect() as connection:
            rows = connection.execute(query).all()
        epochs: dict[int, bytes] = {}
        keys: dict[UUID, bytes] = {}
        for candidate_id, wrapped, epoch, wrapped_epoch in rows:
            if epoch not in epochs:
                epochs[epoch] = self.epochs.unwrap(epoch, wrapped_epoch)
            keys[candidate_id] = decrypt(epochs[epoch], wrapped, key_place(candidate_id, purpose))
        return keys


def _ended(candidate_id: UUID, purposes: tuple[Purpose, ...]) -> sa.Select[int]:
    return (
        sa.select(sa.func.count())
        .select_from(ended_key)
        .where(ended_key.c.candidate_id == candidate_id, ended_key.c.purpose.in_([p.value for p in purposes]))
    )


def _purposes_with_key(candidate_id: UUID) -> sa.Select[str]:
    return sa.select(subject_key.c.purpose).where(subject_key.c.candidate_id == candidate_id)


def _place(candidate_id: UUID, purpose: Purpose, table: str) -> bytes:
    return f"{candidate_id}|{purpose}|{table}|1".encode()


def _own_place(context: str) -> bytes:
    return f"{context}|1".encode()
