"""What is asked before a question goes out: how she was told, who she is, and how she is reached (K-10, K-11)."""

from datetime import date
from enum import StrEnum
from typing import Any

from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.candidates.forms import ClosedForm, SometimesEmpty, as_postcode
from portal.consents.languages import offered
from portal.db import reading
from portal.models import Agreement, EmployerKind, InformedBy, NewReason, QuestionChannel
from portal.privacy.masks import age_on
from portal.security.scope import ContractRow
from portal.web.filters import day
from portal.web.forms import Check, Choice, Day, Email, Hidden, Text, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

YOUNGEST, OLDEST, DECIDES_ALONE = 13, 100, 16  # PR-11; below 16 a representative decides (UAVG 5)


class Decides(StrEnum):
    """Who says yes or no (PR-33); in which capacity somebody else does stands on the form that comes back."""

    CANDIDATE = "candidate"
    REPRESENTATIVE = "representative"


class ToldForm(ClosedForm):
    """What shows afterwards that the contractor informed the candidate (PR-39): how, when, and the statement."""

    informed_by = Choice(_l("How did you tell the candidate?"), message=_l("Select how you told the candidate."))
    informed_on = Day(
        _l("When did you tell the candidate?"),
        [asked(_l("Enter the day on which you told the candidate."))],
        name_in_text=_l("The day"),
    )
    agreed = Check("", [asked(_l("First talk to the candidate. Then tick the box."))])

    def __init__(self) -> None:
        super().__init__()
        self.informed_by.choices = [(way.value, label(way)) for way in InformedBy]

    def validate_informed_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(_("The day must be today or earlier. First tell the candidate."))

    def validate_agreed(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("First talk to the candidate. Then tick the box."))


class AgainForm(ToldForm):
    """Somebody who said no may be asked once more, when something is different (PR-24)."""

    reason = Choice(_l("What is different now?"), message=_l("Select what is different now."))

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = [(reason.value, label(reason)) for reason in NewReason]


class InviteForm(ClosedForm):
    """Everything that is asked before the candidate says yes."""

    first_name = Text(_l("First name"), [asked(_l("Enter the first name."))], limit=100)
    surname = Text(_l("Surname"), [asked(_l("Enter the surname."))], limit=100)
    born = Day(
        _l("Candidate's date of birth"),
        [asked(_l("Enter the date of birth."))],
        name_in_text=_l("The date of birth"),
        description=_l("With this the candidate opens the question. We do not keep the date."),
    )
    decides = Choice(_l("Who decides?"), message=_l("Select who decides."))
    channel = Choice(
        _l("How will the candidate get the question?"), message=_l("Select how the candidate will get the question.")
    )
    email = Email(
        _l("Candidate's e-mail address"), [SometimesEmpty()], description=_l("Use the candidate's own address")
    )
    street = Text(_l("Street and house number"), [SometimesEmpty()], limit=200)
    postcode = Text(_l("Postcode"), [SometimesEmpty()], limit=12, description=_l("For example: 8911 AB"))
    town = Text(_l("Town"), [SometimesEmpty()], limit=100)
    language = Choice(_l("In which language?"), message=_l("Select a language."), default="nl")
    agreement = Choice(_l("What kind of agreement is it?"), message=_l("Select the kind of agreement."))
    employer_kind = Choice(_l("Who is the employer?"), message=_l("Select who the employer is."))
    employer_name = Text(
        _l("Name of the other company"),
        [SometimesEmpty()],
        description=_l("Only if the employer is not your own company"),
    )
    starts_on = Day(_l("Expected start date"), [asked(_l("Enter the start date."))], name_in_text=_l("The start date"))
    told = Hidden()  # the signed statement of the page before

    def __init__(self, contract: ContractRow, **options: Any) -> None:
        super().__init__(**options)
        self.contract = contract
        self.language.choices = list(offered(reading()).items())
        self.decides.choices = [(who.value, label(who)) for who in Decides]
        self.channel.choices = [(one.value, label(one)) for one in QuestionChannel]
        self.agreement.choices = [(kind.value, label(kind)) for kind in Agreement]
        self.employer_kind.choices = [(kind.value, label(kind)) for kind in EmployerKind]

    @property
    def is_on_paper(self) -> bool:
        return bool(self.channel.data == QuestionChannel.PAPER)

    def validate_channel(self, field: Any) -> None:
        if self.decides.data == Decides.REPRESENTATIVE and field.data == QuestionChannel.MAIL:
            raise ValidationError(_("A representative decides on paper. Choose ‘On paper’."))

    def validate_email(self, field: Any) -> None:
        if self.is_on_paper:
            field.data = ""
        elif self.channel.data == QuestionChannel.MAIL and not field.data and not field.errors:
            raise ValidationError(_("Enter the candidate's e-mail address."))

    def validate_street(self, field: Any) -> None:
        self._needed_on_paper(field, _("Enter the street and house number."))

    def validate_postcode(self, field: Any) -> None:
        self._needed_on_paper(field, _("Enter the postcode."))
        if self.is_on_paper and field.data:
            field.data = as_postcode(field.data or "")

    def validate_town(self, field: Any) -> None:
        self._needed_on_paper(field, _("Enter the town."))

    def _needed_on_paper(self, field: Any, message: str) -> None:
        """An address is asked for a letter alone; beside a mail it is not kept (PR-16)."""
        if not self.is_on_paper:
            field.data = ""
        elif not field.data and not field.errors:
            raise ValidationError(message)

    def validate_employer_name(self, field: Any) -> None:
        if self.employer_kind.data in (EmployerKind.SUBCONTRACTOR, EmployerKind.LENDER) and not field.data:
            raise ValidationError(_("Enter the name of the other company."))

    def validate_starts_on(self, field: Any) -> None:
        if field.data is None:
            return
        if field.data < self.contract.starts_on:
            raise ValidationError(
                _(
                    "The start date must be on or after %(day)s, the start of the contract.",
                    day=day(self.contract.starts_on),
                )
            )
        if field.data > self.contract.ends_on:
            raise ValidationError(
                _(
                    "The start date must be on or before %(day)s, the end of the contract.",
                    day=day(self.contract.ends_on),
                )
            )

    def validate_born(self, field: Any) -> None:
        if field.data is not None:
            by_representative = self.decides.data == Decides.REPRESENTATIVE
            problem = birth_date_problem(field.data, self.starts_on.data or clock.today(), by_representative)
            if problem:
                raise ValidationError(problem)


def birth_date_problem(born: date, starts_on: date, by_representative: bool = False) -> str:
    """What is wrong with a date of birth, in a sentence; empty when it is a grown-up's or a worker's (PR-11, PR-33)."""
    if born >= clock.today():
        return _("The date of birth must be in the past.")
    if age_on(born, starts_on) < YOUNGEST:
        return _("The candidate must be at least %(age)s on the start date. Check the year.", age=YOUNGEST)
    if age_on(born, starts_on) > OLDEST:
        return _("The candidate may be at most %(age)s. Check the year.", age=OLDEST)
    if age_on(born, clock.today()) < DECIDES_ALONE and not by_representative:
        return _("The candidate is younger than 16. Choose that a representative decides, on paper.")
    return ""


class CorrectForm(ClosedForm):
    """Empty stays as it was."""

    email = Email(_l("New e-mail address"), [Optional()], description=_l("Use the candidate's own address"))
    born = Day(
        _l("Right date of birth"),
        [Optional()],
        name_in_text=_l("The date of birth"),
        description=_l("We do not keep the date."),
    )

    def __init__(self, starts_on: date) -> None:
        super().__init__()
        self.starts_on = starts_on

    def validate_born(self, field: Any) -> None:
        problem = birth_date_problem(field.data, self.starts_on) if field.data else ""
        if problem:
            raise ValidationError(problem)


class ConfirmForm(ClosedForm):
    """A button and nothing else."""
