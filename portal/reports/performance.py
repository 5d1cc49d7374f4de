"""How far each contract is, or those of a contractor, client or region together (PR-02, PR-03): euro, never a person.

What a line says is what the progress page of the contract says, since both come from ``records.figures``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from portal.models import Contract, Placement, Role
from portal.records.figures import progress_of
from portal.reports.shape import (
    MOST_CONTRACTS,
    MOST_WORK,
    Asked,
    Bars,
    Column,
    Kind,
    Line,
    Reach,
    Report,
    percentage,
)
from portal.security.scope import CONTRACT_ROWS, ContractRow, in_scope
from portal.valuation.progress import Progress
from portal.web.filters import money, percent
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

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
    Column("submitted", _l("Waiting for an answer"), Kind.MONEY, adds=True, beneath=True),
    Column("approved", _l("Approved"), Kind.MONEY, adds=True),
    Column("realised", _l("Realised"), Kind.MONEY, adds=True),
    Column("share", _l("Realised of the obligation"), Kind.PERCENT, share_of=("realised", "obligation"), beneath=True),
)
OF_CONTRACTS = (
    Column("number", _l("Number")),
    Column("name", _l("Contract"), beneath=True),
    Column("client", _l("Client")),
    Column("contractor", _l("Contractor"), beneath=True),
    Column("region", _l("Region"), beneath=True),
    *AMOUNTS,
    Column("level", _l("Where it stands")),
    Column("pace", _l("Ahead of the plan, in percentage points"), Kind.NUMBER, beneath=True),
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
                label(progress.level), progress.pace,
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
    known = CONTRACT_ROWS.add_columns(_WORK.label("work")).where(in_scope(reach), *asked.narrowed)
    for some in _turns(connection.execute(known.order_by(Contract.number))):
        figures = progress_of(connection, [row.id for row in some], asked.on)
        for row in some:
            yield row, figures[row.id]


_WORK = sa.select(sa.func.count()).where(Placement.contract_id == Contract.id).scalar_subquery()


def _turns(rows: Iterable[Any]) -> Iterator[list[ContractRow]]:
    """As many contracts together as memory allows: a page asks the same queries however many there are."""
    some: list[ContractRow] = []
    work = 0
    for row in rows:
        columns = dict(row._mapping)
        more = columns.pop("work")
        if some and (len(some) == MOST_CONTRACTS or work + more > MOST_WORK):
            yield some
            some, work = [], 0
        some.append(ContractRow(**columns))
        work += more
    if some:
        yield some


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
