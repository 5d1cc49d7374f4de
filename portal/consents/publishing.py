"""A version of the notice goes from file to use in two steps by two managers: one proposes, another publishes (PR-41).

Publishing writes one row and nothing else: from that moment it is the text of every question, and the clock tells,
asks again and freezes (``campaign``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.checking import Finding, faults_of
from portal.consents.in_force import InForce, in_force
from portal.consents.notices import REGISTER, VERSIONS, languages_of
from portal.errors import NotFound, Refused
from portal.models import NoticePublication, NoticeText
from portal.privacy.grounds import check_grounds, grounds_at, grounds_sha256, in_order
from portal.security.events import record
from portal.security.viewer import Viewer


class NoticeStatus(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    IN_USE = "in_use"
    REPLACED = "replaced"


class NotPublishable(Refused):
    """Items or contacts are missing; ``findings`` says which."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


class MustAskAgain(Refused):
    """This version says something else, or stands on another ground: nobody may be told that only words changed."""


class SecondPerson(Refused):
    """Whoever proposed it does not publish it."""


class Overtaken(Refused):
    """Somebody proposed, took back or published in the meantime."""


@dataclass(frozen=True)
class Reviewed:
    """Who read a translation through, and when."""

    by: str
    on: date


def status_of(connection: sa.Connection, version: str, current: InForce | None = None) -> NoticeStatus:
    """``current`` where the caller has read already what is in force."""
    current = current or in_force(connection)
    if version == current.version:
        return NoticeStatus.IN_USE
    if version in current.days or in_order(version) < in_order(current.version):
        return NoticeStatus.REPLACED
    proposed = sa.exists().where(NoticePublication.notice_version == version)
    return NoticeStatus.PROPOSED if connection.scalar(sa.select(proposed)) else NoticeStatus.DRAFT


def must_ask_again(connection: sa.Connection, version: str) -> bool:
    """Whether a version may only be published as material: its authors say so, or a ground changes (PR-13, PR-31)."""
    grounds_of_now = {(row.processing, row.controller, row.article) for row in grounds_at(in_force(connection).version)}
    grounds_then = {(row.processing, row.controller, row.article) for row in grounds_at(version)}
    return VERSIONS[version].material or grounds_then != grounds_of_now


def materials(connection: sa.Connection) -> dict[str, bool]:
    """Of every published version whether people were asked again."""
    rows = connection.execute(
        sa.select(NoticePublication.notice_version, NoticePublication.material).where(
            NoticePublication.published_at.is_not(None)
        )
    )
    return {row.notice_version: row.material for row in rows}


def propose(session: Session, version: str, *, material: bool, reviewed: Mapping[str, Reviewed], by: Viewer) -> None:
    """Put a draft forward. ``reviewed`` has every language but Dutch.

    Raises NotFound, Overtaken, NotPublishable, MustAskAgain, or GroundChanged for grounds that are not its own.
    """
    connection = session.connection()
    if version not in VERSIONS:
        raise NotFound
    if status_of(connection, version) is not NoticeStatus.DRAFT:
        raise Overtaken
    check_grounds(version, VERSIONS[version].grounds_sha256)
    findings = faults_of(connection, version)
    if findings or set(languages_of(version)) - {"nl"} - set(reviewed):
        raise NotPublishable(findings)
    if not material and must_ask_again(connection, version):
        raise MustAskAgain
    try:
        with session.begin_nested():
            session.add(
                NoticePublication(
                    notice_version=version,
                    material=material,
                    protocol_edition=VERSIONS[version].protocol,
                    grounds_sha256=grounds_sha256(version),
                    proposed_by=by.id,
                    proposed_at=clock.now(),
                )
            )
            session.flush()
    except IntegrityError:
        raise Overtaken from None
    for language in languages_of(version):
        seen = reviewed.get(language) if language != "nl" else None
        session.add(
            NoticeText(
                notice_version=version,
                language=language,
                sha256=REGISTER[version, language].sha256,
                reviewed_by=seen.by if seen else "",
                reviewed_on=seen.on if seen else None,
            )
        )
    _record(session, "notice_proposed", version, by)


def take_back(session: Session, version: str, *, seen_version: int, by: Viewer) -> None:
    """Make a proposal a draft again. Raises Overtaken."""
    proposal = _proposal(session, version, seen_version)
    session.execute(sa.delete(NoticeText).where(NoticeText.notice_version == version))
    session.delete(proposal)
    _record(session, "notice_taken_back", version, by)


def publish(session: Session, version: str, *, seen_version: int, by: Viewer) -> None:
    """Let a proposal count from now on. Raises SecondPerson, Overtaken, or NotPublishable."""
    proposal = _proposal(session, version, seen_version)
    if proposal.proposed_by == by.id:
        raise SecondPerson
    proposed = sa.select(NoticeText.language, NoticeText.sha256).where(NoticeText.notice_version == version)
    for language, sha256 in session.execute(proposed):
        if (version, language) not in REGISTER or REGISTER[version, language].sha256 != sha256:
            raise Overtaken  # another text came under the same number: nobody read that one
    check_grounds(version, proposal.grounds_sha256)
    findings = faults_of(session.connection(), version)
    if findings:
        raise NotPublishable(findings)
    if in_order(version) < in_order(in_force(session.connection()).version):
        raise Overtaken
    proposal.published_by, proposal.published_at = by.id, clock.now()
    _record(session, "notice_published", version, by)


def _proposal(session: Session, version: str, seen_version: int) -> NoticePublication:
    found = session.get(NoticePublication, version, with_for_update=True, populate_existing=True)
    if found is None or found.published_at is not None or found.version != seen_version:
        raise Overtaken
    return found


def _record(session: Session, action: str, version: str, by: Viewer) -> None:
    session.flush()
    detail: dict[str, Any] = {"notice": version}
    record(session, action=action, actor=by, object_kind="notice", detail=detail)
