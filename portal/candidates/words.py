"""How a candidate's state reads to a contractor (ux.md 2.0); days, never the minute of a no (PR-29)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from portal import clock
from portal.candidates.queries import CandidateDetail
from portal.consents.notices import NAMES, notice_of
from portal.consents.queries import Question
from portal.models import UNANSWERED, ConsentStatus
from portal.privacy.masks import masked
from portal.web.filters import day
from portal.web.i18n import gettext as _
from portal.web.labels import TONES, label


class Asked(Protocol):
    """A line of the list, or a question."""

    @property
    def status(self) -> ConsentStatus: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def not_delivered_at(self) -> datetime | None: ...
    @property
    def locked_at(self) -> datetime | None: ...


def consent_word(asked: Asked) -> tuple[str, str]:
    """The words of the status tag and its tone."""
    if asked.status in UNANSWERED and asked.locked_at:
        return _("Date of birth was wrong 3 times"), "warning"
    if asked.status in UNANSWERED and asked.not_delivered_at:
        return _("E-mail not delivered. Check the address"), "warning"
    tone = TONES.get(f"ConsentStatus.{asked.status}", "neutral")
    if asked.status is ConsentStatus.GIVEN and asked.answered_at:
        return _("Said yes on %(day)s", day=day(clock.day_of(asked.answered_at))), tone
    return label(asked.status), tone


def information_word(asked: Asked, *, is_complete: bool) -> str:
    if asked.status in UNANSWERED:
        return _("Not yet allowed")
    if asked.status is not ConsentStatus.GIVEN:
        return _("Not allowed")
    return _("Filled in") if is_complete else _("Still to fill in")


def ledger_lines(ledger: Sequence[sa.Row[Any]]) -> list[str]:
    """'4 december 2026: ja – gewone gegevens (tekst 1.0, Nederlands)', newest first."""
    lines = []
    for row in reversed(ledger):
        text = notice_of(row.notice_sha256)
        lines.append(
            _(
                "%(day)s: %(what)s – %(scope)s (text %(version)s, %(language)s)",
                day=day(clock.day_of(row.at)),
                what=label(row.kind),
                scope=label(row.scope),
                version=text.version,
                language=NAMES[text.language],
            )
        )
    return lines


def facts(
    candidate: CandidateDetail, question: Question, *, email: str, town: str, has_birth_date: bool, address: str
) -> list[dict[str, str]]:
    """Lines of the summary list. ``address`` is of the page; what a yes opened can be changed from it.

    Date of birth and target group are dots until they are revealed. Nothing when consent has ended, never came, or
    waits for a new answer (PR-31).
    """
    if candidate.starts_on is None or question.status is ConsentStatus.FROZEN:
        return []
    rows = [
        {"key": _("Agreement"), "value": label(candidate.agreement)},
        {"key": _("Employer"), "value": candidate.employer_name},
        {"key": _("Expected start date"), "value": day(candidate.starts_on)},
    ]
    if question.is_unanswered:
        way = {"key": _("How will the candidate get the question?"), "value": label(question.channel)}
        rows.insert(0, way if question.is_on_paper else {"key": _("E-mail address"), "value": email})
    if question.status is ConsentStatus.GIVEN:
        details = f"{address}/gegevens"
        rows.append({"key": _("Town"), "value": town, "href": details})
        rows.append({"key": _("Date of birth"), "value": masked(has_birth_date), "href": details})
    if question.c2_given:
        rows.append(
            {
                "key": _("Benefit or group"),
                "value": masked(candidate.has_group),
                "href": f"{address}/gegevens/doelgroep",
            }
        )
    return rows


def card_field(name: str) -> str:
    """A field of the controller card in words, for who must ask to have it filled in."""
    words = {
        "name": _("name of the coordination point"),
        "postal_address": _("postal address"),
        "email": _("e-mail address"),
        "phone": _("telephone number"),
        "officer": _("data protection officer"),
        "officer_email": _("e-mail address of the data protection officer"),
        "dpia_reference": _("reference of the privacy assessment (DPIA)"),
        "dpia_confirmed": _("confirmation of the privacy officer"),
    }
    return words[name]
