"""How each sealed column about a person is opened, for her own package. A sealed column without a line fails a test."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.privacy.vault import Purpose, Vault
from portal.rights.fields import CORRECTABLE

Opener = Callable[[Vault, UUID, sa.Row[Any]], Mapping[str, Any] | None]


def _under(purpose: Purpose, column: str, table: str = "candidate") -> Opener:
    def opened(vault: Vault, candidate_id: UUID, row: sa.Row[Any]) -> Mapping[str, Any] | None:
        return vault.open(candidate_id, purpose, row._mapping[column], table=table)

    return opened


def _correction(name: str) -> Opener:
    def opened(vault: Vault, candidate_id: UUID, row: sa.Row[Any]) -> Mapping[str, Any] | None:
        purpose = CORRECTABLE[row.field].purpose
        blob = row._mapping[f"{name}_sealed"]
        return vault.open(candidate_id, purpose, blob, table=f"correction:{row.id}:{name}")

    return opened


def _requester(vault: Vault, candidate_id: UUID, row: sa.Row[Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(vault.open_own(f"rights:{row.id}", row.requester_sealed))
    return found


def _reasons(vault: Vault, candidate_id: UUID, row: sa.Row[Any]) -> Mapping[str, Any]:
    """A decision that still waits for a second person is not hers yet."""
    if row.decided_on is None:
        return {}
    return {"reasons": vault.open_own(f"rights-reasons:{row.id}", row.reasons_sealed).decode()}


def _message(vault: Vault, candidate_id: UUID, row: sa.Row[Any]) -> Mapping[str, Any]:
    """Where it goes and what it is about; its text holds a link, which is not copied."""
    found = vault.open(candidate_id, Purpose.CONTACT, row.sealed, table="message") or {}
    return {name: found.get(name) for name in ("to", "subject")}


OPENERS: dict[str, Opener] = {
    "candidate.name_sealed": _under(Purpose.NAME, "name_sealed"),
    "candidate.contact_sealed": _under(Purpose.CONTACT, "contact_sealed"),
    "candidate.address_sealed": _under(Purpose.ADDRESS, "address_sealed"),
    "candidate.group_sealed": _under(Purpose.GROUP, "group_sealed"),
    "evidence_core.name_sealed": _under(Purpose.NAME, "name_sealed"),
    "entered_answer.representative_sealed": _under(Purpose.NAME, "representative_sealed", table="entered_answer"),
    "entered_renewal.representative_sealed": _under(Purpose.NAME, "representative_sealed", table="entered_renewal"),
    "letter.sealed": _under(Purpose.CONTACT, "sealed", table="letter"),
    "message.sealed": _message,
    "correction.wanted_sealed": _correction("wanted"),
    "correction.old_sealed": _correction("old"),
    "rights_request.requester_sealed": _requester,
    "rights_request.reasons_sealed": _reasons,
}
