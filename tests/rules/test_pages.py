"""Every page, read as everybody: it changes nothing (design rule 3), and asks at most eight queries (rule 13)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import portal
from tests.rules.conftest import FIGURES, Told
from tests.support.client import PortalClient
from tests.support.meters import counted_queries, digest

READERS = ("anna", "bram", "gerda", "hulya", "maaike", "roelie", "karin", "femke")
MOST_PAGES = 60  # a reader
MOST_QUERIES = 8
NOT_TO_BE_USED = "mogen nu niet worden gebruikt"  # says so where somebody asked for that (article 18)
# The view log row that must stand before a person is shown is written by the small writer, beside the page's own reads.
WRITTEN_FIRST = ("UPDATE chain_head", "INSERT INTO view_log", "UPDATE user_session", "SELECT chain_head")


@dataclass
class Tour:
    """What one reader met, from the first page along every link."""

    queries: dict[str, int] = field(default_factory=dict)  # by address
    broken: list[str] = field(default_factory=list)
    changed: bool = False


@pytest.fixture(scope="session")
def tours() -> dict[tuple[str, str], Tour]:
    return {}


# Both databases are asked the same queries; the second is read by one who does the work and one who looks at it.
TOURS = [("sqlite", who) for who in READERS] + [("postgres", who) for who in ("anna", "maaike")]
on_each_tour = pytest.mark.parametrize(("told", "reader"), TOURS, indirect=["told"])


@pytest.fixture
def tour(reader: str, told: Told, tours: dict[tuple[str, str], Tour]) -> Tour:
    key = (told.kind, reader)
    if key not in tours:
        tours[key] = walk(told, reader)
    return tours[key]


def walk(told: Told, who: str) -> Tour:
    client, found = PortalClient(told.app).sign_in_as(told.people[who]), Tour()
    before = digest(told.db)  # signing in is no reading
    for path in pages_of(client, told, found):
        counts: list[int] = []  # from the second look on: the first fills what a process keeps, some of it for a minute
        while not counts or (counts[-1] > MOST_QUERIES and len(counts) < 3):
            with counted_queries(told.db) as asked:
                if client.http.head(path).status_code >= 500:
                    found.broken.append(f"HEAD {path}")
            counts.append(sum(not statement.startswith(WRITTEN_FIRST) for statement in asked))
        found.queries[path] = min(counts)
    found.changed = digest(told.db) != before
    most = max(found.queries.values())
    FIGURES.append(f"pages on {told.kind} as {who}: {len(found.queries)} read, at most {most} queries a page")
    return found


def pages_of(client: PortalClient, told: Told, found: Tour) -> Iterator[str]:
    waiting = ["/"]
    while waiting and len(found.queries) < MOST_PAGES:
        path = waiting.pop(0)
        if path in found.queries:
            continue
        response, found.queries[path] = client.get_path(path, status=None), 0
        if response.status_code >= 400 and NOT_TO_BE_USED not in response.text:  # a link that leads to a refusal
            found.broken.append(f"{response.status_code} {path}")
        yield path
        if response.status_code in (302, 303):
            waiting.append(response.location)
        if response.mimetype == "text/html":
            waiting += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', response.text)]


@on_each_tour
def test_reading_every_page_leaves_the_database_as_it_was(tour: Tour):
    assert not tour.broken
    assert not tour.changed
    assert len(tour.queries) > 10


@on_each_tour
def test_no_page_asks_more_than_eight_queries(tour: Tour):
    assert not {path: count for path, count in tour.queries.items() if count > MOST_QUERIES}


def test_no_page_takes_head_for_sending():
    """HEAD asks what GET asks, without the words: a page tells the two apart from a POST, never from each other."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in Path(portal.__file__).parent.rglob("*.py")}
    assert not [name for name, source in sources.items() if 'request.method == "GET"' in source]
