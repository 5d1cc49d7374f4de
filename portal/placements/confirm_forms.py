"""The form of one quarter (K-42): a row for each placement with what is expected; only exceptions are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from portal import clock
from portal.models import StopReason
from portal.records.confirmations import WorkInQuarter
from portal.web.filters import day
from portal.web.forms import Check, Choice, Day, Form, Hours
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

MOST = 520  # 13 weeks of 40 hours
STILL = {"yes": True, "no": False}


@dataclass(frozen=True)
class Ended:
    on: date
    reason: StopReason


@dataclass(frozen=True)
class Answer:
    """What is said about one placement. ``expected`` and ``until_on`` follow an end that is told now."""

    work: WorkInQuarter
    hours: Decimal
    expected: Decimal
    until_on: date | None
    still_employed: bool | None
    ended: Ended | None
    now_permanent: bool


class QuarterForm(Form):
    """Made for the rows of one page; a field is named for its question and the placement."""

    rows: Sequence[WorkInQuarter]
    names: Mapping[UUID, str]

    def of(self, question: str, row: WorkInQuarter) -> Any:
        """A field of a row; None where the question is not asked."""
        return self._fields.get(_name(question, row))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also hold the answers of each row against each other; each fault names its row."""
        super().validate(extra_validators)
        for position, row in enumerate(self.rows, start=1):
            whose = _("Row %(row)s (%(name)s)", row=position, name=self.names[row.candidate_id])
            self._check(row)
            for question in ("hours", "ended", "reason", "permanent", "still"):
                field = self.of(question, row)
                if field is not None and field.errors:
                    fault = (
                        _("enter a number from 0 to %(most)s.", most=MOST) if question == "hours" else field.errors[0]
                    )
                    field.errors = [f"{whose}: {fault}"]
        return not self.errors

    def _check(self, row: WorkInQuarter) -> None:
        hours, ended, reason = (self.of(name, row) for name in ("hours", "ended", "reason"))
        if hours is not None and hours.data is None and not hours.errors:
            hours.errors = [""]
        if ended is None:
            return
        if ended.data is not None:
            self._check_end(row, ended, reason)
        elif reason.data and not ended.errors:
            ended.errors = [_("Enter the last day of work, or choose no reason.")]

    def _check_end(self, row: WorkInQuarter, ended: Any, reason: Any) -> None:
        permanent = self.of("permanent", row)
        if ended.data <= row.starts_on:
            ended.errors = [_("The last day must be after the start date.")]
        elif ended.data > clock.today():
            ended.errors = [_("The last day must not be after today.")]
        elif row.ends_on is not None and ended.data >= row.ends_on:
            text = _("The last day must be before %(day)s, the end date that is already there.", day=day(row.ends_on))
            ended.errors = [text]
        elif row.from_on is not None and ended.data < row.from_on:
            ended.errors = [_("That is before this quarter. First confirm the quarter in which the work ended.")]
        elif not reason.data:
            reason.errors = [_("Select why it stops.")]
        elif permanent is not None and permanent.data:
            permanent.errors = [_("Work that ended cannot become permanent. Choose one of the two.")]

    @property
    def answers(self) -> list[Answer]:
        return [self._answer(row) for row in self.rows]

    def _answer(self, row: WorkInQuarter) -> Answer:
        hours, ended, permanent, still = (self.of(name, row) for name in ("hours", "ended", "permanent", "still"))
        end = Ended(ended.data, StopReason(self.of("reason", row).data)) if ended is not None and ended.data else None
        expected = row.expected_until(end.on) if end else row.expected
        made = hours.data if hours is not None else Decimal(0)
        untouched = end is not None and made == row.expected  # filled in beforehand, for the whole quarter
        return Answer(
            work=row,
            hours=expected if untouched else made,
            expected=expected,
            until_on=min(row.until_on, end.on) if end and row.until_on else row.until_on,
            still_employed=STILL.get(still.data) if still is not None else None,
            ended=end,
            now_permanent=bool(permanent is not None and permanent.data),
        )


def quarter_form(rows: Sequence[WorkInQuarter], names: Mapping[UUID, str], *, exceptions: bool) -> QuarterForm:
    """``exceptions``: an end and a permanent contract can be told too, which the coordination point reviews again."""
    fields: dict[str, Any] = {}
    for row in rows:
        if row.from_on is not None:
            hours = row.expected if row.confirmed_hours is None else row.confirmed_hours
            fields[_name("hours", row)] = Hours(
                _l("Hours in this quarter"), low=0, high=MOST, example=312, default=hours
            )
            if exceptions:
                fields[_name("ended", row)] = Day(_l("Last day of work"), [Optional()], name_in_text=_l("The last day"))
                fields[_name("reason", row)] = Choice(_l("Why does it stop?"), [Optional()])
                if not row.is_permanent:
                    fields[_name("permanent", row)] = Check(_l("The contract is permanent now"))
        if row.has_ended:
            fields[_name("still", row)] = Choice(
                _l("Is this person still employed by you?"), [Optional()], default=_still(row.still_employed)
            )
    made: type[QuarterForm] = type("QuarterForm", (QuarterForm,), fields)
    form = made()
    form.rows, form.names = rows, names
    for name, field in form._fields.items():
        if name.startswith("reason_"):
            field.choices = [(reason.value, label(reason)) for reason in StopReason]
        elif name.startswith("still_"):
            field.choices = [("yes", _l("Yes")), ("no", _l("No"))]
    return form


def _still(said: bool | None) -> str | None:
    return None if said is None else "yes" if said else "no"


def _name(question: str, row: WorkInQuarter) -> str:
    return f"{question}_{row.placement_id.hex}"
