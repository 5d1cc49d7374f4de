"""The policy, held against the portal: every endpoint, method and role, own and other organisation and region.

The expectation of a cell follows from the same table that the access hook reads; the request is a real one.
PORTAL_ROUNDS=1 asks all cells on both databases, the suite all on SQLite and a third on PostgreSQL.
"""

import uuid
from collections import Counter

import pytest

from portal.security.access import Scope
from portal.security.policy import DEMONSTRATION, POLICY
from tests.rules.conftest import FIGURES, Told, is_its_turn
from tests.support.client import PortalClient

ALL = {**POLICY, **DEMONSTRATION}
PRINCIPALS = ("", "anna", "bram", "gerda", "maaike", "jelle", "roelie", "karin", "otto", "femke")  # "" has no account
KNOWS = {  # which of the two contracts somebody may know of
    "C-01": {"anna", "bram", "maaike", "jelle", "karin", "femke"},
    "C-02": {"gerda", "roelie", "otto"},
}
ROLES = {
    "anna": "contractor_admin", "bram": "contractor_user", "gerda": "contractor_admin", "maaike": "csr_manager",
    "jelle": "csr_reviewer", "roelie": "csr_reviewer", "karin": "client", "otto": "client", "femke": "privacy_officer",
}  # fmt: skip
# Any of these is an answer; what it is depends on the state of what is asked for.
ANSWERED = {200, 302, 303, 400, 409, 410, 413, 422, 429}


def arguments(rule, contract):
    found = {}
    for name in rule.arguments:
        if name in contract:
            found[name] = contract[name] if contract[name] is not None else uuid.uuid4()
        else:
            found[name] = OTHER_ARGUMENTS[name]
    return found


OTHER_ARGUMENTS = {
    "position": 1,
    "token": "x" * 43, "code": "fy", "step": "contact", "stem": "portal", "tag": "0", "extension": "css",
    "mail_id": "none",
    "effort": "nieuw", "key": "nieuw", "invitation_id": uuid.uuid4(), "notice_version": "1.1", "user_id": uuid.uuid4(),
    "quarter": "2026-2", "letter_id": uuid.uuid4(), "table_id": uuid.uuid4(), "draft_id": uuid.uuid4(),
    "report": "prestaties", "export_id": uuid.uuid4(), "publication_id": uuid.uuid4(), "year": 2025,
    "region": "drenthe", "format": "csv", "destruction_id": uuid.uuid4(), "subject_id": uuid.uuid4(),
    "rule_id": uuid.uuid4(), "hold_id": uuid.uuid4(), "request_id": uuid.uuid4(), "restriction_id": uuid.uuid4(),
    "correction_id": uuid.uuid4(), "decision_id": uuid.uuid4(), "note_id": uuid.uuid4(),
    "breach_id": uuid.uuid4(), "processor_id": uuid.uuid4(), "setting_name": "decide_days",
    "change_id": uuid.uuid4(), "day": "2026-01-05",
}  # fmt: skip
FIELDS = {  # without which an address does not know what is asked
    "privacy.reveal_to_contractor": {"field": "birth_date"},
    "privacy.reveal_to_csr": {"field": "birth_date"},
}
# Where somebody who may open it finds nothing in this story, and which tests open it then.
MAY_BE_ABSENT = {
    "privacy.looks": "a random person; tests/integration/privacy",
    "decisions.print_letter": "a random letter; tests/integration/consents/test_paper.py",
    "decisions.enter_answer": "the candidate has answered; tests/integration/consents/test_paper.py",
    "decisions.confirm_answer": "nothing was entered; tests/integration/consents/test_paper.py",
    "decisions.redact": "a random decision; tests/integration/decisions/test_redacting.py",
    "decisions.redact_note": "a random note; tests/integration/decisions/test_redacting.py",
    "decisions.frozen": "nothing is frozen; tests/integration/consents/test_unrenewed.py",
    "administration.translation": "no new file; tests/integration/consents/test_languages.py",
    "decisions.sample": "not drawn perhaps; tests/integration/decisions/test_sample.py",
    "placements.confirm_change": "nothing is confirmed; tests/integration/placements/test_confirming.py",
    "rights.request": "a random request; tests/integration/rights",
    "rights.match": "a random request; tests/integration/rights",
    "rights.identify": "a random request; tests/integration/rights",
    "rights.extend": "a random request; tests/integration/rights",
    "rights.decide": "a random request; tests/integration/rights",
    "rights.second": "a random request; tests/integration/rights",
    "rights.step": "a random request; tests/integration/rights",
    "rights.restriction": "a random request; tests/integration/rights",
    "rights.correct": "a random request; tests/integration/rights",
    "rights.disclose": "a random request; tests/integration/rights",
    "rights.letter_to_print": "a random request; tests/integration/rights",
    "rights.correction": "a random request; tests/integration/rights",
    "rights.correction_shown": "a random request; tests/integration/rights",
    "rights.correction_to_desk": "a random request; tests/integration/rights",
    **{
        f"administration.breach{act}": "a random breach; tests/integration/administration/test_breaches"
        for act in ("", "_facts", "_authority", "_people", "_seen", "_export", "_close")
    },
    "administration.account_keep": "a random person; tests/integration/administration/test_account_review",
    "administration.account_stop": "a random person; tests/integration/administration/test_account_review",
    "administration.processor": "a random processor; tests/integration/administration/test_go_live",
    "administration.setting_confirm": "a random change; tests/integration/administration/test_settings",
    "administration.setting_take_back": "a random change; tests/integration/administration/test_settings",
    "accounts.invite_again": "no invitation is open; tests/integration/accounts",
    "accounts.take_back": "no invitation is open; tests/integration/accounts",
    "accounts.stop_access": "a random person; tests/integration/accounts",
    "accounts.change_role": "a random person; tests/integration/accounts",
    "administration.invite_again": "no invitation is open; tests/integration/administration",
    "administration.take_back": "no invitation is open; tests/integration/administration",
    "administration.value_table": "a random value table; tests/integration/administration/test_value_tables",
    "administration.value_table_file": "a random value table; tests/integration/administration/test_value_tables",
    "administration.value_table_draft": "a random draft; tests/integration/administration/test_value_tables",
    "administration.value_table_try": "a random draft; tests/integration/administration/test_value_tables",
    "administration.value_table_publish": "a random draft; tests/integration/administration/test_value_tables",
    "administration.value_table_remove": "a random draft; tests/integration/administration/test_value_tables",
    "contracts.closing_view": "no intention was sent; tests/integration/administration/test_closing",
    "candidates.ask_again": "the candidate said yes; tests/integration/consents/test_refusals.py",
    "privacy.core": "the candidate did not stop; tests/integration/privacy/test_cores.py",
    "candidates.sent": "shown right after sending; tests/integration/candidates",
    "plans.remove_effort": "the plan is not open for editing; tests/integration/plans",
    "reports.file": "a random file; tests/integration/reports",
    "reports.download": "a random file; tests/integration/reports",
    "reports.results_file": "a random table; tests/integration/reports/test_results",
    "reports.results_release": "a random table; tests/integration/reports/test_results",
    "retention.term_confirm": "a random term; tests/integration/retention/test_pages",
    "retention.hold": "a random hold; tests/integration/retention/test_pages",
    "retention.destruction": "a random list; tests/integration/retention/test_pages",
    "retention.exclude": "a random list; tests/integration/retention/test_pages",
    "retention.sign": "a random list; tests/integration/retention/test_pages",
    "retention.stop": "a random list; tests/integration/retention/test_pages",
    "retention.declaration": "a random list; tests/integration/retention/test_pages",
    "retention.declaration_file": "a random list; tests/integration/retention/test_pages",
    "plans.drop_draft": "no draft is kept; tests/integration/plans",
}

# Where somebody may be refused what the role allows, because it is the own work; and which tests tell the two apart.
MAY_BE_OWN = {
    "decisions.unregistered": "who recorded it does not decide; tests/integration/decisions/test_unregistered.py"
}


def expected(endpoint: str, who: str, key: str) -> set[int]:
    line = ALL[endpoint]
    if line.is_public:
        return ANSWERED | {404}
    if not who:
        return {303}
    if ROLES[who] not in line.who:
        return {404} if line.persons and ROLES[who] == "client" else {403}
    if line.scope is Scope.CONTRACT and who not in KNOWS[key]:
        return {404}
    absent, own = endpoint in MAY_BE_ABSENT, endpoint in MAY_BE_OWN
    return ANSWERED | ({404} if absent else set()) | ({403} if own else set())


IN_ORDER = sorted(ALL, key=lambda endpoint: (ALL[endpoint].scope is not Scope.CONTRACT, endpoint))


@pytest.mark.parametrize("endpoint", IN_ORDER)
def test_only_who_may_open_it_opens_it(told: Told, endpoint):
    line = ALL[endpoint]
    for rule in told.app.url_map.iter_rules(endpoint) if is_its_turn(told.kind, endpoint) else ():
        keys = ("C-01", "C-02") if "number" in rule.arguments else ("C-01",)
        for key in keys:
            for who in PRINCIPALS:
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    status, location = ask(told, rule, told.contracts[key], who, method)
                    wanted = expected(endpoint, who, key)
                    where = f"{method} {rule.rule} as {who or 'nobody'} on {key}"
                    count(told, where, status, status in wanted, sorted(wanted))
                    if not who and not line.is_public:
                        assert location.startswith("/inloggen"), where


@pytest.mark.parametrize("endpoint", sorted(name for name, line in ALL.items() if line.scope is Scope.CONTRACT))
def test_what_belongs_to_another_contract_is_not_found(told: Told, endpoint):
    """The own contract in the address, somebody else's candidate, placement or effort behind it (T01)."""
    foreign = told.contracts["C-02"]
    for rule in told.app.url_map.iter_rules(endpoint) if is_its_turn(told.kind, endpoint) else ():
        ids = rule.arguments & {"candidate_id", "placement_id", "effort", "work_id"}
        for name in ids:
            mixed = {**told.contracts["C-01"], name: foreign[name]}
            for who in sorted(KNOWS["C-01"]):
                if ROLES[who] not in ALL[endpoint].who:
                    continue
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    status, _ = ask(told, rule, mixed, who, method)
                    where = f"{method} {rule.rule} with a foreign {name} as {who}"
                    refused = status == 404 or (status == 422 and method == "POST")
                    count(told, where, status, refused, "404")


CELLS: Counter[str] = Counter()
DEVIATIONS: Counter[str] = Counter()


def count(told: Told, where: str, status: int, as_expected: bool, wanted: object) -> None:
    CELLS[told.kind] += 1
    if not as_expected:
        DEVIATIONS[told.kind] += 1
    assert as_expected, f"{where}: {status}, not {wanted}"


SIGNED_IN: dict[tuple[str, str], PortalClient] = {}


def browser_of(told: Told, endpoint: str, who: str) -> PortalClient:
    """A signed-in browser, kept for the next cell unless the endpoint may end the session."""
    if not who:
        return PortalClient(told.app)
    if endpoint.startswith(("accounts.", "demonstration.")):
        SIGNED_IN.pop((told.kind, who), None)
        return PortalClient(told.app).sign_in_as(told.people[who])
    if (told.kind, who) not in SIGNED_IN:
        SIGNED_IN[told.kind, who] = PortalClient(told.app).sign_in_as(told.people[who])
    return SIGNED_IN[told.kind, who]


def ask(told: Told, rule, contract, who: str, method: str) -> tuple[int, str]:
    client = browser_of(told, rule.endpoint, who)
    path = client.url(rule.endpoint, **arguments(rule, contract))
    if method == "GET":
        response = client.http.get(path)
    else:
        response = client.http.open(
            path, method=method, data={"csrf_token": client.csrf_token(), **FIELDS.get(rule.endpoint, {})}
        )
    return response.status_code, response.headers.get("Location", "")


def test_every_method_is_one_the_policy_knows(told: Told):
    for rule in told.app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule


def test_the_review_has_only_get_routes(told: Told):
    for rule in told.app.url_map.iter_rules():
        if rule.endpoint.startswith("review."):
            assert rule.methods == {"GET", "HEAD", "OPTIONS"}, rule


def test_count_of_cells(told: Told):
    FIGURES.append(f"matrix on {told.kind}: {CELLS[told.kind]} cells, {DEVIATIONS[told.kind]} deviations")
