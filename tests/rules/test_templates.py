"""Templates compile, hide nothing unsafe, and keep to the rules a machine can read."""

import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
UNSAFE = {
    "|safe": re.compile(r"\|\s*safe\b"),
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "an inline handler": re.compile(r"\son[a-z]+\s*="),
    "a disabled control": re.compile(r"\sdisabled[\s>=]"),
    "a required attribute": re.compile(r"<(?:input|select|textarea)\b[^>{}]*\srequired[\s>=]"),
    "hx- without data-": re.compile(r"\shx-"),
    "a positive tabindex": re.compile(r'tabindex="[1-9]'),
    "an address of elsewhere": re.compile(r'(?:src|href)="https?://(?!www\.autoriteitpersoonsgegevens)'),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_keeps_the_rules(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for what, pattern in UNSAFE.items():
        if what == "an inline style" and "mail" in path.parts:
            continue  # mail programs read no style sheets
        assert not pattern.search(text), f"{what} in {path.name}: {pattern.search(text)}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_post_form_has_its_guard_and_no_browser_bubbles(path):
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", text, flags=re.DOTALL | re.IGNORECASE):
        guarded = any(sign in form for sign in ("form_guard()", 'name="csrf_token"', "caller()", "data-no-csrf"))
        assert guarded, f"{path.name}: {form[:200]}"


def test_every_template_compiles(app: Flask):
    for path in TEMPLATES:
        app.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))


def test_no_imported_macro_is_idle():
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for names in re.findall(r"\{%-?\s*from\s+\S+\s+import\s+([^%]+?)\s*(?:with context)?\s*-?%\}", text):
            for name in (part.strip().split(" as ")[-1].strip() for part in names.split(",")):
                assert len(re.findall(rf"\b{name}\b", text)) > 1, f"{path.name} imports {name} and does not use it"
