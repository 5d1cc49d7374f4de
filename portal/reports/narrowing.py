"""Which contracts a report is narrowed to (S-40): whole contracts, never people, so that no choice singles one out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.models import Contract, ContractStatus, Region
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label


class Standing(StrEnum):
    """Words of the address."""

    RUNNING = "lopend"
    ENDED = "voorbij"
    CLOSED = "afgerond"


STANDINGS = {
    Standing.RUNNING: _l("Running"),
    Standing.ENDED: _l("Over, and not closed"),
    Standing.CLOSED: _l("Closed"),
}


@dataclass(frozen=True)
class Only:
    """Nothing chosen is every contract in reach."""

    client_id: UUID | None = None
    contractor_id: UUID | None = None
    region: Region | None = None
    standing: Standing | None = None

    def conditions(self, on: date) -> list[sa.ColumnElement[bool]]:
        asked: list[sa.ColumnElement[bool]] = []
        if self.client_id is not None:
            asked.append(Contract.client_id == self.client_id)
        if self.contractor_id is not None:
            asked.append(Contract.contractor_id == self.contractor_id)
        if self.region is not None:
            asked.append(Contract.region == self.region)
        if self.standing is Standing.CLOSED:
            asked.append(Contract.status == ContractStatus.CLOSED)
        elif self.standing is not None:
            is_over = Contract.ends_on < on
            asked += [
                Contract.status == ContractStatus.RUNNING,
                is_over if self.standing is Standing.ENDED else ~is_over,
            ]
        return asked

    def to_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in vars(self).items() if value is not None}

    @classmethod
    def from_json(cls, content: Mapping[str, str]) -> "Only":
        made = {name: READS[name](value) for name, value in content.items()}
        return cls(**made)


READS: dict[str, Any] = {"client_id": UUID, "contractor_id": UUID, "region": Region, "standing": Standing}


@dataclass(frozen=True)
class Parties:
    """Whom somebody may narrow a report to: those of the contracts in reach, by name."""

    clients: Mapping[UUID, str] = field(default_factory=dict)
    contractors: Mapping[UUID, str] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()

    def words(self, only: Only) -> dict[str, str]:
        """What was chosen, by the name of the choice; a party that is no longer in reach is not named."""
        found = {
            "client_id": only.client_id and self.clients.get(only.client_id, _("an unknown client")),
            "contractor_id": only.contractor_id
            and self.contractors.get(only.contractor_id, _("an unknown contractor")),
            "region": only.region and label(only.region),
            "standing": only.standing and str(STANDINGS[only.standing]),
        }
        return {name: words for name, words in found.items() if words}
