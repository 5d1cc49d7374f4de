"""A date in three fields, the way people say it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import Field

from portal.web.i18n import gettext, lazy_gettext

_NAMES = (
    "januari februari maart april mei juni juli augustus september oktober november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
)
MONTHS = {name: position for names in _NAMES for position, name in enumerate(names.split(), start=1)}
EARLIEST, LATEST = 1900, 2199  # years; days can be counted from any date between them


class Day(Field):
    """A date as three fields ``<name>-day``, ``-month``, ``-year``; a month may be a word. ``parts`` is as typed.

    With ``of_month=True`` it asks month and year only and reads the first day of that month.
    """

    def __init__(
        self, label: Any, validators: Any = (), *, name_in_text: Any = None, of_month: bool = False, **options: Any
    ) -> None:
        super().__init__(label, validators, **options)
        self.name_in_text = name_in_text or lazy_gettext("The date")
        self.of_month = of_month
        self.parts: dict[str, str] = {"day": "", "month": "", "year": ""}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = data if isinstance(data, date) else None
        self.object_data = self.data
        if self.data is not None:
            self.parts = {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}
        if formdata and any(f"{self.name}-{part}" in formdata for part in self.parts):
            self.parts = {part: formdata.get(f"{self.name}-{part}", "").strip()[:20] for part in self.parts}
            self.raw_data = ["".join(self.parts.values())]  # by which Optional() tells empty from unreadable
            try:
                self.data = self._read(self.parts)
            except ValueError as problem:
                self.data = None
                self.process_errors.append(str(problem))
        self.errors = list(self.process_errors)

    @property
    def day(self) -> str:
        return self.parts["day"]

    @property
    def month(self) -> str:
        return self.parts["month"]

    @property
    def year(self) -> str:
        return self.parts["year"]

    def _read(self, parts: Mapping[str, str]) -> date | None:
        asked_for = ("month", "year") if self.of_month else ("day", "month", "year")
        if not any(parts[part] for part in asked_for):
            return None
        for part in asked_for:
            if not parts[part]:
                raise ValueError(self._missing(part))
        month = MONTHS.get(parts["month"].lower()) or _small_number(parts["month"])
        year = _small_number(parts["year"])
        if len(parts["year"]) != 4 or year is None:
            raise ValueError(gettext("%(date)s must have a year of 4 digits.", date=self._name()))
        if not EARLIEST <= year <= LATEST:
            raise ValueError(gettext("%(date)s has a year that cannot be right. Check the year.", date=self._name()))
        day = 1 if self.of_month else _small_number(parts["day"])
        try:
            return date(year, month or 0, day or 0)
        except ValueError:
            raise ValueError(
                gettext("%(date)s must be a real date. Check the day and the month.", date=self._name())
            ) from None

    def _missing(self, part: str) -> str:
        if part == "day":
            return gettext("%(date)s must include a day.", date=self._name())
        if part == "month":
            return gettext("%(date)s must include a month.", date=self._name())
        return gettext("%(date)s must include a year.", date=self._name())

    def _name(self) -> str:
        return str(self.name_in_text)


def _small_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None
