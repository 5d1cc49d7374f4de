"""Commands of the operator."""

import json

import click

from portal.cli.context import settings
from portal.db import Database
from portal.records.tables import seed_value_tables
from portal.schema import upgrade


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema and add the shipped value tables."""
    config = settings()
    database = Database(config.database_url)
    upgrade(database)
    with database.transaction() as session:
        seed_value_tables(session)
    click.echo("The database is up to date.")


@click.command()
def recount() -> None:
    """Count the totals of every contract again, and name what differs. Ends with 1 when anything does."""
    from portal.records.totals import recount as count_again

    with Database(settings().database_url).reads() as connection:
        contracts, differences = count_again(connection)
    for one in differences:
        click.echo(f"{one.contract_number}: {one.name} is kept as {one.kept} and counted as {one.counted}")
    click.echo(f"{contracts} contracts counted, {len(differences)} differences")
    if differences:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def policy(as_json: bool) -> None:
    """Every endpoint: its path and methods, what for, who may open it, in which scope."""
    from portal.cli.policy import policy_lines

    lines = policy_lines()
    if as_json:
        click.echo(json.dumps(lines, indent=2))
        return
    for line in lines:
        who = ", ".join(line["who"]) or "everybody"
        click.echo(f"{line['path']:60} {'/'.join(line['methods']):9} {line['purpose']:5} {line['scope']:45} {who}")
