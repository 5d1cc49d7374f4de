"""The accounts of a practice environment, for testers."""

import json

import click

from portal.demonstration.people import PASSWORD, PEOPLE, party


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def demo_accounts(as_json: bool) -> None:
    """Role, organisation, region, e-mail, password and second factor of every invented person."""
    accounts = [
        {
            "name": person.name,
            "role": person.role.value,
            "organisation": party(person.party).shown_name,
            "region": party(person.party).region,
            "email": person.email,
            "password": PASSWORD,
            "totp_secret": person.totp_secret,
        }
        for person in PEOPLE
    ]
    if as_json:
        click.echo(json.dumps(accounts, indent=2, ensure_ascii=False))
        return
    for account in accounts:
        click.echo(f"{account['email']:28} {account['role']:17} {account['totp_secret']}  {account['organisation']}")
    click.echo(f"Password of all: {PASSWORD}")
