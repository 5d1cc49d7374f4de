"""A backup as one encrypted file: AES-256-GCM in numbered pieces, so that a changed, missing or cut piece is found.

The key is derived from the key-encryption key and a salt of the file, so a stolen file opens nothing. The head is
readable, and tied to every piece.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"SRPORTAL-BACKUP-1\n"
PIECE = 1 << 20  # bytes before encryption
LENGTH = 4  # bytes that say how long a piece is


class BackupDamaged(Exception):
    """Not a backup, not whole, changed, or of another key-encryption key."""


@dataclass(frozen=True)
class Head:
    what: str  # database or keys
    dialect: str  # sqlite or postgresql
    revision: str  # of the schema; empty for keys
    made_at: str  # ISO 8601 in UTC
    salt: str  # hex

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def write_archive(path: Path, head: Head, manifest: dict[str, Any], content: Path, kek: bytes) -> None:
    """Encrypt ``content`` into ``path``, which appears only when it is whole."""
    unfinished = path.with_name(path.name + ".part")
    spelled = json.dumps(asdict(head), sort_keys=True).encode()
    sealer = _Sealer(kek, head, spelled)
    with open(unfinished, "wb", opener=_private) as out:
        out.write(MAGIC + len(spelled).to_bytes(LENGTH, "big") + spelled)
        out.write(sealer.piece(json.dumps(manifest, sort_keys=True).encode(), is_last=False))
        for piece in _compressed(content):
            out.write(sealer.piece(piece, is_last=False))
        out.write(sealer.piece(b"", is_last=True))
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(path)


def read_head(path: Path) -> Head:
    """Without a key. Raises BackupDamaged."""
    with path.open("rb") as source:
        return _read_head(source)[0]


def read_archive(path: Path, content: Path, kek: bytes) -> tuple[Head, dict[str, Any]]:
    """Decrypt into ``content``; returns head and manifest. Raises BackupDamaged; then ``content`` is nothing."""
    with path.open("rb") as source, open(content, "wb", opener=_private) as out:
        head, spelled = _read_head(source)
        pieces = _Sealer(kek, head, spelled).opened(source)
        try:
            manifest: dict[str, Any] = json.loads(next(pieces))
            unpack = zlib.decompressobj()
            for piece in pieces:
                out.write(unpack.decompress(piece))
            out.write(unpack.flush())
        except (InvalidTag, StopIteration, ValueError, zlib.error):
            raise BackupDamaged(
                f"{path.name} is damaged, was changed, or belongs to another key-encryption key. Use another backup."
            ) from None
    return head, manifest


class _Sealer:
    def __init__(self, kek: bytes, head: Head, spelled: bytes) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=bytes.fromhex(head.salt), info=b"backup").derive(kek)
        self._cipher, self._place, self._count = AESGCM(key), hashlib.sha256(spelled).digest(), 0

    def piece(self, data: bytes, *, is_last: bool) -> bytes:
        sealed = self._cipher.encrypt(self._nonce(), data, self._place + bytes([is_last]))
        return len(sealed).to_bytes(LENGTH, "big") + sealed

    def opened(self, source: IO[bytes]) -> Iterator[bytes]:
        """Every piece in turn; raises InvalidTag for one that is not what was written there, also at the end."""
        following = _next_piece(source)
        while following:
            sealed, following = following, _next_piece(source)
            yield self._cipher.decrypt(self._nonce(), sealed, self._place + bytes([not following]))
        if self._count < 2:
            raise InvalidTag

    def _nonce(self) -> bytes:
        self._count += 1
        return self._count.to_bytes(12, "big")


def _next_piece(source: IO[bytes]) -> bytes:
    length = int.from_bytes(source.read(LENGTH), "big")
    if length > PIECE * 2:
        raise InvalidTag
    piece = source.read(length)
    if len(piece) < length:
        raise InvalidTag
    return piece


def _read_head(source: IO[bytes]) -> tuple[Head, bytes]:
    try:
        if source.read(len(MAGIC)) != MAGIC:
            raise ValueError
        spelled = source.read(int.from_bytes(source.read(LENGTH), "big"))
        head = Head(**json.loads(spelled))
        bytes.fromhex(head.salt)
        if head.moment.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError):
        raise BackupDamaged("This is not a backup of the portal, or its head is damaged.") from None
    return head, spelled


def _compressed(content: Path) -> Iterator[bytes]:
    pack = zlib.compressobj(6)
    with content.open("rb") as source:
        while data := source.read(PIECE):
            if packed := pack.compress(data):
                yield packed
    yield pack.flush()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
