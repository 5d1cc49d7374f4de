"""A language for the version that counts: a new file beside those that are there, published by two (PR-35, PR-42).

No published text changes, so nobody is told or asked again. The language is not offered by this alone: a named person
reads everything through first (``languages``).
"""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.checking import faults_in
from portal.consents.in_force import InForce, in_force
from portal.consents.notices import REGISTER, Notice, notice
from portal.consents.publishing import NotPublishable, Overtaken, Reviewed, SecondPerson
from portal.errors import NotFound
from portal.models import NoticeTranslation, User
from portal.security.events import record
from portal.security.viewer import Viewer


def new_text(current: InForce, language: str) -> Notice | None:
    """The file of this language that came after publishing; None when there is none, or it counts already."""
    if language in current.texts or (current.version, language) not in REGISTER:
        return None
    return notice(language, current.version)


def proposal_of(connection: sa.Connection, language: str) -> sa.Row[str, date, UUID, str, int] | None:
    """Who proposed the language for the version that counts: reviewed_by, reviewed_on, proposed_by, name, version."""
    return connection.execute(
        sa.select(
            NoticeTranslation.reviewed_by,
            NoticeTranslation.reviewed_on,
            NoticeTranslation.proposed_by,
            User.name,
            NoticeTranslation.version,
        )
        .join(User, User.id == NoticeTranslation.proposed_by)
        .where(
            NoticeTranslation.notice_version == in_force(connection).version,
            NoticeTranslation.language == language,
            NoticeTranslation.published_at.is_(None),
        )
    ).first()


def propose(session: Session, language: str, *, reviewed: Reviewed, by: Viewer) -> None:
    """Raises NotFound, NotPublishable for a text that is not whole, or Overtaken."""
    text = new_text(in_force(session.connection()), language)
    if text is None:
        raise NotFound
    findings = faults_in(text)
    if findings:
        raise NotPublishable(findings)
    proposal = NoticeTranslation(
        notice_version=text.version,
        language=language,
        sha256=text.sha256,
        reviewed_by=reviewed.by,
        reviewed_on=reviewed.on,
        proposed_by=by.id,
        proposed_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(proposal)
            session.flush()
    except IntegrityError:
        raise Overtaken from None
    _record(session, "translation_proposed", text, by)


def take_back(session: Session, language: str, *, seen_version: int, by: Viewer) -> None:
    """Raises NotFound or Overtaken."""
    text, proposal = _proposal(session, language, seen_version)
    session.delete(proposal)
    _record(session, "translation_taken_back", text, by)


def publish(session: Session, language: str, *, seen_version: int, by: Viewer) -> None:
    """From now on it is a text of the version. Raises NotFound, Overtaken, SecondPerson or NotPublishable."""
    text, proposal = _proposal(session, language, seen_version)
    if proposal.proposed_by == by.id:
        raise SecondPerson
    findings = faults_in(text)
    if findings:
        raise NotPublishable(findings)
    proposal.published_by, proposal.published_at = by.id, clock.now()
    _record(session, "translation_published", text, by)


def _proposal(session: Session, language: str, seen_version: int) -> tuple[Notice, NoticeTranslation]:
    """The file as it was when it was proposed, and the row, locked."""
    text = new_text(in_force(session.connection()), language)
    if text is None:
        raise NotFound
    key = (text.version, language)
    found = session.get(NoticeTranslation, key, with_for_update=True, populate_existing=True)
    if found is None or found.version != seen_version or found.sha256 != text.sha256:
        raise Overtaken
    return text, found


def _record(session: Session, action: str, text: Notice, by: Viewer) -> None:
    session.flush()
    detail: dict[str, Any] = {"notice": text.version, "language": text.language}
    record(session, action=action, actor=by, object_kind="notice", detail=detail)
