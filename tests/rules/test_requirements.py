"""Every requirement PR-01 to PR-74 is held by a test that carries its number, or said to be the work of a person."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"(?<![a-z0-9])pr[-_ ]?(\d\d)(?!\d)", re.IGNORECASE)
REQUIREMENTS = range(1, 75)


def numbers_in(source: str) -> set[int]:
    """Of the requirements that a test function carries in its name or docstring; not in what stands around it."""
    tests = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]
    said = " ".join(f"{test.name.replace('_', ' ')} {ast.get_docstring(test) or ''}" for test in tests)
    return {int(found) for found in NUMBER.findall(said)}


def left_to_people(page: str) -> set[int]:
    """Of the lines of the page that say what only a person can do."""
    part = page.partition("## What a person must do")[2].partition("\n## ")[0]
    return {int(found) for found in NUMBER.findall(part)}


@pytest.fixture(scope="module")
def tested() -> set[int]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {number for path in files for number in numbers_in(path.read_text(encoding="utf-8"))}


def test_every_requirement_has_a_test_or_a_line_for_people(tested: set[int]) -> None:
    people = left_to_people((ROOT / "docs" / "privacy.md").read_text(encoding="utf-8"))
    missing = [f"PR-{number:02}" for number in REQUIREMENTS if number not in tested | people]
    assert not missing, f"no test carries these, and docs/privacy.md does not leave them to people: {missing}"


def test_what_a_machine_must_hold_is_not_left_to_people(tested: set[int]) -> None:
    """PR-06 to PR-12 and PR-44 to PR-74, except where the deed itself is that of a person."""
    deeds = {69, 73}  # a DPIA is made, a contract with a processor is concluded
    machine = {*range(6, 13), *range(44, 75)} - deeds
    assert not machine - tested


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("def test_pr46_a_hold(): ...", {46}),
        ("def test_ends_pr49():\n    'Also PR-50.'", {49, 50}),
        ("'''PR-12'''\n# PR-13\ndef test_x():\n    y = 'PR-14'", set()),
        ("def helper():\n    '''PR-15'''\ndef test_pr460_x(): ...", set()),
        ("class Test:\n    def test_of_a_class(self):\n        '''PR-07'''", {7}),
    ],
)
def test_a_number_counts_in_the_name_or_docstring_of_a_test_alone(source: str, numbers: set[int]) -> None:
    assert numbers_in(source) == numbers
