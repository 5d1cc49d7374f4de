"""Settings: read once from the environment, checked once, never changed afterwards."""

import base64
import binascii
import os
import secrets
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

SECONDS_FOR_KEY = 20  # that a command may take to print the key-encryption key


class Mode(StrEnum):
    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"


class SettingMissing(Exception):
    """A setting without which the portal may not start; the message names it and says what it is for."""


@dataclass(frozen=True)
class Smtp:
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True


@dataclass(frozen=True)
class Config:
    """Everything that differs between installations. Texts and terms of a region are rows, not settings."""

    mode: Mode
    secret_key: str = field(repr=False)
    key_encryption_key: bytes = field(repr=False)  # 32 bytes; wraps every data key of the key store
    database_url: str
    keystore_url: str
    base_url: str
    smtp: Smtp
    mail_from: str
    data_dir: Path
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    idle_minutes: int = 60
    idle_minutes_staff: int = 30
    session_hours: int = 12
    argon2_cheap: bool = False  # tests only; production refuses it

    @property
    def demonstration(self) -> bool:
        return self.mode is Mode.DEMONSTRATION

    @property
    def over_tls(self) -> bool:
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Read ``PORTAL_*``. Production raises SettingMissing for each secret, address or server that is not set."""
        if env.get("PORTAL_MODE", Mode.PRODUCTION) == Mode.DEMONSTRATION:
            return cls.for_demonstration(Path(env.get("PORTAL_DATA_DIR", "instance")), env=env)
        return cls._for_production(env)

    @classmethod
    def _for_production(cls, env: Mapping[str, str]) -> "Config":
        data_dir = Path(env.get("PORTAL_DATA_DIR", "instance"))
        base_url = _required(env, "PORTAL_BASE_URL", "the address of the portal, such as https://portaal.example.nl")
        if urlsplit(base_url).scheme != "https" or not urlsplit(base_url).hostname:
            raise SettingMissing("PORTAL_BASE_URL must be an https address; links in mail are made of it.")
        secret_key = _required(env, "PORTAL_SECRET_KEY", "at least 32 random characters that sign cookies")
        if len(secret_key) < 32:
            raise SettingMissing("PORTAL_SECRET_KEY is too short; use at least 32 random characters.")
        return cls(
            mode=Mode.PRODUCTION,
            secret_key=secret_key,
            old_secret_keys=tuple(env.get("PORTAL_OLD_SECRET_KEYS", "").split()),
            key_encryption_key=_key_encryption_key(env),
            database_url=_database_url(env, data_dir),
            keystore_url=env.get("PORTAL_KEYSTORE_URL", f"sqlite:///{data_dir / 'keys.db'}"),
            base_url=base_url.rstrip("/"),
            smtp=Smtp(
                host=_required(env, "PORTAL_SMTP_HOST", "the mail server that sends our mail"),
                port=int(env.get("PORTAL_SMTP_PORT", "587")),
                user=env.get("PORTAL_SMTP_USER", ""),
                password=env.get("PORTAL_SMTP_PASSWORD", ""),
                starttls=env.get("PORTAL_SMTP_STARTTLS", "yes") != "no",
            ),
            mail_from=_required(env, "PORTAL_MAIL_FROM", "the address our mail comes from"),
            data_dir=data_dir,
        )

    @classmethod
    def for_demonstration(cls, data_dir: Path, *, env: Mapping[str, str] = os.environ) -> "Config":
        """Settings of a practice environment in ``data_dir``: secrets are made on the first start and kept."""
        data_dir.mkdir(parents=True, exist_ok=True)
        return cls(
            mode=Mode.DEMONSTRATION,
            secret_key=_kept_secret(data_dir / "secret-key"),
            key_encryption_key=_key(_kept_secret(data_dir / "key-encryption-key")),
            database_url=_database_url(env, data_dir),
            keystore_url=env.get("PORTAL_KEYSTORE_URL", f"sqlite:///{data_dir / 'keys.db'}"),
            base_url=env.get("PORTAL_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            smtp=Smtp("127.0.0.1", int(env.get("PORTAL_DEMONSTRATION_SMTP_PORT", "0")), starttls=False),
            mail_from="portaal@socialreturn.example",
            data_dir=data_dir,
        )


def _required(env: Mapping[str, str], name: str, meaning: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingMissing(f"{name} is not set: {meaning}.")
    return value


def _database_url(env: Mapping[str, str], data_dir: Path) -> str:
    return env.get("PORTAL_DATABASE_URL", f"sqlite:///{data_dir / 'portal.db'}")


def _key_encryption_key(env: Mapping[str, str]) -> bytes:
    """From the environment, a file, or a command that prints it (such as the client of a key vault); one of the three.

    Raises SettingMissing; its message never holds what was read.
    """
    name = "PORTAL_KEY_ENCRYPTION_KEY"
    given = [one for one in (name, f"{name}_FILE", f"{name}_COMMAND") if env.get(one, "").strip()]
    if len(given) > 1:
        raise SettingMissing(f"Set one of {', '.join(given)}, not more: it must be clear which key counts.")
    if given == [f"{name}_FILE"]:
        try:
            return _key(Path(env[given[0]].strip()).read_text().strip())
        except (OSError, ValueError) as error:
            raise SettingMissing(f"The file that {given[0]} names cannot be read ({type(error).__name__}).") from None
    if given == [f"{name}_COMMAND"]:
        return _key(_printed_by(env[given[0]], given[0]))
    return _key(_required(env, name, "32 random bytes in base64 that wrap the data keys; or set _FILE or _COMMAND"))


def _printed_by(command: str, setting: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            shlex.split(command), capture_output=True, timeout=SECONDS_FOR_KEY, check=True
        )
        return done.stdout.decode().strip()
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise SettingMissing(f"The command of {setting} gave no key ({type(error).__name__}).") from None


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise SettingMissing("PORTAL_KEY_ENCRYPTION_KEY must be 32 bytes in base64.")
    return key


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()
