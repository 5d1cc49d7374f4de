"""Commands about mail: send it, see what waits, and give a dead letter another chance."""

import signal
import threading
from typing import Any
from uuid import UUID

import click

from portal.cli.context import Services, services
from portal.mail import outbox
from portal.mail.queries import dead_letters, queue_state
from portal.mail.worker import Chore, run_worker
from portal.security import limits


def chores(found: Services) -> list[Chore]:
    """Everything with a clock, in the order of a quiet moment."""
    return [Chore("limits", 3600, lambda: limits.sweep(found.db))]


@click.command()
def worker() -> None:
    """Send mail and do what has a clock, until stopped. More than one may run."""
    found = services()
    stop = threading.Event()

    def _stop(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    run_worker(found.db, found.vault, found.config, stop, chores(found))


@click.group()
def mail() -> None:
    """The outbox."""


@mail.command()
def status() -> None:
    """What waits, what was sent, and every dead letter. Shows neither recipient nor words."""
    with services().db.reads() as connection:
        state = queue_state(connection)
        letters = dead_letters(connection)
    oldest = f", the oldest since {state.oldest_due:%Y-%m-%d %H:%M} UTC" if state.oldest_due else ""
    click.echo(f"waiting {state.waiting}{oldest}; planned {state.planned}; sent {state.sent}; dead {len(letters)}")
    for letter in letters:
        click.echo(f"{letter.id}  {letter.kind:24} given up {letter.dead_at:%Y-%m-%d %H:%M}  {letter.error}")


@mail.command()
@click.argument("message_id", type=click.UUID)
def retry(message_id: UUID) -> None:
    """Queue a dead letter again."""
    with services().db.transaction() as session:
        queued = outbox.retry(session, message_id)
    if not queued:
        raise click.ClickException("There is no dead letter with this number, or its words have been erased.")
    click.echo("Queued.")
