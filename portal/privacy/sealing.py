"""AES-256-GCM with a random nonce, and a length that tells nothing."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"  # first byte of everything sealed
NONCE = 12
BLOCK = 256  # what is sealed has one length for nearly everybody: it tells nothing of a name or a target group


class SealBroken(Exception):
    """What is sealed was changed, or belongs to another candidate, purpose or table."""


def new_key() -> bytes:
    return os.urandom(32)


def encrypt(key: bytes, data: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, place)


def decrypt(key: bytes, wrapped: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], place)
    except (InvalidTag, ValueError):
        raise SealBroken from None


def seal(key: bytes, data: bytes, place: bytes) -> bytes:
    padded = data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)
    return FORMAT + encrypt(key, padded, place)


def unseal(key: bytes, blob: bytes, place: bytes) -> bytes:
    if blob[:1] != FORMAT:
        raise SealBroken
    return decrypt(key, blob[1:], place).rstrip(b"\x00")[:-1]
