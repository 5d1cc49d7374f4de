"""Forms of a page, filled in right, wrong and malicious by turns."""

import random
import re
from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from tests.support.client import parse

NOT_HERE = re.compile(r"/(uitloggen|oefenen|oefenmail|taal)")
NASTY = (
    "", " ", "\x00", "-1", "0", "00", "31", "99999999999999999999", "-99999999999999999999,99", "1e400", "NaN",
    "Infinity", "١٢", "½", "²", "0x10", "1.000.000.000.000,00", "9999-12-31", "2026-02-30", "2026-5", "0000-0",
    "<script>alert(1)</script>", "{{ 7 * 7 }}", "%(num)d %s %n", "' OR 1=1 --", "\u202e\ufeff", "é" * 300, "🙂" * 60,
    "x" * 20_000, "123456782", "../../etc/passwd", "a\r\nBcc: iemand@elders.example", "=?utf-8?q?=0aBcc?=",
    "0198a0b0-0000-7000-8000-000000000000", "%", "_", "\\", '"', "~", "2026-01-01T00:00:00+00:00~nee", "-", ",", ".",
)  # fmt: skip
PLAUSIBLE = ("1", "12", "24", "2026", "2027", "1.000", "2,5", "Zo is het afgesproken.", "iemand@voorbeeld.example",
             "8911 AB", "ja", "Samira")  # fmt: skip


def names_in(text: str) -> Iterator[str]:
    """Of the forms that only look: filters, and what a sum is made of."""
    for form in parse(text).iter("form"):
        if (form.get("method") or "get").lower() == "get":
            yield from names_of(form)


def forms_of(path: str, text: str, chance: random.Random) -> Iterator[tuple[str, MultiDict[str, Any]]]:
    """Where each form that posts goes, filled in anew at each call."""
    for form in parse(text).iter("form"):
        action = (form.get("action") or "").partition("#")[0] or path
        if (form.get("method") or "get").lower() != "post" or NOT_HERE.match(action):
            continue
        yield action, filled_in(names_of(form), chance)


def filled_in(names: dict[str, tuple[str, ...]], chance: random.Random) -> MultiDict[str, Any]:
    """Half of the times right but for one field at most, so that what comes after the check is reached; else anyhow."""
    fields: MultiDict[str, Any] = MultiDict((name, right(name, choices, chance)) for name, choices in names.items())
    if names and chance.random() < 0.5:
        for name in chance.sample(sorted(names), chance.choice((0, 1))):
            fields[name] = chance.choice(NASTY)
        return fields
    for name in names:
        anyhow = (fields[name], fields[name], chance.choice(NASTY), chance.choice(PLAUSIBLE))
        fields.setlist(name, [chance.choice(anyhow) for _time in range(chance.choice((0, 1, 1, 1, 1, 2)))])
    return fields


def right(name: str, choices: tuple[str, ...], chance: random.Random) -> str:
    """What is chosen or filled in already, or what such a field asks for."""
    if any(choices):
        return chance.choice([one for one in choices if one])
    ranges = {"day": (1, 28), "month": (1, 12), "year": (2024, 2029)}
    low, high = ranges.get(name.rpartition("-")[2], (0, 0))
    if high:
        return str(chance.randint(low, high))
    kinds = {"mail": "iemand@voorbeeld.example", "postcode": "8911 AB", "kvk": "12345678", "phone": "058 000 00 00"}
    number = re.search(r"amount|value|hours|percentage|weeks|months|people|cap|number|withheld|penalty", name)
    return next((text for kind, text in kinds.items() if kind in name), "12" if number else "Zo is het afgesproken.")


def names_of(form: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in form.iter():
        name = one.get("name")
        if one.tag not in ("input", "select", "textarea", "button") or not name or name == "csrf_token":
            continue
        values = (
            [option.get("value") or "" for option in one.iter("option")] if one.tag == "select" else [one.get("value")]
        )
        found.setdefault(name, []).extend(value for value in values if value is not None)
    return {name: tuple(values) for name, values in found.items()}
