"""Following a mailed link changes nothing (design rule 3), however often a mail scanner does it.

PORTAL_ROUNDS=10000 pays as many visits; the suite fewer.
"""

import os
import re

from portal.mail import outbox
from tests.rules.conftest import FIGURES, Told
from tests.support.client import PortalClient
from tests.support.meters import digest

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
VISITS = int(os.environ.get("PORTAL_ROUNDS", "200"))


def test_visits_of_scanners_to_mailed_links_change_nothing(told: Told):
    """PR-19: GET, HEAD and OPTIONS by mail scanners; no row changes and nobody's name is shown."""
    links = mailed_links(told)
    assert len(links) >= 5
    names = [b"Samira", b"Jelsma", b"Dekens"]  # long enough that no random token spells one
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
