"""``run``: everything that makes the portal work on one machine, in the foreground, until it is stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

from portal.cli.context import settings
from portal.config import Config, Mode
from portal.db import Damaged, Database
from portal.privacy.pairing import WrongMode, check_mode
from portal.records.tables import seed_value_tables
from portal.schema import upgrade

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


@click.command()
@click.option("--port", default=8000, show_default=True, help="The port of the web pages, on this machine only.")
@click.option("--data", default="instance", show_default=True, help="The folder that keeps everything.")
def run(port: int, data: str) -> None:
    """Start web and mail worker; in a practice environment also its mailbox and its invented people."""
    environment = dict(os.environ)
    if os.environ.get("PORTAL_MODE") == Mode.PRODUCTION:
        config = settings()
    else:
        environment |= {"PORTAL_MODE": Mode.DEMONSTRATION.value, "PORTAL_DATA_DIR": str(Path(data).resolve())}
        environment.setdefault("PORTAL_BASE_URL", f"http://127.0.0.1:{port}")
        environment["PORTAL_DEMONSTRATION_SMTP_PORT"] = str(_free_port())
        config = Config.from_env(environment)
    if not _is_free(port):
        sys.exit(f"Port {port} is in use. Choose another one: python3 manage.py run --port {port + 1}")
    _prepare(config)
    with contextlib.ExitStack() as everything:
        if config.demonstration:
            from portal.demonstration.mailbox import practice_mailbox  # its library is not there in production

            everything.enter_context(practice_mailbox(config))
        children = [_start_web(port, environment), _start_worker(environment)]
        everything.callback(_stop, children)
        _wait_for(port, children[0])
        click.echo(_greeting(config, port))
        _watch(children)


def _prepare(config: Config) -> None:
    database = Database(config.database_url)
    try:
        database.check_whole()
        check_mode(database, config.mode)
    except (Damaged, WrongMode) as wrong:
        sys.exit(f"The portal cannot start. {wrong}")
    upgrade(database)
    check_mode(database, config.mode)  # a new one is marked before anybody stands in it
    with database.transaction() as session:
        seed_value_tables(session)
    if config.demonstration:
        from portal.demonstration.story import tell_story

        tell_story(config, database)
    database.dispose()


def _start_web(port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"]
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", *command, "--log-level", "warning", "--no-control-socket", "wsgi:app"],
        cwd=ROOT,
        env=environment,
    )


def _start_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "portal.cli", "worker"], cwd=ROOT, env=environment)


def _wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while _is_free(port):
        if web.poll() is not None or time.monotonic() > deadline:
            sys.exit("The web pages did not start; the lines above say why.")
        time.sleep(0.05)


def _watch(children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until somebody stops us or a child ends by itself."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with contextlib.suppress(KeyboardInterrupt):
        while all(child.poll() is None for child in children):
            time.sleep(0.3)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


def _greeting(config: Config, port: int) -> str:
    address = f"http://127.0.0.1:{port}"
    lines = ["", f"The portal is at {address}"]
    if config.demonstration:
        lines += [
            f"Begin at   {address}/oefenen  to sign in as one of the invented people,",
            f"and look at {address}/oefenmail for every mail the portal sends.",
        ]
    return "\n".join([*lines, "Stop with Ctrl+C; what was entered is kept.", ""])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
