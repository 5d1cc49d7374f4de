"""The worker: empties the outbox and does the chores that have a clock. Any number of workers may run."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from time import monotonic
from typing import NamedTuple

from portal import clock
from portal.config import Config
from portal.db import Database
from portal.mail import outbox
from portal.mail.bounces import TO_AN_OLD_ADDRESS, note_not_reached
from portal.mail.outbox import Leased
from portal.mail.transport import Carrier, HeaderRefused, NotCarried, ServerUnreachable, Trouble, build
from portal.privacy.purposes import For
from portal.privacy.vault import Vault

log = logging.getLogger("portal.worker")

LOOK_EVERY = 1.0  # seconds between two looks at an empty outbox
LONGEST_MAIL = timedelta(minutes=2)  # one mail on a slow server; less lease than this is not begun on
WAIT_FOR_SERVER = timedelta(minutes=1)


class Chore(NamedTuple):
    """Work with a clock, such as reminders. ``run`` makes its own transactions and may be done twice without harm."""

    name: str
    seconds: float
    run: Callable[[], object]
    purpose: For  # PR-01


def run_worker(db: Database, vault: Vault, config: Config, stop: threading.Event, chores: Sequence[Chore] = ()) -> None:
    """Until ``stop`` is set: send what is due, do chores whose turn it is. Survives every failure of either."""
    next_turn = {chore.name: monotonic() for chore in chores}
    while not stop.is_set():
        for chore in chores:
            if monotonic() >= next_turn[chore.name] and not stop.is_set():
                _survive(chore.name, chore.run)
                next_turn[chore.name] = monotonic() + chore.seconds
        if not _survive("outbox", lambda: deliver_due(db, vault, config, stop)):
            stop.wait(LOOK_EVERY)


def deliver_due(db: Database, vault: Vault, config: Config, stop: threading.Event | None = None) -> int:
    """Send one batch of what is due, over one connection. Returns how many messages it looked at."""
    with db.reads() as connection:
        if not outbox.has_due(connection):
            return 0
    leased = outbox.lease_due(db, vault)
    with Carrier(config.smtp) as carrier:
        for position, message in enumerate(leased):
            if (stop and stop.is_set()) or message.leased_until - clock.now() < LONGEST_MAIL:
                _give_back(db, leased[position:])
                break
            try:
                _deliver(db, vault, config, carrier, message)
            except ServerUnreachable as error:
                log.warning("mail server unreachable", extra={"error_kind": str(error)})
                _give_back(db, leased[position:], pause=WAIT_FOR_SERVER)
                break
    return len(leased)


def _deliver(db: Database, vault: Vault, config: Config, carrier: Carrier, message: Leased) -> None:
    """Send one message, outside any transaction, and then write down what became of it."""
    outcome = _send(vault, config, carrier, message)
    with db.transaction() as session:
        match outcome:
            case None:
                outbox.sent(session, message.id)
            case KeyGone():
                outbox.ended(session, message.id)
            case NotCarried(trouble=Trouble.LATER, code=code):
                outbox.failed(session, message.id, tries=message.tries, error=code)
            case NotCarried(trouble=Trouble.NO_SUCH_ADDRESS, code=code) if message.candidate_id is not None:
                outbox.not_reached(session, message.id, tries=message.tries, error=code)
                if message.kind not in TO_AN_OLD_ADDRESS:
                    note_not_reached(
                        session,
                        vault,
                        message_id=message.id,
                        candidate_id=message.candidate_id,
                        base_url=config.base_url,
                    )
            case NotCarried(code=code):
                outbox.dead(session, message.id, tries=message.tries, error=code)


class KeyGone(Exception):
    """The person this mail was for has been erased."""


def _send(vault: Vault, config: Config, carrier: Carrier, message: Leased) -> NotCarried | KeyGone | None:
    """None when the server took it. A mail that cannot be made must not hold up the others: it waits as well."""
    try:
        draft = outbox.open_draft(vault, message)
        if draft is None:
            return KeyGone()
        built = build(draft, message_id=message.id, config=config)
        carrier.carry(built, sender=config.mail_from, recipient=draft.recipient)
    except ServerUnreachable:
        raise
    except NotCarried as refused:
        return refused
    except HeaderRefused:
        return NotCarried(Trouble.NEVER, "header refused")
    except Exception as error:
        log.error("mail cannot be made", extra={"message_id": str(message.id), "error_kind": type(error).__name__})
        return NotCarried(Trouble.LATER, type(error).__name__)
    return None


def _give_back(db: Database, messages: list[Leased], *, pause: timedelta = timedelta(0)) -> None:
    with db.transaction() as session:
        outbox.released(session, [message.id for message in messages], pause=pause)


def _survive(name: str, work: Callable[[], object]) -> object:
    """Do it; a failure is logged by its kind, since its text may hold an address, and tried again at the next turn."""
    try:
        return work()
    except Exception as error:
        log.error("chore failed", extra={"chore": name, "error_kind": type(error).__name__})
        return None
