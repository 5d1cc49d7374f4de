"""How easily Dutch reads: words a sentence, and Flesch-Douma (206.84 - 0.93 words a sentence - 77 syllables a word)."""

import re
from dataclasses import dataclass

# What sounds as one, the longest first; a trema begins a syllable of its own.
_ONE_SOUND = "aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|[aeiouyáàâäéèêëíïóòôöúùûü]"
_SYLLABLE = re.compile(_ONE_SOUND)
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_END = re.compile(r"(?<=[.?!:;])\s+|\n+")


@dataclass(frozen=True)
class Readability:
    words: int
    sentences: int
    longest: str
    douma: float

    @property
    def average(self) -> float:
        """Words a sentence."""
        return self.words / self.sentences

    @property
    def longest_words(self) -> int:
        return len(_WORD.findall(self.longest))

    def __str__(self) -> str:
        return (
            f"{self.sentences} sentences, {self.average:.1f} words on average, longest {self.longest_words}, "
            f"Flesch-Douma {self.douma:.0f}"
        )


def syllables(word: str) -> int:
    return max(len(_SYLLABLE.findall(word.lower())), 1)


def measure(text: str) -> Readability:
    """Figures of ``text``; a line and an item of a list end as a sentence does."""
    found = [part for part in _END.split(text) if _WORD.search(part)]
    words = [word for part in found for word in _WORD.findall(part)]
    each = sum(map(syllables, words)) / len(words)
    douma = 206.84 - 0.93 * len(words) / len(found) - 77 * each
    return Readability(len(words), len(found), max(found, key=lambda part: len(_WORD.findall(part))), douma)
