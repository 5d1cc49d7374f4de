"""Texts of the interface: English in the code, Dutch in ``translations/nl``; no Flask, so that mail can speak too."""

import io
from collections.abc import Container, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
LANGUAGES = {"nl": "Nederlands", "en": "English"}  # of the interface; a candidate's languages come from the notices
DEFAULT = "nl"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he"})

_speaking: ContextVar[str] = ContextVar("language", default=DEFAULT)


def language() -> str:
    """The language of what is being made now, as BCP 47 tag."""
    return _speaking.get()


def speak(tag: str, among: Container[str] = LANGUAGES) -> None:
    """Speak this language for the rest of the request, if it is ``among`` those that are offered."""
    _speaking.set(tag if tag in among else DEFAULT)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    token = _speaking.set(tag if tag in LANGUAGES or catalogue_files(tag) else DEFAULT)
    try:
        yield
    finally:
        _speaking.reset(token)


def catalogue_files(tag: str) -> list[Path]:
    """Empty for a tag in which nothing is written; it may be anything, so it is compared and never made a path."""
    return sorted(path for folder in TRANSLATIONS.iterdir() if folder.name == tag for path in folder.glob("*.po"))


@cache
def _catalogue(tag: str) -> Catalog:
    merged = Catalog(locale=tag)
    for path in catalogue_files(tag):
        with path.open("rb") as file:
            for message in read_po(file, locale=tag):
                if message.id:
                    merged.add(message.id, message.string, context=message.context)
    return merged


@cache
def _translations(tag: str) -> NullTranslations:
    if tag == "en":
        return NullTranslations()
    merged = _catalogue(tag)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def translation(tag: str, text: str | tuple[str, str]) -> tuple[str, ...] | None:
    """The translation, of a pair in all its numbers; None where there is none."""
    if tag == "en":
        return (text,) if isinstance(text, str) else text
    message = _catalogue(tag).get(text if isinstance(text, str) else text[0])
    words = message.string if message else None
    found = (words,) if isinstance(words, str) else tuple(words or ())
    return found if found and all(found) else None


def gettext(message: str, **variables: Any) -> str:
    text: str = _translations(language()).gettext(message)
    return text % variables if variables else text


def ngettext(singular: str, plural: str, number: int, **variables: Any) -> str:
    text: str = _translations(language()).ngettext(singular, plural, number)
    return text % {"num": number, **variables}


class LazyText:
    """A text that is chosen when it is shown, for labels made when a module is loaded."""

    __slots__ = ("message", "variables")

    def __init__(self, message: str, variables: dict[str, Any]) -> None:
        self.message = message
        self.variables = variables

    def __str__(self) -> str:
        return gettext(self.message, **self.variables)

    def __mod__(self, variables: dict[str, Any]) -> str:
        return str(self) % variables

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.message)


def lazy_gettext(message: str, **variables: Any) -> Any:
    """A LazyText; typed as Any because WTForms asks for ``str`` and shows it by ``str()``."""
    return LazyText(message, variables)


def jinja_gettext(message: str) -> str:
    text: str = _translations(language()).gettext(message)
    return text


def jinja_ngettext(singular: str, plural: str, number: int) -> str:
    text: str = _translations(language()).ngettext(singular, plural, number)
    return text
