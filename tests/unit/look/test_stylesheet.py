"""The stylesheet keeps its promises: contrast by computation, one place for colours, logical properties, small."""

import gzip
import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[3] / "static" / "css" / "portal.css"
TEXT = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"), flags=re.DOTALL)
TOKEN = re.compile(r"(--(?:basis|srp)-[\w-]+):\s*(#[0-9a-f]{3,6});")
LARGEST_TRANSFER = 7_500  # bytes, compressed

PAPERS = ("default-bg-document", "default-bg-subtle", "default-bg-default")
READ_ON_PAPER = ("default-color-document", "default-color-subtle", "action-2-color-default", "action-2-color-hover",
                 "action-2-color-visited")  # fmt: skip
STATES = ("negative", "warning", "positive", "info")


def token_blocks() -> tuple[dict[str, str], dict[str, str]]:
    """Name and colour of the light tokens, and of those the dark scheme replaces."""
    light, dark = (dict(TOKEN.findall(block)) for block in re.findall(r":root\s*\{([^}]*)\}", TEXT)[:2])
    return light, dark


def tokens(scheme: str) -> dict[str, str]:
    light, dark = token_blocks()
    return light | dark if scheme == "dark" else light


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * sign for sign in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    """(ink, paper, least contrast): 7 for what is read, 3 for borders and marks that carry meaning."""
    colour = "--basis-color-"
    text = [(colour + ink, colour + paper, 7.0) for ink in READ_ON_PAPER for paper in PAPERS]
    text += [(f"{colour}{state}-color-default", f"{colour}{state}-bg-default", 7.0) for state in STATES]
    text += [(f"{colour}{state}-color-default", PAPER, 7.0) for state in STATES]
    text += [(colour + "default-color-document", f"{colour}{state}-bg-default", 7.0) for state in STATES]
    accent = colour + "accent-1-"
    text += [(accent + "color-default", PAPER, 7.0), (accent + "color-default", accent + "bg-default", 7.0)]
    action = colour + "action-1-inverse-"
    text += [(action + "color-default", action + bg, 7.0) for bg in ("bg-default", "bg-hover", "bg-active")]
    text += [("--srp-header-color", "--srp-header-background-color", 7.0)]
    text += [("--basis-focus-color", "--basis-focus-background-color", 7.0)]
    marks = [(f"{colour}{state}-border-default", PAPER, 3.0) for state in STATES]
    marks += [(colour + "default-border-default", colour + paper, 3.0) for paper in PAPERS]
    marks += [(accent + "border-default", colour + "default-bg-default", 3.0)]  # the hatch of the bar on its track
    marks += [(accent + "color-default", colour + "default-bg-default", 3.0)]
    return text + marks


PAPER = "--basis-color-default-bg-document"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_ink_and_paper_has_its_contrast(scheme: str) -> None:
    found = tokens(scheme)
    weak = [
        (ink, paper, round(contrast(found[ink], found[paper]), 2))
        for ink, paper, least in pairs()
        if contrast(found[ink], found[paper]) < least
    ]
    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("around", [PAPER, "--basis-color-default-bg-default", "--srp-header-background-color"])
def test_one_colour_of_the_focus_ring_always_stands_out(scheme: str, around: str) -> None:
    found = tokens(scheme)
    ring = (found["--basis-focus-color"], found["--basis-focus-background-color"])
    assert max(contrast(colour, found[around]) for colour in ring) >= 3


def test_the_dark_scheme_replaces_every_colour_but_the_focus_ring_and_the_white_of_the_header() -> None:
    light, dark = token_blocks()
    same = {"--basis-focus-background-color", "--basis-focus-color", "--srp-header-color"}
    assert dark.keys() == light.keys() - same


def test_colours_stand_only_in_the_token_blocks() -> None:
    outside = TOKEN.sub("", TEXT)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\w)", re.sub(r"\{|\}", " ", outside)) == []


def test_properties_are_logical() -> None:
    declarations = re.findall(r"(?:^|[{;])\s*([\w-]+)\s*:\s*([^;{}]+)", re.sub(r"@media[^{]*", "", TEXT))
    sided = re.compile(r"(?:^|-)(?:left|right|top|bottom)(?:-|$)")
    sized = re.compile(r"^(?:min-|max-)?(?:width|height)$")
    physical = [
        f"{name}: {value}"
        for name, value in declarations
        if sided.search(name) or sized.match(name) or (name in {"text-align", "float"} and value in {"left", "right"})
    ]
    assert len(declarations) > 300
    assert physical == []


def test_nothing_is_loaded_from_elsewhere_pr73() -> None:
    assert not re.search(r"@import|@font-face|url\(", TEXT)


def test_the_stylesheet_stays_small() -> None:
    assert len(gzip.compress(CSS.read_bytes(), 9, mtime=0)) <= LARGEST_TRANSFER
