"""``manage.py value``: what an effort is worth by a table of the portal, or by one that comes along with it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click

from portal.cli.value_listing import print_tables, words
from portal.cli.value_tables import known_tables
from portal.valuation import (
    CLASS_NAMES,
    FORM_NAMES,
    GROUP_NAMES,
    UNKNOWN_GROUP,
    DurationClass,
    Form,
    Name,
    Row,
    TargetGroup,
    Valuation,
    ValuationRefused,
    ValueTable,
    euro,
    texts,
    value_accepted_hours,
    value_effort,
)
from portal.valuation.names import Token, is_called, plain, tokens_called

Named = TypeVar("Named", ValueTable, Row)


class Number(click.ParamType[Decimal]):
    """A number of 0 or more, with a point or a comma, exact."""

    name = "number"

    def __init__(self, highest: int) -> None:
        self.highest = Decimal(highest)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            read = Decimal(str(value).strip().replace(",", "."))
        except InvalidOperation:
            read = Decimal("NaN")
        if not read.is_finite() or not 0 <= read <= self.highest:
            self.fail(f"‘{value}’ is geen getal van 0 tot en met {self.highest}.", param, ctx)
        return read


DAY = click.DateTime(["%Y-%m-%d", "%d-%m-%Y"])


@click.command("value")
@click.option("--list", "listed", is_flag=True, help="Show the tables with their groups, forms, classes and raises.")
@click.option("--table", "table_word", help="Code or name of the value table.")
@click.option("--group", "group_word", help="Target group: P-wet, Wajong, WW, WIA, WSW, Student, NUO, or onbekend.")
@click.option("--form", "form_word", help="Form: employment, secondment, stage, BBL, ...")
@click.option("--class", "class_word", help="Class within the group, where the table has several amounts.")
@click.option("--row", "row_word", help="A row of the table by name, in place of the group.")
@click.option("--raise", "raise_codes", multiple=True, help="A raise of the table by code; may be repeated.")
@click.option("--hours", type=Number(168), help="Hours per week; with knowledge_hours the hours in all.")
@click.option("--months", type=Number(600), help="Months worked within the contract.")
@click.option("--people", type=click.IntRange(1, 9999), default=1, show_default=True)
@click.option("--cost", type=Number(10**9), help="Cost in euro without VAT.")
@click.option("--factor", type=Number(1), help="Recognised part of the cost, 1 is all.")
@click.option("--birth-date", type=DAY, help="For the raises by age, together with --reference-date.")
@click.option(
    "--reference-date", type=DAY, help="The award date (peildatum); it also decides the version of the table."
)
@click.option("--age", type=click.IntRange(0, 120), help="In place of a date of birth.")
@click.option(
    "--accepted-hours", type=Number(10**6), help="Hours worked and accepted, in place of --hours and --months."
)
@click.option("--yearly-hours", type=Number(10**4), help="Hours of a full-time year at the contractor.")
@click.option("--used-months", type=Number(600), default="0", help="Months this person counted before.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; amounts are strings.")
def value(
    *,
    listed: bool,
    table_word: str | None,
    group_word: str | None,
    form_word: str | None,
    class_word: str | None,
    row_word: str | None,
    raise_codes: tuple[str, ...],
    hours: Decimal | None,
    months: Decimal | None,
    people: int,
    cost: Decimal | None,
    factor: Decimal | None,
    birth_date: datetime | None,
    reference_date: datetime | None,
    age: int | None,
    accepted_hours: Decimal | None,
    yearly_hours: Decimal | None,
    used_months: Decimal,
    as_json: bool,
) -> None:
    """Compute the value of an effort by a value table, with its explanation in Dutch."""
    if listed:
        tables = known_tables(_day(reference_date)) if table_word is None else (_table(table_word, reference_date),)
        print_tables(tables, as_json=as_json)
        return
    table = _table(table_word, reference_date)
    row = _row(table, row_word)
    form = _form(table, form_word, row)
    group = _group(table, form, group_word, row)
    duration_class = _class(table, form, group, class_word)
    if accepted_hours is None:
        _check_complete(form, hours, months)
    if birth_date and not reference_date:
        raise click.UsageError("Vul bij --birth-date ook --reference-date (peildatum) in.")
    person: dict[str, Any] = {
        "group": group,
        "duration_class": duration_class,
        "form": form,
        "row": row.code if row else None,
        "raises": raise_codes,
        "birth_date": _day(birth_date),
        "reference_date": _day(reference_date),
        "age": age,
        "used_months": used_months,
    }
    try:
        if group and row is None:
            table.row_for(form, group, duration_class)  # no estimate where the group is known and the class is left out
        if accepted_hours is not None:
            worth = value_accepted_hours(table, **person, accepted_hours=accepted_hours, yearly_hours=yearly_hours)
        else:
            worth = value_effort(
                table,
                **person,
                people=people,
                hours_per_week=hours or Decimal(0),
                months=months or Decimal(0),
                start_month=None,
                cost=cost,
                factor=factor,
            )
    except ValuationRefused as refusal:
        raise click.UsageError(refusal.text("nl")) from refusal
    if as_json:
        asked = {"form": form.value, "group": group, "class": duration_class, "row": row.code if row else None}
        click.echo(json.dumps(_as_json(table, asked, worth), ensure_ascii=False, indent=2))
        return
    click.echo(euro(worth.amount))
    click.echo(f"Waardetabel: {table.name.nl} ({table.code}). Bron: {table.source}.")
    for line in texts(worth.lines, reveal=True):
        click.echo(f"- {line}")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _table(word: str | None, reference_date: datetime | None) -> ValueTable:
    found = known_tables(_day(reference_date))
    known = ", ".join(table.code for table in found)
    if word is None:
        raise click.UsageError(f"Kies een waardetabel met --table: {known}. Zie ook --list.")
    tables = {table: f"{_title(table)} {table.source}" for table in found}
    return _one_called(word, tables, "waardetabel", known)


def _row(table: ValueTable, word: str | None) -> Row | None:
    if word is None:
        return None
    return _one_called(
        word, {row: _title(row) for row in table.rows}, "regel", ", ".join(row.code for row in table.rows)
    )


def _title(named: ValueTable | Row) -> str:
    return f"{named.code} {named.name.nl} {named.name.en}"


def _one_called(word: str, named: Mapping[Named, str], noun: str, known: str) -> Named:
    """The one with this code or name, else the only one whose description contains the word."""
    exact = [one for one in named if is_called(one.name, one.code, word)]
    near = [one for one, description in named.items() if plain(word) and plain(word) in plain(description)]
    if len(found := exact or near) == 1:
        return found[0]
    raise click.UsageError(f"‘{word}’ is geen bekende {noun}. Bekend zijn: {known}.")


def _form(table: ValueTable, word: str | None, row: Row | None) -> Form:
    if word is not None:
        return _token(word, FORM_NAMES, FORM_NAMES, "vorm")
    if row is not None:
        return row.forms[0]
    raise click.UsageError(f"Kies een vorm met --form: {', '.join(table.forms())}.")


def _group(table: ValueTable, form: Form, word: str | None, row: Row | None) -> TargetGroup | None:
    if word is not None:
        if is_called(UNKNOWN_GROUP, "unknown", word):
            return None
        return _token(word, GROUP_NAMES, GROUP_NAMES, "groep")
    if form.is_for_people and row is None:
        raise click.UsageError(f"Kies een groep met --group: {', '.join(table.groups(form))}, of onbekend.")
    return None


def _class(table: ValueTable, form: Form, group: TargetGroup | None, word: str | None) -> DurationClass | None:
    if word is None:
        return None
    choices = table.classes_for(group, form) if group else ()
    return _token(word, CLASS_NAMES, choices or [one for one in DurationClass if one.group is group], "duur")


def _check_complete(form: Form, hours: Decimal | None, months: Decimal | None) -> None:
    if form.is_for_people and (hours is None or months is None):
        raise click.UsageError("Vul --hours (uur per week) en --months (aantal maanden) in.")
    if form is Form.KNOWLEDGE_HOURS and hours is None:
        raise click.UsageError("Vul --hours in: het aantal uur per medewerker.")


def _token(word: str, names: Mapping[Token, Name], among: Iterable[Token], noun: str) -> Token:
    choices = tuple(among)
    found = tokens_called(word, names, choices)
    if len(found) == 1:
        return found[0]
    raise click.UsageError(f"‘{word}’ is geen bekende {noun}. Bekend zijn: {words(choices, names) or 'geen'}.")


def _as_json(table: ValueTable, asked: Mapping[str, str | None], worth: Valuation) -> dict[str, Any]:
    return {
        "table": table.code,
        **asked,
        "amount": f"{worth.amount:.2f}",
        "counted_months": f"{worth.counted_months.normalize():f}",
        "below_minimum": worth.below_minimum,
        "estimated": worth.estimated,
        "explanation": [{"code": line.code, "text": line.text("nl")} for line in worth.lines],
    }
