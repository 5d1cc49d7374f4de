"""What a candidate's phone gets of the stylesheet is enough for every page it can show."""

import re
from collections import Counter
from pathlib import Path

from portal.web.assets import STATIC, for_candidates, smaller

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
CSS = (STATIC / "css" / "portal.css").read_text(encoding="utf-8")
USES = re.compile(r"{%-? (?:extends|include|from) \"([^\"]+)\"")
CLASSES = re.compile(r"class=\"([^\"]*)\"")
LEADING = re.compile(r"^(?:\[dir=rtl\] )?\.([a-z][\w-]*)")  # tasks of '.tasks .hint'
TABLES = {"<table", "<th", "<td"}


def counted(css: str) -> Counter[str]:
    """How many selectors are about each class."""
    selectors = ",".join(re.findall(r"([^{}]+)\{", smaller(css))).split(",")
    return Counter(found[1] for one in selectors if (found := LEADING.match(one)))


def closure(names: set[str]) -> set[str]:
    """The templates that these use, and so on."""
    found: set[str] = set()
    while names - found:
        name = sorted(names - found)[0]
        found.add(name)
        names = names | set(USES.findall((TEMPLATES / name).read_text(encoding="utf-8")))
    return found


def for_candidates_only() -> set[str]:
    pages = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    return {name for name in pages if not name.startswith("mail/") and "layouts/candidate.html" in closure({name})}


def test_no_class_of_a_candidates_page_lost_a_rule():
    left_out = set(counted(CSS) - counted(for_candidates(CSS)))
    assert {"tasks", "bar", "timeline"} <= left_out
    used: dict[str, str] = {}
    for name in closure(for_candidates_only()):
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        for classes in CLASSES.findall(text):
            used |= dict.fromkeys(re.sub(r"{[{%].*?[%}]}", " ", classes).split(), name)
        used |= dict.fromkeys((tag for tag in TABLES if tag in text), name)
    assert len(used) > 20
    lost = {word: name for word, name in used.items() if word in left_out | TABLES}
    assert not lost, f"in sections that say they are not for candidates: {lost}"


def test_making_it_smaller_leaves_every_rule():
    def rules(css: str) -> list[str]:
        text = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
        return re.findall(r"[{};]", text)

    assert smaller(CSS).count("{") == rules(CSS).count("{")
    assert smaller('a > b , c { color : red; content: "· " }\n/* x */') == 'a>b,c{color :red;content:"· "}'
