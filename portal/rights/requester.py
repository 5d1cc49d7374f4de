"""Who asks, how to reach them and in what words: sealed, because the register itself names nobody."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.consents.queries import email_of, newest_question
from portal.models import RightsRequest
from portal.privacy.vault import Vault


@dataclass(frozen=True)
class Requester:
    """What somebody gave at intake: name and contact, no more (PR-52). Behind the own link only the words."""

    name: str = ""
    email: str = ""
    address: str = ""
    text: str = ""


def seal_requester(vault: Vault, request: RightsRequest, requester: Requester) -> bytes:
    return vault.seal_own(_place(request), json.dumps(asdict(requester)).encode())


def open_requester(vault: Vault, request: RightsRequest | sa.Row[Any]) -> Requester:
    """Of the row or what a query read of it. Empty once it has been wiped."""
    if request.requester_sealed is None:
        return Requester()
    return Requester(**json.loads(vault.open_own(_place(request), request.requester_sealed)))


def seal_reasons(vault: Vault, request: RightsRequest, reasons: str) -> bytes:
    return vault.seal_own(f"rights-reasons:{request.id}", reasons.encode())


def open_reasons(vault: Vault, request: RightsRequest | sa.Row[Any]) -> str:
    if request.reasons_sealed is None:
        return ""
    return vault.open_own(f"rights-reasons:{request.id}", request.reasons_sealed).decode()


@dataclass(frozen=True)
class Mailbox:
    """Where mail about a request goes. With ``to_candidate`` it is sealed under the candidate's contact key."""

    email: str
    to_candidate: bool


def mailbox_of(session: Session, vault: Vault, request: RightsRequest) -> Mailbox | None:
    """The address we know of the candidate once it is certain who asks, else the one given; None without any.

    Nothing about a person goes to an address that somebody else may have typed (T48).
    """
    if request.candidate_id is not None and request.is_identified:
        known = known_email(session, vault, request)
        if known:
            return Mailbox(known, to_candidate=True)
    given = open_requester(vault, request).email
    return Mailbox(given, to_candidate=False) if given else None


def known_email(session: Session, vault: Vault, request: RightsRequest) -> str:
    """The address in the dossier; empty without a candidate or once it has been erased."""
    if request.candidate_id is None:
        return ""
    question = newest_question(session.connection(), request.candidate_id)
    return email_of(vault, question) if question is not None else ""


def _place(request: RightsRequest | sa.Row[Any]) -> str:
    return f"rights:{request.id}"
