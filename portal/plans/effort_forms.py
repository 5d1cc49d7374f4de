"""The page of one effort: it asks what its form needs by the value table of the contract, and nothing else."""

from typing import Any
from uuid import UUID

from wtforms.validators import Optional, ValidationError

from portal.plans.choices import UNKNOWN_GROUP
from portal.plans.working import EffortRow, WorkingPlan
from portal.plans.worth import Asks, Entry, asked_of, classes_of, worth
from portal.valuation import (
    CLASS_NAMES,
    GROUP_NAMES,
    DurationClass,
    Form,
    TargetGroup,
    Valuation,
    ValuationRefused,
)
from portal.valuation import UNKNOWN_GROUP as UNKNOWN_NAME
from portal.valuation.months import ONE_DAY, add_months
from portal.web.filters import day, month, number
from portal.web.forms import Amount, Choice, Day, Hidden, Hours, Number, asked, looks_like_bsn
from portal.web.forms import Form as PortalForm
from portal.web.i18n import gettext, language
from portal.web.i18n import lazy_gettext as _l


class EffortForm(PortalForm):
    vorm = Hidden()  # the form of the effort; it is in the address too, but an address is not kept with a draft
    target_group = Choice(
        _l("Which group?"),
        choices=[],
        message=_l("Select a group. Not sure? Select ‘Not known yet’."),
        description=_l("Not sure yet? Select ‘Not known yet’"),
    )
    duration_class = Choice(_l("How long or which level?"), [Optional()], choices=[])
    people = Number(_l("How many people?"), [asked(_l("Enter a number, for example %(example)s.", example=2))], low=1)
    hours_per_week = Hours(_l("Hours per week, per person?"), [asked(_l("Enter the number of hours."))])
    cost = Amount(
        _l("How many euros will you pay?"),
        [asked(_l("Enter an amount, for example 2500."))],
        low=1,
        description=_l("Without VAT"),
    )
    starts_in = Day(
        _l("Which month does it start?"),
        [asked(_l("Enter a month and a year."))],
        of_month=True,
        name_in_text=_l("The month"),
        description=_l("For example 9 2026"),
    )
    months = Number(_l("How many months does it last?"), [asked(_l("Enter the number of months."))], low=1, example=8)

    plan: WorkingPlan
    form: Form
    asks: Asks

    def prepare(self, plan: WorkingPlan, form: Form) -> None:
        """Keep the questions that ``form`` needs, with the groups and classes of the contract's table."""
        self.plan, self.form, self.asks = plan, form, asked_of(plan.table, form)
        self.vorm.data = form.value
        unasked = {
            Asks.PEOPLE: {"cost"},
            Asks.HOURS: {"target_group", "duration_class", "cost"},
            Asks.COST: {"target_group", "duration_class", "people", "hours_per_week"},
        }[self.asks]
        if self.asks is Asks.PEOPLE:
            self._offer_groups()
            if not classes_of(plan.table, form):
                unasked.add("duration_class")
        if self.asks is Asks.HOURS:
            self.hours_per_week.label.text = gettext("How many hours in all, per person?")
        for name in unasked:
            delattr(self, name)

    def _offer_groups(self) -> None:
        table, tongue = self.plan.table, language()
        groups = table.groups(self.form)
        self.target_group.choices = [
            *((group.value, GROUP_NAMES[group].in_language(tongue)) for group in groups),
            (UNKNOWN_GROUP, UNKNOWN_NAME.in_language(tongue)),
        ]
        classes = classes_of(table, self.form)
        several = len({one.group for one in classes}) > 1
        self.duration_class.choices = [(one.value, _class_name(one, with_group=several)) for one in classes]
        self.duration_class.description = gettext("Only if you know it. We count with the lowest amount until then")
        if table.minimum_hours:
            hours = number(table.minimum_hours)
            self.hours_per_week.description = gettext("At least %(hours)s hours to count", hours=hours)

    def fill(self, effort: EffortRow) -> None:
        """Show what is stored."""
        stored = {
            "target_group": effort.target_group or UNKNOWN_GROUP,
            "duration_class": effort.duration_class,
            "people": effort.people,
            "hours_per_week": effort.hours_per_week,
            "cost": effort.cost,
            "months": effort.months,
        }
        for name, value in stored.items():
            if name in self:
                self[name].process(None, value)
        self.starts_in.process(None, effort.starts_in)
        self.version.data = str(effort.version)

    def validate_duration_class(self, field: Any) -> None:
        group = self.target_group.data
        if field.data and group and DurationClass(field.data).group.value != group:
            raise ValidationError(gettext("This does not belong to the group you chose. Select another one or none."))

    def validate_starts_in(self, field: Any) -> None:
        contract = self.plan.contract
        if not contract.starts_on.replace(day=1) <= field.data <= contract.ends_on:
            first, last = month(contract.starts_on), month(contract.ends_on)
            raise ValidationError(
                gettext("The month must be within the contract: %(first)s to %(last)s.", first=first, last=last)
            )

    def validate_months(self, field: Any) -> None:
        contract, start = self.plan.contract, self.starts_in.data
        if field.data is None or start is None or start > contract.ends_on:
            return
        end_of_last_month = add_months(contract.ends_on.replace(day=1), 1) - ONE_DAY
        if add_months(start, field.data) - ONE_DAY > end_of_last_month:
            raise ValidationError(
                gettext(
                    "This activity runs past the end of the contract (%(day)s). Enter fewer months.",
                    day=day(contract.ends_on),
                )
            )

    def entry(self) -> Entry:
        """What was filled in; only after validation."""
        group, duration = self._token("target_group"), self._token("duration_class")
        return Entry(
            form=self.form,
            starts_in=self.starts_in.data,
            months=self._token("months"),
            target_group=TargetGroup(group) if group and group != UNKNOWN_GROUP else None,
            duration_class=DurationClass(duration) if duration else None,
            people=self._token("people"),
            hours_per_week=self._token("hours_per_week"),
            cost=self._token("cost"),
        )

    def valuation(self) -> Valuation | ValuationRefused | None:
        """The value of what is filled in so far; None while something is missing or wrong. Leaves no errors behind."""
        complete = self.validate()
        for field in self:
            if not complete:
                field.errors = ()
        if not complete:
            return None
        try:
            return worth(self.plan.table, self.entry())
        except ValuationRefused as refused:
            return refused

    def typed(self) -> dict[str, str]:
        """Every field as text, to be kept unchecked; a citizen service number is left out (PR-09)."""
        kept: dict[str, str] = {}
        for field in self:
            if isinstance(field, Day):
                kept |= {f"{field.name}-{part}": text for part, text in field.parts.items() if part != "day"}
            elif field.name != "version":
                kept[field.name] = getattr(field, "typed", field.data) or ""
        return {name: "" if looks_like_bsn(text) else text for name, text in kept.items()}

    def _token(self, name: str) -> Any:
        return self[name].data if name in self else None


def _class_name(duration: DurationClass, *, with_group: bool) -> str:
    name = CLASS_NAMES[duration].in_language(language())
    if not with_group:
        return name
    return f"{GROUP_NAMES[duration.group].in_language(language())}: {name[0].lower()}{name[1:]}"


def draft_key(effort_id: UUID | None, form: Form, user_id: UUID) -> str:
    """Under which an unfinished effort is kept: a new one is of the person who types it."""
    return str(effort_id) if effort_id else f"{user_id}:{form.value}"
