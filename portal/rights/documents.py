"""The package and the letter in words, for their page and their tagged PDF alike."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.consents.notices import NAMES
from portal.db import reading
from portal.errors import NotFound
from portal.models import RightsRequest, Role
from portal.privacy.current import vault
from portal.privacy.declaring import Field
from portal.rights.deciding import letter_of
from portal.rights.letter import Letter
from portal.rights.package import Package, Section, Value
from portal.rights.words import (
    CHANNEL_WORDS,
    FIELD_WORDS,
    GROUND_WORDS,
    PURPOSE_WORDS,
    SOURCE_WORDS,
    TABLE_WORDS,
    field_word,
    term_word,
)
from portal.valuation.names import CLASS_NAMES, FORM_NAMES, GROUP_NAMES
from portal.valuation.vocabulary import DurationClass, Form, TargetGroup
from portal.web.filters import day, moment, money_exact, number
from portal.web.i18n import gettext as _
from portal.web.i18n import language, speaking
from portal.web.labels import label, onlooker
from portal.web.pdf import NoDocument, pdf_answer, tagged_pdf

NAMED: dict[str, Any] = {
    "target_group": lambda text: GROUP_NAMES[TargetGroup(text)].in_language(language()),
    "duration_class": lambda text: CLASS_NAMES[DurationClass(text)].in_language(language()),
    "form": lambda text: FORM_NAMES[Form(text)].in_language(language()),
    "birth_date": lambda text: day(date.fromisoformat(text)),
    "channel": lambda text: label(text) if isinstance(text, StrEnum) else str(CHANNEL_WORDS[text]),
    "language": lambda text: NAMES[text],
}


def sections_in_words(package: Package) -> list[dict[str, Any]]:
    """Per table its title, rows of (field, value), and once for all its fields why, from whom and how long."""
    made = [_section(section) for section in package.sections if section.table in TABLE_WORDS]
    return [section for section in made if section["rows"]]


def _section(section: Section) -> dict[str, Any]:
    rows = [[(field_word(one.field.name), in_words(one)) for one in row if _reads(one)] for row in section.rows]
    fields = {one.field.name: one.field for row in section.rows for one in row if _reads(one)}
    return {
        "title": str(TABLE_WORDS[section.table]),
        "rows": [row for row in rows if row],
        "why": list(dict.fromkeys(line for field in fields.values() for line in why(field))),
    }


def why(field: Field) -> list[str]:
    """Purposes, ground, source and term as sentences (article 15(1))."""
    return [
        *(_("For: %(words)s", words=PURPOSE_WORDS[purpose]) for purpose in field.used_for),
        _("Ground: %(words)s", words=GROUND_WORDS[field.ground]),
        _("From: %(words)s", words=SOURCE_WORDS[field.source]),
        _("Kept: %(words)s", words=term_word(field.term)),
    ]


def _reads(value: Value) -> bool:
    """What says something to a person; numbers of rows and codes are in the JSON file."""
    return value.is_readable and value.field.name in FIELD_WORDS and not isinstance(value.value, UUID)


def in_words(value: Value) -> str:
    found, name = value.value, value.field.name
    if name in NAMED and isinstance(found, str):
        try:
            return str(NAMED[name](found))
        except (ValueError, KeyError):
            return found
    if isinstance(found, bool):
        return _("Yes") if found else _("No")
    if isinstance(found, StrEnum):
        return label(found)
    if isinstance(found, datetime):
        return moment(found)
    if isinstance(found, date):
        return day(found)
    if isinstance(found, Decimal):
        return money_exact(found) if "value" in name else number(found)
    if name == "field":
        return field_word(str(found))
    if name == "fields":
        return ", ".join(field_word(word) for word in str(found).split())
    return str(found)


def package_data(package: Package, reference: str) -> dict[str, Any]:
    """For ``templates/pdf/access_package.typ``."""
    return {
        "title": _("Your information in the Social Return portal"),
        "language": language(),
        "footer": reference,
        "intro": _("Made on %(moment)s, for contract %(number)s.", moment=moment(package.made_at),
                   number=package.contract_number),
        "sections": sections_in_words(package),
        "looks_title": _("Who has looked?"),
        "looks": [look_in_words(look) for look in package.looks],
        "none": _("Nobody yet."),
        "why_title": _("Why do we keep this?"),
    }  # fmt: skip


def look_in_words(look: Any) -> str:
    fields = ", ".join(field_word(word) for word in look.fields.split())
    told = f"{moment(look.at)}: {onlooker(Role(look.role))}, {look.organisation}"
    return f"{told} ({fields})" if fields else told


def letter_data(letter: Letter, spoken: str) -> dict[str, Any]:
    """For ``templates/pdf/decision_letter.typ``; ``spoken`` is the language of the letter."""
    return {
        "title": letter.title,
        "language": spoken,
        "footer": letter.reference,
        "sender": letter.sender,
        "date": day(letter.written_on),
        "paragraphs": list(letter.paragraphs),
        "clauses_title": _("Do you not agree?"),
        "clauses": list(letter.clauses.values()),
    }


def letter_document(request_id: UUID) -> Response:
    """The letter of a decision as tagged PDF, in the language of who asked."""
    with Session(reading()) as session:
        row = session.get_one(RightsRequest, request_id)
        found = letter_of(session, vault(), row)
        with speaking(row.language):
            data = letter_data(found, row.language)
    return document("decision_letter", data, found.reference)


def document(template: str, data: dict[str, Any], reference: str) -> Response:
    """A tagged PDF to keep. Raises NotFound where none can be made; the pages then offer to print."""
    try:
        return pdf_answer(tagged_pdf(template, data), reference=reference)
    except NoDocument:
        raise NotFound from None
