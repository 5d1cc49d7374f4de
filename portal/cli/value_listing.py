"""How the command ``value`` shows the tables: for people line by line, for programs as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import click

from portal.valuation import CLASS_NAMES, FORM_NAMES, GROUP_NAMES, Name, Row, Unit, ValueTable, euro
from portal.valuation.explanation import number
from portal.valuation.names import Token


def print_tables(tables: Sequence[ValueTable], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_listing(table) for table in tables], ensure_ascii=False, indent=2))
        return
    click.echo("\n\n".join("\n".join(_list(table)) for table in tables))


def words(tokens: Iterable[Token], names: Mapping[Token, Name]) -> str:
    return ", ".join(f"{token.value} ({names[token].nl})" for token in tokens)


def _listing(table: ValueTable) -> dict[str, Any]:
    """The table as it is stored, with the groups, forms and classes that occur in it."""
    classes = {duration for group in table.groups() for duration in table.classes_for(group)}
    return {
        **table.to_json(),
        "name": table.name.nl,
        "groups": [{"code": one, "name": GROUP_NAMES[one].nl} for one in table.groups()],
        "classes": [{"code": one, "name": CLASS_NAMES[one].nl, "group": one.group} for one in sorted(classes)],
        "forms": [{"code": one, "name": FORM_NAMES[one].nl} for one in table.forms()],
        "rows": [{**row.to_json(), "name": row.name.nl, "amount": _amount(row.amount)} for row in table.rows],
        "raises": [{**one.to_json(), "name": one.name.nl, "amount": _amount(one.amount)} for one in table.raises],
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _list(table: ValueTable) -> Iterator[str]:
    yield f"{table.code}: {table.name.nl}"
    yield f"  Bron: {table.source}"
    yield f"  Datum van de bron: {table.source_date or 'niet bekend'}"
    yield f"  Geldt vanaf: {table.valid_from or 'niet bekend'}"
    yield f"  Voltijd: {number(table.full_time_hours)} uur per week"
    yield f"  Minimum: {number(table.minimum_hours)} uur per week" if table.minimum_hours else "  Minimum: niet bekend"
    if table.note:
        yield f"  Let op: {table.note}"
    yield f"  Groepen: {words(table.groups(), GROUP_NAMES)}"
    for group in table.groups():
        if classes := table.classes_for(group):
            yield f"  Duur of soort bij {group.value}: {words(classes, CLASS_NAMES)}"
    yield f"  Vormen: {words(table.forms(), FORM_NAMES)}"
    for row in table.rows:
        yield f"  Regel {row.code}: {row.name.nl}. {_worth(row)} [{', '.join(row.forms)}]"
    for one in table.raises:
        yield f"  Toeslag {one.code}: {one.name.nl}, {euro(one.amount)} per jaar."
    for rule in table.rules:
        yield f"  Voorwaarde: {rule.name.nl}"


def _worth(row: Row) -> str:
    match row.unit:
        case Unit.COST:
            return f"Kosten zonder btw, {number(row.factor * 100)}%."
        case Unit.AGREED:
            return "Bedrag in overleg."
        case Unit.NOT_ELIGIBLE:
            return "Telt niet mee."
    per = {Unit.YEAR: "jaar", Unit.MONTH: "maand", Unit.HOUR: "uur"}[row.unit]
    cap = "" if row.cap_months is None else f", hoogstens {number(row.cap_months)} maanden"
    return f"{euro(row.amount or Decimal(0))} per {per}{cap}."
