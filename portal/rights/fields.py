"""The fields of a dossier that a candidate can call wrong (PR-56) or have erased apart (PR-58), and where each lies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.models import Agreement, Candidate
from portal.privacy.fingerprint import take_fingerprint
from portal.privacy.vault import Purpose, Vault
from portal.valuation.vocabulary import DurationClass, TargetGroup


class Part(StrEnum):
    """What can be erased apart from the rest."""

    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    GROUP = "group"


NAMES = {
    Part.NAME: ("first_name", "surname"),
    Part.CONTACT: ("email",),
    Part.ADDRESS: ("street", "postcode", "town"),
    Part.BIRTH_DATE: ("birth_date",),
    Part.GROUP: ("target_group", "duration_class"),
}
PURPOSES = {
    Part.NAME: Purpose.NAME,
    Part.CONTACT: Purpose.CONTACT,
    Part.ADDRESS: Purpose.ADDRESS,
    Part.BIRTH_DATE: Purpose.ADDRESS,
    Part.GROUP: Purpose.GROUP,
}
COLUMNS = {
    Purpose.NAME: "name_sealed",
    Purpose.CONTACT: "contact_sealed",
    Purpose.ADDRESS: "address_sealed",
    Purpose.GROUP: "group_sealed",
}


def parts_of(text: str) -> frozenset[Part]:
    """The parts that a stored list of words names."""
    return frozenset(Part(word) for word in text.split())


@dataclass(frozen=True)
class Correctable:
    """``purpose`` is the key that seals the value, and with PLAIN columns the key of the name seals its history."""

    name: str
    purpose: Purpose
    is_plain: bool = False  # a column of its own, not in a sealed blob
    reads: Callable[[str], Any] = str  # raises ValueError for what cannot be
    weighs: bool = False  # changes what the work is worth


def _day(text: str) -> date:
    return date.fromisoformat(text)


CORRECTABLE = {
    field.name: field
    for field in (
        Correctable("first_name", Purpose.NAME),
        Correctable("surname", Purpose.NAME),
        Correctable("email", Purpose.CONTACT),
        Correctable("street", Purpose.ADDRESS),
        Correctable("postcode", Purpose.ADDRESS),
        Correctable("town", Purpose.ADDRESS),
        Correctable("birth_date", Purpose.ADDRESS, reads=_day, weighs=True),
        Correctable("target_group", Purpose.GROUP, reads=TargetGroup, weighs=True),
        Correctable("duration_class", Purpose.GROUP, reads=DurationClass, weighs=True),
        Correctable("agreement", Purpose.NAME, is_plain=True, reads=Agreement, weighs=True),
        Correctable("employer_name", Purpose.NAME, is_plain=True),
        Correctable("starts_on", Purpose.NAME, is_plain=True, reads=_day, weighs=True),
    )
}
LONGEST = 200  # characters of a value


def value_now(vault: Vault, candidate: Candidate, field: Correctable) -> str:
    """As it stands in the dossier; empty when it is not there."""
    if field.is_plain:
        found = getattr(candidate, field.name)
        return found.isoformat() if isinstance(found, date) else str(found or "")
    blob = getattr(candidate, COLUMNS[field.purpose])
    return (vault.open(candidate.id, field.purpose, blob) or {}).get(field.name) or ""


def write_value(vault: Vault, candidate: Candidate, field: Correctable, value: str) -> None:
    """Put ``value`` in the dossier, with what is derived from it: the check of a birth date, the index of a mailbox."""
    if field.is_plain:
        setattr(candidate, field.name, field.reads(value))
        return
    column = COLUMNS[field.purpose]
    data = dict(vault.open(candidate.id, field.purpose, getattr(candidate, column)) or {})
    data[field.name] = value
    setattr(candidate, column, vault.seal(candidate.id, field.purpose, data))
    if field.name == "birth_date":
        candidate.birth_check = vault.birth_check(candidate.id, _day(value))
    if field.name in ("birth_date", "first_name", "surname"):
        take_fingerprint(vault, candidate)
    if field.name == "email":
        candidate.email_index = vault.blind_index("candidate-email", value)
