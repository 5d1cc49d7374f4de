"""Forms of work: the work itself (K-40), a correction, other hours, the end (K-41), and sending."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from portal import valuation
from portal.models import EvidenceKind, EvidenceState, StopReason
from portal.placements.wording import ATTESTATION
from portal.placements.work import Work, kinds_of_evidence
from portal.records.efforts import NOT_IN_THE_PLAN, EffortChoice
from portal.valuation import FORM_NAMES, ValueTable
from portal.web.forms import Check, Choice, Day, Form, Hours, Text, asked
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label


def statement() -> Any:
    """The box without which nothing goes to the coordination point (PR-37)."""
    return Check(ATTESTATION, [asked(_l("Tick the box if the information is right."))])


class WithFaults(Form):
    def accept(self, faults: Mapping[str, str]) -> bool:
        """Put each fault at its field; True when there is none."""
        for name, text in faults.items():
            self[name].errors = [*self[name].errors, text]
        return not faults


class WorkForm(WithFaults):
    """The work, with the hours of its first day."""

    form = Choice(_l("What kind of work?"), message=_l("Select what kind of work it is."))
    is_permanent = Choice(_l("Is the contract permanent or temporary?"), message=_l("Select permanent or temporary."))
    starts_on = Day(_l("Start date"), [asked(_l("Enter the start date."))], name_in_text=_l("The start date"))
    ends_on = Day(_l("End date"), [Optional()], name_in_text=_l("The end date"))
    hours_per_week: Any = Hours(_l("Hours per week"), [asked(_l("Enter the hours per week."))])
    effort = Choice(
        _l("Which part of your plan does this belong to?"),
        message=_l("Select a part, or ‘Not in the plan’."),
    )
    evidence = Choice(_l("Has anybody seen the evidence?"), message=_l("Select whether the evidence has been seen."))
    evidence_kind = Choice(_l("What kind of evidence?"), [Optional()])
    evidence_seen_by = Text(
        _l("Who has seen it?"),
        [Optional()],
        limit=60,
        description=_l("Enter a job title, not a name. For example: HR officer"),
    )
    evidence_seen_on = Day(_l("When was it seen?"), [Optional()], name_in_text=_l("The day"))

    def offer(self, table: ValueTable, efforts: Sequence[EffortChoice], *, c2_given: bool) -> None:
        """Fill the choices; call it before validating."""
        people = [form for form in table.forms() if form.is_for_people]
        self.form.choices = [(form.value, FORM_NAMES[form].in_language(language())) for form in people]
        self.is_permanent.choices = [("permanent", _l("Permanent")), ("temporary", _l("Temporary"))]
        in_plan = [(str(effort.id), effort.text) for effort in efforts]
        self.effort.choices = [*in_plan, (NOT_IN_THE_PLAN, _l("Not in the plan"))]
        self.evidence.choices = [
            (EvidenceState.PENDING.value, _l("No, not yet")),
            (EvidenceState.SEEN.value, _l("Yes, it has been seen")),
        ]
        kinds = kinds_of_evidence(c2_given=c2_given)
        self.evidence_kind.choices = [(kind.value, label(kind)) for kind in kinds]

    def fill(self, work: Work) -> None:
        """Show what is there now."""
        given: dict[str, Any] = {
            **vars(work),
            "is_permanent": "permanent" if work.is_permanent else "temporary",
            "effort": str(work.effort_id or NOT_IN_THE_PLAN),
        }
        for field in self:
            if field.name in given:
                field.process(None, given[field.name])

    def work(self, hours_per_week: Decimal) -> Work:
        """What was filled in, after validating."""
        chosen = self.effort.data
        return Work(
            form=valuation.Form(self.form.data),
            is_permanent=self.is_permanent.data == "permanent",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            hours_per_week=hours_per_week,
            effort_id=None if chosen == NOT_IN_THE_PLAN else UUID(chosen),
            evidence=EvidenceState(self.evidence.data),
            evidence_kind=EvidenceKind(self.evidence_kind.data) if self.evidence_kind.data else None,
            evidence_seen_by=self.evidence_seen_by.data or None,
            evidence_seen_on=self.evidence_seen_on.data,
        )


class CorrectionForm(WorkForm):
    """Without the hours, which change by a dated row."""

    hours_per_week = None
    attested = statement()


class HoursForm(WithFaults):
    from_on = Day(
        _l("From which day?"), [asked(_l("Enter from which day the hours change."))], name_in_text=_l("The day")
    )
    hours_per_week: Any = Hours(_l("Hours per week"), [asked(_l("Enter the hours per week."))])
    attested = statement()


class StopForm(WithFaults):
    ends_on = Day(_l("End date"), [asked(_l("Enter the end date."))], name_in_text=_l("The end date"))
    reason = Choice(_l("Why does it stop?"), message=_l("Select why it stops."))
    attested = statement()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.reason.choices = [(reason.value, label(reason)) for reason in StopReason]


class SendForm(Form):
    attested = statement()
