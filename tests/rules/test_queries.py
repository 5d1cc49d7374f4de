"""No page asks more than eight queries, and the same number at 5 and at 500 rows (design rule 13)."""

import pytest

from tests.rules.conftest import FIGURES, Told
from tests.rules.test_reading_changes_nothing import pages_of
from tests.support.client import PortalClient
from tests.support.meters import counted_queries

MOST = 8
# The view log row that must stand before a person is shown is written by the small writer, beside the page's own reads.
WRITTEN_FIRST = ("UPDATE chain_head", "INSERT INTO view_log", "UPDATE user_session", "SELECT chain_head")


@pytest.mark.parametrize("who", ["anna", "gerda", "maaike", "karin", "femke"])
def test_no_page_asks_more_than_eight_queries(told: Told, who):
    client = PortalClient(told.app).sign_in_as(told.people[who])
    too_many, most = {}, 0
    for path in list(pages_of(client)):
        with counted_queries(told.db) as asked:
            client.get_path(path, status=None)
        own = [statement for statement in asked if not statement.startswith(WRITTEN_FIRST)]
        most = max(most, len(own))
        if len(own) > MOST:
            too_many[path] = len(own)
    assert not too_many
    FIGURES.append(f"queries on {told.kind} as {who}: at most {most} a page")
