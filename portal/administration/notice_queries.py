"""Versions of the notice for the manager: where each stands, whom it concerns in numbers, what differs item by item."""

import difflib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.consents.in_force import in_force
from portal.consents.notices import FIRST, SUBSTANCE, VERSIONS, Item, languages_of, notice
from portal.consents.publishing import NoticeStatus, status_of
from portal.models import (
    STANDING,
    UNANSWERED,
    Announcement,
    Candidate,
    ConsentRequest,
    Contract,
    NoticePublication,
    NoticeText,
    NoticeTranslation,
    QuestionChannel,
    Region,
    User,
)
from portal.privacy.grounds import in_order


@dataclass(frozen=True)
class VersionRow:
    version: str
    status: NoticeStatus
    languages: list[str]
    material: bool
    in_use: str  # the version that counts now
    since: date | None
    protocol: date  # a day in the month of its edition
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    row_version: int = 0  # of the proposal, 0 while there is none
    proposer_id: Any = None

    @property
    def is_first(self) -> bool:
        """Nobody had said yes before, so nobody chose again."""
        return self.version == FIRST


def versions(connection: sa.Connection) -> list[VersionRow]:
    """Every version there is a text for, the newest first."""
    return [version_row(connection, version) for version in sorted(VERSIONS, key=in_order, reverse=True)]


def version_row(connection: sa.Connection, version: str) -> VersionRow:
    """Raises KeyError for a version without a text."""
    edition, current = VERSIONS[version], in_force(connection)
    publisher = aliased(User)
    row = connection.execute(
        sa.select(
            NoticePublication.material,
            NoticePublication.proposed_at,
            NoticePublication.published_at,
            NoticePublication.proposed_by.label("proposer_id"),
            NoticePublication.version,
            User.name.label("proposed_by"),
            publisher.name.label("published_by"),
        )
        .join(User, User.id == NoticePublication.proposed_by)
        .outerjoin(publisher, publisher.id == NoticePublication.published_by)
        .where(NoticePublication.notice_version == version)
    ).first()
    return VersionRow(
        version=version,
        status=status_of(connection, version, current),
        languages=languages_of(version),
        material=row.material if row else edition.material,
        since=current.days.get(version),
        in_use=current.version,
        protocol=date.fromisoformat(f"{edition.protocol}-01"),
        proposed_by=row.proposed_by if row else None,
        proposed_at=row.proposed_at if row else None,
        published_by=row.published_by if row else None,
        published_at=row.published_at if row else None,
        row_version=row.version if row else 0,
        proposer_id=row.proposer_id if row else None,
    )


def reviews(connection: sa.Connection, version: str) -> list[Any]:
    """Who read each translation through: language, reviewed_by, reviewed_on."""

    def of(table: Any, is_read: sa.ColumnElement[bool]) -> sa.Select[Any]:
        columns = sa.select(table.language, table.reviewed_by, table.reviewed_on)
        return columns.where(table.notice_version == version, is_read)

    came_later = of(NoticeTranslation, NoticeTranslation.published_at.is_not(None))
    return list(connection.execute(sa.union_all(of(NoticeText, NoticeText.reviewed_by != ""), came_later)))


@dataclass(frozen=True)
class Concerned:
    """Numbers of people and companies, in one region or all; no names."""

    said_yes: int
    by_letter: int  # of them, those without e-mail
    unanswered: int
    contractors: int


def concerned(connection: sa.Connection, region: Region | None) -> Concerned:
    stands = sa.and_(ConsentRequest.status.in_(STANDING), Candidate.erased_at.is_(None))
    on_paper = sa.and_(stands, ConsentRequest.channel == QuestionChannel.PAPER)
    row = connection.execute(
        sa.select(
            _count(stands),
            _count(on_paper),
            _count(ConsentRequest.status.in_(UNANSWERED)),
            sa.func.count(sa.distinct(sa.case((stands, Contract.contractor_id)))),
        )
        .select_from(ConsentRequest)
        .join(Candidate, Candidate.id == ConsentRequest.candidate_id)
        .join(Contract, Contract.id == ConsentRequest.contract_id)
        .where(sa.true() if region is None else Contract.region == region)
    ).one()
    return Concerned(*row)


@dataclass(frozen=True)
class Campaign:
    """How far a version got among whoever said yes before; numbers of people."""

    told: int
    answered: int
    waiting: int
    frozen: int


def campaign(connection: sa.Connection, version: str) -> Campaign:
    asked = Announcement.renew_by.is_not(None)
    row = connection.execute(
        sa.select(
            sa.func.count(),
            _count(Announcement.answered_at.is_not(None)),
            _count(sa.and_(asked, Announcement.answered_at.is_(None), Announcement.frozen_at.is_(None))),
            _count(sa.and_(Announcement.answered_at.is_(None), Announcement.frozen_at.is_not(None))),
        )
        .select_from(Announcement)
        .where(Announcement.notice_version == version)
    ).one()
    return Campaign(*row)


def _count(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


@dataclass(frozen=True)
class Difference:
    """One item in two versions. ``old`` and ``new`` are paragraphs of (kind, words); kind is same, gone or added."""

    item: str
    title: str
    is_substance: bool
    is_changed: bool
    old: list[list[tuple[str, str]]]
    new: list[list[tuple[str, str]]]


def differences(old_version: str, new_version: str, language: str) -> list[Difference]:
    """Item by item, in the order of the new version; items that only one of them has come with nothing beside them."""
    old, new = notice(language, old_version), notice(language, new_version)
    ids = [*new.items, *(item for item in old.items if item not in new.items)]
    return [_difference(item, old.items.get(item), new.items.get(item)) for item in ids]


def _difference(item: str, old: Item | None, new: Item | None) -> Difference:
    before, after = _paragraphs(old), _paragraphs(new)
    left, right = [], []
    for number in range(max(len(before), len(after))):
        gone, added = _words(before, number), _words(after, number)
        marked = difflib.SequenceMatcher(a=gone, b=added, autojunk=False).get_opcodes()
        left.append([("same" if tag == "equal" else "gone", "".join(gone[a:b])) for tag, a, b, _, _ in marked if b > a])
        right.append(
            [("same" if tag == "equal" else "added", "".join(added[a:b])) for tag, _, _, a, b in marked if b > a]
        )
    shown = new or old
    return Difference(
        item, shown.title if shown else "", item in SUBSTANCE, before != after, [one for one in left if one],
        [one for one in right if one],
    )  # fmt: skip


def _paragraphs(item: Item | None) -> list[str]:
    if item is None:
        return []
    lines = [line for paragraph in item.paragraphs for line in paragraph.lines]
    return [item.title, *lines] if item.title else lines


def _words(paragraphs: list[str], number: int) -> list[str]:
    return re.findall(r"\S+\s*", paragraphs[number]) if number < len(paragraphs) else []
