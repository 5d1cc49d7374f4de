"""Commands about personal data: are the records whole, what do we process, and the monthly change of keys."""

from dataclasses import astuple
from datetime import date, timedelta
from pathlib import Path

import click

from portal import clock
from portal.cli.context import services
from portal.consents import anchors, ledger
from portal.db import Database
from portal.privacy import pairing, processing, register, viewdays
from portal.privacy.grounds import GROUNDS
from portal.privacy.keystore import compact
from portal.privacy.vault import Vault
from portal.privacy.viewlog import verify_view_log

DOCS = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
EPOCH = timedelta(days=30)  # what is left of a destroyed key in a backup opens nothing after this (PR-50)


@click.command()
def verify() -> None:
    """Check the chains of the view log and the consent ledger; ends with 1 when one is broken."""
    found = services()
    with found.db.reads() as connection:
        view = verify_view_log(connection)
        day = viewdays.verify_view_days(connection)
        line = ledger.verify(connection)
    click.echo(_view_log_in_words(view, day))
    click.echo(
        "The consent ledger is whole."
        if line is None
        else f"The consent ledger is broken at request {line[0]}, position {line[1]}."
    )
    if view is not None or day is not None or line is not None:
        raise click.exceptions.Exit(1)


def _view_log_in_words(position: int | None, day: date | None) -> str:
    if position is not None:
        return f"The view log is broken at position {position}."
    return "The view log is whole." if day is None else f"The view log is not what was anchored on {day}."


@click.command("verify-view-log")
@click.option(
    "--anchor",
    nargs=2,
    metavar="DAY DIGEST",
    help="Compare the digest of a day with the one that was mailed and kept elsewhere.",
)
def verify_views(anchor: tuple[str, str] | None) -> None:
    """Check the chain of the view log and every day it was anchored; ends with 1 at the first broken link."""
    with services().db.reads() as connection:
        position, day = verify_view_log(connection), viewdays.verify_view_days(connection)
        newest = viewdays.newest_view_anchor(connection)
        kept = viewdays.view_digest_on(connection, date.fromisoformat(anchor[0])) if anchor else None
    click.echo(_view_log_in_words(position, day))
    if anchor and kept != anchor[1]:
        click.echo(f"Broken: the digest of {anchor[0]} is {kept or 'not there'}, not the one that was kept.")
    if position is not None or day is not None or (anchor and kept != anchor[1]):
        raise click.exceptions.Exit(1)
    click.echo(f"Newest anchor: {newest.day} {newest.digest}" if newest else "No day has been anchored yet.")


@click.command("verify-ledger")
@click.option(
    "--anchor",
    nargs=2,
    metavar="DAY DIGEST",
    help="Compare the digest of a day with the one that was mailed and kept elsewhere.",
)
def verify_ledger(anchor: tuple[str, str] | None) -> None:
    """Check every chain of the consent ledger and every day it was anchored; ends with 1 at the first broken link."""
    with services().db.reads() as connection:
        line = ledger.verify(connection)
        day = anchors.verify_anchors(connection)
        newest = anchors.newest_anchor(connection)
        kept = anchors.digest_on(connection, date.fromisoformat(anchor[0])) if anchor else None
    if line is not None:
        click.echo(f"Broken: request {line[0]}, position {line[1]}.")
    if day is not None:
        click.echo(f"Broken: the anchor of {day}, or a chain it names.")
    if anchor and kept != anchor[1]:
        click.echo(f"Broken: the digest of {anchor[0]} is {kept or 'not there'}, not the one that was kept.")
    if line is not None or day is not None or (anchor and kept != anchor[1]):
        raise click.exceptions.Exit(1)
    click.echo("The consent ledger is whole.")
    click.echo(f"Newest anchor: {newest.day} {newest.digest}" if newest else "No day has been anchored yet.")


@click.command("register")
@click.option("--docs", is_flag=True, help="Write it into docs/privacy.md instead.")
def show_register(docs: bool) -> None:
    """The register of personal fields and of grounds in Markdown, for the record of processing (article 30 GDPR)."""
    if docs:
        DOCS.write_text(processing.in_markdown(DOCS.read_text()))
        return
    for row in (register.HEADINGS, ("---",) * len(register.HEADINGS), *register.as_rows()):
        click.echo("| " + " | ".join(row) + " |")
    click.echo()
    for line in (("processing", "controller", "article", "told since version"), ("---",) * 4, *map(astuple, GROUNDS)):
        click.echo("| " + " | ".join(line) + " |")


def begin_epoch_when_due(vault: Vault) -> bool:
    """Once in 30 days all keys are wrapped anew and the old wrapping key is destroyed; one that was broken off is
    finished first."""
    vault.epochs.finish()
    if clock.now() - vault.epochs.began_at() < EPOCH:
        return False
    vault.epochs.begin()
    return True


def change_keys(db: Database, vault: Vault) -> bool:
    """The monthly change, and after it both databases are written anew without what was deleted (T36)."""
    if not begin_epoch_when_due(vault):
        return False
    compact(vault.keystore)
    db.compact()
    return True


@click.command("mend-keys")
@click.option("--give-up", is_flag=True, help="End for good what no key opens any more.")
def mend_keys(give_up: bool) -> None:
    """After the key store was restored from a backup: end again what had ended since, and say what no key opens."""
    found = services(check=False)
    again, lost = pairing.mend(found.db, found.vault, give_up=give_up)
    click.echo(f"Ended again: {again}. Opened by no key any more: {lost}{', ended now' if give_up and lost else ''}.")
    if lost and not give_up:
        click.echo("Restore a newer key store, or run this again with --give-up: those parts of dossiers are lost.")
        raise click.exceptions.Exit(1)
