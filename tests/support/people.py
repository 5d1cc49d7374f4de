"""A candidate with an answer, written straight into the tables: for tests that begin after the question was asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Agreement, Candidate, ConsentRequest, ConsentStatus, Contract, EmployerKind, User
from portal.models.base import new_id
from portal.privacy.vault import Purpose, Vault


@dataclass(frozen=True)
class Person:
    id: UUID
    number: int
    request_id: UUID


def candidate_with_consent(
    session: Session,
    vault: Vault,
    contract_id: UUID,
    *,
    status: ConsentStatus = ConsentStatus.GIVEN,
    c2: bool = True,
    group: str | None = "pwet",
    duration_class: str | None = "pwet_gt_2y",
    born: date | None = date(1990, 5, 4),
    town: str | None = "Leeuwarden",
    first_name: str = "Samira",
    surname: str = "Ali",
    agreement: Agreement = Agreement.EMPLOYMENT,
    starts_on: date = date(2026, 4, 1),
) -> Person:
    """``born`` or ``group`` None: not filled in yet. Without ``c2`` the target group is stored nowhere."""
    contract = session.get_one(Contract, contract_id)
    candidate_id, asked_at = new_id(), clock.now() - timedelta(days=3)
    vault.create_keys(candidate_id, *Purpose)
    details = {"street": None, "postcode": None, "town": town, "birth_date": born.isoformat() if born else None}
    highest = sa.select(sa.func.max(Candidate.number)).where(Candidate.contract_id == contract_id)
    number = (session.scalar(highest) or 0) + 1
    candidate = Candidate(
        id=candidate_id,
        contract_id=contract_id,
        number=number,
        agreement=agreement,
        employer_kind=EmployerKind.CONTRACTOR,
        employer_name="Bouwgroep De Terp BV (fictief)",
        starts_on=starts_on,
        language="nl",
        name_sealed=vault.seal(candidate_id, Purpose.NAME, {"first_name": first_name, "surname": surname}),
        contact_sealed=vault.seal(candidate_id, Purpose.CONTACT, {"email": f"kandidaat-{number}@post.example"}),
        address_sealed=vault.seal(candidate_id, Purpose.ADDRESS, details) if town or born else None,
        birth_check=vault.birth_check(candidate_id, born) if born else None,
        created_by=session.scalars(sa.select(User.id).where(User.organisation_id == contract.contractor_id)).first(),
        created_at=asked_at,
    )
    if c2 and group:
        sealed = {"target_group": group, "duration_class": duration_class}
        candidate.group_sealed = vault.seal(candidate_id, Purpose.GROUP, sealed)
    session.add(candidate)
    session.flush()
    answered = status not in (ConsentStatus.REQUESTED, ConsentStatus.EXPIRED)
    request = ConsentRequest(
        candidate_id=candidate_id,
        contract_id=contract_id,
        status=status,
        c2_given=c2 and status is ConsentStatus.GIVEN,
        requested_at=asked_at,
        decide_by=clock.day_of(asked_at) + timedelta(days=14),
        answered_at=clock.now() if answered else None,
    )
    session.add(request)
    session.flush()
    return Person(candidate_id, number, request.id)
