"""The Dutch and English words for groups, classes and forms, and the way back from a typed word to its token."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from portal.valuation.vocabulary import DurationClass, Form, TargetGroup


@dataclass(frozen=True)
class Name:
    nl: str
    en: str
    others: tuple[str, ...] = ()

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.nl


UNKNOWN_GROUP = Name("Nog niet bekend", "Not known yet", ("unknown", "onbekend"))

GROUP_NAMES: Mapping[TargetGroup, Name] = {
    TargetGroup.PWET: Name(
        "Bijstand (Participatiewet)",
        "Social assistance (Participatiewet)",
        ("P-wet", "PW", "Participatiewet", "bijstand"),
    ),
    TargetGroup.WAJONG: Name("Wajong", "Wajong"),
    TargetGroup.WW: Name("WW", "WW (unemployment benefit)"),
    TargetGroup.WIA: Name("WIA of WAO", "WIA or WAO", ("WIA", "WAO", "WIA/WAO")),
    TargetGroup.WSW: Name("WSW", "WSW"),
    TargetGroup.STUDENT: Name("Leerling of student", "Pupil or student", ("leerling", "student")),
    TargetGroup.NUO: Name(
        "Geen uitkering, wel werkzoekend (NUO)", "No benefit, looking for work (NUO)", ("NUO", "NUG", "geen uitkering")
    ),
}

CLASS_NAMES: Mapping[DurationClass, Name] = {
    DurationClass.PWET_LT_2Y: Name("Korter dan 2 jaar", "Shorter than 2 years", ("< 2 jaar", "<2", "kort", "short")),
    DurationClass.PWET_GT_2Y: Name("2 jaar of langer", "2 years or longer", ("> 2 jaar", ">2", "lang", "long")),
    DurationClass.WW_LT_3M: Name("Korter dan 3 maanden", "Shorter than 3 months", ("< 3 maanden", "<3")),
    DurationClass.WW_3_12M: Name(
        "3 maanden tot 1 jaar", "3 months to 1 year", ("3-12", "3-12 maanden", "kort", "short")
    ),
    DurationClass.WW_LT_12M: Name("Korter dan 1 jaar", "Shorter than 1 year", ("< 1 jaar", "<1", "kort", "short")),
    DurationClass.WW_GT_12M: Name("1 jaar of langer", "1 year or longer", ("> 1 jaar", ">1", "lang", "long")),
    DurationClass.BBL_NEW: Name("Nieuw bbl-contract", "New BBL contract", ("nieuw", "new")),
    DurationClass.BBL_EXISTING: Name("Bestaand bbl-contract", "Existing BBL contract", ("bestaand", "existing")),
    DurationClass.BBL_1_2: Name("Bbl niveau 1 of 2", "BBL level 1 or 2", ("bbl 1-2", "1-2")),
    DurationClass.BBL_3_PLUS: Name("Bbl niveau 3 of hoger", "BBL level 3 or higher", ("bbl 3+", "3+")),
    DurationClass.MBO_1_2: Name("Mbo niveau 1 of 2", "MBO level 1 or 2", ("mbo 1-2", "mbo 1", "mbo 2")),
    DurationClass.MBO_3_4: Name("Mbo niveau 3 of 4", "MBO level 3 or 4", ("mbo 3-4", "mbo 3", "mbo 4")),
    DurationClass.HBO: Name("Hbo", "HBO"),
}

FORM_NAMES: Mapping[Form, Name] = {
    Form.EMPLOYMENT: Name(
        "Iemand in dienst nemen (arbeidscontract)",
        "Employ someone (employment contract)",
        ("in dienst", "dienstverband", "arbeidscontract", "arbeidsovereenkomst"),
    ),
    Form.SECONDMENT: Name(
        "Iemand inlenen (detachering)", "Hire someone in (secondment)", ("inleen", "inlenen", "detachering")
    ),
    Form.WORK_EXPERIENCE: Name("Werkervaringsplek", "Work experience place", ("werkervaringsplaats", "proefplaatsing")),
    Form.BBL: Name("Leerwerkplek (BBL)", "Apprenticeship (BBL)", ("leerwerkplek", "bbl")),
    Form.INTERNSHIP: Name("Stage", "Internship"),
    Form.PURCHASE: Name(
        "Werk uitbesteden aan een sociaal werkbedrijf of sociale onderneming",
        "Outsource work to a sheltered work company or social enterprise",
        ("inkoop", "uitbesteden", "sociale inkoop"),
    ),
    Form.TRAINING: Name(
        "Opleiding of training betalen", "Pay for education or training", ("opleiding", "training", "scholing")
    ),
    Form.TAILORED: Name("Iets anders (maatwerk)", "Something else (tailored)", ("maatwerk", "iets anders")),
    Form.KNOWLEDGE_HOURS: Name(
        "Kennis of hulp geven (uren)", "Give knowledge or help (hours)", ("kennis", "kennisuren", "uren")
    ),
}

Token = TypeVar("Token", bound=StrEnum)


def plain(word: str) -> str:
    """A typed word without case, accents, spaces and punctuation, so that 'P-wet' and 'pwet' are the same."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum() or letter in "<>+")


def is_called(name: Name, token: str, word: str) -> bool:
    return plain(word) in {plain(known) for known in (token, name.nl, name.en, *name.others)}


def tokens_called(word: str, names: Mapping[Token, Name], among: Iterable[Token] | None = None) -> tuple[Token, ...]:
    """Every token that goes by this word: none, one, or several ('kort' is a class of more than one group)."""
    return tuple(token for token in (names if among is None else among) if is_called(names[token], token, word))
