"""A real SMTP server on loopback that can refuse, stall, or take a mail and hang up before it says so."""

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """``raw`` holds every mail taken, as it came over the line; ``behave`` is its conduct until changed.

    At mail number ``hold_at`` it keeps the mail and says nothing for a long time.
    """

    def __init__(self) -> None:
        self.behave = "take"
        self.unknown: set[str] = set()
        self.hold_at = 0
        self.raw: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._controller = _OnSocket(self, self._socket)

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        if self.behave == "greylist":
            return "450 4.2.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.behave == "temporary":
            return "451 4.3.0 not now"
        if self.behave == "permanent":
            return "554 5.7.1 not this"
        if self.behave == "slow":
            await asyncio.sleep(30)
        self.raw.append(envelope.original_content or b"")
        if len(self.raw) == self.hold_at:
            await asyncio.sleep(60)
        if self.behave == "take and drop":
            server.transport.abort()
        return "250 OK"


class _OnSocket(Controller):
    def __init__(self, handler: object, bound: socket.socket) -> None:
        host, port = bound.getsockname()
        super().__init__(handler, hostname=host, port=port)
        self._bound = bound

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)
