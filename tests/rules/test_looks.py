"""Every page that shows a person writes one row of the view log, and no page without such a row shows one (PR-66)."""

import uuid

import pytest
import sqlalchemy as sa

from portal.models import Candidate, View
from portal.privacy.vault import Purpose
from portal.security.access import Scope
from tests.rules.conftest import FIGURES, Told
from tests.rules.test_matrix import ALL, KNOWS, OTHER_ARGUMENTS, ROLES
from tests.support.client import PortalClient

READERS = ("anna", "maaike", "karin", "femke")


def surnames(told: Told) -> set[str]:
    """Of everybody whose name is in the story's dossiers, and nobody who works there."""
    with told.db.reads() as connection:
        rows = connection.execute(sa.select(Candidate.id, Candidate.name_sealed)).all()
    blobs = {row.id: row.name_sealed for row in rows}
    opened = told.app.extensions["vault"].open_many(Purpose.NAME, blobs)
    return {f"{name['first_name']} {name['surname']}" for name in opened.values() if name}


def rows_after(told: Told, position: int) -> list[sa.Row]:
    with told.db.reads() as connection:
        newer = sa.select(View.position, View.action, View.object_id).where(View.position > position)
        return list(connection.execute(newer.order_by(View.position)))


def is_one_look(rows: list[sa.Row], path: str) -> bool:
    """One row; a list over several contracts is one row for each of them, so that each candidate finds hers."""
    over_contracts = "/opdrachten/" not in path and {row.action for row in rows} == {"list"}
    return len(rows) == 1 or (over_contracts and len({row.object_id for row in rows}) == len(rows))


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


@pytest.mark.timeout(900)
@pytest.mark.parametrize("told", ["sqlite"], indirect=True)  # which page names whom is the same on both
def test_whoever_sees_a_name_left_one_row(told: Told):
    names = surnames(told)
    assert len(names) > 5
    showing, logged, wrong = set(), set(), []
    with told.db.reads() as connection:
        position = connection.scalar(sa.select(sa.func.max(View.position))) or 0
    for who in READERS:
        client = PortalClient(told.app).sign_in_as(told.people[who])
        for endpoint, path in paths(told, who):
            answer = client.http.get(path)
            written = rows_after(told, position)
            position = written[-1].position if written else position
            if answer.status_code != 200 or answer.mimetype not in ("text/html", "text/csv", "application/json"):
                continue
            if any(name in answer.text for name in names):
                showing.add(endpoint)
                if is_one_look(written, path):
                    logged.add(endpoint)
                else:
                    wrong.append(f"{path} as {who} shows a name and wrote {len(written)} rows")
                if not ALL[endpoint].persons:
                    wrong.append(f"{path} shows a name and its line in the policy does not say so")
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert len(showing) > 5
    FIGURES.append(
        f"view log on {told.kind}: {len(showing)} pages show a person, "
        f"{100 * len(logged) // len(showing)} % wrote one row"
    )
