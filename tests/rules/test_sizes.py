"""Size is a smell: what grows past what one can hold in the head wants a split, or a reason written here."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMITS = (("portal/**/*.py", 300), ("tests/**/*.py", 400), ("templates/**/*.html", 120), ("templates/**/*.txt", 120))
REASONS: dict[str, str] = {
    "templates/notices/drafts/1.1.fy.txt": "a whole notice is one text",
    "templates/notices/consent/1.0.nl.txt": "a published text, never edited again",
    "templates/notices/consent/1.0.en.txt": "a published text, never edited again",
    "templates/notices/consent/1.1.nl.txt": "a whole notice is one text",
    "templates/notices/consent/1.1.en.txt": "a whole notice is one text",
}


@pytest.mark.parametrize(("pattern", "most"), LIMITS)
def test_no_file_outgrows_the_head(pattern, most):
    grown = {
        str(path.relative_to(ROOT)): lines
        for path in ROOT.glob(pattern)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > most
    }
    assert not {name: lines for name, lines in grown.items() if name not in REASONS}, grown


def test_the_readme_shows_a_few_small_pictures_and_every_one_that_is_kept():
    shown = re.findall(
        r'src="(docs/pictures/[\w-]+\.png)" alt="[^"]+"', (ROOT / "README.md").read_text(encoding="utf-8")
    )
    kept = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "pictures").iterdir())
    assert sorted(shown) == kept
    assert 1 <= len(kept) <= 5
    assert all((ROOT / name).stat().st_size < 120_000 for name in kept)


def test_a_reason_is_dropped_when_it_is_not_needed_any_more():
    limits = dict(LIMITS)
    for name in REASONS:
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        assert lines > next(most for pattern, most in limits.items() if (ROOT / name) in ROOT.glob(pattern))
