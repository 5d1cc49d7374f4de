"""What a summary of faults says: which field each line is about."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import portal
from portal.web.day import Day
from portal.web.forms import Form


def forms(kind: type[Any] = Form) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from forms(one)


def said_by(field: Any) -> Iterator[str]:
    """How a field names itself when it is empty or, of a date, unreadable."""
    if issubclass(field.field_class, Day):
        yield str(field.kwargs.get("name_in_text", "De datum"))
    if field.kwargs.get("message"):
        yield str(field.kwargs["message"])
    for check in field.kwargs.get("validators") or (field.args[1:2] and field.args[1]):
        if getattr(check, "__qualname__", "").startswith("asked."):
            yield str(check.__closure__[0].cell_contents)


def test_two_fields_of_a_form_never_say_the_same_in_the_summary() -> None:
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if module.name.endswith(("forms", "views")):
            importlib.import_module(module.name)
    seen = 0
    for form in set(forms()):
        fields = [getattr(form, name) for name in dir(form) if hasattr(getattr(form, name), "field_class")]
        said = Counter(text for field in fields for text in said_by(field))
        seen += said.total()
        assert not [text for text, times in said.items() if times > 1], form
    assert seen > 200
