"""What somebody writes in her own words about a field of the dossier, in the spelling in which it is stored (PR-56)."""

import re
from datetime import date

from portal.models import Agreement
from portal.valuation.names import CLASS_NAMES, GROUP_NAMES, plain, tokens_called
from portal.web.day import MONTHS
from portal.web.labels import label

_DAY = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2}|[^\W\d_]+)\.?[\s./-]+(\d{4})")


def as_stored(name: str, typed: str) -> str:
    """'23 november 1991' as 1991-11-23 and 'bijstand' as its token; what is not recognised stays as it was typed."""
    if name in ("birth_date", "starts_on"):
        return _day(typed)
    if name == "target_group":
        return _only(tokens_called(typed, GROUP_NAMES), typed)
    if name == "duration_class":
        return _only(tokens_called(typed, CLASS_NAMES), typed)
    if name == "agreement":
        return _only(tuple(one for one in Agreement if plain(typed) in (plain(one), plain(label(one)))), typed)
    return typed


def _only(found: tuple[str, ...], typed: str) -> str:
    return str(found[0]) if len(found) == 1 else typed


def _day(typed: str) -> str:
    found = _DAY.fullmatch(typed.strip())
    if not found:
        return typed
    day, month, year = found.groups()
    try:
        return date(int(year), MONTHS.get(month.lower()) or int(month), int(day)).isoformat()
    except ValueError:
        return typed
