"""The whole first visit fits in 14,000 bytes on the wire, headers and all (issue 3, item 3)."""

import gzip
import re

from portal.web import compression
from tests.conftest import FIGURES
from tests.support.asking import BORN, born_as
from tests.support.client import PortalClient

MOST = 14_000
PHONE = {"Accept-Encoding": "gzip, deflate", "User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}
TLS = "https://portaal.example"  # which adds a header to each answer
LINKED = re.compile(r'<(?:link|script|img)[^>]+(?:href|src)="(/[^"]+)"')


def on_the_wire(answer) -> int:
    """Bytes of the status line, the headers, those that gunicorn adds, and the body as they are sent."""
    added = ["Server: gunicorn", "Date: Thu, 26 Nov 2026 02:00:00 GMT", "Connection: keep-alive"]
    ours = [f"{name}: {value}" for name, value in answer.headers.items()]
    lines = [f"HTTP/1.1 {answer.status}", *added, *ours, "", ""]
    return len("\r\n".join(lines).encode()) + len(answer.data)


def plain(answer) -> str:
    return (gzip.decompress(answer.data) if answer.content_encoding == "gzip" else answer.data).decode()


def test_the_first_visit_is_small(app, token):
    """Neutral page, date of birth, question with its notice, and every file these pages ask for, each once."""
    http = app.test_client()
    link = f"/k/{token}"
    answers = [
        http.get(link, headers=PHONE, base_url=TLS),
        http.post(link, data=born_as(BORN), headers=PHONE, base_url=TLS),
        http.get(link, headers=PHONE, base_url=TLS),
    ]
    assert [answer.status_code for answer in answers] == [200, 303, 200]
    assert "Beste Samira" in plain(answers[2])
    for path in sorted({path for answer in answers for path in LINKED.findall(plain(answer))}):
        answers.append(http.get(path, headers=PHONE, base_url=TLS))
        assert "immutable" in answers[-1].headers["Cache-Control"]
    total = sum(map(on_the_wire, answers))
    FIGURES.append(f"first visit of a candidate: {total} bytes on the wire in {len(answers)} answers, at most {MOST}")
    assert total <= MOST, [(answer.request.path, on_the_wire(answer)) for answer in answers]


def test_pages_of_people_who_are_signed_in_are_not_compressed(client: PortalClient, world):
    """They hold a secret beside what a request can choose (BREACH)."""
    client.sign_in_as(world.anna)
    assert client.get("contracts.dashboard", headers=PHONE).content_encoding is None
    path = client.url("contracts.dashboard")
    assert not path.startswith(compression.PATHS)


def test_a_browser_that_cannot_unpack_gets_it_plain(app, token):
    answer = app.test_client().get(f"/k/{token}")
    assert answer.content_encoding is None
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Vul uw geboortedatum in" in answer.text
