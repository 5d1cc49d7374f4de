"""Words about health or justice are known, in the forms people write them; ordinary words are left alone (PR-10)."""

import pytest

from portal.web.sensitive import sensitive_words

WORDS = """ziek ziekte ziektebeeld ziekmelding diagnose gediagnosticeerd verslaafd verslaving verslavingszorg drugs
alcoholgebruik detentie gedetineerde gevangenis VOG reclassering strafblad veroordeeld justitie delict psychisch
psychose depressief burn-out burnout medisch medicijnen medicatie therapie therapeut handicap gehandicapt zwanger
autisme ADHD trauma disability addicted pregnant illness prison convicted""".split()


@pytest.mark.parametrize("word", WORDS)
def test_pr10_a_word_about_health_or_justice_is_noticed(word):
    assert sensitive_words(f"Hij was ({word.upper()}), zegt men.") == [word.upper()]
    assert sensitive_words(word) == [word]


@pytest.mark.parametrize(
    "text", ["Bel over het muziekonderwijs.", "De vogels fluiten.", "Fysieke arbeid", "Alles is akkoord.", "Ervoor"]
)
def test_pr10_an_ordinary_word_is_not(text):
    assert sensitive_words(text) == []
