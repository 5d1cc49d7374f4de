"""Every act that is recorded about a contract has its sentence in the history."""

import ast
from pathlib import Path

from portal.records.told import ACTS, DECIDED, UNTOLD

PORTAL = Path(__file__).resolve().parents[2] / "portal"
FEATURES = (
    "contracts", "plans", "candidates", "consents", "placements", "contributions", "decisions", "dossier", "progress",
    "administration",
)  # fmt: skip
RECORDERS = {"record", "_record", "_record_reader", "note_act"}
OF_NO_CONTRACT = {
    "setting_proposed", "setting_changed", "setting_taken_back",
    "account_kept", "dpia_confirmed", "processor_saved",
    "breach_entered", "breach_facts_written", "breach_authority_decided", "breach_people_decided", "breach_closed",
    "controller_card_changed", "language_reviewed", "notice_proposed", "notice_published", "notice_taken_back",
    "translation_proposed", "translation_published", "translation_taken_back",
    "value_table_drafted", "value_table_draft_removed", "value_table_published",
}  # fmt: skip


def recorded() -> set[str]:
    """Tokens with an underscore that are handed to a recorder of events, positionally or as ``action``."""
    found = set()
    for feature in FEATURES:
        for path in (PORTAL / feature).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and _name(call.func) in RECORDERS:
                    handed = [*call.args, *(word.value for word in call.keywords if word.arg == "action")]
                    found |= {token for value in handed for token in _tokens(value)}
    return found


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _tokens(value: ast.expr) -> set[str]:
    if isinstance(value, ast.IfExp):
        return _tokens(value.body) | _tokens(value.orelse)
    is_token = isinstance(value, ast.Constant) and isinstance(value.value, str) and "_" in value.value
    return {value.value} if is_token else set()


def test_every_recorded_act_has_a_sentence():
    acts = recorded()
    assert {"plan_submitted", "consent_given", "placement_submitted", "co_reader_removed"} <= acts
    unknown = acts - set(ACTS) - DECIDED - UNTOLD - OF_NO_CONTRACT
    assert not unknown, f"the history says only that something was changed for: {sorted(unknown)}"


def test_no_sentence_waits_for_an_act_that_nobody_records():
    idle = set(ACTS) - recorded()
    assert not idle, f"nobody records: {sorted(idle)}"
