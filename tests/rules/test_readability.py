"""What a candidate reads is easy Dutch (PR-35, privacy.md 4.4): layer 0 is the mail, layer 1 what stands before the
choice. Average at most 12 words, no sentence above 20, Flesch-Douma at least 65, no word of a lawyer."""

import re

import pytest

from portal.consents.notices import FIRST_LAYER, REGISTER, notice
from tests.conftest import FIGURES
from tests.rules.test_texts import BANNED
from tests.support.drafts import SAMPLES, write
from tests.support.readability import measure, syllables

HARD = re.compile(
    r"\b(verwerkingsverantwoordelijke\w*|verwerker|betrokkenen?|grondslag|verstrek\w*|rechtmatig\w*|gerechtvaardigd\w*"
    r"|teneinde|dienaangaande|desbetreffende|doeleinden?)\b",
    re.IGNORECASE,
)
FILLED = {
    "contractor": "Jansen Bouw", "employer": "Jansen Bouw", "client": "gemeente Noordhorn", "region": "Friesland",
    "years": "vijf",
}  # fmt: skip
VERSIONS = sorted(version for version, language in REGISTER if language == "nl")
MAILS = sorted(kind for kind in SAMPLES if kind.startswith("candidate_") and "first_name" in SAMPLES[kind][0])


def first_layer(version: str) -> str:
    """Without the two statements, whose one sentence each is that of the reference and says what is agreed to."""
    text = notice("nl", version)
    lines = [
        line
        for item in ("question", *FIRST_LAYER, "yes", "no")
        for line in (text[item].title, *(line for one in text[item].paragraphs for line in one.lines))
    ]
    return re.sub(r"\{(\w+)\}", lambda found: FILLED[found[1]], "\n".join(lines))


def body_of(kind: str) -> str:
    """The words of a mail in all its samples, without lines that are an address."""
    texts = [write(kind, **values).text for values in SAMPLES[kind]]
    return "\n".join(line for text in texts for line in text.split("\n") if "://" not in line and "@" not in line)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("werk", 1), ("gegevens", 3), ("uitkering", 3), ("coördinatiepunt", 6), ("stage", 2), ("opnieuw", 2),
        ("geïnteresseerd", 5), ("mooie", 2), ("vrij", 1), ("bijstand", 2),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_sound(word, count):
    assert syllables(word) == count


def test_a_measure_tells_easy_from_hard():
    easy = measure("U mag zelf kiezen. Nee is ook goed. U kunt later altijd stoppen.")
    hard = measure(
        "De verwerkingsverantwoordelijke verstrekt desgevraagd onverwijld informatie betreffende de rechtmatigheid "
        "van de voorgenomen verwerkingsactiviteiten aan de betrokkene."
    )
    assert easy.douma > 90
    assert hard.douma < 20
    assert (easy.sentences, hard.longest_words) == (3, 16)


@pytest.mark.parametrize("version", VERSIONS)
def test_layer_1_reads_easily(version):
    text = first_layer(version)
    found = measure(text)
    FIGURES.append(f"first layer {version}: {found}")
    assert found.average <= 12
    assert found.longest_words <= 20, found.longest
    assert found.douma >= 65
    assert not HARD.search(text)
    assert not BANNED.search(text)


@pytest.mark.parametrize("kind", MAILS)
def test_a_mail_to_a_candidate_reads_easily(kind):
    text = body_of(kind)
    found = measure(text)
    FIGURES.append(f"mail {kind}: {found}")
    assert found.average <= 12
    assert found.longest_words <= 20, found.longest
    assert found.douma >= 65
    assert not HARD.search(text)
    assert not BANNED.search(text)
