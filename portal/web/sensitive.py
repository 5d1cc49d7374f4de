"""Words about health or justice, which have no place in a remark (PR-10; articles 9 and 10 GDPR)."""

import re

SENSITIVE = re.compile(
    r"\b(ziek(?:te|tes|tebeeld|meld\w*|jes)?|diagnos\w*|versla(?:af|afd|ving\w*)|drugs\w*|alcohol\w*|detentie\w*"
    r"|gedetineerd\w*|gevangen\w*|vog|reclassering\w*|strafblad\w*|veroordeel\w*|justitie\w*|delict\w*|psych\w*"
    r"|depressi\w*|burn-?outs?|medisch\w*|medicijn\w*|medicatie\w*|therap\w*|handicap\w*|zwanger\w*|autis\w*|adhd"
    r"|trauma\w*|disabilit\w*|addict\w*|pregnan\w*|illness\w*|prison\w*|convict\w*)\b",
    re.IGNORECASE,
)


def sensitive_words(text: str) -> list[str]:
    """Each once, as it was written."""
    return list(dict.fromkeys(found.group() for found in SENSITIVE.finditer(text)))
