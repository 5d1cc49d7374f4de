"""Web and worker are killed in the middle of work: nothing acknowledged is lost, no mail for work that was undone."""

import email
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from email import policy
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from portal import clock
from portal.config import Config
from portal.db import Database
from portal.demonstration.mailbox import practice_mailbox
from portal.demonstration.setting import awarded_contracts, set_the_stage
from portal.models import Invitation, Message
from portal.privacy.vault import Vault, open_keystore
from portal.records.tables import seed_value_tables
from portal.schema import upgrade

ROOT = Path(__file__).resolve().parents[2]
SENDERS = ("anna@deterp.example", "gerda@groenvast.example")
INVITATIONS = 12  # by each, below the limit of an hour
KILLS = int(os.environ.get("PORTAL_ROUNDS", "2"))


class Person:
    """Somebody with a browser that knows nothing but forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def send(self, path: str, **fields: str) -> str:
        page = self.web.open(self.address + path, timeout=10).read().decode()
        hidden = dict(re.findall(r'name="(csrf_token|form_id)" value="([^"]*)"', page))
        answer = self.web.open(self.address + path, urlencode({**hidden, **fields}).encode(), timeout=10)
        return str(answer.geturl())


class Portal:
    """The processes, started as they are in production and ended without a chance to say goodbye."""

    def __init__(self, folder: Path, port: int, smtp_port: int) -> None:
        self.port = port
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
            "PORTAL_MODE": "demonstration",
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
            "PORTAL_DEMONSTRATION_SMTP_PORT": str(smtp_port),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        web = ["gunicorn", "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--threads", "4"]
        module = {"web": [*web, "--log-level", "error", "--no-control-socket", "wsgi:app"]}.get(
            name, ["portal.cli", "worker"]
        )
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/inloggen", timeout=5):
                return
            time.sleep(0.1)
        pytest.fail("the web pages did not come back")


@pytest.fixture
def stage(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = Config.for_demonstration(tmp_path, env={})
    database = Database(config.database_url)
    upgrade(database)
    keystore = open_keystore(config.keystore_url)
    with database.transaction() as session:
        seed_value_tables(session)
        set_the_stage(session, Vault(keystore, config.key_encryption_key), awarded_contracts(clock.today()))
    keystore.dispose()
    with practice_mailbox(config) as smtp_port:
        portal = Portal(tmp_path, port, smtp_port)
        for name in ("web", "worker"):
            portal.start(name)
        portal.wait()
        yield portal, database, tmp_path / "oefenmail"
        for name in list(portal.running):
            portal.kill(name)
    database.dispose()


def test_nothing_acknowledged_is_lost_and_nothing_undone_is_mailed(stage):
    portal, database, mailbox = stage
    dice = random.Random(7)
    acknowledged: list[str] = []
    moments = sorted(dice.sample(range(2, len(SENDERS) * INVITATIONS - 2), KILLS))
    count = 0
    for sender in SENDERS:
        person = signed_in(portal, sender)
        for number in range(INVITATIONS):
            address = f"collega{number}@{sender.split('@')[1]}"
            count += 1
            if count in moments:
                portal.kill("web" if moments.index(count) % 2 else "worker")
            with suppress(OSError, urllib.error.URLError):
                where = person.send(
                    "/account/collegas/uitnodigen", name="Collega", email=address, role="contractor_user"
                )
                if where.endswith("/account/collegas"):
                    acknowledged.append(address)
            for name in {"web", "worker"} - set(portal.running):
                portal.start(name)
                portal.wait()
    assert len(acknowledged) >= count - KILLS
    delivered = wait_for_mail(database, mailbox)
    with database.reads() as connection:
        invited = set(connection.scalars(sa.select(Invitation.email)))
        assert connection.scalar(sa.select(sa.func.count()).select_from(Message).where(Message.sent_at.is_(None))) == 0
        check = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    assert set(acknowledged) <= invited
    assert set(delivered) == invited  # each has its mail, and no mail is for an invitation that was rolled back
    assert all(len(ids) == 1 for ids in delivered.values())  # sent twice or not: one Message-ID
    assert check == "ok"


def signed_in(portal: Portal, sender: str) -> Person:
    person = Person(f"http://127.0.0.1:{portal.port}")
    person.send("/oefenen", person=sender)
    return person


def wait_for_mail(database: Database, mailbox: Path) -> dict[str, set[str]]:
    with database.transaction() as session:  # as if five minutes passed: the leases of killed workers run out
        session.execute(sa.update(Message).where(Message.sent_at.is_(None)).values(leased_until=None))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database.reads() as connection:
            waiting = connection.scalar(
                sa.select(sa.func.count()).select_from(Message).where(Message.sent_at.is_(None))
            )
        if not waiting:
            break
        time.sleep(0.3)
    found: dict[str, set[str]] = {}
    for path in mailbox.glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        if str(message["To"]).startswith("collega"):  # the worker has its own things to tell, to others
            found.setdefault(str(message["To"]), set()).add(str(message["Message-ID"]))
    return found
