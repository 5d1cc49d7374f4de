"""What is asked of a report, in its address; and what a file is for."""

from datetime import date
from typing import Any

from flask import request
from wtforms.validators import Optional

from portal import clock
from portal.models import ExportReason, FileFormat
from portal.reports.narrowing import STANDINGS, Only, Parties
from portal.reports.shape import Asked, Report
from portal.web.forms import Choice, Day, Form
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

NARROWS = {"opdrachtgever": "client_id", "opdrachtnemer": "contractor_id", "regio": "region", "stand": "standing"}


class AskForm(Form):
    """Fields by the names they have in the address, so that it can be sent to a colleague."""

    van = Day(_l("From"), [Optional()], name_in_text=_l("The start date"))
    tot = Day(_l("Up to and including"), [Optional()], name_in_text=_l("The end date"))
    per = Choice(_l("One line for each"))
    opdrachtgever = Choice(_l("Client"))
    opdrachtnemer = Choice(_l("Contractor"))
    regio = Choice(_l("Coordination point"))
    stand = Choice(_l("Contracts that are"))

    def __init__(self, report: Report, parties: Parties) -> None:
        super().__init__(formdata=request.args)
        self.report, self.parties = report, parties
        self._narrow(report, parties)
        self.per.choices = [(word, str(words)) for word, words in report.ways]
        words = [word for word, _words in report.ways]
        if self.per.data not in words:
            self.per.data = words[0] if words else None
        if not report.has_period:
            del self.van
            self.tot.label.text = _("Figures of")

    def _narrow(self, report: Report, parties: Parties) -> None:
        """Only a question with more than one answer is asked, and only an answer of the list is taken."""
        offered: dict[str, tuple[Any, list[tuple[str, str]]]] = {
            "opdrachtgever": (_("All clients"), [(str(key), name) for key, name in parties.clients.items()]),
            "opdrachtnemer": (_("All contractors"), [(str(key), name) for key, name in parties.contractors.items()]),
            "regio": (_("All coordination points"), [(region.value, label(region)) for region in parties.regions]),
            "stand": (_("All contracts"), [(standing.value, str(words)) for standing, words in STANDINGS.items()]),
        }
        for name, (everything, choices) in offered.items():
            if not report.narrows or len(choices) < 2:
                del self[name]
                continue
            field = self[name]
            field.choices = [("", everything), *choices]
            if field.data not in dict(choices):
                field.data = ""

    def accept(self) -> bool:
        """Whether what is asked can be answered; today and this year where nothing is asked."""
        return self.validate() and self._in_order()

    def _in_order(self) -> bool:
        today = clock.today()
        if self.tot.data and self.tot.data > today:
            self.tot.errors = [*self.tot.errors, _("The date cannot be in the future.")]
        elif self.report.has_period and self.van.data and self.van.data >= (self.tot.data or today):
            self.van.errors = [*self.van.errors, _("The start date must be before the end date.")]
        return not self.errors

    @property
    def asked(self) -> Asked:
        on = self.tot.data or clock.today()
        starts_on = (self.van.data or date(on.year, 1, 1)) if self.report.has_period else None
        return Asked(on, self.per.data or "", starts_on, self.only)

    @property
    def only(self) -> Only:
        chosen = self._chosen
        return Only.from_json({NARROWS[name]: value for name, value in chosen.items()})

    @property
    def chosen(self) -> list[tuple[str, dict[str, Any]]]:
        """The words of each choice, and the same question without it."""
        words, address = self.parties.words(self.only), self.in_address
        return [
            (words[NARROWS[name]], {other: value for other, value in address.items() if other != name})
            for name in self._chosen
        ]

    @property
    def _chosen(self) -> dict[str, str]:
        return {name: self._fields[name].data for name in NARROWS if name in self._fields and self._fields[name].data}

    @property
    def in_address(self) -> dict[str, Any]:
        """The same question as arguments of an address."""
        asked = self.asked
        days = {"tot": asked.on, **({"van": asked.starts_on} if asked.starts_on else {})}
        made: dict[str, Any] = {"per": asked.per} if asked.per else {}
        for name, day in days.items():
            made |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
        return made | self._chosen


class FileForm(Form):
    format = Choice(_l("Which file?"), message=_l("Choose a kind of file."))
    reason = Choice(_l("What do you need it for?"), message=_l("Choose what you need it for."))

    def __init__(self) -> None:
        super().__init__()
        self.format.choices = [(kind.value, label(kind)) for kind in FileFormat]
        self.reason.choices = [(reason.value, label(reason)) for reason in ExportReason]


class YearForm(Form):
    year = Choice(_l("Which year?"), message=_l("Choose a year."))

    def __init__(self, years: list[int]) -> None:
        super().__init__()
        self.year.choices = [(str(year), str(year)) for year in years]
