"""The person. Everything that says who somebody is lies in four sealed blobs, each with a key of its own."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token


class Agreement(StrEnum):
    """Kinds of agreement the protocol names (PR-14)."""

    EMPLOYMENT = "employment"  # arbeidsovereenkomst
    HIRING_IN = "hiring_in"  # inleenovereenkomst
    INTERNSHIP = "internship"  # stageovereenkomst


class EmployerKind(StrEnum):
    CONTRACTOR = "contractor"
    SUBCONTRACTOR = "subcontractor"
    LENDER = "lender"


class Candidate(Base):
    """A row per person and contract. Until C1 only name, contact, language, agreement, employer and start day."""

    __tablename__ = "candidate"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    number: Mapped[int]  # counts within the contract, so that an erased person still has a line
    agreement: Mapped[Agreement] = mapped_column(token(Agreement))
    employer_kind: Mapped[EmployerKind] = mapped_column(token(EmployerKind))
    employer_name: Mapped[str] = mapped_column(short_text())
    starts_on: Mapped[date | None]  # expected; goes with employer_name when consent ends
    language: Mapped[str] = mapped_column(short_text(5))

    name_sealed: Mapped[bytes | None]  # first name, surname
    contact_sealed: Mapped[bytes | None]  # e-mail
    address_sealed: Mapped[bytes | None]  # street, postcode, town, date of birth
    group_sealed: Mapped[bytes | None]  # target group and duration class
    birth_check: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))  # keyed; the date itself is not here (PR-16)
    fingerprint: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), index=True)  # keyed: name and date of birth
    email_index: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), index=True)  # keyed blind index

    created_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("contract_id", "number"),)
