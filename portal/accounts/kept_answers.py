"""What somebody typed, as a list to recognise: words instead of tokens, days instead of three numbers."""

from portal.web.i18n import LANGUAGES, gettext
from portal.web.ids import id_of
from portal.web.labels import LABELS
from portal.web.lapsed import OF_THE_PAGE

_YES_OR_NO = {"ja": "Yes", "nee": "No"}
_BUTTON = "do"  # which of several was pressed
LONGEST = 300  # characters shown of one answer; all of it is sent


def kept_answers(fields: list[tuple[str, str]]) -> list[str]:
    """The answers in the order of the form, without what the page itself put in it."""
    shown: list[str] = []
    parts: dict[str, list[str]] = {}
    for name, value in fields:
        whole, _, part = name.rpartition("-")
        if part in ("day", "month", "year") and whole:
            if whole not in parts:
                parts[whole] = []
                shown.append(whole)
            parts[whole].append(value.strip())
        elif name not in OF_THE_PAGE | {_BUTTON} and value.strip() and id_of(value) is None:
            shown.append("\0" + _in_words(value.strip()))
    days = {whole: "-".join(part for part in found if part) for whole, found in parts.items()}
    return [text for text in (one[1:] if one.startswith("\0") else days[one] for one in shown) if text]


def _in_words(value: str) -> str:
    """The word of a token, when only one kind of thing has it; else the text itself."""
    words = {text for key, text in LABELS.items() if key.rpartition(".")[2] == value}
    if value in LANGUAGES:
        return LANGUAGES[value]
    if value in _YES_OR_NO:
        return gettext(_YES_OR_NO[value])
    if len(words) == 1:
        return gettext(words.pop())
    return value if len(value) <= LONGEST else value[:LONGEST] + " …"
