"""The form of one part of an obligation, and the questions about labour that an award has too."""

from datetime import date
from typing import Any

from wtforms.validators import Optional, ValidationError

from portal.administration.obligations import Demand, end_fault
from portal.models import ObligationBasis, PartKind
from portal.web.forms import Amount, Choice, Day, Form, Hours, Number, Text, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

FIRST_YEAR, LAST_YEAR = 2000, 2100
MORE, LESS = "more", "less"


def above_zero(_form: Any, field: Any) -> None:
    if field.data is not None and field.data <= 0:
        raise ValidationError(_("Enter an amount above 0."))


def _percentage(_form: Any, field: Any) -> None:
    if field.data is not None and not 0 < field.data <= 100:
        raise ValidationError(_("Enter a percentage above 0 and up to 100, for example 5 or 2,5."))


def sensible(_form: Any, field: Any) -> None:
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("Check the year."))


class Percentage(Hours):
    def __init__(self, caption: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(caption, [*validators, _percentage], low=0, high=100, example=5, **options)


class LabourShareForm(Form):
    """Where little of a contract is labour a lower percentage may be agreed (domain.md 1.3)."""

    labour_share = Percentage(
        _l("How much of the contract is labour?"),
        [Optional()],
        description=_l("Only when a lower percentage is agreed"),
    )
    low_below = Percentage(_l("Below which share does the lower percentage hold?"), [Optional()])
    low_percentage = Percentage(_l("What is the lower percentage?"), [Optional()])

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        three = (self.labour_share, self.low_below, self.low_percentage)
        filled_in = [field for field in three if field.data is not None]
        if filled_in and len(filled_in) < len(three):
            missing = next(field for field in three if field.data is None)
            if not missing.errors:
                missing.errors = [_("Fill in all three questions about labour, or none.")]
        return not self.errors

    @property
    def labour(self) -> dict[str, Any]:
        """By the names of ``Demand``."""
        read: Any = self
        return {name: read[name].data for name in ("labour_share", "low_below", "low_percentage")}


class ObligationForm(LabourShareForm):
    direction = Choice(
        _l("What happens to the amount?"),
        message=_l("Select whether something is added or taken off."),
        choices=[(PartKind.OPTION.value, _l("An option is taken")),
                 (PartKind.EXTENSION.value, _l("The contract is extended")),
                 (PartKind.TURNOVER_YEAR.value, _l("The turnover of a year is known")),
                 (MORE, _l("A correction: something is added")),
                 (LESS, _l("A correction: something is taken off"))],
    )  # fmt: skip
    year = Number(
        _l("Which year?"), [Optional()], low=FIRST_YEAR, high=LAST_YEAR, example=2026,
        description=_l("With the turnover of a year. Was it counted before? Then only the difference is added."),
    )  # fmt: skip
    basis = Choice(_l("How do you compute it?"), message=_l("Select how you compute it."))
    amount = Amount(_l("Amount"), [Optional(), above_zero], description=_l("With an agreed amount"))
    percentage = Percentage(_l("Percentage"), [Optional()], description=_l("With a percentage"))
    basis_amount = Amount(
        _l("Of which amount?"),
        [Optional(), above_zero],
        description=_l("With a percentage: the added contract value, the turnover or the wages, without VAT"),
    )
    valid_from = Day(
        _l("From which day?"), [asked(_l("Enter from which day it holds.")), sensible], name_in_text=_l("The date")
    )
    ends_on = Day(
        _l("Until when does the contract run now?"),
        [Optional(), sensible],
        name_in_text=_l("The end date"),
        description=_l("With an option or an extension. Leave it empty when the end stays the same"),
    )
    reason = Text(
        _l("Reason"),
        [asked(_l("Enter the reason."))],
        limit=500,
        description=_l("The contractor and the client can read this. For example: option 1 taken, one more year"),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.basis.choices = [(basis.value, label(basis)) for basis in ObligationBasis]

    def validate(self, *arguments: Any, **options: Any) -> bool:
        super().validate(*arguments, **options)
        if self.basis.data == ObligationBasis.AMOUNT:
            _needed(self.amount, _("Enter the amount."))
        elif self.basis.data:
            _needed(self.percentage, _("Enter the percentage."))
            _needed(self.basis_amount, _("Enter of which amount."))
        if self.direction.data == PartKind.TURNOVER_YEAR:
            _needed(self.year, _("Enter which year."))
            if self.basis.data and self.basis.data != ObligationBasis.INVOICED_TURNOVER and not self.basis.errors:
                self.basis.errors = [_("Select the percentage of the invoiced turnover.")]
        return not self.errors

    @property
    def demand(self) -> Demand:
        read: Any = self  # the stubs of WTForms take every typed field for text
        is_correction = self.direction.data in (MORE, LESS)
        kind = PartKind.CORRECTION if is_correction else PartKind(self.direction.data)
        basis, reason = ObligationBasis(self.basis.data), self.reason.data or ""
        if basis is ObligationBasis.AMOUNT:
            return Demand(basis, reason, kind=kind, fixed=read.amount.data)
        return Demand(
            basis,
            reason,
            kind=kind,
            basis_amount=read.basis_amount.data,
            percentage=read.percentage.data,
            year=read.year.data if kind is PartKind.TURNOVER_YEAR else None,
            **self.labour,
        )

    @property
    def starts(self) -> date:
        read: Any = self
        day: date = read.valid_from.data
        return day

    @property
    def last_day(self) -> date | None:
        read: Any = self
        last: date | None = read.ends_on.data
        return last

    def check_end(self, runs_until: date) -> bool:
        """After the fields."""
        fault = end_fault(self.demand.kind, self.last_day, runs_until=runs_until)
        self.ends_on.errors = [fault] if fault else []
        return not fault

    def refuse_below_zero(self, total: str) -> None:
        field = self.amount if self.basis.data == ObligationBasis.AMOUNT else self.percentage
        field.errors = [_("The amount would become less than 0. Now it is %(total)s.", total=total)]


def _needed(field: Any, message: str) -> None:
    if field.data is None and not field.errors:
        field.errors = [message]
