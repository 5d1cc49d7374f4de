"""Numbers, hours and amounts as people write them; the text stays as typed beside what was read."""

import re
from decimal import Decimal
from typing import Any

from wtforms import StringField

from portal.web.checks import in_range
from portal.web.i18n import gettext


class _Readable(StringField):
    """A field whose text is kept as typed (``typed``) next to what was read from it (``data``)."""

    typed: str = ""

    def process_data(self, value: Any) -> None:
        self.data = value
        self.typed = "" if value is None else self.written(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = self.read(self.typed) if self.typed else None

    def _value(self) -> str:
        return self.typed

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def written(self, value: Any) -> str:
        return str(value)


class Number(_Readable):
    """A whole number."""

    def __init__(
        self, label: Any, validators: Any = (), *, low: int = 0, high: int = 99, example: int = 2, **options: Any
    ) -> None:
        super().__init__(label, [*validators, in_range(low, high)], **options)
        self.example = example

    def read(self, text: str) -> int:
        digits = text.replace(" ", "").replace(".", "")
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 12:
            raise ValueError(gettext("Enter a number, for example %(example)s.", example=self.example))
        return int(digits)


class Hours(_Readable):
    """Hours a week with at most two decimals; '12,5' and '12.5' are the same."""

    def __init__(
        self, label: Any, validators: Any = (), *, low: int = 1, high: int = 40, example: int = 24, **options: Any
    ) -> None:
        super().__init__(label, [*validators, in_range(low, high)], **options)
        self.example = example

    def read(self, text: str) -> Decimal:
        return _decimal(text, gettext("Enter a number, for example %(example)s.", example=self.example))

    def written(self, value: Decimal) -> str:
        return format(value.normalize(), "f").replace(".", ",")


class Amount(_Readable):
    """Euro, with at most two decimals; dots, spaces and a euro sign are ignored."""

    def __init__(
        self, label: Any, validators: Any = (), *, low: int = 0, high: int = 999_999_999, **options: Any
    ) -> None:
        super().__init__(label, [*validators, in_range(low, high)], **options)

    def read(self, text: str) -> Decimal:
        plain = re.sub(r"[\s€]", "", text)
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?", plain):
            plain = plain.replace(".", "")
        return _decimal(plain, gettext("Enter an amount, for example 2500 or 2500,50."))

    def written(self, value: Decimal) -> str:
        return str(value.to_integral_value() if value == value.to_integral_value() else value).replace(".", ",")


def _decimal(text: str, complaint: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]{1,10}([.,][0-9]{0,2})?", text):
        raise ValueError(complaint)
    return Decimal(text.replace(",", "."))
