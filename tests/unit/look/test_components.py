"""Components are small and alike, so that a page can be written without reading them."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
FRAME = [TEMPLATES / "base.html", *sorted(TEMPLATES.glob("layouts/*.html")), *COMPONENTS]
FORBIDDEN = {
    "inline style": r"\sstyle=",
    "inline script": r"<script|\son\w+=",
    "disabled control": r"\sdisabled\b",
    "browser validation": r"\s(?:required|maxlength|pattern)(?:=|\s|>)",
    "positive tab order": r'tabindex="[1-9]',
    "htmx attribute without data-": r"\shx-",
}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_one_macro_named_as_its_file_with_an_example_above_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\{% macro (\w+)\(", text) == [path.stem]
    opening = text[: text.index("#}")]
    assert text.startswith("{# ")
    assert f"{path.stem}(" in opening


@pytest.mark.parametrize("path", FRAME, ids=lambda path: path.stem)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_frame_and_the_components_have_no(what: str, path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(FORBIDDEN[what], text) == []


@pytest.mark.parametrize("path", FRAME, ids=lambda path: path.stem)
def test_the_frame_and_the_components_escape_everything(path: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape", path.read_text(encoding="utf-8"))
