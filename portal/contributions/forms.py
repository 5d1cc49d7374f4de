"""The form of effort that is no placement. Closed fields and short texts that refuse a citizen service number."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from portal import clock
from portal.contributions.valuing import rows_offered
from portal.models import ProofKind
from portal.records.contributions import Entry
from portal.records.efforts import NOT_IN_THE_PLAN
from portal.security.scope import ContractRow
from portal.valuation import Unit, ValueTable
from portal.web.filters import day
from portal.web.forms import Amount, Check, Choice, Day, Form, Hours, Number, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label
from portal.web.sensitive import about_nobody


def statement() -> Any:
    return Check(
        _l("This information is right. I may send it for my company."),
        [asked(_l("Tick the box if the information is right."))],
    )


class ContributionForm(Form):
    row = Choice(_l("What kind of effort is it?"), message=_l("Select what kind of effort it is."))
    effort = Choice(
        _l("Which part of your plan does this belong to?"),
        message=_l("Select a part, or ‘Not in the plan’."),
    )
    party = Text(
        _l("For or from whom?"),
        [asked(_l("Enter the name of the company or school.")), about_nobody],
        description=_l("The name of a company, school or foundation. Never of a person."),
    )
    description = TextArea(
        _l("What was done?"),
        [asked(_l("Write down what was done.")), about_nobody],
        limit=500,
        description=_l("Do not name anybody, and write nothing about health."),
    )
    starts_on = Day(_l("From which day?"), [asked(_l("Enter the first day."))], name_in_text=_l("The first day"))
    ends_on = Day(_l("Up to and including which day?"), [asked(_l("Enter the last day."))],
                  name_in_text=_l("The last day"))  # fmt: skip
    cost: Any = Amount(
        _l("How many euros, without VAT?"),
        [Optional()],
        description=_l("With purchase, training or something tailored"),
    )
    people: Any = Number(_l("How many of your employees gave hours?"), [Optional()], low=1, high=999,
                         description=_l("With hours given"))  # fmt: skip
    hours: Any = Hours(_l("How many hours did each of them give?"), [Optional()], low=1, high=2000, example=6,
                       description=_l("In all, with hours given"))  # fmt: skip
    proof = Choice(_l("What evidence is there?"), message=_l("Select what evidence there is."))
    proof_seen_on = Day(
        _l("When did somebody of your company see it?"),
        [asked(_l("Enter the day on which it was seen."))],
        name_in_text=_l("The day"),
    )

    def offer(self, table: ValueTable, efforts: Mapping[UUID, str]) -> None:
        """Fill the choices; call it before validating. ``efforts``: what the approved plan says, in words."""
        self.table = table
        self.effort.choices = [
            *((str(key), words) for key, words in efforts.items()),
            (NOT_IN_THE_PLAN, _("Not in the plan")),
        ]
        if not efforts:
            self.effort.data = NOT_IN_THE_PLAN  # nothing to choose, so nothing is asked
        self.row.choices = [(row.code, row.name.in_language(language())) for row in rows_offered(table)]
        self.proof.choices = [(kind.value, label(kind)) for kind in ProofKind]

    def accept(self, contract: ContractRow) -> bool:
        """Hold the answers against each other and the contract; call it after validating."""
        read: Any = self
        begin, end, seen = read.starts_on.data, read.ends_on.data, read.proof_seen_on.data
        if end < begin:
            self.ends_on.errors = [_("The last day cannot be before the first day.")]
        elif begin < contract.starts_on or end > contract.ends_on:
            text = _("It must be within the contract: %(start)s to %(end)s.",
                     start=day(contract.starts_on), end=day(contract.ends_on))  # fmt: skip
            field = self.starts_on if begin < contract.starts_on else self.ends_on
            field.errors = [text]
        if seen > clock.today():
            self.proof_seen_on.errors = [_("The day cannot be in the future.")]
        for field, message in self._figures():
            wanted = message is not None
            if wanted and not field.data:
                field.errors = [message]
            elif not wanted and field.data is not None:
                field.errors = [_("Leave this empty with this kind of effort.")]
        return not self.errors

    def _figures(self) -> list[tuple[Any, str | None]]:
        """Each figure with what is said when it is missing; None where it must be empty."""
        gives_hours = self.table.row_named(self.row.data or "").unit is Unit.HOUR
        return [
            (self.cost, None if gives_hours else _("Enter the amount.")),
            (self.people, _("Enter how many employees.") if gives_hours else None),
            (self.hours, _("Enter how many hours.") if gives_hours else None),
        ]

    def fill(self, entry: Entry) -> None:
        for field in self:
            if field.name in Entry.__dataclass_fields__:
                field.process(None, getattr(entry, field.name))
        self.effort.process(None, str(entry.effort_id or NOT_IN_THE_PLAN))

    @property
    def entry(self) -> Entry:
        read: Any = self  # the stubs of WTForms take every typed field for text
        row = self.table.row_named(self.row.data or "")
        return Entry(
            form=row.forms[0],
            row=row.code,
            effort_id=None if self.effort.data == NOT_IN_THE_PLAN else UUID(self.effort.data),
            party=self.party.data or "",
            description=self.description.data or "",
            starts_on=read.starts_on.data,
            ends_on=read.ends_on.data,
            cost=read.cost.data,
            people=read.people.data,
            hours=read.hours.data,
            proof=ProofKind(self.proof.data),
            proof_seen_on=read.proof_seen_on.data,
        )


class ContributionCorrectionForm(ContributionForm):
    attested = statement()


class SendForm(Form):
    attested = statement()
