"""What a field asks of its text: filled in, short enough, in range, and never a citizen service number."""

import re
from decimal import Decimal
from typing import Any

from wtforms.validators import StopValidation, ValidationError

from portal.web.i18n import gettext


def asked(message: Any) -> Any:
    """The field must be filled in or ticked; ``message`` is the whole sentence (appendix A: 'Vul ... in.')."""

    def check(_form: Any, field: Any) -> None:
        if field.errors:  # it was filled in, and could not be read
            raise StopValidation()
        if field.data is None or field.data is False or (isinstance(field.data, str | list) and not field.data):
            raise StopValidation(str(message))

    setattr(check, "field_flags", {"asked": True})  # noqa: B010 - how WTForms learns of a flag
    return check


def longest(limit: int) -> Any:
    """At most ``limit`` characters, equal to the column; said with how many there are."""

    def check(_form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > limit:
            raise ValidationError(
                gettext(
                    "%(label)s must be %(limit)s characters or less. You have %(length)s.",
                    label=field.label.text,
                    limit=limit,
                    length=length,
                )
            )

    return check


def in_range(low: int | Decimal, high: int | Decimal) -> Any:
    def check(_form: Any, field: Any) -> None:
        if field.data is not None and not low <= field.data <= high:
            raise ValidationError(gettext("Enter a number from %(low)s to %(high)s.", low=low, high=high))

    return check


_NINE_DIGITS = re.compile(r"(?<![0-9])(?:[0-9][ .\-]?){8}[0-9](?![0-9])")


def looks_like_bsn(text: str) -> bool:
    """Nine digits anywhere that pass the eleven-test (PR-09)."""
    for found in _NINE_DIGITS.finditer(text):
        digits = [int(sign) for sign in found.group() if sign in "0123456789"]
        total = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
        if any(digits) and total % 11 == 0:
            return True
    return False


def no_bsn(_form: Any, field: Any) -> None:
    """Refuse a citizen service number: not stored, not shown again, not logged (PR-09)."""
    if isinstance(field.data, str) and looks_like_bsn(field.data):
        field.data = ""
        field.raw_data = [""]
        raise StopValidation(
            gettext("This looks like a citizen service number (BSN). You may not enter it here. Leave it out.")
        )
