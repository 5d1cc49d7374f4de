"""Commands about mail: send it, see what waits, and give a dead letter another chance."""

import signal
import threading
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import click
import sqlalchemy as sa

from portal import clock, logs
from portal.administration.chores import CHORES as OVERSIGHT_CHORES
from portal.administration.chores import check_records
from portal.cli.context import Services, services
from portal.cli.privacy import change_keys
from portal.consents.chores import CHORES as CONSENT_CHORES
from portal.consents.wishes import send_wished_links
from portal.mail import outbox
from portal.mail.queries import dead_letters, queue_state
from portal.mail.worker import Chore, run_worker
from portal.models import Candidate
from portal.privacy.erasure import finish_endings
from portal.privacy.purposes import For
from portal.privacy.vault import sweep_orphans
from portal.privacy.viewdays import end_old_views
from portal.progress.chores import CHORES as PROGRESS_CHORES
from portal.reports.publishing import make_results
from portal.reports.services import forget_exports, make_exports
from portal.retention.chores import drop_old_lists, list_due, note_and_keep
from portal.retention.destroying import destroy_due
from portal.rights.chores import CHORES as RIGHTS_CHORES
from portal.running import hold_open
from portal.security import limits
from portal.web import lapsed

SOON, MINUTE, HOUR, DAY = 10, 60, 3_600, 86_400  # seconds
NEVER_CAME = timedelta(days=1)  # a key without a row is younger than this only while its row is being written


def chores(found: Services) -> list[Chore]:
    """Everything with a clock, besides the mail itself."""
    db, vault, base_url = found.db, found.vault, found.config.base_url
    return [
        Chore("finish endings", MINUTE, partial(finish_endings, db, vault), For.P4),
        Chore("note endings", MINUTE, partial(note_and_keep, db, vault, found.config), For.P4),
        Chore("destroy", MINUTE, partial(destroy_due, db, vault), For.P4),
        Chore("drop old lists", HOUR, partial(drop_old_lists, db), For.P4),
        Chore("list what is due", HOUR, partial(list_due, db), For.P4),
        Chore("send wished links", SOON, partial(send_wished_links, db, vault, base_url), For.P3),
        *(Chore(chore.__name__, HOUR, partial(chore, db, vault, base_url), For.P3) for chore in CONSENT_CHORES),
        *(Chore(chore.__name__, HOUR, partial(chore, db, vault, base_url), For.P4) for chore in RIGHTS_CHORES),
        *(Chore(chore.__name__, HOUR, partial(chore, db, vault, base_url), For.P1) for chore in PROGRESS_CHORES),
        *(Chore(chore.__name__, MINUTE, partial(chore, db, vault, base_url), For.P4) for chore in OVERSIGHT_CHORES),
        Chore("make files", SOON, partial(make_exports, db), For.P2),
        Chore("make results", SOON, partial(make_results, db, vault), For.P2),
        Chore("forget files", HOUR, partial(forget_exports, db), For.P4),
        Chore("forget tries", HOUR, partial(limits.sweep, db), For.P4),
        Chore("forget kept forms", HOUR, partial(lapsed.sweep, db), For.P4),
        Chore("check records", DAY, partial(check_records, db, vault, base_url), For.P4),
        Chore("look for damage", DAY, partial(db.check_whole, thorough=True), For.P4),
        Chore("end old looks", DAY, partial(end_old_views, db), For.P4),
        Chore("change keys", DAY, partial(change_keys, db, vault), For.P4),
        Chore("forget orphan keys", DAY, partial(_forget_orphan_keys, found), For.P4),
    ]


def _forget_orphan_keys(found: Services) -> int:
    """Keys are written before their rows, so those of a transaction that was rolled back stay behind."""
    made_before = clock.now() - NEVER_CAME
    with found.db.reads() as connection:
        known = list(connection.scalars(sa.select(Candidate.id)))
    return sweep_orphans(found.vault.keystore, known, made_before)


@click.command()
def worker() -> None:
    """Send mail and do what has a clock, until stopped. More than one may run."""
    logs.set_up()
    found = services()
    held = hold_open(found.config.data_dir)
    stop = threading.Event()

    def _stop(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    run_worker(found.db, found.vault, found.config, stop, chores(found))
    held.close()


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
