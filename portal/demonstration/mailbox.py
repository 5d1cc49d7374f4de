"""A mail server that delivers nothing: what the portal sends in a practice environment is kept in a folder here."""

import re
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.config import Config
from portal.models import new_id

FOLDER = "oefenmail"
PAGE_SIZE = 50
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Mail:
    id: UUID
    to: str
    subject: str
    at: datetime
    headers: list[tuple[str, str]]
    text: str
    html: str


@contextmanager
def practice_mailbox(config: Config) -> Iterator[int]:
    """Run the mailbox on the port of ``config.smtp``, on loopback; 0 chooses a free one. Yields the port."""
    folder = config.data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", config.smtp.port)) as bound:
        controller = _OnSocket(_Keeper(folder), bound)
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


class _OnSocket(Controller):
    """Serves on a socket that is already bound, so that no other program can take the port in between."""

    def __init__(self, handler: object, bound: socket.socket) -> None:
        host, port = bound.getsockname()
        super().__init__(handler, hostname=host, port=port)
        self._bound = bound

    def _create_server(self) -> Coroutine[Any, Any, Any]:
        return cast("Coroutine[Any, Any, Any]", self.loop.create_server(self._factory_invoker, sock=self._bound))


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write it beside its place first, so that the page never reads half a mail."""
        name = str(new_id())
        written = self._folder / f"{name}.part"
        written.write_bytes(envelope.original_content or b"")
        written.rename(self._folder / f"{name}.eml")
        return "250 Kept"


def read_page(data_dir: Path, start: UUID | None = None) -> tuple[list[Mail], UUID | None, UUID | None]:
    """Newest first, from ``start``: the mails of this page, and where the previous and the next page start."""
    names = sorted((UUID(path.stem) for path in (data_dir / FOLDER).glob("*.eml")), reverse=True)
    position = names.index(start) if start in names else 0
    shown = [mail for mail in (find_mail(data_dir, name) for name in names[position : position + PAGE_SIZE]) if mail]
    previous = names[max(0, position - PAGE_SIZE)] if position else None
    following = names[position + PAGE_SIZE] if len(names) > position + PAGE_SIZE else None
    return shown, previous, following


def find_mail(data_dir: Path, mail_id: UUID) -> Mail | None:
    path = data_dir / FOLDER / f"{mail_id}.eml"
    if not path.exists():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Mail(
        id=mail_id,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])).astimezone(UTC),
        headers=[(name, str(value)) for name, value in message.items()],
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def paragraphs(text: str, base_url: str) -> Iterator[list[list[tuple[str, str]]]]:
    """The text part as paragraphs of lines of (words, path); a path is there for an address of our own site."""
    for paragraph in text.strip().split("\n\n"):
        yield [list(_pieces(line, base_url)) for line in paragraph.splitlines()]


def _pieces(line: str, base_url: str) -> Iterator[tuple[str, str]]:
    end = 0
    for found in _ADDRESS.finditer(line):
        if found.group() == base_url or found.group().startswith(base_url + "/"):
            yield line[end : found.start()], ""
            yield found.group(), found.group().removeprefix(base_url) or "/"
            end = found.end()
    yield line[end:], ""
