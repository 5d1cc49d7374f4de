"""How a value table stands in a workbook: four sheets, their columns, and the words for what a cell may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.valuation import CapBasis, HoursBasis, LongBreak, MonthCount, Name, Unit

ALL_GROUPS = Name("Alle groepen", "All groups", ("alle", "all"))
BETWEEN = ";"  # between two forms or two groups in a cell


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    PERCENTAGE = "percentage"
    WORD = "word"  # one of the words of the column
    FORMS = "forms"
    GROUPS = "groups"


@dataclass(frozen=True)
class Column:
    key: str  # in the content of a table
    name: Name
    kind: Kind = Kind.TEXT
    asked: bool = False


@dataclass(frozen=True)
class Sheet:
    part: str
    name: str  # as the tab of the workbook says
    heading: Name
    columns: tuple[Column, ...]


WORDS: Mapping[str, Mapping[StrEnum, Name]] = {
    "month_count": {
        MonthCount.MONTHS: Name("hele maanden en losse dagen", "whole months and single days", ("maanden",)),
        MonthCount.DAYS: Name("dagen", "days"),
    },
    "cap_basis": {
        CapBasis.WORKED_MONTHS: Name("gewerkte maanden", "months worked"),
        CapBasis.FULL_TIME_MONTHS: Name("maanden voltijd", "full-time months"),
    },
    "long_break": {
        LongBreak.DOES_NOT_COUNT: Name("telt niet mee", "does not count"),
        LongBreak.COUNTS: Name("telt mee", "counts"),
        LongBreak.STARTS_AGAIN: Name("het maximum begint opnieuw", "the maximum starts again"),
    },
    "hours_basis": {
        HoursBasis.AGREED: Name("afgesproken uren", "agreed hours"),
        HoursBasis.ACTUAL: Name("gewerkte uren", "actual hours"),
    },
    "unit": {
        Unit.YEAR: Name("per jaar", "per year", ("jaar",)),
        Unit.MONTH: Name("per maand", "per month", ("maand",)),
        Unit.HOUR: Name("per uur", "per hour", ("uur",)),
        Unit.COST: Name("kosten", "cost"),
        Unit.AGREED: Name("afspraak", "agreement", ("maatwerk",)),
        Unit.NOT_ELIGIBLE: Name("telt niet mee", "does not count"),
    },
}
YES, NO = Name("ja", "yes"), Name("nee", "no")

CODE, NAME = Column("code", Name("Code", "Code"), asked=True), Column("nl", Name("Naam", "Name"), asked=True)
ENGLISH = Column("en", Name("Naam in het Engels", "Name in English"))
FORMS = Column("forms", Name("Vorm", "Form"), Kind.FORMS, asked=True)
NOTE = Column("note", Name("Uitleg", "Explanation"))

SETTINGS: tuple[Column, ...] = (
    CODE,
    NAME,
    ENGLISH,
    Column("source", Name("Bron", "Source"), asked=True),
    Column("source_date", Name("Datum van de bron", "Date of the source"), Kind.DAY),
    Column("valid_from", Name("Geldt vanaf", "Valid from"), Kind.DAY, asked=True),
    Column("full_time_hours", Name("Voltijd, uren per week", "Full time, hours a week"), Kind.NUMBER, asked=True),
    Column("minimum_hours", Name("Minimum, uren per week", "Minimum, hours a week"), Kind.NUMBER, asked=True),
    Column("month_count", Name("Een periode tellen in", "Count a period in"), Kind.WORD),
    Column("cap_basis", Name("Het maximum tellen in", "Count the maximum in"), Kind.WORD),
    Column("break_months", Name("Lange onderbreking, vanaf maanden", "Long break, from months"), Kind.NUMBER),
    Column("long_break", Name("Een lange onderbreking", "A long break"), Kind.WORD),
    Column("raises_add_up", Name("Toeslagen optellen", "Raises add up"), Kind.FLAG),
    Column("raises_pro_rata", Name("Toeslagen naar rato", "Raises pro rata"), Kind.FLAG),
    Column("hours_basis", Name("Uren", "Hours"), Kind.WORD),
    Column("yearly_hours", Name("Voltijd, uren per jaar", "Full time, hours a year"), Kind.NUMBER),
    Column(
        "early_start_months",
        Name("Eerder begonnen telt mee tot, maanden", "Counts when begun earlier, up to months"),
        Kind.NUMBER,
    ),
    Column("note", Name("Let op", "Note")),
)
SETTING, VALUE = Name("Instelling", "Setting"), Name("Waarde", "Value")

ROWS = Sheet(
    "rows",
    "Regels",
    Name("Regels", "Rows"),
    (
        CODE,
        NAME,
        ENGLISH,
        FORMS,
        Column("applies", Name("Groep en duur", "Group and duration"), Kind.GROUPS),
        Column("unit", Name("Eenheid", "Unit"), Kind.WORD),
        Column("amount", Name("Bedrag", "Amount"), Kind.NUMBER),
        Column("factor", Name("Telt mee voor procent", "Counts for percent"), Kind.PERCENTAGE),
        Column("cap_months", Name("Maximum maanden", "Maximum months"), Kind.NUMBER),
        NOTE,
    ),
)
RAISES = Sheet(
    "raises",
    "Toeslagen",
    Name("Toeslagen", "Raises"),
    (
        CODE,
        NAME,
        ENGLISH,
        FORMS,
        Column("amount", Name("Bedrag per jaar", "Amount per year"), Kind.NUMBER, asked=True),
        Column("min_age", Name("Vanaf leeftijd", "From age"), Kind.NUMBER),
        Column("family", Name("Soort", "Family")),
        NOTE,
    ),
)
RULES = Sheet(
    "rules",
    "Voorwaarden",
    Name("Voorwaarden", "Conditions"),
    (CODE, NAME, ENGLISH, Column("months", Name("Maanden", "Months"), Kind.NUMBER)),
)
LISTS = (ROWS, RAISES, RULES)
TABLE = "Tabel"
