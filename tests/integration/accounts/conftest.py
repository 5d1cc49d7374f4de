"""What the tests of the accounts pages share: reading mail and links, and signing in through the pages."""

import json
import re
from collections.abc import Callable

import pyotp
import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.db import Database
from portal.mail import outbox
from portal.mail.draft import Draft
from portal.models import Message
from portal.privacy.vault import Vault
from tests.support.client import PortalClient
from tests.support.world import PASSWORD, TOTP_SECRET

Mails = Callable[..., list[Draft]]
NEW_PASSWORD = "koe fietst over het ijs"


@pytest.fixture
def mails(db: Database, vault: Vault) -> Mails:
    """Every mail of a kind that waits, oldest first."""

    def read(kind: str) -> list[Draft]:
        with db.reads() as connection:
            rows = connection.execute(
                sa.select(Message.__table__).where(Message.kind == kind).order_by(Message.id)
            ).all()
        found = []
        for row in rows:
            words = json.loads(vault.open_own(outbox._place(row.id), row.sealed))
            found.append(Draft(row.kind, row.language, words["to"], words["subject"], words["text"], words["html"]))
        return found

    return read


def link_in(mail: Draft) -> str:
    """The path of the first link in a mail."""
    found = re.search(r"http://portaal\.example(/\S+)", mail.text)
    assert found is not None
    return found.group(1)


def sid(client: PortalClient) -> str | None:
    with client.http.session_transaction() as cookie:
        return cookie.get("sid")


def with_sid(client: PortalClient, token: str | None) -> PortalClient:
    """A browser with a copied cookie."""
    with client.http.session_transaction() as cookie:
        cookie["sid"] = token
    return client


def code(secret: str = TOTP_SECRET) -> str:
    return pyotp.TOTP(secret).now()


def give_password(
    client: PortalClient, *, email: str, password: str = PASSWORD, status: int | None = 303
) -> TestResponse:
    return client.post("accounts.sign_in", {"email": email, "password": password}, status=status)


def sign_in(client: PortalClient, *, email: str, password: str = PASSWORD, secret: str = TOTP_SECRET) -> PortalClient:
    give_password(client, email=email, password=password)
    client.post("accounts.second_factor", {"code": code(secret)})
    return client


def secret_on(page: str) -> str:
    """The key that is shown beside the QR code."""
    found = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", page)
    assert found is not None
    return found.group(1).replace(" ", "")


def codes_on(page: str) -> list[str]:
    return [found.replace(" ", "") for found in re.findall(r"<code dir=\"ltr\">([A-Z2-9 ]+)</code>", page)]
