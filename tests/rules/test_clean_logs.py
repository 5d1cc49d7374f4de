"""Whatever page fails, nothing typed and no token is in a log line or on the page of the error (PR-67, T21)."""

import json
import logging

import pytest
import sqlalchemy as sa
from flask import request

from portal.logs import FIELDS as ALLOWED
from portal.logs import CleanFormatter
from portal.security.access import Scope
from portal.security.policy import DEMONSTRATION, POLICY
from tests.rules.conftest import FIGURES, Told
from tests.rules.test_matrix import KNOWS, OTHER_ARGUMENTS, ROLES
from tests.support.client import PortalClient

TOKEN = "q7" * 21 + "q"
TYPED = {
    "first_name": "Quorrabella", "surname": "Zybrandusma", "email": "quorra@thuis.example", "phone": "0687654321",
    "street": "Xaverstraat 987", "postcode": "8999 QX", "town": "Waddenoordwijk", "birth_date": "31-12-1961",
    "born-day": "31", "target_group": "wajong", "password": "Kw4arts!-hemel-ladder", "code": "918273",
    "reason": "omdat Quorrabella het vroeg", "message": "Bel Zybrandusma op", "name": "Quorrabella Zybrandusma",
}  # fmt: skip
MARKS = (*(value for value in TYPED.values() if len(value) > 2), "Zybrandusma", "Quorrabella", TOKEN)


class Lines(logging.Handler):
    """What would be written, and what was said in full, which must hold the marks or the test proves nothing."""

    def __init__(self):
        super().__init__()
        self.written, self.said = [], []
        self.setFormatter(CleanFormatter())

    def emit(self, record):
        self.written.append(self.format(record))
        self.said.append(f"{record.getMessage()} {record.exc_info and record.exc_info[1]}")


def fail(**_arguments):
    """As a page fails that has read everything: with the values in the text of the exception, twice."""
    values = dict(request.form)
    try:
        raise ValueError(f"cannot read {values} of {request.full_path}")
    except ValueError as first:
        raise sa.exc.IntegrityError("INSERT INTO candidate VALUES (?)", values, Exception(str(values))) from first


@pytest.fixture
def lines(told: Told):
    handler, logger = Lines(), logging.getLogger()
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


def somebody_for(line, contract="C-01"):
    fits = [who for who, role in ROLES.items() if role in line.who and who in KNOWS[contract]]
    return fits[0] if fits else ""


@pytest.mark.parametrize("told", ["sqlite"], indirect=True)  # each page fails before it asks a database
def test_no_page_that_fails_after_a_post_tells_what_was_typed(told: Told, lines: Lines, monkeypatch):
    monkeypatch.setitem(told.app.config, "PROPAGATE_EXCEPTIONS", False)
    clients = {who: PortalClient(told.app).sign_in_as(told.people[who]) for who in ROLES}
    contract, pages, found = told.contracts["C-01"], 0, []
    for rule in told.app.url_map.iter_rules():
        line = {**POLICY, **DEMONSTRATION}[rule.endpoint]
        if "POST" not in rule.methods:
            continue
        monkeypatch.setitem(told.app.view_functions, rule.endpoint, fail)
        values = {
            name: contract.get(name) or OTHER_ARGUMENTS.get(name) or contract["contract_id"] for name in rule.arguments
        }
        if line.scope is Scope.LINK or "token" in rule.arguments:
            values |= {name: TOKEN for name in rule.arguments if name == "token"}
        who = somebody_for(line)
        client = clients[who] if who else PortalClient(told.app)
        before = len(lines.written)
        answer = client.post(rule.endpoint, TYPED, status=None, headers=None, **values)
        assert answer.status_code == 500, f"{rule.rule} as {who}: {answer.status_code}"
        assert len(lines.written) > before, f"{rule.rule} failed and no line says so"
        pages += 1
        text = "\n".join(lines.written[before:]) + answer.text
        found += [f"{mark!r} after {rule.rule}" for mark in MARKS if mark in text]
    assert not found, "\n".join(found[:20])
    assert all(set(json.loads(one)) <= ALLOWED for one in lines.written)
    assert all(json.loads(one)["request"] for one in lines.written if "error_kind" in one)
    said = "\n".join(lines.said)
    assert all(mark in said for mark in MARKS), "the failures hold no marks, so nothing is proven"
    FIGURES.append(
        f"clean logs on {told.kind}: {pages} pages failed after a POST, {len(found)} marks in lines or pages"
    )
