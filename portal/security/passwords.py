"""Passwords: argon2id, at least twelve characters, none that everybody uses."""

import re
import unicodedata

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12  # characters (ux.md C-02)
LONGEST = 200
CONTEXT_WORDS = ("socialreturn", "portaal", "coordinatiepunt", "groningen", "drenthe", "friesland")
COMMON = re.compile(
    r"(password|wachtwoord|welkom|welcome|qwertyuiop|qwerty|azerty|iloveyou|letmein|administrator|admin|geheim|secret"
    r"|zomer|winter|lente|herfst|summer|spring|autumn|monkey|dragon|football|voetbal|baseball|superman|batman|master"
    r"|sunshine|princess|trustno|starwars|nederland|amsterdam|rotterdam|feyenoord|ajax|abc|test)+"
)


class Passwords:
    """Hashes and checks; ``cheap`` is for tests only. Slow on purpose, so never inside a write transaction."""

    def __init__(self, *, cheap: bool = False) -> None:
        profile = argon2.profiles.CHEAPEST if cheap else argon2.profiles.RFC_9106_LOW_MEMORY
        self._hasher = argon2.PasswordHasher.from_parameters(profile)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        return self._hasher.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Compare; an unknown account costs the same work as a known one (T11)."""
        try:
            return self._hasher.verify(stored or self._nobody, _normal(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    def needs_rehash(self, stored: str) -> bool:
        return self._hasher.check_needs_rehash(stored)


def is_common(password: str, *, about: tuple[str, ...] = ()) -> bool:
    """A password that a guesser tries first: common words and digits, one sign repeated, a row of the keyboard,

    or little more than the name, address or organisation of its owner (``about``).
    """
    plain = _plain(password)
    letters = re.sub(r"[^a-z]", "", plain)
    if len(set(plain)) < 5 or plain in "abcdefghijklmnopqrstuvwxyz" * 2 or _is_row_of_digits(plain):
        return True
    if not letters or COMMON.fullmatch(letters):
        return True
    rest = plain
    for word in sorted({_plain(part) for part in (*CONTEXT_WORDS, *about)}, key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) >= 4 else rest
    return rest != plain and len(rest) < 6


def _is_row_of_digits(plain: str) -> bool:
    return plain.isdecimal() and (plain in "01234567890" * 4 or plain in "09876543210" * 4)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
