"""Every page that shows a person writes one row of the view log, and no page without such a row shows one (PR-66)."""

import uuid

import sqlalchemy as sa

from portal.models import Candidate, View
from portal.privacy.vault import Purpose
from portal.security.access import Scope
from tests.rules.conftest import FIGURES, Told
from tests.rules.test_matrix import ALL, KNOWS, OTHER_ARGUMENTS, ROLES
from tests.support.client import PortalClient

READERS = ("anna", "bram", "maaike", "jelle", "karin", "femke")


def surnames(told: Told) -> set[str]:
    """Of everybody whose name is in the story's dossiers, and nobody who works there."""
    with told.db.reads() as connection:
        rows = connection.execute(sa.select(Candidate.id, Candidate.name_sealed)).all()
    blobs = {row.id: row.name_sealed for row in rows}
    opened = told.app.extensions["vault"].open_many(Purpose.NAME, blobs)
    return {f"{name['first_name']} {name['surname']}" for name in opened.values() if name}


def count_rows(told: Told) -> int:
    with told.db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(View)) or 0


def paths(told: Told, who: str):
    for rule in told.app.url_map.iter_rules():
        line = ALL[rule.endpoint]
        if "GET" not in rule.methods or line.scope is Scope.LINK or line.is_public or ROLES[who] not in line.who:
            continue
        for key in ("C-01",) if "number" in rule.arguments and who in KNOWS["C-01"] else ("C-01", "C-03"):
            known = told.contracts.get(key, told.contracts["C-01"])
            given = {**OTHER_ARGUMENTS, **{name: value for name, value in known.items() if value is not None}}
            values = {name: given.get(name, uuid.uuid4()) for name in rule.arguments}
            yield rule.endpoint, PortalClient(told.app).url(rule.endpoint, **values)
            if not rule.arguments:
                break


def test_whoever_sees_a_name_left_one_row(told: Told):
    names = surnames(told)
    assert len(names) > 5
    showing, logged, wrong = set(), set(), []
    for who in READERS:
        client = PortalClient(told.app).sign_in_as(told.people[who])
        for endpoint, path in paths(told, who):
            before = count_rows(told)
            answer = client.http.get(path)
            written = count_rows(told) - before
            if answer.status_code != 200 or answer.mimetype not in ("text/html", "text/csv", "application/json"):
                continue
            if any(name in answer.text for name in names):
                showing.add(endpoint)
                if written == 1:
                    logged.add(endpoint)
                else:
                    wrong.append(f"{path} as {who} shows a name and wrote {written} rows")
                if not ALL[endpoint].persons:
                    wrong.append(f"{path} shows a name and its line in the policy does not say so")
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert len(showing) > 5
    FIGURES.append(
        f"view log on {told.kind}: {len(showing)} pages show a person, "
        f"{100 * len(logged) // len(showing)} % wrote one row"
    )
