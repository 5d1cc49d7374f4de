"""A candidate as a list and a page of the coordination point show her: name, age group, never the target group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.candidates.queries import ReviewCandidate
from portal.models import AWAITING_DECISION
from portal.privacy.masks import AgeGroup, age_group, masked
from portal.privacy.vault import Purpose, Vault
from portal.records.placements import PlacementRow
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class Person:
    candidate: ReviewCandidate
    name: str
    group: str
    """Dots, or nothing where no group may be known."""
    age: AgeGroup | None
    placements: tuple[PlacementRow, ...]

    @property
    def worth(self) -> Decimal | None:
        """Of all work that has an amount; None where none has."""
        amounts = [one.worth for one in self.placements if one.worth is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def waiting(self) -> list[PlacementRow]:
        return [one for one in self.placements if one.status in AWAITING_DECISION]


def persons(
    vault: Vault, candidates: Sequence[ReviewCandidate], placements: Sequence[PlacementRow], on: date
) -> list[Person]:
    """Names and days of birth are opened with one query each; ``on`` is the reference date of the contract."""
    names = vault.open_many(Purpose.NAME, {one.id: one.name_sealed for one in candidates})
    addresses = vault.open_many(Purpose.ADDRESS, {one.id: one.address_sealed for one in candidates})
    return [
        Person(
            candidate=one,
            name=_full_name(names[one.id], one.number),
            group=masked(one.group_sealed),
            age=_age((addresses[one.id] or {}).get("birth_date"), on),
            placements=of_candidate(placements, one.id),
        )
        for one in candidates
    ]


def of_candidate(placements: Sequence[PlacementRow], candidate_id: UUID) -> tuple[PlacementRow, ...]:
    return tuple(one for one in placements if one.candidate_id == candidate_id)


def _full_name(name: dict[str, str | None] | None, number: int) -> str:
    parts = [(name or {}).get("first_name"), (name or {}).get("surname")]
    return " ".join(filter(None, parts)) or _("Candidate %(number)s", number=number)


def _age(born: str | None, on: date) -> AgeGroup | None:
    return age_group(date.fromisoformat(born), on) if born else None
