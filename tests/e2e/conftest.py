"""The portal as people meet it: web, worker and practice mailbox as real processes, and a real browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import skip

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SECONDS_TO_START = 90
PATIENCE = 60_000  # milliseconds: a busy machine is no fault of the page
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Running:
    address: str
    data: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def practice(data: Path) -> Iterator[Running]:
    """``run`` as a newcomer starts it, on a folder of its own; RuntimeError with what it printed when it does not."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [sys.executable, "-m", "portal.cli", "run", "--port", str(port), "--data", str(data)]
    with (data / "out").open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while "The portal is at" not in (data / "out").read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((data / "out").read_text(errors="replace"))
        time.sleep(0.1)
    try:
        yield Running(f"http://127.0.0.1:{port}", data)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with practice(tmp_path_factory.mktemp("practice")) as running:
        yield running


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        skip("Chromium is not installed, so the browser tests were left out")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


def open_context(
    browser: Browser, *, script: bool = True, size: dict[str, int] | None = None, dark: bool = False
) -> BrowserContext:
    context = browser.new_context(
        locale="nl-NL",
        viewport=size or DESKTOP,
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",  # a colour on its way from light to dark is none of ours
    )
    context.set_default_timeout(PATIENCE)
    return context


def sign_in(page: Page, portal: Running, first_name: str) -> None:
    """By the button of the practice environment."""
    page.goto(f"{portal.address}/oefenen")
    page.get_by_role("button", name=f"Log in als {first_name}", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*/oefenen).*$"))


def newest_mail_to(portal: Running, address: str, *, after: float = 0.0, containing: str = "") -> str:
    """Text of the newest delivered mail to an address; waits for the worker."""
    import email
    from email import policy

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for path in sorted(
            (portal.data / "oefenmail").glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True
        ):
            message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            part = message.get_body(("plain",))
            text = part.get_content() if part is not None else ""
            if address in str(message["To"]) and path.stat().st_mtime >= after and containing in text:
                return text
        time.sleep(0.2)
    raise AssertionError(f"no mail to {address}")
