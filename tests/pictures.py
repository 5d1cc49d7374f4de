"""The pictures of the README, made from a fresh practice environment: ``python -m tests.pictures`` (needs Chromium)."""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from portal import clock
from portal.demonstration.cast import CAST
from portal.demonstration.setting import awarded_contracts
from tests.e2e.conftest import FLAGS, PHONE, ROOT, Running, chromium, newest_mail_to, open_context, practice, sign_in

FOLDER = ROOT / "docs" / "pictures"
DESK = {"width": 1040, "height": 880}
MOST_BYTES = 120_000


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, practice(Path(data)) as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        number = awarded_contracts(clock.today())["C-01"].number
        desk_picture(browser, portal, "contractor-start", "Ids", "/")
        desk_picture(browser, portal, "work-queue", "Roelie", "/csr")
        desk_picture(browser, portal, "progress", "Anna", f"/opdrachten/{number}/voortgang")
        desk_picture(browser, portal, "results", "Karin", "/rapporten/resultaten")
        candidate_picture(browser, portal)
        browser.close()


def desk_picture(browser: Browser, portal: Running, name: str, who: str, path: str) -> None:
    context = open_context(browser, size=DESK)
    page = context.new_page()
    sign_in(page, portal, who)
    page.goto(portal.address + path)
    keep(page, name)
    context.close()


def candidate_picture(browser: Browser, portal: Running) -> None:
    """What somebody who was asked sees on the phone, where the choice is made."""
    asked = CAST["jelsma"]
    context = open_context(browser, size=PHONE)
    page = context.new_page()
    page.goto(re.search(rf"{portal.address}/k/\S+", newest_mail_to(portal, asked.email)).group())
    for part, value in (("day", asked.born.day), ("month", asked.born.month), ("year", asked.born.year)):
        page.locator(f'[name="born-{part}"]').fill(str(value))
    page.locator("main form button").click()
    page.locator("#kiezen").evaluate("heading => heading.scrollIntoView()")
    keep(page, "candidate-choice")
    context.close()


def keep(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} is {path.stat().st_size} bytes; a picture has at most {MOST_BYTES}.")


if __name__ == "__main__":
    main()
