"""The practice mailbox: every mail of a practice environment, and no way out of it (PR-72)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal import create_app
from portal.config import Config, Mode, Smtp
from portal.demonstration.mailbox import FOLDER, paragraphs, practice_mailbox, read_page
from portal.mail.worker import deliver_due
from tests.support.client import PortalClient, parse
from tests.support.drafts import TOKEN
from tests.support.outbox import Office
from tests.support.world import World


@pytest.fixture
def practice(config: Config) -> Iterator[Office]:
    practising = replace(
        config,
        mode=Mode.DEMONSTRATION,
        base_url="https://portaal.example",
        smtp=Smtp("127.0.0.1", 0, starttls=False),
    )
    with practice_mailbox(practising) as port:
        opened = Office(practising, port)
        yield opened
        opened.close()


@pytest.fixture
def browser(practice: Office) -> Iterator[PortalClient]:
    app: Flask = create_app(practice.config)
    yield PortalClient(app)
    app.extensions["database"].dispose()
    app.extensions["vault"].keystore.dispose()


def deliver(office: Office) -> None:
    while deliver_due(office.db, office.vault, office.config):
        pass


def test_a_mail_can_be_read_and_its_link_followed(practice: Office, browser: PortalClient, world: World) -> None:
    assert "Er is nog geen e-mail verstuurd." in browser.get("demonstration.mailbox").text
    practice.queue_for_candidate(practice.ask_candidate(world))
    practice.queue("anna", to="anna@contractor-a.example")
    deliver(practice)
    page = browser.get("demonstration.mailbox").text
    assert page.index("Uw wachtwoord is veranderd") > 0
    assert "Anna Jansen" in page
    assert "Iemand zonder account" in page
    mails, previous, following = read_page(practice.config.data_dir)
    assert (len(mails), previous, following) == (2, None, None)
    (question,) = (mail for mail in mails if "Vraag van" in mail.subject)
    shown = parse(browser.get("demonstration.mail", mail_id=question.id).text)
    links = [link.get("href") for link in shown.findall(".//main//a")]
    assert f"/k/{TOKEN}" in links
    assert "&lt;h1&gt;" in browser.get("demonstration.mail", mail_id=question.id).text


def test_pages_of_the_mailbox_go_back_and_forth(
    practice: Office, browser: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.demonstration.mailbox.PAGE_SIZE", 2)
    for number in range(5):
        practice.queue(f"mail {number}")
    deliver(practice)
    first, none, second_start = read_page(practice.config.data_dir)
    second, back, third_start = read_page(practice.config.data_dir, second_start)
    third, _, end = read_page(practice.config.data_dir, third_start)
    assert none is None
    assert end is None
    assert back == first[0].id
    assert len({mail.id for mail in first + second + third}) == 5
    assert "vanaf=" in browser.get("demonstration.mailbox").text


def test_a_mail_that_is_not_there_is_a_page_that_says_so(browser: PortalClient) -> None:
    browser.get_path("/oefenmail/0190a0a0-0000-7000-8000-000000000001", status=404)


def test_what_is_half_written_is_not_shown(practice: Office) -> None:
    (practice.config.data_dir / FOLDER / "0190a0a0-0000-7000-8000-000000000001.part").write_bytes(b"To: x")
    assert read_page(practice.config.data_dir) == ([], None, None)


def test_only_our_own_addresses_become_links() -> None:
    text = "Kijk op https://portaal.example/k/x of https://portaal.example.evil.nl/k\nen https://portaal.example"
    ((first, second),) = paragraphs(text, "https://portaal.example")
    assert [path for _, path in first if path] == ["/k/x"]
    assert [path for _, path in second if path] == ["/"]
    assert "".join(words for words, _ in first) == text.splitlines()[0]
