"""Which version of the notice counts now: the newest one that a second person published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.consents.notices import FIRST, FIRST_SINCE, LANGUAGES, REGISTER, VERSIONS, Notice, NoticeChanged, notice
from portal.models import NoticePublication, NoticeText, NoticeTranslation
from portal.privacy.grounds import GroundChanged, check_grounds


@dataclass(frozen=True)
class InForce:
    version: str
    texts: Mapping[str, str]  # checksum by language
    days: Mapping[str, date]  # of every published version the day it began to count

    @property
    def since(self) -> date:
        return self.days[self.version]


AT_FIRST = InForce(FIRST, {language: REGISTER[FIRST, language].sha256 for language in LANGUAGES}, {FIRST: FIRST_SINCE})


_PUBLISHED: sa.CompoundSelect[Any] = (
    sa.union_all(  # texts that came with their version, and languages that came to it later
        sa.select(
            NoticePublication.notice_version, NoticePublication.published_at, NoticeText.language, NoticeText.sha256
        )
        .join(NoticeText, NoticeText.notice_version == NoticePublication.notice_version)
        .where(NoticePublication.published_at.is_not(None)),
        sa.select(
            NoticeTranslation.notice_version, sa.null(), NoticeTranslation.language, NoticeTranslation.sha256
        ).where(NoticeTranslation.published_at.is_not(None)),
    )
)


def in_force(connection: sa.Connection) -> InForce:
    """The version that counts; the first one while nobody published another."""
    rows = connection.execute(_PUBLISHED).all()
    if not rows:
        return AT_FIRST
    published = sorted((row for row in rows if row.published_at), key=lambda row: row.published_at)
    newest = published[-1].notice_version if published else FIRST
    first = AT_FIRST.texts if not published else {}
    return InForce(
        newest,
        {**first, **{row.language: row.sha256 for row in rows if row.notice_version == newest}},
        {**AT_FIRST.days, **{row.notice_version: clock.day_of(row.published_at) for row in published}},
    )


def notice_in_force(connection: sa.Connection, language: str) -> Notice:
    """The text that counts, in Dutch where it was not published in this language. Raises NoticeChanged."""
    return text_of(in_force(connection), language)


def text_of(current: InForce, language: str) -> Notice:
    """The text of ``current``, and no other: a file that is not what was published is not read (PR-42)."""
    text = notice(language if language in current.texts else "nl", current.version)
    if text.sha256 != current.texts[text.language]:
        raise NoticeChanged(f"{current.version}.{text.language}")
    return text


def check_live_grounds(connection: sa.Connection) -> None:
    """Raise GroundChanged when a ground that is in use is not the one that was told (PR-13)."""
    for version, edition in VERSIONS.items():
        check_grounds(version, edition.grounds_sha256)
    published: list[Any] = list(
        connection.execute(
            sa.select(NoticePublication.notice_version, NoticePublication.grounds_sha256).where(
                NoticePublication.published_at.is_not(None)
            )
        )
    )
    for row in published:
        if row.notice_version not in VERSIONS:
            raise GroundChanged(row.notice_version)
        check_grounds(row.notice_version, row.grounds_sha256)
