"""Hands and eyes: fill in, choose and press as somebody would; look at each page once with the accessibility rules."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALONE = {"resultTypes": ["violations"], "preload": False}  # no rule of these needs the style sheets read once more
AXE = Axe().axe_script
SMALLEST = 320  # CSS pixels wide (WCAG 1.4.10)


@dataclass
class Eyes:
    """Looks at a page once per name: 0 violations in light, contrast in dark, no sideways scroll at 320 px."""

    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        page.evaluate(AXE)
        self._hold_against(page, name, RULES)
        page.emulate_media(color_scheme="dark")
        self._hold_against(page, f"{name}, dark", ["color-contrast"])
        page.emulate_media(color_scheme="light")
        size = page.viewport_size
        page.set_viewport_size({"width": SMALLEST, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > SMALLEST:
            self.faults.append(f"{name}: {wide} px wide at {SMALLEST}")
        if size is not None:
            page.set_viewport_size(size)

    def _hold_against(self, page: Page, name: str, rules: list[str]) -> None:
        for found in page.evaluate(
            f"axe.run({json.dumps({'runOnly': rules, **ALONE})}).then(found => found.violations)"
        ):
            nodes = [" ".join(node["target"]) for node in found["nodes"]][:3]
            self.faults.append(f"{name}: {found['id']} ({found['help']}) at {nodes}")


class Hands:
    """One person at one browser. ``look`` is called with a name at every page worth looking at."""

    def __init__(self, page: Page, look: Callable[[Page, str], None]) -> None:
        self.page = page
        self._look = look

    def look(self, name: str) -> None:
        self._look(self.page, name)

    def fill(self, name: str, value: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(value)

    def day(self, name: str, day: int, month: int, year: int) -> None:
        for part, value in (("day", day), ("month", month), ("year", year)):
            box = self.page.locator(f'[name="{name}-{part}"]')
            if box.count():
                box.fill(str(value))

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def press(self, text: str) -> None:
        before = self.page.url
        self.page.get_by_role("button", name=text, exact=True).first.click()
        self.page.wait_for_load_state()
        assert "/500" not in before

    def follow(self, text: str) -> None:
        self.page.get_by_role("link", name=text).first.click()
        self.page.wait_for_load_state()

    def reads(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def at(self, heading: str) -> None:
        expect(self.page.locator("h1")).to_have_text(re.compile(re.escape(heading)))
