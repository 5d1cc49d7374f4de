"""What candidates answered, by quarter in which they were asked: each quarter a fixed table of one region, protected.

A coordination point does not know who said no (PR-23), so it may not be able to compute it either (PR-51). Whoever
looked each day would see a number change on the day of an answer; so a quarter is counted as it stood a month after its
end, from the ledger, and is the same table whenever somebody looks.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

import sqlalchemy as sa

from portal import clock
from portal.models import ConsentEvent, ConsentEventKind, ConsentRequest, ConsentScope, Contract, Role
from portal.protection import Cell, protect
from portal.records.publication import rules_of
from portal.reports.shape import Asked, Bars, Column, Kind, Line, Reach, Report
from portal.valuation.confirmation import CalendarQuarter
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l

SETTLED_AFTER = timedelta(days=31)  # after a quarter: by then everybody has answered, or not in time
QUARTERS = 4  # the newest that are settled
ANSWERS = ("both", "ordinary", "no", "silent", "ended")
COLUMNS = (
    Column("quarter", _l("Asked in")),
    Column("both", _l("Yes, also to the target group"), Kind.NUMBER),
    Column("ordinary", _l("Yes, without the target group"), Kind.NUMBER),
    Column("no", _l("No"), Kind.NUMBER),
    Column("silent", _l("No answer in time, or ‘I do not know this’"), Kind.NUMBER),
    Column("ended", _l("Yes, and stopped"), Kind.NUMBER),
    Column("together", _l("Together"), Kind.NUMBER),
)
YES = frozenset({ConsentEventKind.GIVEN, ConsentEventKind.RENEWED})
SAID = YES | {
    ConsentEventKind.REFUSED,
    ConsentEventKind.WITHDRAWN,
    ConsentEventKind.EXPIRED,
    ConsentEventKind.INVALIDATED,
    ConsentEventKind.CANCELLED,
}
Said = tuple[ConsentEventKind, ConsentScope]


def columns(_asked: Asked) -> tuple[Column, ...]:
    return COLUMNS


def lines(connection: sa.Connection, reach: Reach, asked: Asked) -> Iterator[Line]:
    """The newest quarters that are settled on the day asked for, the oldest first; without invitations taken back."""
    quarters = settled_quarters(asked.on)
    counts = {quarter: [0] * len(ANSWERS) for quarter in quarters}
    rows = connection.execute(
        sa.select(
            ConsentRequest.id, ConsentRequest.requested_at, ConsentEvent.kind, ConsentEvent.scope, ConsentEvent.at
        )
        .join(Contract, Contract.id == ConsentRequest.contract_id)
        .join(ConsentEvent, ConsentEvent.request_id == ConsentRequest.id)
        .where(
            Contract.region == reach.region,
            ConsentRequest.requested_at >= clock.end_of(quarters[0].before.ends_on),
            ConsentRequest.requested_at < clock.end_of(quarters[-1].ends_on),
        )
        .order_by(ConsentRequest.id, ConsentEvent.position)
    )
    for _request, told in groupby(rows, key=lambda row: row.id):
        events = list(told)
        quarter = CalendarQuarter.of(clock.day_of(events[0].requested_at))
        known_by = clock.end_of(quarter.ends_on + SETTLED_AFTER)
        answer = answer_of((event.kind, event.scope) for event in events if event.at < known_by)
        if answer is not None:
            counts[quarter][ANSWERS.index(answer)] += 1
    rules = rules_of(connection, reach.region)
    for quarter, numbers in counts.items():
        name = _("Quarter %(number)s of %(year)s", number=quarter.number, year=str(quarter.year))
        if sum(numbers) - numbers[ANSWERS.index("no")] < rules.threshold:  # else it tells that everybody said no
            yield (name, *[None] * (len(ANSWERS) + 1))
        else:
            protected = protect([[Cell(number) for number in numbers]], rules)
            yield (name, *(protected.people(0, column) for column in range(len(ANSWERS) + 1)))


def settled_quarters(on: date) -> list[CalendarQuarter]:
    """The oldest first."""
    quarters = [CalendarQuarter.of(on - SETTLED_AFTER).before]
    while len(quarters) < QUARTERS:
        quarters.insert(0, quarters[0].before)
    return quarters


def answer_of(events: Iterable[Said]) -> str | None:
    """One of ANSWERS from the lines of one chain, in their order; None for an invitation that was taken back."""
    newest: dict[ConsentScope, ConsentEventKind] = {}
    was_yes = False
    for kind, scope in events:
        if kind in SAID:
            newest[scope] = kind
            was_yes = was_yes or (kind in YES and scope is ConsentScope.C1)
    ordinary = newest.get(ConsentScope.C1)
    if ordinary is ConsentEventKind.CANCELLED:
        return None
    if ordinary is ConsentEventKind.REFUSED:
        return "no"
    if ordinary in YES:
        return "both" if newest.get(ConsentScope.C2) in YES else "ordinary"
    return "ended" if was_yes else "silent"


CONSENT = Report(
    name="toestemming",
    title=_l("Answers of candidates"),
    about=_l(
        "How many people said yes or no, by quarter in which they were asked. A quarter is counted a month after it "
        "ended, and does not change after that. Small numbers are hidden."
    ),
    who=frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER, Role.PRIVACY_OFFICER}),
    columns=columns,
    lines=lines,
    bars=Bars(_l("Yes to both questions, of everybody who was asked"), "both", "together"),
)
