"""Yes and no weigh the same, and stopping is no more work than saying yes, counted in a real browser (PR-22, PR-27)."""

import threading
from dataclasses import dataclass, field

import pytest
from werkzeug.serving import make_server

from tests.conftest import FIGURES
from tests.e2e.conftest import DESKTOP, PHONE, open_context
from tests.e2e.hands import Eyes
from tests.support.asking import BORN, approve_plan, ask, newest_token
from tests.support.meters import digest

SMALL = {"width": 320, "height": 640}
LOOKS = ("color", "background-color", "border-top-color", "border-top-width", "font-size", "font-weight", "padding-top")
STYLES = "(element, names) => names.map(name => getComputedStyle(element).getPropertyValue(name))"

pytestmark = pytest.mark.parametrize("config", ["sqlite"], indirect=True)


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def token(db, vault, world):
    approve_plan(db, world)
    ask(db, vault, world)
    return newest_token(db, vault)


@dataclass
class Steps:
    """A candidate who counts: each page that is opened, box that is filled or ticked, and button that is pressed."""

    page: object
    link: str
    count: int = 0
    pages: set = field(default_factory=set)

    def open(self):
        self.count += 1
        self.page.goto(self.link)

    def fill(self, name, value):
        self.count += 1
        self.page.locator(f'[name="{name}"]').fill(str(value))

    def tick(self, name, value):
        self.count += 1
        self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def press(self, text):
        self.count += 1
        self.page.get_by_role("button", name=text, exact=True).click()
        self.page.wait_for_load_state()

    def reads(self, text):
        assert text in self.page.locator("main").inner_text()

    def come_in(self):
        self.open()
        for part, value in (("day", BORN.day), ("month", BORN.month), ("year", BORN.year)):
            self.fill(f"born-{part}", value)
        self.press("Verder")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_stopping_is_no_more_work_than_saying_yes(browser, address, db, vault, token, script):
    """PR-27: the same channel, counted; by the link of the receipt, and with nothing but its own page before it."""
    context = open_context(browser, script=script, size=PHONE)
    yes = Steps(context.new_page(), f"{address}/k/{token}")
    yes.come_in()
    yes.tick("c1", "ja")
    yes.tick("c2", "ja")
    yes.press("Bevestig mijn keuze")
    yes.reads("U heeft ja gezegd")
    context.close()
    manage = newest_token(db, vault, "candidate_said_yes")
    context = open_context(browser, script=script, size=PHONE)
    stop = Steps(context.new_page(), f"{address}/k/{manage}")
    stop.come_in()
    stop.press("Ik wil stoppen")
    stop.reads("U bent gestopt")
    context.close()
    assert stop.count <= yes.count
    FIGURES.append(f"steps in a browser: {yes.count} to say yes, {stop.count} to stop")


def test_the_two_answers_weigh_the_same(browser, address, token):
    """PR-22: equal in size, colour and order, within a pixel; nothing chosen; yes before no in both questions."""
    context = open_context(browser)
    page = context.new_page()
    Steps(page, f"{address}/k/{token}").come_in()
    for size in (SMALL, PHONE, DESKTOP):
        page.set_viewport_size(size)
        widest = max(_apart(page, scheme) for scheme in ("light", "dark"))
        assert widest <= 1
        FIGURES.append(f"the two answers at {size['width']} px: {widest:.1f} px apart in size, same colours and order")
    context.close()


def _apart(page, scheme):
    """The largest difference in size of a yes and its no, in CSS pixels."""
    page.emulate_media(color_scheme=scheme)
    widest = 0.0
    for question in ("c1", "c2"):
        boxes = page.locator(f'fieldset:has([name="{question}"]) label.option')
        assert boxes.count() == 2
        assert [box.inner_text().strip() for box in boxes.all()] == ["Ja, dat mag", "Nee, dat mag niet"]
        assert page.locator(f'[name="{question}"]:checked').count() == 0
        yes, no = (box.bounding_box() for box in boxes.all())
        widest = max(widest, abs(yes["width"] - no["width"]), abs(yes["height"] - no["height"]))
        assert yes["height"] >= 64
        styles = [box.evaluate(STYLES, list(LOOKS)) for box in boxes.all()]
        assert styles[0] == styles[1]
    buttons = page.locator("main form button.button")
    assert buttons.first.inner_text() == "Bevestig mijn keuze"
    return widest


def test_every_page_behind_the_link_holds_the_rules_of_accessibility(browser, address, db, vault, token):
    """PR-35: 0 violations in light and dark, no sideways scroll at 320 px, with the smaller stylesheet too."""
    eyes = Eyes()
    context = open_context(browser, size=PHONE)
    candidate = Steps(context.new_page(), f"{address}/k/{token}")
    candidate.open()
    eyes.look(candidate.page, "date of birth")
    candidate.come_in()
    eyes.look(candidate.page, "question")
    for name, path in (("notice", "uitleg"),):
        candidate.page.goto(f"{candidate.link}/{path}")
        eyes.look(candidate.page, name)
    candidate.page.goto(candidate.link)
    candidate.press("Bevestig mijn keuze")
    candidate.reads("Kies ja of nee")
    eyes.look(candidate.page, "nothing chosen")
    candidate.tick("c1", "ja")
    candidate.tick("c2", "nee")
    candidate.press("Bevestig mijn keuze")
    eyes.look(candidate.page, "said yes")
    for path in ("bewijs", "gegevens", "gegevens/alles", "vraag", "stoppen"):
        candidate.page.goto(f"{candidate.link}/{path}")
        eyes.look(candidate.page, path)
    candidate.press("Ja, ik stop")
    eyes.look(candidate.page, "stopped")
    for path in ("/nieuwe-link", "/nieuwe-link/verstuurd", "/k/" + "A" * 43):
        candidate.page.goto(f"{address}{path}")
        eyes.look(candidate.page, path[:12])
    context.close()
    assert not eyes.faults, "\n".join(eyes.faults)
    FIGURES.append(f"candidate's pages in a browser: {len(eyes.seen)} looked at, 0 faults")


def test_a_scanner_with_a_browser_changes_nothing(browser, address, db, token):
    """PR-19: it runs script, scrolls to the end and looks at every link of the page; nobody's name is on it."""
    before = digest(db)
    context = open_context(browser)
    page = context.new_page()
    page.goto(f"{address}/k/{token}")
    page.mouse.wheel(0, 5000)
    found = [link.get_attribute("href") for link in page.get_by_role("link").all()]
    assert "Samira" not in page.content()
    for link in found:
        if link.startswith("/"):
            page.goto(f"{address}{link}")
            page.mouse.wheel(0, 5000)
            assert "Samira" not in page.content(), link
    context.close()
    assert digest(db) == before
