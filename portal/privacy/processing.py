"""The record of processing activities (article 30 GDPR), made of the register and never written by hand (PR-68)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from typing import TypeVar

from portal.privacy.declaring import Field, Ground, Reader, Term
from portal.privacy.grounds import GROUNDS
from portal.privacy.purposes import For
from portal.privacy.register import FIELDS, as_rows

Word = TypeVar("Word", bound=StrEnum)


class Category(StrEnum):
    """What personal data is about: the categories of article 30(1)(c)."""

    CANDIDATES = "candidates: who they are and where they work"
    CONSENT = "consent and information of candidates"
    WORK = "work of candidates for a contract"
    REQUESTS = "requests of data subjects"
    KEEPING = "keeping and destroying dossiers"
    ACCOUNTS = "accounts of users"
    CONTACTS = "contact persons in plans and on the card of a coordination point"
    ACTS = "who did what"
    LOOKS = "who looked at whom"
    ON_THE_WAY = "e-mail and links on their way"


class Subject(StrEnum):
    CANDIDATE = "candidates, and their representatives"
    USER = "users: people of contractors, clients and coordination points"
    CONTACT = "contact persons"


class Measure(StrEnum):
    """Article 32, in general terms; each is held by tests that carry the number."""

    SEALED = "name, address, contact and target group are sealed, with a key for each person and purpose (PR-49)"
    MASKED = "target group and date of birth are masked, and shown once for a reason (PR-08)"
    RECORDED = "every look at a person is recorded in a chain that nobody changes unseen (PR-66)"
    SCOPED = "everybody sees the own contracts or the own region alone (PR-64)"
    SECOND_FACTOR = "coordination points sign in with a second factor"
    CLEAN = "logs hold no personal data (PR-67)"
    ENDED = "data ends by one engine: journal, keys, rows (PR-48)"


_OF_TABLE = {
    table: category
    for category, tables in {
        Category.CANDIDATES: "candidate evidence_core",
        Category.CONSENT: "consent_request consent_event notice_served served_text announcement information_given "
        "entered_answer entered_renewal ending refusal link_wish letter consent_signal sample_check trace",
        Category.WORK: "placement placement_hours quarter_confirmation",
        Category.REQUESTS: "rights_request correction restriction disclosure recipient_notice",
        Category.KEEPING: "legal_hold destruction destruction_item",
        Category.ACCOUNTS: "user_account recovery_code confidentiality_acceptance user_session invitation kept_form "
        "limit_counter form_receipt",
        Category.CONTACTS: "plan_section plan_version controller_card",
        Category.LOOKS: "view_log",
        Category.ON_THE_WAY: "message link",
    }.items()
    for table in tables.split()
}
_SUBJECTS = {
    Category.CANDIDATES: (Subject.CANDIDATE,),
    Category.CONSENT: (Subject.CANDIDATE,),
    Category.WORK: (Subject.CANDIDATE,),
    Category.REQUESTS: (Subject.CANDIDATE,),
    Category.KEEPING: (Subject.CANDIDATE,),
    Category.ACCOUNTS: (Subject.USER,),
    Category.CONTACTS: (Subject.CONTACT,),
    Category.ACTS: (Subject.USER,),
    Category.LOOKS: (Subject.CANDIDATE, Subject.USER),
    Category.ON_THE_WAY: (Subject.CANDIDATE, Subject.USER),
}


def category_of(field: Field) -> Category:
    """An act of somebody is an act in whatever table it is kept; a table that is not listed holds acts alone."""
    table = field.place.partition(".")[0]
    if field.ground is Ground.INTEREST and _OF_TABLE.get(table) is not Category.ACCOUNTS:
        return Category.CONTACTS if _OF_TABLE.get(table) is Category.CONTACTS else Category.ACTS
    return _OF_TABLE.get(table, Category.ACTS)


@dataclass(frozen=True)
class Activity:
    """What is processed for one purpose."""

    purpose: For
    subjects: tuple[Subject, ...]
    categories: tuple[Category, ...]
    grounds: tuple[Ground, ...]
    seen_by: tuple[Reader, ...]
    terms: tuple[Term, ...]
    is_special: bool  # article 9: the target group may tell something about health
    fields: tuple[Field, ...]


def activities() -> list[Activity]:
    """One for each purpose that handles personal data, in the order of the purposes."""
    return [_activity(purpose) for purpose in For if purpose is not For.NONE]


def _activity(purpose: For) -> Activity:
    fields = tuple(field for field in FIELDS if purpose in field.used_for)
    categories = {category_of(field) for field in fields}
    return Activity(
        purpose=purpose,
        subjects=_in_order(Subject, {subject for category in categories for subject in _SUBJECTS[category]}),
        categories=_in_order(Category, categories),
        grounds=_in_order(Ground, {field.ground for field in fields}),
        seen_by=_in_order(Reader, {reader for field in fields for reader in field.seen_by}),
        terms=_in_order(Term, {field.term for field in fields}),
        is_special=any(field.ground is Ground.EXPLICIT_YES for field in fields),
        fields=fields,
    )


def fields_by_category() -> dict[Category, list[Field]]:
    """Every declared field once, in the order of the register."""
    found: dict[Category, list[Field]] = {category: [] for category in Category}
    for field in FIELDS:
        found[category_of(field)].append(field)
    return found


def version() -> str:
    """Twelve signs that change with every field, ground, term, reader and measure."""
    content = [as_rows(), [astuple(row) for row in GROUNDS], list(Measure), sorted(_OF_TABLE.items())]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]


BEGINS, ENDS = "<!-- the register: made by `manage.py register --docs` -->", "<!-- end of the register -->"


def in_markdown(page: str) -> str:
    """``page`` with what stands between the two marks made anew. Raises ValueError when a mark is not there."""
    before, after = page.index(BEGINS) + len(BEGINS), page.index(ENDS)
    lines = [f"Version {version()}."]
    for category, fields in fields_by_category().items():
        title = f"{category[:1].upper()}{category[1:]}"
        lines += ["", f"### {title}", "", "| field | purposes | term | seen by |", "| --- | --- | --- | --- |"]
        for one in alike(fields):
            purposes = ", ".join(purpose.name for purpose in one.like.used_for)
            readers = ", ".join(one.like.seen_by) or "nobody"
            lines.append(f"| `{one.holder}`: {', '.join(one.names)} | {purposes} | {one.like.term} | {readers} |")
    return page[:before] + "\n" + "\n".join(lines) + "\n" + page[after:]


@dataclass(frozen=True)
class Alike:
    """Fields of one table, or of one sealed column, of which the register says the same."""

    holder: str
    names: tuple[str, ...]
    like: Field


def alike(fields: list[Field]) -> list[Alike]:
    """In the order of the register, so that a reader sees a line once."""
    found: dict[tuple[str, Field], list[str]] = {}
    for field in fields:
        holder = field.column if ":" in field.place else field.place.partition(".")[0]
        found.setdefault((holder, replace(field, place="", ends_with=None)), []).append(field.name)
    return [Alike(holder, tuple(names), like) for (holder, like), names in found.items()]


def _in_order(kind: type[Word], found: Iterable[Word]) -> tuple[Word, ...]:
    wanted = set(found)
    return tuple(word for word in kind if word in wanted)
