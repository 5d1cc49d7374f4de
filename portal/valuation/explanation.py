"""Why a value is what it is, as data, and the sentences for it.

A line is a token with its figures. A page that may not show the target group leaves out every line that reveals it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portal.valuation.names import Name

Figure = str | int | Decimal | date | Name | tuple[Name, ...]

MONTHS_NL = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

SENTENCES: Mapping[str, Name] = {
    "block_year": Name(
        "{name}: {amount} voor een jaar van {full_time} uur per week.",
        "{name}: {amount} for a year of {full_time} hours per week.",
    ),
    "block_month": Name("{name}: {amount} per maand.", "{name}: {amount} per month."),
    "block_hour": Name("{name}: {amount} per uur.", "{name}: {amount} per hour."),
    "raise": Name("{name}: {amount} erbij.", "{name}: {amount} added."),
    "raise_once": Name(
        "{name}: {amount} erbij, 1 keer per persoon en niet naar rato.",
        "{name}: {amount} added, once per person and not pro rata.",
    ),
    "accepted_hours": Name(
        "Goedgekeurde uren: {hours}, van {yearly} uur in een jaar.", "Accepted hours: {hours}, of {yearly} in a year."
    ),
    "break_does_not_count": Name(
        "Een onderbreking van {months} maanden telt niet mee voor het maximum.",
        "A break of {months} months does not count towards the maximum.",
    ),
    "break_counts": Name(
        "Een onderbreking van {months} maanden telt mee voor het maximum: vanaf {limit} maanden telt hij mee.",
        "A break of {months} months counts towards the maximum: it does from {limit} months.",
    ),
    "break_starts_again": Name(
        "Na een onderbreking van {months} maanden telt het maximum opnieuw: dat is zo vanaf {limit} maanden.",
        "After a break of {months} months the maximum starts again: it does from {limit} months.",
    ),
    "started_too_early": Name(
        "Het werk begon op {first}. Dat is meer dan {months} maanden vóór de opdracht, dus het telt niet mee.",
        "The work began on {first}. That is more than {months} months before the contract, so it does not count.",
    ),
    "not_eligible": Name(
        "{name}: telt niet mee volgens de waardetabel.", "{name}: does not count in this value table."
    ),
    "people": Name("Aantal mensen: {people}.", "Number of people: {people}."),
    "stretch": Name(
        "Aantal maanden: {months}, met {hours} uur per week.", "Number of months: {months}, at {hours} hours per week."
    ),
    "full_time": Name(
        "Meer dan {full_time} uur per week telt als {full_time} uur.",
        "More than {full_time} hours per week counts as {full_time} hours.",
    ),
    "below_minimum": Name(
        "{hours} uur per week: minder dan {minimum} uur telt niet mee volgens de waardetabel.",
        "{hours} hours per week: less than {minimum} hours does not count in this value table.",
    ),
    "within_contract": Name(
        "Alleen de tijd binnen de opdracht telt mee: {first} tot en met {last}.",
        "Only the time within the contract counts: {first} to {last}.",
    ),
    "outside_contract": Name(
        "De hele periode valt buiten de opdracht en telt niet mee.",
        "The whole period is outside the contract and does not count.",
    ),
    "cap": Name(
        "Iemand telt hoogstens {cap} maanden mee, waarvan al {used} gebruikt: nu tellen {counted} maanden mee.",
        "One person counts for at most {cap} months, of which {used} are used: {counted} months count now.",
    ),
    "cap_end": Name("Na {last} telt deze persoon niet meer mee.", "After {last} this person no longer counts."),
    "cost": Name(
        "Kosten zonder btw: {cost}, telt mee voor {percentage}%.", "Cost without VAT: {cost}, counts for {percentage}%."
    ),
    "agreed": Name("Afgesproken bedrag: {cost}.", "Agreed amount: {cost}."),
    "hours_given": Name("{people} × {hours} uur.", "{people} × {hours} hours."),
    "estimate": Name(
        "Dit is een schatting met het laagste bedrag van de waardetabel.",
        "This is an estimate with the lowest amount of the value table.",
    ),
    "no_row": Name(
        "De waardetabel ‘{table}’ heeft geen bedrag voor ‘{group}’ bij ‘{form}’.",
        "The value table ‘{table}’ has no amount for ‘{group}’ with ‘{form}’.",
    ),
    "no_row_for_class": Name(
        "De waardetabel ‘{table}’ heeft geen bedrag voor ‘{group}’, ‘{duration_class}’ bij ‘{form}’.",
        "The value table ‘{table}’ has no amount for ‘{group}’, ‘{duration_class}’ with ‘{form}’.",
    ),
    "no_row_for_form": Name(
        "De waardetabel ‘{table}’ heeft geen bedrag voor ‘{form}’.",
        "The value table ‘{table}’ has no amount for ‘{form}’.",
    ),
    "class_needed": Name(
        "De waardetabel ‘{table}’ heeft voor ‘{group}’ meer dan 1 bedrag. Kies: {classes}.",
        "The value table ‘{table}’ has more than 1 amount for ‘{group}’. Choose: {classes}.",
    ),
    "no_actual_hours": Name(
        "De waardetabel ‘{table}’ rekent ‘{row}’ niet per jaar, dus niet met gewerkte uren.",
        "The value table ‘{table}’ does not count ‘{row}’ by the year, so not by hours worked.",
    ),
    "no_such_row": Name(
        "De waardetabel ‘{table}’ heeft geen regel ‘{row}’ bij deze vorm.",
        "The value table ‘{table}’ has no row ‘{row}’ for this form.",
    ),
    "no_such_raise": Name(
        "De waardetabel ‘{table}’ heeft geen toeslag ‘{raise}’ bij deze vorm.",
        "The value table ‘{table}’ has no raise ‘{raise}’ for this form.",
    ),
    "not_for_people": Name("‘{form}’ is geen werk van een persoon.", "‘{form}’ is not the work of a person."),
    "hours_missing": Name(
        "Het aantal uur per week is niet bekend vanaf {first}.", "The hours per week are not known from {first}."
    ),
    "hours_twice": Name(
        "Er staan 2 verschillende uren per week op {first}.", "There are 2 different hours per week on {first}."
    ),
    "cost_missing": Name("Vul een bedrag in, bijvoorbeeld 2500.", "Enter an amount, for example 2500."),
}


@dataclass(frozen=True)
class ExplanationLine:
    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    reveals_group: bool = False
    """True where the line names the target group, its amount in the table or its number of months."""

    def text(self, language: str = "nl") -> str:
        return sentence(self.code, self.figures, language)


def texts(lines: Iterable[ExplanationLine], language: str = "nl", *, reveal: bool) -> list[str]:
    """The sentences of an explanation; without ``reveal`` those that tell the target group are left out."""
    return [line.text(language) for line in lines if reveal or not line.reveals_group]


def sentence(code: str, figures: Mapping[str, Figure], language: str = "nl") -> str:
    shown = {key: _shown(key, figure, language) for key, figure in figures.items()}
    return SENTENCES[code].in_language(language).format(**shown)


def euro(amount: Decimal, language: str = "nl") -> str:
    """'€ 35.555,56' in Dutch, '€35,555.56' in English."""
    english = f"{amount:,.2f}"
    return f"€{english}" if language == "en" else "€ " + english.translate(str.maketrans(",.", ".,"))


def number(figure: Decimal, language: str = "nl") -> str:
    """At most two decimals, none when there are none."""
    english = f"{figure:.2f}".rstrip("0").rstrip(".")
    return english if language == "en" else english.replace(".", ",")


def _shown(key: str, figure: Figure, language: str) -> str:
    match figure:
        case Name():
            return figure.in_language(language)
        case tuple():
            return ", ".join(f"‘{name.in_language(language)}’" for name in figure)
        case date():
            return f"{figure.day} {(MONTHS_EN if language == 'en' else MONTHS_NL)[figure.month - 1]} {figure.year}"
        case Decimal() if key in ("amount", "cost"):
            return euro(figure, language)
        case Decimal():
            return number(figure, language)
    return str(figure)


class ValuationRefused(ValueError):
    """No value can be computed; ``text`` says why in the reader's language."""

    def __init__(self, code: str, **figures: Figure) -> None:
        super().__init__(sentence(code, figures, "en"))
        self.code, self.figures = code, figures

    def text(self, language: str = "nl") -> str:
        return sentence(self.code, self.figures, language)


class NotInTable(ValuationRefused):
    """The table has no amount for what is asked."""


class ClassNeeded(ValuationRefused):
    """The table has several amounts for the group; the class decides."""


class DataMissing(ValuationRefused):
    """Hours or cost without which nothing can be computed."""
