"""In which languages a candidate is asked: Dutch and English, and each other one that a named person read through.

A language is everything together: the notice, the texts of all pages, the mails and the letter. It is offered while
its notice was published, no text is missing, and the newest review is of exactly these texts. Any changed text ends
the offer until somebody has read it again (PR-35).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from babel.messages.extract import extract_from_file
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.in_force import InForce, in_force
from portal.consents.notices import LANGUAGES, NAMES, NOTICES, Notice, items_in
from portal.errors import NotFound, Refused
from portal.models import LanguageReview
from portal.security import events
from portal.security.viewer import Viewer
from portal.web import i18n
from portal.web.labels import LABELS

ROOT = Path(__file__).resolve().parents[2]
DRAFTS = NOTICES.parent / "drafts"  # texts that nobody has read through yet; not part of any version
SOURCES = (  # of everything a candidate can meet besides the notice
    "templates/base.html",
    "templates/layouts/candidate.html",
    "templates/layouts/help.html",
    "templates/layouts/language.html",
    "templates/components/*.html",
    "templates/consents/*.html",
    "templates/dossier/*.html",
    "templates/errors/*.html",
    *(f"templates/rights/{page}.html" for page in ("birth_date", "mine", "package", "paused", "unknown_link")),
    "templates/mail/candidate_*/*.txt",
    "templates/mail/rights_*/*.txt",
    "templates/mail/closing.txt",
    "portal/consents/*.py",
    "portal/decisions/printing.py",
    "portal/decisions/receipts.py",
    "portal/dossier/*.py",
    *(f"portal/rights/{module}.py" for module in ("documents", "fields", "letter", "views", "words")),
    "portal/web/*.py",
    "portal/mail/messages/candidates.py",
    "portal/mail/messages/rights.py",
)
SAID = (  # tokens on these pages
    "Region", "Agreement", "EmployerKind", "Consent", "Role", "onlooker", "PlacementStatus", "Right", "RequestStatus",
    "CorrectionStatus",
)  # fmt: skip
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


class TextsMissing(Refused):
    """A language of which something is not translated cannot be called read through."""


@dataclass(frozen=True)
class Standing:
    """Where a language stands. ``version`` is of the notice that counts now."""

    code: str
    name: str
    has_draft: bool
    has_notice: bool
    missing: int
    texts: int
    review: LanguageReview | None
    is_offered: bool

    @property
    def is_complete(self) -> bool:
        return self.has_notice and not self.missing


def offered(connection: sa.Connection) -> dict[str, str]:
    """The languages a candidate can choose, each in its own name."""
    found = dict(LANGUAGES)
    reviews = newest_reviews(connection)
    if reviews:
        current = in_force(connection)
        found |= {code: NAMES[code] for code, review in reviews.items() if _holds(review, current)}
    return found


def spoken_to(connection: sa.Connection, language: str) -> str:
    """The language in which somebody who once chose ``language`` is written to now."""
    return language if language in LANGUAGES or language in offered(connection) else i18n.DEFAULT


def standings(connection: sa.Connection) -> list[Standing]:
    """Every language the portal can carry, besides those it always speaks."""
    current, reviews = in_force(connection), newest_reviews(connection)
    drafts = {path.name.split(".")[-2] for path in DRAFTS.glob("*.txt")}
    return [
        Standing(
            code,
            name,
            has_draft=code in drafts,
            has_notice=code in current.texts,
            missing=len(missing_texts(code)),
            texts=len(candidate_texts()),
            review=reviews.get(code),
            is_offered=code in reviews and _holds(reviews[code], current),
        )
        for code, name in NAMES.items()
        if code not in LANGUAGES
    ]


def newest_reviews(connection: sa.Connection) -> dict[str, LanguageReview]:
    rows = connection.execute(sa.select(LanguageReview.__table__).order_by(LanguageReview.id))
    return {row.language: LanguageReview(**row._mapping) for row in rows if row.language in NAMES}


def record_review(session: Session, language: str, *, reviewed_by: str, reviewed_on: date, by: Viewer) -> UUID:
    """From now on the language is offered. Raises NotFound, TextsMissing."""
    current = in_force(session.connection())
    if language not in NAMES or language in LANGUAGES:
        raise NotFound
    if language not in current.texts or missing_texts(language):
        raise TextsMissing
    row = LanguageReview(
        language=language,
        notice_version=current.version,
        digest=digest_of_all(language, current),
        reviewed_by=reviewed_by,
        reviewed_on=reviewed_on,
        recorded_by=by.id,
        recorded_at=clock.now(),
    )
    session.add(row)
    session.flush()
    events.record(session, action="language_reviewed", actor=by, object_kind="language", object_id=row.id)
    return row.id


def draft_of(language: str) -> Notice | None:
    """The newest draft of the notice in this language, which may be a part of it."""
    paths = sorted(DRAFTS.glob(f"*.{language}.txt"))
    if not paths:
        return None
    content = paths[-1].read_bytes()
    version = paths[-1].name.removesuffix(f".{language}.txt")
    return Notice(version, language, hashlib.sha256(content).hexdigest(), items_in(content.decode()))


def digest_of_all(language: str, current: InForce) -> str:
    """SHA-256 over the notice that counts and every other text of a candidate, with its translation."""
    return _digest(language, current.texts.get(language, ""))


@cache
def _digest(language: str, notice_sha256: str) -> str:
    """Computed once a process, since it is asked for while a candidate's answer is written."""
    texts = {_spelled(text): i18n.translation(language, text) for text in candidate_texts()}
    spelled = json.dumps([notice_sha256, sorted(texts.items())], ensure_ascii=False)
    return hashlib.sha256(spelled.encode()).hexdigest()


def missing_texts(language: str) -> list[str]:
    """What a candidate would read in another language, in English."""
    return [_spelled(text) for text in candidate_texts() if i18n.translation(language, text) is None]


@cache
def candidate_texts() -> tuple[str | tuple[str, str], ...]:
    """Every text on a candidate's pages, in her mails and letters, in English; a pair is singular and plural."""
    found = {text for pattern in SOURCES for path in sorted(ROOT.glob(pattern)) for text in _texts_in(path)}
    found |= {words for token, words in LABELS.items() if token.startswith(SAID)}
    return tuple(sorted(found, key=_spelled))


def _texts_in(path: Path) -> Iterator[str | tuple[str, str]]:
    method = "python" if path.suffix == ".py" else "jinja2"
    options: Mapping[str, str] = {"newstyle_gettext": "true", "trimmed": "false"} if path.suffix == ".html" else {}
    for _line, message, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        yield message if isinstance(message, str) else (message[0], message[1])


def _holds(review: LanguageReview, current: InForce) -> bool:
    is_current = review.notice_version == current.version and review.language in current.texts
    return is_current and review.digest == digest_of_all(review.language, current)


def _spelled(text: str | tuple[str, str]) -> str:
    return text if isinstance(text, str) else " | ".join(text)
