"""What stood on a candidate's screen: rendered once, kept sealed, and shown out of what was kept (PR-42).

A page is a frame around one text, filled for this person: greeting and first layer, or the full notice. That text is
rendered at the moment it is written down; the page shows the kept bytes and renders nothing anew. So what can be read
back later is what was read then, whatever became of templates, translations and contacts. Questions and answers of
the page are items of the notice in which nothing is filled in; its checksum is enough for those (decision 0009).
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

import jinja2
import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger
from portal.consents.in_force import text_of
from portal.consents.ledger import BY_LINK, How
from portal.consents.notices import Notice
from portal.consents.queries import Question, filled_for, first_name
from portal.consents.terms import terms
from portal.models import Candidate, ConsentEventKind, ConsentRequest, ConsentScope, NoticeServed, ServedText
from portal.privacy.vault import Purpose, Vault
from portal.web import i18n

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TABLE = "served_text"
FRAME = ("base.html", "layouts", "components", "consents")  # of the templates: all that the pages are made of


@dataclass(frozen=True)
class Read:
    """The two layers of one notice, as one candidate read them."""

    first: Markup  # greeting and first layer, above the questions
    full: Markup  # N01 to N20, on the page behind them


def serve_notice(
    session: Session,
    vault: Vault,
    question: Question,
    *,
    language: str,
    how: How = BY_LINK,
    written: Read | None = None,
) -> None:
    """Write down which text goes to the screen or into a letter, and in which language the candidate reads from now on.

    The chain gets one line ``served`` for each version and language; every time is a row of ``notice_served``.
    ``written`` is the text as ``render`` made it before, for whoever has more to write.
    """
    its_terms = terms(session.connection(), question.region)
    text = text_of(its_terms.notice, language)
    written = written or render(filled_for(question, its_terms, text), first_name(vault, question))
    before = sa.exists().where(
        NoticeServed.request_id == question.request_id, NoticeServed.notice_sha256 == text.sha256
    )
    if not session.scalar(sa.select(before)):
        request = session.get_one(ConsentRequest, question.request_id)
        ledger.append(session, request, (ConsentEventKind.SERVED, ConsentScope.C1), text=text, how=how)
    session.add(
        NoticeServed(
            request_id=question.request_id,
            notice_sha256=text.sha256,
            language=text.language,
            page_version=page_version(),
            text_sha256=_keep(session, vault, question, written),
            at=clock.now(),
        )
    )
    if question.language != text.language:
        session.get_one(Candidate, question.candidate_id).language = text.language
    session.flush()


def render(filled: Notice, name: str) -> Read:
    """Both layers as HTML, in the language of the notice."""
    templates = _templates()
    with i18n.speaking(filled.language):
        first = templates.get_template("consents/text.html").render(notice=filled, first_name=name)
        full = templates.get_template("consents/full_text.html").render(notice=filled)
    return _read(first, full)


def read_again(connection: sa.Connection, vault: Vault, question: Question, text_sha256: str) -> Read | None:
    """The bytes that were served; None when they ended with the name. Raises LookupError when they are not those."""
    blob = connection.scalar(
        sa.select(ServedText.sealed).where(
            ServedText.request_id == question.request_id, ServedText.sha256 == text_sha256
        )
    )
    opened = vault.open(question.candidate_id, Purpose.NAME, blob, table=TABLE)
    if opened is None:
        return None
    read = _read(opened["first"] or "", opened["full"] or "")
    if _sha256(read) != text_sha256:
        raise LookupError(text_sha256)
    return read


def on_screen(connection: sa.Connection, vault: Vault, question: Question, notice_sha256: str) -> Read | None:
    """What this candidate was last served of one text; None when she was not."""
    newest = (
        sa.select(NoticeServed.text_sha256)
        .where(NoticeServed.request_id == question.request_id, NoticeServed.notice_sha256 == notice_sha256)
        .order_by(NoticeServed.at.desc())
        .limit(1)
    )
    found = connection.scalar(newest)
    return read_again(connection, vault, question, found) if found else None


def served_before(connection: sa.Connection, request_id: UUID, moment: object) -> "sa.Row[str, str] | None":
    """What was on the screen last at a moment, such as that of an answer: notice_sha256, text_sha256."""
    return connection.execute(
        sa.select(NoticeServed.notice_sha256, NoticeServed.text_sha256)
        .where(NoticeServed.request_id == request_id, NoticeServed.at <= moment)
        .order_by(NoticeServed.at.desc())
        .limit(1)
    ).first()


@cache
def page_version() -> str:
    """Checksum of the templates that make the pages behind the link; another frame is another version."""
    digest = hashlib.sha256()
    for name in FRAME:
        place = TEMPLATES / name
        for path in [place] if place.is_file() else sorted(place.glob("*.html")):
            digest.update(f"{path.relative_to(TEMPLATES)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def _keep(session: Session, vault: Vault, question: Question, read: Read) -> str:
    sha256 = _sha256(read)
    if session.get(ServedText, (question.request_id, sha256)) is None:
        words: dict[str, str | None] = {"first": read.first, "full": read.full}
        sealed = vault.seal(question.candidate_id, Purpose.NAME, words, table=TABLE)
        session.add(ServedText(request_id=question.request_id, sha256=sha256, sealed=sealed))
        session.flush()
    return sha256


def _read(first: str, full: str) -> Read:
    return Read(Markup(first), Markup(full))  # noqa: S704 - rendered here with everything escaped


def _sha256(read: Read) -> str:
    return hashlib.sha256(f"{read.first}\0{read.full}".encode()).hexdigest()


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update({"_": i18n.gettext})
    return environment
