"""The questions of the Rekenhulp, read from the address: what is asked depends on the form and on the tables."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.validators import Optional

from portal.pages import calculator
from portal.pages.calculator import Question
from portal.valuation import FORM_NAMES, Unit, ValueTable
from portal.valuation import Form as Way
from portal.web.forms import Amount, Choice, Choices, Form, Hidden, Hours, Number, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l

UNKNOWN = "onbekend"
MOST_PEOPLE, MOST_HOURS, MOST_MONTHS, MOST_HOURS_GIVEN = 999, 60, 120, 9999


class WayForm(Form):
    """The first question: what somebody is going to do. The names of fields are those of the address."""

    vorm = Choice(_l("What are you going to do?"), message=_l("Select what you are going to do."))

    def __init__(self, tables: Sequence[ValueTable], arguments: MultiDict[str, str]) -> None:
        super().__init__(formdata=arguments if arguments else None)
        known = [way for way in Way if any(way in table.forms() for table in tables)]
        self.vorm.choices = [(way.value, FORM_NAMES[way].in_language(language())) for way in known]

    @property
    def way(self) -> Way | None:
        return next((way for way in Way if way.value == self.vorm.data and not self.vorm.errors), None)


class CalculatorForm(Form):
    vorm = Hidden()
    groep = Choice(_l("Who is going to work?"), message=_l("Select who is going to work."))
    mensen = Number(
        _l("How many people?"), [asked(_l("Enter how many people."))], low=1, high=MOST_PEOPLE, example=1, default=1
    )  # fmt: skip
    uren = Hours(_l("Hours a week"), [asked(_l("Enter the hours a week."))], low=1, high=MOST_HOURS, example=24)
    uren_totaal = Number(
        _l("Hours of one person in all"), [asked(_l("Enter the hours."))], low=1, high=MOST_HOURS_GIVEN, example=8
    )
    maanden = Hours(
        _l("How many months?"), [asked(_l("Enter how many months."))], low=0, high=MOST_MONTHS, example=12
    )  # fmt: skip
    leeftijd = Choice(_l("Age on the day of the award"))
    bedrag = Amount(_l("Cost, without VAT"))
    tabel = Choice(_l("Value table"), description=_l("Which one holds for you is in your contract"))
    regel = Choice(_l("A special row of this value table"), [Optional()])
    toeslag = Choices(_l("What also holds?"), [Optional()])

    def __init__(
        self, tables: Sequence[ValueTable], way: Way, arguments: MultiDict[str, str], *, at_first: str | None = None
    ) -> None:
        """``at_first`` is the code of the table in front while nobody has chosen one."""
        self.tables, self.way = list(tables), way
        self.is_asked = not arguments.keys().isdisjoint(("tabel", "uren", "bedrag"))
        super().__init__(formdata=arguments if self.is_asked else None)
        self.vorm.data = way.value
        speak = language()
        self.tabel.choices = [(table.code, table.name.in_language(speak)) for table in tables]
        if self.tabel.data not in {table.code for table in tables}:
            self.tabel.data = at_first
            self.tabel.data = self.front.code
        self._offer_people(speak)
        self._offer_costs()
        rows = calculator.rows_by_name(self.front, way)
        none = _("No, the group decides") if way.is_for_people else _("Choose a row")
        self._offer(
            "regel", [("", none), *((code, en if speak == "en" else nl) for code, nl, en in rows)] if rows else []
        )
        raises = calculator.raises_by_name(self.front, way)
        self._offer("toeslag", [(code, en if speak == "en" else nl) for code, nl, en in raises])

    def _offer_people(self, speak: str) -> None:
        if not self.way.is_for_people:
            for name in ("groep", "uren", "maanden", "leeftijd"):
                delattr(self, name)
            return
        del self.uren_totaal
        who = [(one.token, one.text(speak)) for one in calculator.people_to_choose(self.tables, self.way)]
        self._offer("groep", [("", _("Choose who")), *who, (UNKNOWN, _("Not known yet"))])
        ages = calculator.ages_to_choose(self.tables, self.way)
        bands = [("0", _("Younger than %(age)s", age=ages[0]))] if ages else []
        bands += [(str(low), _("%(first)s to %(last)s", first=low, last=high - 1)) for low, high in pairwise(ages)]
        bands += [(str(age), _("%(age)s or older", age=age)) for age in ages[-1:]]
        self._offer("leeftijd", bands)

    def _offer_costs(self) -> None:
        units = calculator.units(self.tables, self.way)
        if not self.way.is_for_people and Unit.HOUR not in units:
            del self.uren_totaal
            del self.mensen
        if not units & {Unit.COST, Unit.AGREED}:
            del self.bedrag
        elif self.way.is_for_people:
            self.bedrag.label.text = _("Wage with employer charges")
            self.bedrag.validators = [Optional(), *self.bedrag.validators]
            self.bedrag.flags.optional = True
        else:
            self.bedrag.validators = [asked(_("Enter an amount, for example 2500.")), *self.bedrag.validators]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A field without choices is not asked; a choice that is not offered any more is forgotten."""
        if not choices:
            delattr(self, name)
            return
        field: Any = self[name]
        field.choices = choices
        tokens = {token for token, _text in choices}
        if isinstance(field.data, list):
            field.data = [token for token in field.data if token in tokens]
        elif field.data not in tokens:
            field.data = "" if "" in tokens else None

    @property
    def way_in_words(self) -> str:
        return FORM_NAMES[self.way].in_language(language())

    @property
    def front(self) -> ValueTable:
        """The table whose explanation is shown: the chosen one, else the first."""
        return next((table for table in self.tables if table.code == self.tabel.data), self.tables[0])

    @property
    def question(self) -> Question:
        """What was asked; only after it validated."""
        people = calculator.people_to_choose(self.tables, self.way)
        return Question(
            form=self.way,
            who=next((one for one in people if one.token == self._read("groep")), None),
            people=self._read("mensen") or 1,
            hours=Decimal(self._read("uren") or self._read("uren_totaal") or 0),
            months=self._read("maanden") or Decimal(0),
            age=int(self._read("leeftijd")) if self._read("leeftijd") else None,
            cost=self._read("bedrag"),
            row=self._read("regel") or None,
            raises=tuple(self._read("toeslag") or ()),
        )

    def _read(self, name: str) -> Any:
        return self[name].data if name in self else None
