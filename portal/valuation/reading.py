"""Reading a table from JSON so that every fault is reported at once, with its row and column."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from portal.valuation.names import Name

Read = TypeVar("Read")
Token = TypeVar("Token", bound=StrEnum)
Second = TypeVar("Second", bound=StrEnum)

FAULTS: Mapping[str, Name] = {
    "missing": Name("hier staat niets", "nothing here"),
    "not_text": Name("dit is geen tekst", "this is not text"),
    "not_number": Name("dit is geen getal van 0 of meer", "this is not a number of 0 or more"),
    "not_above_zero": Name("dit is geen getal boven 0", "this is not a number above 0"),
    "not_date": Name("dit is geen datum (jjjj-mm-dd)", "this is not a date (yyyy-mm-dd)"),
    "not_known": Name("dit staat niet in de lijst", "this is not in the list"),
    "not_flag": Name("dit is geen ja of nee", "this is not yes or no"),
    "not_list": Name("dit is geen lijst", "this is not a list"),
    "twice": Name("dit staat er twee keer", "this is here twice"),
    "gap": Name("deze duur heeft geen regel", "this duration has no row"),
    "overlap": Name("deze duur valt samen met een andere regel", "this duration overlaps with another row"),
    "above_full_time": Name("dit is meer dan voltijd", "this is more than full time"),
    "other_group": Name("deze duur hoort bij een andere groep", "this class belongs to another group"),
    "other_form": Name("deze eenheid past niet bij de vorm", "this unit does not suit the form"),
    "no_amount_here": Name("bij deze eenheid hoort geen bedrag", "no amount belongs with this unit"),
    "too_many_digits": Name("dit getal heeft te veel cijfers", "this number has too many digits"),
    "formula": Name("hier staat een formule; vul de uitkomst in", "this is a formula; enter the result"),
    "no_sheet": Name("dit blad ontbreekt", "this sheet is not there"),
    "no_column": Name("deze kolom ontbreekt", "this column is not there"),
    "unknown_setting": Name("deze instelling bestaat niet", "this setting does not exist"),
    "unknown_column": Name("deze kolom bestaat niet", "this column does not exist"),
}


@dataclass(frozen=True)
class Fault:
    part: str
    row: int | None
    """Counted from 1; None for the head of the table."""
    column: str
    code: str
    value: str = ""

    def text(self, language: str = "nl") -> str:
        row = "" if self.row is None else f" {'row' if language == 'en' else 'regel'} {self.row}"
        value = f" (‘{self.value}’)" if self.value else ""
        return f"{self.part}{row}, {self.column}: {FAULTS[self.code].in_language(language)}{value}"


class TableInvalid(ValueError):
    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.text("en") for fault in self.faults))


class Cells:
    """One row of JSON. A cell that cannot be read adds a fault and returns a stand-in, so that reading goes on."""

    def __init__(self, cells: Any, part: str, row: int | None, faults: list[Fault]) -> None:
        self.part, self.row, self.faults = part, row, faults
        self.cells: Mapping[str, Any] = cells if isinstance(cells, Mapping) else {}
        self.seen: set[str] = set()
        if not isinstance(cells, Mapping):
            self.fault("*", "not_list")

    def fault(self, column: str, code: str, value: object = "") -> None:
        self.faults.append(Fault(self.part, self.row, column, code, str(value)[:40]))

    def _cell(self, column: str) -> Any:
        self.seen.add(column)
        return self.cells.get(column)

    def text(self, column: str, *, optional: bool = False) -> str:
        value = self._cell(column)
        if value is None or value == "":
            if not optional:
                self.fault(column, "missing")
            return ""
        if not isinstance(value, str):
            self.fault(column, "not_text", value)
            return ""
        return value

    def name(self) -> Name:
        return Name(self.text("nl"), self.text("en"))

    def number(self, column: str) -> Decimal:
        value = self.number_or_none(column)
        if value is None:
            if self.cells.get(column) in (None, ""):
                self.fault(column, "missing")
            return Decimal(0)
        return value

    def number_above_zero(self, column: str) -> Decimal:
        faults = len(self.faults)
        value = self.number(column)
        if value == 0 and len(self.faults) == faults:
            self.fault(column, "not_above_zero", value)
        return value or Decimal(1)

    def number_above_zero_or_none(self, column: str) -> Decimal | None:
        value = self.number_or_none(column)
        if value == 0:
            self.fault(column, "not_above_zero", value)
        return value

    def flag(self, column: str, default: bool) -> bool:
        value = self._cell(column)
        if value is None or value == "":
            return default
        if not isinstance(value, bool):
            self.fault(column, "not_flag", value)
            return default
        return value

    def number_or_none(self, column: str) -> Decimal | None:
        """A number of at most ten digits before and two after the point; a float is refused, as it is not exact."""
        value = self._cell(column)
        if value is None or value == "":
            return None
        try:
            read = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            read = Decimal("NaN")
        if not read.is_finite() or read < 0:
            self.fault(column, "not_number", value)
            return None
        if read >= 10**10 or read != read.quantize(Decimal("0.01")):
            self.fault(column, "too_many_digits", value)
            return None
        return read

    def day_or_none(self, column: str) -> date | None:
        value = self._cell(column)
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(column, "not_date", value)
            return None

    def token(self, column: str, kind: type[Token], default: Token) -> Token:
        return self._token(column, kind, self._cell(column) or default) or default

    def tokens(self, column: str, kind: type[Token]) -> tuple[Token, ...]:
        read = (self._token(column, kind, value) for value in self.items(column))
        return tuple(token for token in read if token is not None)

    def pair(
        self, column: str, pair: Any, first: type[Token], second: type[Second]
    ) -> tuple[Token, Second | None] | None:
        """A list of two tokens, the second of which may be null."""
        if not isinstance(pair, list) or len(pair) != 2:
            self.fault(column, "not_list", pair)
            return None
        head = self._token(column, first, pair[0])
        if head is None:
            return None
        if pair[1] is None:
            return head, None
        tail = self._token(column, second, pair[1])
        return None if tail is None else (head, tail)

    def _token(self, column: str, kind: type[Token], value: Any) -> Token | None:
        try:
            return kind(value)
        except ValueError:
            self.fault(column, "not_known", value)
            return None

    def items(self, column: str) -> list[Any]:
        value = self._cell(column)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(column, "not_list", value)
            return []
        return value

    def rows(self, column: str, read: Callable[["Cells"], Read]) -> tuple[Read, ...]:
        made = []
        for index, row in enumerate(self.items(column), start=1):
            cells = Cells(row, column, index, self.faults)
            made.append(read(cells))
            cells.done()
        return tuple(made)

    def done(self) -> None:
        """A column nobody read is a misspelling, which would otherwise be lost in silence."""
        for column in self.cells.keys() - self.seen:
            self.fault(str(column), "unknown_column")
