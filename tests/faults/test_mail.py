"""Mail when things break: server away, server stalls, two workers, a worker killed (T29, T30, F2, F5, F6)."""

import pickle
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from portal import clock
from portal.config import Config, Smtp
from portal.mail import outbox, transport
from portal.mail.worker import Chore, deliver_due, run_worker
from portal.privacy.purposes import For
from tests.support.drafts import write
from tests.support.mailserver import MailServer
from tests.support.outbox import Office

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import pickle, sys, threading
from portal.db import Database
from portal.mail.worker import run_worker
from portal.privacy.vault import Vault, open_keystore
config = pickle.load(sys.stdin.buffer)
vault = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
run_worker(Database(config.database_url), vault, config, threading.Event())
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def office(config: Config, server: MailServer) -> Iterator[Office]:
    opened = Office(config, server.port)
    yield opened
    opened.close()


def wait_until(true: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def test_f5_a_day_without_a_mail_server_loses_nothing_and_counts_no_try(office: Office, server: MailServer) -> None:
    for number in range(30):
        office.queue(f"mail {number:02}")
    away = replace(office.config, smtp=Smtp("127.0.0.1", 1, starttls=False))
    start = clock.now()
    for hour in range(24):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            while deliver_due(office.db, office.vault, away):
                pass
    assert {(row.sent_at, row.dead_at, row.tries) for row in office.rows()} == {(None, None, 0)}
    with time_machine.travel(start + timedelta(hours=24), tick=False):
        while deliver_due(office.db, office.vault, office.config):
            pass
    assert len(server.ids) == len(set(server.ids)) == 30


def test_a_server_that_stalls_costs_seconds_and_not_the_mail(
    office: Office, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transport.TIMEOUT <= 10
    monkeypatch.setattr(transport, "TIMEOUT", 0.3)
    office.queue("a")
    server.behave = "slow"
    deliver_due(office.db, office.vault, office.config)
    row = office.row("a")
    assert (row.sent_at, row.dead_at, row.tries) == (None, None, 1)


def test_two_workers_send_each_mail_once(office: Office, server: MailServer) -> None:
    for number in range(80):
        office.queue(f"mail {number}")
    stop = threading.Event()
    arguments = (office.db, office.vault, office.config, stop)
    workers = [threading.Thread(target=run_worker, args=arguments) for _ in range(2)]
    for worker in workers:
        worker.start()
    wait_until(lambda: len(server.raw) >= 80 and all(row.sent_at for row in office.rows()), 30)
    stop.set()
    for worker in workers:
        worker.join(10)
    assert Counter(Counter(server.ids).values()) == {1: 80}


def test_a_worker_survives_a_chore_that_fails_and_stops_when_told(
    office: Office, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fails() -> None:
        raise ValueError("samira@voorbeeld.example")

    chores = [Chore("fails", 0, fails, For.P4), Chore("works", 0, lambda: done.append("once"), For.P4)]
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(office.db, office.vault, office.config, stop, chores))
    worker.start()
    office.queue("a")
    wait_until(lambda: server.raw and len(done) > 1)
    stop.set()
    worker.join(5)
    assert not worker.is_alive()
    assert "chore failed" in caplog.text
    assert "samira" not in caplog.text


def test_a_stopped_worker_gives_back_what_it_leased(office: Office, server: MailServer) -> None:
    office.queue("a")
    stop = threading.Event()
    stop.set()
    deliver_due(office.db, office.vault, office.config, stop)
    assert server.raw == []
    assert office.row("a").leased_until is None


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_t29_a_killed_worker_loses_nothing_and_sends_nothing_that_was_rolled_back(
    office: Office, server: MailServer
) -> None:
    """kill -9 twice at the worst moment: the server has the mail, the worker does not know it yet."""
    for number in range(60):
        do_business(office, number)
    committed = {str(row.id) for row in office.rows()}
    assert len(committed) == 40
    for mails in (3, 11):  # a batch is 20, so each kill falls inside one
        kill_worker_at(mails, office, server)
    with time_machine.travel(clock.now() + outbox.LEASE + timedelta(seconds=1), tick=False):
        while deliver_due(office.db, office.vault, office.config):
            pass
    numbers = [identity.strip("<>").split("@")[0] for identity in server.ids]
    assert set(numbers) == committed
    assert len(numbers) - len(committed) == 2  # each with the number of the first
    assert all(row.sent_at and row.sealed is None for row in office.rows())


def do_business(office: Office, number: int) -> None:
    """Every third piece of business is rolled back after its mail was queued."""
    with suppress(RuntimeError), office.db.transaction() as session:
        outbox.enqueue(session, office.vault, write("password_changed"), key=f"mail {number}")
        if number % 3 == 0:
            raise RuntimeError


def kill_worker_at(mails: int, office: Office, server: MailServer) -> None:
    server.hold_at = mails
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, stdin=subprocess.PIPE)
    with worker.stdin as pipe:  # type: ignore[union-attr]
        pipe.write(pickle.dumps(office.config))
    wait_until(lambda: len(server.raw) >= mails, 60)
    worker.kill()
    worker.wait()
    assert len(server.raw) == mails
