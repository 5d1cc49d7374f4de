"""How far each contract is, or those of a contractor, client or region together (PR-02, PR-03): euro, never a person.

What a line says is what the progress page of the contract says, since both come from ``records.figures``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from portal.models import Contract, Role
from portal.records.figures import progress_of
from portal.reports.shape import Asked, Bars, Column, Kind, Line, Reach, Report, percentage
from portal.security.scope import CONTRACT_ROWS, ContractRow, in_scope
from portal.valuation.progress import Progress
from portal.web.filters import money, percent
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

BATCH = 200  # contracts whose figures are read at a time
WAYS = (
    ("opdracht", _l("Contract")),
    ("opdrachtnemer", _l("Contractor")),
    ("opdrachtgever", _l("Client")),
    ("regio", _l("Region")),
)
NAMES: dict[str, Any] = {
    "opdrachtnemer": lambda row: row.contractor_name,
    "opdrachtgever": lambda row: row.client_name,
    "regio": lambda row: label(row.region),
}
AMOUNTS = (
    Column("obligation", _l("Obligation"), Kind.MONEY, adds=True),
    Column("planned", _l("Planned"), Kind.MONEY, adds=True),
    Column("submitted", _l("Waiting for an answer"), Kind.MONEY, adds=True),
    Column("approved", _l("Approved"), Kind.MONEY, adds=True),
    Column("realised", _l("Realised"), Kind.MONEY, adds=True),
    Column("share", _l("Realised of the obligation"), Kind.PERCENT, share_of=("realised", "obligation")),
)
OF_CONTRACTS = (
    Column("number", _l("Number")),
    Column("name", _l("Contract")),
    Column("client", _l("Client")),
    Column("contractor", _l("Contractor")),
    Column("region", _l("Region")),
    *AMOUNTS,
    Column("pace", _l("Ahead of the plan, in percentage points"), Kind.NUMBER),
    Column("level", _l("Where it stands")),
)


def columns(asked: Asked) -> tuple[Column, ...]:
    if asked.per not in NAMES:
        return OF_CONTRACTS
    words = dict(WAYS)[asked.per]
    return (Column("name", words), Column("contracts", _l("Contracts"), Kind.NUMBER, adds=True), *AMOUNTS)


def lines(connection: sa.Connection, reach: Reach, asked: Asked) -> Iterator[Line]:
    """One line a contract in order of its number, in constant memory; or one a contractor, client or region by name."""
    standing = _standings(connection, reach, asked)
    if asked.per not in NAMES:
        for row, progress in standing:
            yield (
                row.number, row.name, row.client_name, row.contractor_name, label(row.region), *_amounts(progress),
                progress.pace, label(progress.level),
            )  # fmt: skip
        return
    name_of = NAMES[asked.per]
    together: dict[str, list[Any]] = {}
    for row, progress in standing:
        sums = together.setdefault(name_of(row), [0, 0, 0, 0, 0, 0])
        for position, amount in enumerate((1, *_amounts(progress)[:-1])):
            sums[position] += amount
    for name, sums in sorted(together.items()):
        yield (name, *sums, percentage(sums[-1], sums[1]))


def sentence(sums: Mapping[str, Any]) -> str:
    share = percentage(sums["realised"], sums["obligation"])
    if share is None:
        return _("%(realised)s is realised. There is no obligation in euro.", realised=money(sums["realised"]))
    return _("Of %(obligation)s obligation, %(realised)s is realised: %(share)s.", realised=money(sums["realised"]),
             obligation=money(sums["obligation"]), share=percent(share))  # fmt: skip


def _amounts(progress: Progress) -> Line:
    return (
        progress.obligation,
        progress.planned,
        progress.submitted,
        progress.approved,
        progress.realised,
        percentage(progress.realised, progress.obligation),
    )


def _standings(connection: sa.Connection, reach: Reach, asked: Asked) -> Iterator[tuple[ContractRow, Progress]]:
    known = CONTRACT_ROWS.where(in_scope(reach), *asked.narrowed).order_by(Contract.number)
    rows = [ContractRow(**row._mapping) for row in connection.execute(known)]
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        figures = progress_of(connection, [row.id for row in some], asked.on)
        for row in some:
            yield row, figures[row.id]


PERFORMANCE = Report(
    name="prestaties",
    title=_l("Performance"),
    about=_l("How much of the obligation is planned, approved and realised."),
    who=frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER, Role.PRIVACY_OFFICER, Role.CLIENT}),
    columns=columns,
    lines=lines,
    ways=WAYS,
    narrows=True,
    sentence=sentence,
    bars=Bars(_l("Realised of the obligation"), "realised", "obligation"),
)
