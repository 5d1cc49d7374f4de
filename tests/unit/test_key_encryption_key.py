"""The key that wraps all keys comes from the environment, a file or a command, and one of these alone (PR-49)."""

import base64
import sys
from pathlib import Path

import pytest

from portal.config import Config, SettingMissing

NAME = "PORTAL_KEY_ENCRYPTION_KEY"
KEK = bytes(range(1, 33))
TEXT = base64.b64encode(KEK).decode()
OTHERS = {
    "PORTAL_BASE_URL": "https://portaal.example",
    "PORTAL_SECRET_KEY": "s" * 40,
    "PORTAL_SMTP_HOST": "mail.example",
    "PORTAL_MAIL_FROM": "portaal@example.org",
}


def key(**given: str) -> bytes:
    return Config.from_env({**OTHERS, **given}).key_encryption_key


def printing(text: str) -> str:
    return f"{sys.executable} -c \"print('{text}')\""


def test_the_three_ways_give_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "kek"
    path.write_text(f"{TEXT}\n")
    assert key(**{NAME: TEXT}) == key(**{f"{NAME}_FILE": str(path)}) == KEK
    assert key(**{f"{NAME}_COMMAND": printing(TEXT)}) == KEK


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "is not set"),
        ({NAME: TEXT, f"{NAME}_FILE": "/etc/kek"}, "not more"),
        ({f"{NAME}_FILE": "/nowhere/kek"}, "cannot be read"),
        ({f"{NAME}_COMMAND": "no-such-program"}, "gave no key"),
        ({f"{NAME}_COMMAND": f"{sys.executable} -c 'exit(3)'"}, "gave no key"),
        ({f"{NAME}_COMMAND": printing("dG9vIHNob3J0")}, "32 bytes in base64"),
    ],
)
def test_what_gives_no_key_is_said_and_what_was_read_is_not(given: dict[str, str], words: str) -> None:
    with pytest.raises(SettingMissing, match=words) as refused:
        key(**given)
    assert "dG9vIHNob3J0" not in str(refused.value)
