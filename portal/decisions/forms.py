"""Remarks while reading, the decision on a plan (S-11), the decision on a placement, and a note."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from portal import clock
from portal.decisions.redacting import name_of
from portal.models import Outcome, Section
from portal.placements.capping import Proposal
from portal.web.filters import money
from portal.web.forms import Amount, Check, Choice, Choices, Day, Form, Hidden, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label
from portal.web.pagination import PAGE_SIZE
from portal.web.sensitive import sensitive_words

ANSWER_WITHIN = timedelta(days=14)
LIMIT = 500


def _remark() -> TextArea:
    return TextArea("", [Optional()], limit=LIMIT)


class RemarksForm(Form):
    """One remark a section, all optional; the names of the fields are those of the page that shows the plan."""

    remark_facts = _remark()
    remark_contact = _remark()
    remark_efforts = _remark()
    remark_schedule = _remark()
    remark_recruitment = _remark()
    remark_subcontractors = _remark()

    def __init__(self, *, bodies: Mapping[Section, str] | None = None) -> None:
        super().__init__(data={f"remark_{section}": body for section, body in (bodies or {}).items()})
        for section in Section:
            self.remark(section).label.text = _("Remark about ‘%(section)s’", section=label(section))

    def remark(self, section: Section) -> Any:
        return self[f"remark_{section}"]

    @property
    def bodies(self) -> dict[Section, str]:
        return {section: self.remark(section).data or "" for section in Section}


class Careful(Form):
    """Asks once more where a text has a word about health or justice (PR-10)."""

    sure = Check(_l("Yes, this is needed, and it is not about a person"))
    is_doubtful = False

    def check_words(self, *fields: Any) -> bool:
        for field in fields:
            words = sensitive_words(field.data or "")
            if words:
                self.is_doubtful = True
                if not self.sure.data and not field.errors:
                    field.errors = [
                        _(
                            "Do not write anything about health or justice here: ‘%(word)s’. Take it out, or tick the "
                            "box at the bottom if it is really needed.",
                            word=words[0],
                        )
                    ]
        return not any(field.errors for field in fields)


def _after_today(field: Any) -> bool:
    """The day is needed and lies after today; says so in the words of S-11."""
    if field.errors:
        return False
    if field.data is None:
        field.errors = [_("Enter the date.")]
    elif field.data <= clock.today():
        field.errors = [_("The date must be after today.")]
    return not field.errors


def _answer_day() -> Day:
    return Day(_l("What is the last day to change it?"), name_in_text=_l("The date"))


class PlanDecisionForm(RemarksForm, Careful):
    outcome = Choice(_l("What is your decision about this plan?"), message=_l("Select a decision."))
    sections = Choices(_l("Which parts must change?"))
    respond_by = _answer_day()
    message = TextArea(_l("Message to the contractor"), [Optional()], limit=LIMIT)

    def __init__(self, *, bodies: Mapping[Section, str] | None = None) -> None:
        super().__init__(bodies=bodies)
        self.outcome.choices = [
            (Outcome.APPROVED.value, _("Approve")),
            (Outcome.RETURNED.value, _("Return for changes")),
        ]
        self.sections.choices = [(section.value, label(section)) for section in Section]
        if not self.is_submitted():
            self.sections.data = [section.value for section in Section if (bodies or {}).get(section)]
            self.respond_by.process(None, clock.today() + ANSWER_WITHIN)

    @property
    def chosen(self) -> list[Section]:
        """The sections that must change, in the order of the plan."""
        return [section for section in Section if section.value in (self.sections.data or [])]

    @property
    def remarks(self) -> dict[Section, str]:
        """What is sent; nothing when the plan is approved."""
        if self.outcome.data != Outcome.RETURNED:
            return {}
        return {section: self.remark(section).data for section in self.chosen}

    @property
    def last_day(self) -> date | None:
        return self.respond_by.data if self.outcome.data == Outcome.RETURNED else None

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if self.outcome.data == Outcome.RETURNED:
            is_right = self._validate_return() and is_right
        elif "respond_by" in self.errors:
            self.respond_by.errors = []  # it is not asked
            is_right = not self.errors
        used = [self.remark(section) for section in self.chosen] if self.outcome.data == Outcome.RETURNED else []
        return self.check_words(*used, self.message) and is_right

    def _validate_return(self) -> bool:
        if not self.chosen:
            self.sections.errors = [_("Select at least one part that must change.")]
        for section in self.chosen:
            field = self.remark(section)
            if not field.data and not field.errors:
                field.errors = [_("Write down what must change in ‘%(section)s’.", section=label(section))]
        is_day = _after_today(self.respond_by)
        return is_day and bool(self.chosen) and not any(self.remark(section).errors for section in self.chosen)


class PlacementDecisionForm(Careful):
    elsewhere = Hidden()
    outcome = Choice(_l("What is your decision about this work?"), message=_l("Select a decision."))
    amount = Amount(_l("Agreed amount over the whole period"))
    note = Text(_l("Why this amount?"), limit=200)
    message = TextArea(
        _l("What must change?"),
        limit=LIMIT,
        description=_l("The contractor reads this. Do not name anybody, and write nothing about health."),
    )
    respond_by = _answer_day()

    def __init__(self, *, value: Decimal | None, needs_note: bool) -> None:
        """``value`` by the table, None when there is none; ``needs_note`` unless the group is known elsewhere."""
        super().__init__()
        self.value, self.needs_note = value, needs_note
        self.outcome.choices = [
            (Outcome.APPROVED.value, _("Approve")),
            (Outcome.RETURNED.value, _("Return for changes")),
        ]
        self.amount.flags.optional = value is not None
        self.note.flags.optional = value is not None or not needs_note
        if value is not None:
            self.amount.label.text = _("Lower amount, when this person has reached the limit elsewhere")
        if not self.is_submitted():
            self.respond_by.process(None, clock.today() + ANSWER_WITHIN)

    def propose(self, proposal: Proposal) -> None:
        """Show the amount within the person's cap, with a reason that says nothing about anybody elsewhere (PR-05)."""
        if self.is_submitted():
            return
        self.elsewhere.data = proposal.mark
        if proposal.lowers(self.value):
            self.amount.process(None, proposal.amount)
            self.note.process(None, _("The limit per person of the value table"))

    def takes(self, proposal: Proposal) -> bool:
        """The proposed amount is the one that is approved."""
        return self.amount.data is not None and self.amount.data == proposal.amount

    @property
    def elsewhere_seen(self) -> str:
        """As it came in, never as it is now."""
        return self.elsewhere.raw_data[0] if self.elsewhere.raw_data else ""

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if self.outcome.data == Outcome.RETURNED:
            if not self.message.data and not self.message.errors:
                self.message.errors = [_("Write down what must change.")]
            is_day = _after_today(self.respond_by)
            return self.check_words(self.message) and is_day and is_right
        if "respond_by" in self.errors:
            self.respond_by.errors = []
            is_right = not self.errors
        return self._validate_amount() and self.check_words(self.note) and is_right

    @property
    def answer(self) -> dict[str, Any]:
        """The fields that go with the outcome, by the names of ``decide_placement``."""
        if self.outcome.data == Outcome.RETURNED:
            return {"message": self.message.data or "", "respond_by": self.respond_by.data}
        if self.amount.data is None:
            return {}
        return {"approved_value": self.amount.data, "agreed_note": self.note.data or ""}

    def _validate_amount(self) -> bool:
        amount: Decimal | None = self.amount.data  # type: ignore[assignment]
        if not self.amount.errors and self.outcome.data == Outcome.APPROVED:
            if amount is None and self.value is None:
                self.amount.errors = [_("Enter the agreed amount.")]
            elif amount is not None and self.value is not None and amount >= self.value:
                self.amount.errors = [_("The amount must be lower than %(value)s.", value=money(self.value))]
            elif amount is not None and self.needs_note and not self.note.data and not self.note.errors:
                self.note.errors = [_("Write down why this is the amount.")]
        return not self.amount.errors and not self.note.errors


class PlacementsForm(Form):
    """Several placements at once; a token is the id and the version that was on the screen."""

    placement = Choices(
        _l("Which work do you approve?"), message=_l("Select at least one candidate."), validate_choice=False
    )

    @property
    def seen(self) -> dict[UUID, int]:
        """Version by placement; what cannot be read is left out."""
        found = {}
        for token in (self.placement.data or [])[:PAGE_SIZE]:
            key, _sign, version = token.partition(".")
            with suppress(ValueError):
                found[UUID(key)] = int(version)
        return found


class RedactForm(Form):
    """Which of the texts that are there go."""

    texts = Choices(_l("Which text do you remove?"), message=_l("Select a text."))

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self.texts.choices = [(name, f"{name_of(name)}: {text}") for name, text in texts.items()]


class NoteForm(Careful):
    body = TextArea(_l("Note"), [asked(_l("Write down a note."))], limit=LIMIT)

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self.check_words(self.body)
