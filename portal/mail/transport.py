"""The one builder of mail, which trusts no text in a header, and the connection that carries it to the mail server."""

import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from portal import clock
from portal.config import Config, Smtp
from portal.mail.draft import Draft
from portal.mail.rendering import one_line

SENDER_NAME = "Social Return Portaal"
TIMEOUT = 10  # seconds for each answer of the server
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


class HeaderRefused(Exception):
    """A header field holds what could become another header; names the field, never its text."""


def safe_header_text(text: str) -> str:
    """``text`` for a Subject: on one line, without the mark ``=?`` of an encoded word.

    A name with that mark loses it and the mail goes out: the business of a contractor does not fail on a spelling.
    """
    shown = one_line(text)
    while "=?" in shown:
        shown = shown.replace("=?", "=")
    return shown


def build(draft: Draft, *, message_id: UUID, config: Config) -> EmailMessage:
    """The mail as it leaves. Raises HeaderRefused.

    Python before 3.11.8 lets ``=?utf-8?q?x=0d=0aBcc:_evil@x?=`` in a value become a header (CVE-2024-6923), so such a
    value is refused here whatever came before, and the names of the written headers are compared with what we set.
    """
    host = urlsplit(config.base_url).hostname or "localhost"
    fields = {
        "To": _mailbox(draft.recipient),
        "Subject": safe_header_text(draft.subject),
        "Date": format_datetime(clock.now()),
        "Message-ID": f"<{message_id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": draft.language,
    }
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(draft.text, cte="quoted-printable")
    message.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    message["From"] = Address(SENDER_NAME, addr_spec=_mailbox(config.mail_from))
    for name, value in fields.items():
        message[name] = _header_value(name, value)
    _check_names(bytes(message))
    return message


def header_names(raw: bytes) -> list[str]:
    """Names of the top headers, read from the bytes that would be sent."""
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return [line.partition(b":")[0].decode("ascii", "replace") for line in head if line[:1] not in (b" ", b"\t")]


def _check_names(raw: bytes) -> None:
    if sorted(header_names(raw)) != sorted(HEADERS):
        raise HeaderRefused("headers")


def _header_value(name: str, value: str) -> str:
    if any(mark in value for mark in ("\r", "\n", "\0", "=?")):
        raise HeaderRefused(name)
    return value


def _mailbox(address: str) -> str:
    """One plain ASCII mailbox, without a display name, a list or quoting."""
    local, at, domain = address.partition("@")
    plain = address.isascii() and address.isprintable() and not set(address) & set(' ,;:<>()[]"\\')
    if not (plain and at and local and domain) or "@" in domain or "=?" in address:
        raise HeaderRefused("To")
    return address


class Trouble(StrEnum):
    LATER = "later"  # the server says: not now
    NEVER = "never"  # the server does not take this mail
    NO_SUCH_ADDRESS = "no such address"


class NotCarried(Exception):
    """The server did not take a mail. ``code`` is its three digits, or the kind of broken connection."""

    def __init__(self, trouble: Trouble, code: str) -> None:
        super().__init__(f"{trouble}: {code}")
        self.trouble = trouble
        self.code = code


class ServerUnreachable(Exception):
    """No connection to the mail server, or it does not let us in: no fault of any one mail."""


class Carrier:
    """One connection for a batch, made anew when it breaks. ``with Carrier(config.smtp) as carrier: ...``"""

    def __init__(self, smtp: Smtp) -> None:
        self._settings = smtp
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._hang_up()

    def carry(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over one mail. Raises NotCarried, or ServerUnreachable before the mail was offered."""
        connection = self._connected()
        try:
            connection.sendmail(sender, [recipient], bytes(message))
        except smtplib.SMTPRecipientsRefused as refused:
            code = refused.recipients[recipient][0]
            raise NotCarried(Trouble.NO_SUCH_ADDRESS if code >= 500 else Trouble.LATER, str(code)) from None
        except smtplib.SMTPDataError as refused:
            code = refused.smtp_code
            raise NotCarried(Trouble.NEVER if code >= 500 else Trouble.LATER, str(code)) from None
        except smtplib.SMTPResponseException as refused:  # our own sender or greeting: settings, which may be mended
            self._hang_up()
            raise NotCarried(Trouble.LATER, str(refused.smtp_code)) from None
        except (smtplib.SMTPException, OSError) as broken:
            self._hang_up()
            raise NotCarried(Trouble.LATER, type(broken).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None and self._connection.sock is not None:
            return self._connection
        self._hang_up()
        settings = self._settings
        try:
            connection = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
            self._connection = connection
            if settings.starttls:
                connection.starttls(context=ssl.create_default_context())
            if settings.user:
                connection.login(settings.user, settings.password)
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise ServerUnreachable(type(error).__name__) from None
        return connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
