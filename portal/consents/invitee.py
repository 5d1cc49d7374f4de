"""What a contractor says of somebody before she is asked, and nothing else (PR-16)."""

from dataclasses import dataclass
from datetime import date

from portal.models import Agreement, EmployerKind, InformedBy, QuestionChannel


@dataclass(frozen=True)
class Told:
    """How and when the contractor told the candidate beforehand (PR-39)."""

    by: InformedBy
    on: date


@dataclass(frozen=True)
class PostalAddress:
    street: str
    postcode: str
    town: str


@dataclass(frozen=True)
class Invitee:
    """Everything that is asked of a contractor before the candidate says yes. ``born`` is kept nowhere (PR-16)."""

    first_name: str
    surname: str
    email: str
    language: str
    agreement: Agreement
    employer_kind: EmployerKind
    employer_name: str
    starts_on: date
    born: date
    told: Told | None = None
    address: PostalAddress | None = None  # where the letter goes; then there is no e-mail address (PR-32)
    by_representative: bool = False  # somebody else decides, on paper (PR-33)

    @property
    def channel(self) -> QuestionChannel:
        return QuestionChannel.PAPER if self.address else QuestionChannel.MAIL

    @property
    def contact(self) -> dict[str, str | None]:
        """What is sealed for reaching her, and for nothing else (PR-12)."""
        return {"email": self.email} if self.address is None else dict(self.address.__dict__)
