"""Mail scanners open links: no GET, HEAD or OPTIONS changes anything, whatever the link (PR-19, T06)."""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa

from portal.models import Base
from tests.support.asking import born_as, choose, come_in, newest_token

NOT_COUNTED = {"view_log", "chain_head", "limit_counter", "user_session"}  # design rule 3
PAGES = ("", "/later", "/stoppen", "/uitleg", "/gegevens", "/vraag", "/vraag/verstuurd", "/keuze", "/onbekend", "/taal")
AGENTS = ("Mozilla/5.0 (compatible; Microsoft SafeLinks)", "BarracudaCentral", "Mimecast", "python-requests/2.32", "")


def digest(db) -> str:
    total = hashlib.sha256()
    with db.reads() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in NOT_COUNTED:
                rows = sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
                total.update("\n".join([table.name, *rows]).encode())
    return total.hexdigest()


def in_state(state: str, client, db, vault, token: str) -> str:
    """Bring the question into a state; the token of the link that is opened then."""
    if state in ("asked", "unknown"):
        return token if state == "asked" else "A" * 43
    if state == "locked":
        for status in (422, 422, 410):
            client.post("consents.birth_date", born_as(date(2000, 1, 1)), token=token, status=status)
        return token
    come_in(client, token)
    if state == "opened":
        return token
    if state == "deferred":
        client.post("consents.later", {}, token=token)
    elif state == "denied":
        client.post("consents.unknown", {}, token=token)
    else:
        choose(client, token, "nee" if state == "no" else "ja", "nee" if state in ("no", "yes") else "ja")
    if state == "stopped":
        client.post("consents.stop", {}, token=token)
    return newest_token(db, vault, "candidate_said_yes") if state == "manage" else token


@pytest.mark.parametrize(
    "state", ["unknown", "asked", "locked", "opened", "deferred", "denied", "no", "yes", "manage", "stopped"]
)
def test_looking_changes_nothing(app, client, db, vault, token, candidate, state):
    """PR-19: with and without the cookie of the visit, by every scanner, on every page."""
    link = in_state(state, client, db, vault, token)
    before = digest(db)
    for http in (client.http, app.test_client()):
        for page in PAGES:
            for method in ("GET", "HEAD", "OPTIONS"):
                for agent in AGENTS if page == "" else AGENTS[:1]:
                    answer = http.open(
                        f"/k/{link}{page}", method=method, headers={"User-Agent": agent, "Purpose": "prefetch"}
                    )
                    assert answer.status_code < 500
                    assert answer.headers["Referrer-Policy"] == "no-referrer"
                    assert answer.headers["Cache-Control"] == "no-store"
                    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert digest(db) == before
