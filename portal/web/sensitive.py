"""Words about health or justice, which have no place in a remark (PR-10; articles 9 and 10 GDPR)."""

import re
from typing import Any

from wtforms.validators import ValidationError

from portal.web.i18n import gettext

SENSITIVE = re.compile(
    r"\b(ziek(?:e|en|te|tes|tebeeld|meld\w*|jes)?|(?:ge)?diagnos\w*|versla(?:af|afd|ving\w*)|drugs\w*|alcohol\w*"
    r"|detentie\w*|gedetineerd\w*|gevangen\w*|vog|reclassering\w*|strafblad\w*|veroordeel\w*|justitie\w*|delict\w*"
    r"|psych\w*|depressi\w*|burn-?outs?|medisch\w*|medicijn\w*|medicatie\w*|therap\w*|(?:ge)?handicap\w*|zwanger\w*"
    r"|autis\w*|adhd|trauma\w*|disabilit\w*|addict\w*|pregnan\w*|illness\w*|prison\w*|convict\w*)\b",
    re.IGNORECASE,
)


def sensitive_words(text: str) -> list[str]:
    """Each once, as it was written."""
    return list(dict.fromkeys(found.group() for found in SENSITIVE.finditer(text)))


def about_nobody(_form: Any, field: Any) -> None:
    """Of a contractor's text: such a word is refused, since nothing may be written about a person there."""
    words = sensitive_words(field.data or "")
    if words:
        raise ValidationError(gettext("Do not write anything about health or justice here: ‘%(word)s’.", word=words[0]))
