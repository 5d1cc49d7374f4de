"""The words of the register of processing: each token of it is its English text already."""

from enum import StrEnum

from portal.privacy.declaring import Ground, Reader, Source, Term
from portal.privacy.processing import Category, Measure, Subject
from portal.privacy.purposes import For

_KINDS: tuple[type[StrEnum], ...] = (Category, Measure, Subject, For, Ground, Reader, Source, Term)

REGISTER_LABELS = {f"{kind.__name__}.{word}": word.value for kind in _KINDS for word in kind} | {
    "Mask.none": "shown",
    "Mask.masked": "dots, opened for a reason",
    "Mask.age_group": "age group, opened for a reason",
    "Mask.hidden": "not in lists",
    "Striking.blocked": "Too many hidden values in an hour. The portal stopped it",
    "Striking.many_people": "Looked at very many people",
    "Striking.many_reveals": "Opened many hidden values",
    "Striking.same_person": "Looked at one person again and again",
    "Striking.at_night": "Looked at night",
    "Striking.unusual": "Looked much more often than on other days",
    "Striking.not_in_use": "Asked for a dossier that may not be used now",
}
