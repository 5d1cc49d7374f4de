"""What may be revealed: sealed parts of a candidate who said yes and did not stop (PR-08, PR-15)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from portal.models import Candidate
from portal.privacy.gate import is_open


class Revealable(StrEnum):
    """What lists and pages mask, by its name in the register."""

    BIRTH_DATE = "birth_date"
    TARGET_GROUP = "target_group"


class RevealReason(StrEnum):
    """Why somebody wants to see it; a word in the view log, and the candidate reads it."""

    VALUE_CHECK = "controle_waarde"
    CONTACT = "contact_met_kandidaat"
    REQUEST = "verzoek_van_kandidaat"
    CORRECTION = "correctie"


@dataclass(frozen=True)
class SealedPart:
    candidate_id: UUID
    number: int
    sealed: bytes


def find_sealed_part(
    connection: sa.Connection, *, contract_id: UUID, candidate_id: UUID, wanted: Revealable
) -> SealedPart | None:
    """The blob that holds ``wanted``; None without C1, or for the target group without C2, or when nothing is there.

    The caller has found the contract in the scope of the viewer.
    """
    may_see, column = is_open(Candidate.id), Candidate.address_sealed
    if wanted is Revealable.TARGET_GROUP:
        may_see, column = is_open(Candidate.id, with_group=True), Candidate.group_sealed
    row = connection.execute(
        sa.select(Candidate.id, Candidate.number, column.label("sealed")).where(
            Candidate.id == candidate_id, Candidate.contract_id == contract_id, column.is_not(None), may_see
        )
    ).first()
    return SealedPart(row.id, row.number, row.sealed) if row is not None else None
