"""A GET changes nothing (design rule 3): the portal is read as everybody, mailed links a thousand times."""

import re

from portal.mail import outbox
from tests.rules.conftest import FIGURES, Told
from tests.support.client import PortalClient
from tests.support.meters import digest

READERS = ("anna", "bram", "gerda", "hulya", "maaike", "roelie", "karin", "femke")
MOST_PAGES = 60  # a reader
SCANNERS = (
    {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 SafeLinks"},
    {"User-Agent": "GoogleImageProxy"},
    {"User-Agent": "Mozilla/5.0 (compatible; Barracuda)", "Purpose": "prefetch"},
    {"User-Agent": "Proofpoint", "Sec-Purpose": "prefetch;prerender"},
    {"User-Agent": "Slackbot-LinkExpanding 1.0"},
    {"User-Agent": "Mozilla/5.0 HeadlessChrome"},
    {"User-Agent": "curl/8.5"},
    {},
)
VISITS = 1000


def test_reading_every_page_leaves_the_database_as_it_was(told: Told):
    before = None
    read = 0
    for who in READERS:
        client = PortalClient(told.app).sign_in_as(told.people[who])
        before = digest(told.db)  # signing in is no reading
        for path in pages_of(client):
            read += 1
            assert client.http.head(path).status_code < 500
        assert digest(told.db) == before, who
    assert read > 200


def pages_of(client: PortalClient):
    waiting, seen = ["/"], set()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        response = client.get_path(path, status=None)
        assert response.status_code < 500, path
        yield path
        if response.status_code in (302, 303):
            waiting.append(response.location)
        waiting += [found.replace("&amp;", "&") for found in re.findall(r'href="(/[^"#]*)', response.text)]


def test_a_thousand_scanner_visits_to_mailed_links_change_nothing(told: Told):
    """PR-19: GET, HEAD and OPTIONS by mail scanners; no row changes and nobody's name is shown."""
    links = mailed_links(told)
    assert len(links) >= 5
    names = [b"Samira", b"Jelsma", b"Ype", b"Dekens"]
    before = digest(told.db)
    client = PortalClient(told.app)
    for visit in range(VISITS):
        path = links[visit % len(links)]
        headers = SCANNERS[visit % len(SCANNERS)]
        method = ("GET", "GET", "HEAD", "OPTIONS")[visit % 4]
        response = client.http.open(path, method=method, headers=headers)
        assert response.status_code < 500
        assert not any(name in response.data for name in names), path
    assert digest(told.db) == before
    FIGURES.append(f"mailed links on {told.kind}: {VISITS} visits to {len(links)} links, 0 changes")


def mailed_links(told: Told) -> list[str]:
    """Addresses in mail that waits in the outbox, opened with the keys as the worker does."""
    vault = told.app.extensions["vault"]
    found: set[str] = set()
    waiting = outbox.lease_due(told.db, vault, most=1000)
    for message in waiting:
        draft = outbox.open_draft(vault, message)
        if draft is not None:
            found |= set(re.findall(r"http://portaal\.example(/(?:k|uitnodiging|wachtwoord)/\S+)", draft.text))
    return sorted(found)
