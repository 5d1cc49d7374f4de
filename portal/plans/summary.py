"""A plan in words, section by section, with what is different from an earlier round."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from portal.models import Section
from portal.plans.choices import CHANNELS, HELP, SCHEDULE, SUBCONTRACTORS, YES_NO, Words
from portal.valuation import (
    CLASS_NAMES,
    FORM_NAMES,
    GROUP_NAMES,
    UNKNOWN_GROUP,
    DurationClass,
    Form,
    TargetGroup,
    ValueTable,
)
from portal.web.filters import money, month, number
from portal.web.i18n import gettext as _
from portal.web.i18n import language, ngettext
from portal.web.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class SummaryRow:
    """One answer. ``was`` is None when nothing changed (or there is nothing to compare), '' when it is new."""

    label: str
    value: str  # '' is not filled in
    was: str | None = None
    card: str = ""  # title of the effort or subcontractor this row is about
    place: str = ""  # the page that asks it, below the address of the plan


@dataclass(frozen=True)
class SummarySection:
    section: Section
    rows: list[SummaryRow]

    @property
    def cards(self) -> list[tuple[str, list[SummaryRow]]]:
        """Rows under the title of their card, in order; rows without one come under ''."""
        return [(card, list(rows)) for card, rows in groupby(self.rows, key=lambda row: row.card)]

    @property
    def is_changed(self) -> bool:
        return any(row.was is not None for row in self.rows)


@dataclass(frozen=True)
class Question:
    field: str
    label: Any
    place: str
    words: Words | None = None
    optional: bool = False  # left out where it was not asked


QUESTIONS: Mapping[Section, tuple[Question, ...]] = {
    Section.FACTS: (
        Question("correct", _l("Is this information correct?"), "gegevens", YES_NO),
        Question("wrong", _l("What is not correct?"), "wat-klopt-er-niet", optional=True),
    ),
    Section.CONTACT: (
        Question("name", _l("Name"), "contact"),
        Question("job_title", _l("Job title"), "contact"),
        Question("email", _l("E-mail address"), "contact"),
        Question("phone", _l("Phone number"), "contact"),
    ),
    Section.EFFORTS: (Question("shortage_reason", _l("Why can it not be otherwise?"), "tekort", optional=True),),
    Section.SCHEDULE: (
        Question("correct", _l("Is this schedule correct?"), "planning", SCHEDULE),
        Question("note", _l("Would you like to explain something about the schedule?"), "planning"),
    ),
    Section.RECRUITMENT: (
        Question("channels", _l("How will you find candidates?"), "werving", CHANNELS),
        Question("help", _l("Would you like help from the coordination point?"), "werving", HELP),
        Question("guidance", _l("Who supports the people at work? And how?"), "begeleiding"),
    ),
    Section.SUBCONTRACTORS: (
        Question("uses", _l("Do you work with subcontractors?"), "onderaannemers", SUBCONTRACTORS),
        Question("risks", _l("What could go wrong? And what will you do then?"), "risicos"),
    ),
}


def summarise(
    content: Mapping[str, Any], previous: Mapping[str, Any] | None, table: ValueTable
) -> list[SummarySection]:
    """The content of a plan version (or of the plan as it stands) in words.

    With ``previous``, the content of an earlier round, rows that changed say what they were.
    """
    return [
        SummarySection(
            section,
            _changed(_rows(section, content, table), None if previous is None else _rows(section, previous, table)),
        )
        for section in Section
    ]


def answers_in_words(section: Section, answers: Mapping[str, Any]) -> list[SummaryRow]:
    """The answers of one section, all of its questions."""
    return [_answered(question, answers) for question in QUESTIONS[section]] + list(_companies(answers))


def effort_in_words(effort: Mapping[str, Any], card: str = "") -> list[SummaryRow]:
    """The lines of one effort that its form has, in the order of its page."""
    place, form = f"inzet/{effort.get('id')}", Form(effort["form"])
    labels = {} if form.is_for_people else {"hours_per_week": _l("Hours in all, per person")}
    return [
        SummaryRow(str(labels.get(field, label)), shown(effort[field]), card=card, place=place)
        for field, label, shown in _EFFORT_LINES
        if effort.get(field) is not None or (field == "target_group" and form.is_for_people)
    ]


def _rows(section: Section, content: Mapping[str, Any], table: ValueTable) -> list[SummaryRow]:
    answers = content["sections"].get(section.value, {})
    rows = [_answered(one, answers) for one in QUESTIONS[section] if not one.optional or answers.get(one.field)]
    if section is Section.EFFORTS:
        return [*_efforts(content["efforts"], table), *rows]
    return [*rows, *_companies(answers)]


def _answered(question: Question, answers: Mapping[str, Any]) -> SummaryRow:
    value = answers.get(question.field) or ""
    if question.words is not None:
        chosen = value if isinstance(value, list) else [value]
        value = ", ".join(str(question.words[token]) for token in chosen if token in question.words)
    return SummaryRow(str(question.label), str(value), place=question.place)


def _companies(answers: Mapping[str, Any]) -> Iterator[SummaryRow]:
    for company in answers.get("companies", []):
        lines = (
            (_("Part of Social Return"), company["part"]),
            (_("KvK number"), company["kvk_number"]),
        )
        for label, value in lines:
            yield SummaryRow(label, value, card=company["company"], place="onderaannemerslijst")


def _efforts(efforts: list[Mapping[str, Any]], table: ValueTable) -> Iterator[SummaryRow]:
    for position, effort in enumerate(efforts, start=1):
        yield from effort_in_words(effort, effort_title(position, Form(effort["form"])))
    total = sum((Decimal(effort["value"]) for effort in efforts), Decimal(0))
    label = _("Planned value by ‘%(table)s’", table=table.name.in_language(language()))
    yield SummaryRow(label, money(total), place="inzet")


def effort_title(position: int, form: Form) -> str:
    return _("Activity %(number)s: %(form)s", number=position, form=FORM_NAMES[form].in_language(language()))


def _changed(rows: list[SummaryRow], earlier: list[SummaryRow] | None) -> list[SummaryRow]:
    """``rows`` with what they were, and a row for each card that is gone. Cards are the same by their page."""
    if earlier is None:
        return rows
    before = {_same(row): row for row in earlier}
    cards_before = {_card(row) for row in earlier}
    marked, seen = [], set()
    for row in rows:
        was = before.get(_same(row))
        if row.card and _card(row) not in cards_before:
            marked.append(replace(row, was=None if _card(row) in seen else ""))
        elif was is None or was.value != row.value:
            marked.append(replace(row, was=was.value if was else ""))
        else:
            marked.append(row)
        seen.add(_card(row))
    present = {_same(row) for row in rows}
    marked += [replace(row, value="", was=row.value) for row in earlier if _is_gone(row, seen, present)]
    return marked + list(_removed_cards(earlier, seen))


def _is_gone(row: SummaryRow, cards: set[tuple[str, str]], present: set[tuple[tuple[str, str], str]]) -> bool:
    """An answer that is no longer asked, on its own or within a card that is still there."""
    return bool(row.value) and _same(row) not in present and (not row.card or _card(row) in cards)


def _removed_cards(earlier: list[SummaryRow], seen: set[tuple[str, str]]) -> Iterator[SummaryRow]:
    for card, group in groupby(earlier, key=lambda row: row.card):
        rows = list(group)
        if card and _card(rows[0]) not in seen:
            was = ", ".join(row.value for row in rows if row.value)
            yield SummaryRow(_("Status"), _("Removed"), was=was, card=card)


def _card(row: SummaryRow) -> tuple[str, str]:
    """An effort keeps its page whatever its title becomes; a subcontractor is its name."""
    return (row.place, "" if row.place.startswith("inzet/") else row.card)


def _same(row: SummaryRow) -> tuple[tuple[str, str], str]:
    return (_card(row), row.label)


def _name(names: Mapping[Any, Any], kind: Callable[[str], Any]) -> Callable[[str], str]:
    return lambda token: names[kind(token)].in_language(language())


def _group(token: str | None) -> str:
    return (GROUP_NAMES[TargetGroup(token)] if token else UNKNOWN_GROUP).in_language(language())


def _months(count: int) -> str:
    return ngettext("%(num)d month", "%(num)d months", count)


_EFFORT_LINES: tuple[tuple[str, Any, Callable[[Any], str]], ...] = (
    ("target_group", _l("Group"), _group),
    ("duration_class", _l("How long or which level"), _name(CLASS_NAMES, DurationClass)),
    ("people", _l("Number of people"), lambda people: str(people)),
    ("hours_per_week", _l("Hours per week, per person"), lambda hours: number(Decimal(hours))),
    ("starts_in", _l("Starts in"), lambda day: month(date.fromisoformat(day))),
    ("months", _l("Duration"), _months),
    ("cost", _l("Cost without VAT"), lambda cost: money(Decimal(cost))),
    ("value", _l("Estimated value"), lambda value: money(Decimal(value))),
)
