"""What candidates answered, by quarter in which they were asked: a fixed table of one year and one region, protected.

A coordination point does not know who said no (PR-23), so it may not be able to compute it either (PR-51).
"""

from collections.abc import Iterator

import sqlalchemy as sa

from portal import clock
from portal.models import UNANSWERED, ConsentRequest, ConsentStatus, Contract, Role
from portal.protection import Cell, protect
from portal.records.publication import rules_of
from portal.reports.shape import Asked, Bars, Column, Kind, Line, Reach, Report
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l

ANSWERS = ("both", "ordinary", "no", "silent", "ended", "open")
COLUMNS = (
    Column("quarter", _l("Asked in")),
    Column("both", _l("Yes, also to the target group"), Kind.NUMBER),
    Column("ordinary", _l("Yes, without the target group"), Kind.NUMBER),
    Column("no", _l("No"), Kind.NUMBER),
    Column("silent", _l("No answer in time"), Kind.NUMBER),
    Column("ended", _l("Yes, and stopped later"), Kind.NUMBER),
    Column("open", _l("Not answered yet"), Kind.NUMBER),
    Column("together", _l("Together"), Kind.NUMBER),
)
ENDED = frozenset({ConsentStatus.WITHDRAWN, ConsentStatus.INVALIDATED, ConsentStatus.FROZEN})


def columns(_asked: Asked) -> tuple[Column, ...]:
    return COLUMNS


def lines(connection: sa.Connection, reach: Reach, asked: Asked) -> Iterator[Line]:
    """The four quarters of the year of the day asked for, and the year, without invitations that were taken back."""
    year = asked.on.year
    rows = connection.execute(
        sa.select(ConsentRequest.requested_at, ConsentRequest.status, ConsentRequest.c2_given)
        .join(Contract, Contract.id == ConsentRequest.contract_id)
        .where(Contract.region == reach.region, ConsentRequest.status != ConsentStatus.CANCELLED)
    )
    counts = [[0] * len(ANSWERS) for _quarter in range(4)]
    for row in rows:
        day = clock.day_of(row.requested_at)
        if day.year == year:
            counts[(day.month - 1) // 3][ANSWERS.index(_answer(row.status, row.c2_given))] += 1
    protected = protect([[Cell(number) for number in line] for line in counts], rules_of(connection, reach.region))
    for position in range(5):
        name = _("Quarter %(number)s", number=position + 1) if position < 4 else _("%(year)s together", year=year)
        yield (name, *(protected.people(position, column) for column in range(len(ANSWERS) + 1)))


def _answer(status: ConsentStatus, with_group: bool | None) -> str:
    if status is ConsentStatus.GIVEN:
        return "both" if with_group else "ordinary"
    if status is ConsentStatus.REFUSED:
        return "no"
    if status in ENDED:
        return "ended"
    return "open" if status in UNANSWERED else "silent"


CONSENT = Report(
    name="toestemming",
    title=_l("Answers of candidates"),
    about=_l("How many people said yes or no, in one year and one region. Small numbers are hidden."),
    who=frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER, Role.PRIVACY_OFFICER}),
    columns=columns,
    lines=lines,
    bars=Bars(_l("Yes to both questions, of everybody who was asked"), "both", "together"),
)
