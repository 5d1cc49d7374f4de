"""Whether a version of the notice may be published: every item there, every contact filled in (PR-21, PR-41)."""

import re
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from portal.consents.notices import (
    AS_IT_IS,
    LANGUAGES,
    PLACEHOLDERS,
    Item,
    Notice,
    items_of,
    languages_of,
    notice,
)
from portal.models import ControllerCard, Region

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
MUST_NAME = {  # what articles 13 and 14 ask to be named, in the item that names it
    "question": {"contractor"},
    "why": {"contractor", "employer", "client"},
    "readers": {"region"},
    "term": {"years"},
    "N01": {"contractor", "contact_email", "employer"},
    "N02": {"region", "office", "office_address", "office_phone", "office_email"},
    "N03": {"officer", "officer_email"},
    "N04": {"contractor"},
    "N06": {"contractor"},
    "N07": {"contractor"},
    "N09": {"contractor", "client"},
    "N11": {"years"},
    "N18": {"office_phone", "office_email"},
    "N19": {"office_phone", "office_email"},
    "N20": {"version", "valid_from"},
}
MUST_SAY = {"N14": "SocialReturn@werkinzicht.nl", "N16": "autoriteitpersoonsgegevens.nl"}


class Fault(StrEnum):
    NO_LANGUAGE = "no_language"
    MISSING = "missing"
    EMPTY = "empty"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    NOT_NAMED = "not_named"
    FILLED_IN = "filled_in"
    CONTACT = "contact"


@dataclass(frozen=True)
class Finding:
    """``where`` is a language, or the region whose card is not full; ``detail`` a placeholder, address or field."""

    fault: Fault
    where: str
    item: str = ""
    detail: str = ""


def faults_of(connection: sa.Connection, version: str) -> list[Finding]:
    """Everything that stands in the way of publishing a version; an empty list when nothing does."""
    written = languages_of(version)
    found = [Finding(Fault.NO_LANGUAGE, language) for language in LANGUAGES if language not in written]
    for language in written:
        found += faults_in(notice(language, version))
    return found + _missing_contacts(connection)


def faults_in(text: Notice) -> list[Finding]:
    """Faults of one text by itself."""
    wanted = items_of(text.version)
    found = [Finding(Fault.MISSING, text.language, item) for item in wanted if item not in text.items]
    found += [Finding(Fault.UNKNOWN_ITEM, text.language, item) for item in text.items if item not in wanted]
    for item in wanted:
        if item in text.items:
            found += _faults_in_item(text.language, text.items[item])
    return found


def _faults_in_item(language: str, item: Item) -> list[Finding]:
    words = " ".join([item.title, item.text])
    has_body = bool(item.text.strip()) or (item.id == "question" and bool(item.title.strip()))
    found = [] if has_body else [Finding(Fault.EMPTY, language, item.id)]
    named = set(_PLACEHOLDER.findall(words))
    found += [Finding(Fault.UNKNOWN_PLACEHOLDER, language, item.id, name) for name in sorted(named - PLACEHOLDERS)]
    if item.id in AS_IT_IS and named:
        found.append(Finding(Fault.FILLED_IN, language, item.id))
    missing = sorted(MUST_NAME.get(item.id, set()) - named)
    if item.id in MUST_SAY and MUST_SAY[item.id] not in words:
        missing.append(MUST_SAY[item.id])
    return found + [Finding(Fault.NOT_NAMED, language, item.id, name) for name in missing]


def _missing_contacts(connection: sa.Connection) -> list[Finding]:
    """A candidate of any region reads this text, so the contacts of every region must be there."""
    rows = connection.execute(sa.select(ControllerCard.__table__)).all()
    cards = {row.region: ControllerCard(**row._mapping) for row in rows}
    return [
        Finding(Fault.CONTACT, region.value, detail=field)
        for region in Region
        for field in (cards.get(region) or ControllerCard()).missing
    ]
