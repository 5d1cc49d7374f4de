"""The words in which a personal field is declared: ground, reader, mask, term, source (design rule 10)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.privacy.purposes import For
from portal.privacy.vault import Purpose


class Ground(StrEnum):
    YES = "contractor: consent, 6(1)(a), and contract, 6(1)(b); coordination point: public task, 6(1)(e)"
    EXPLICIT_YES = "explicit consent, 9(2)(a), besides the grounds of the dossier"
    DUTY = "legal obligation, 6(1)(c): consent must be shown (article 7(1)) and information given (article 14)"
    TASK = "public task, 6(1)(e)"
    INTEREST = "public task, 6(1)(e), and for contractors legitimate interest, 6(1)(f): a safe account"


class Reader(StrEnum):
    CANDIDATE = "the candidate"
    CONTRACTOR = "the contractor of the contract"
    CSR = "the coordination point of the region"
    OFFICER = "the privacy officer"
    CLIENT = "the client"
    SELF = "the user"
    OPERATOR = "the operator"


class Mask(StrEnum):
    """What a list shows in its place. A page of one person shows it, masked fields only after a reveal (PR-08)."""

    NONE = "none"
    MASKED = "masked"
    AGE_GROUP = "age_group"
    HIDDEN = "hidden"


class Term(StrEnum):
    """How long, from when; years are the default of a setting (privacy.md 6.1)."""

    DOSSIER = (
        "5 years after the contract is closed (12.1); at once when refused, 30 days after asking without an answer"
    )
    VALUE_FINAL = "until the value is final or consent ends, at the latest with the dossier"
    EXPLICIT = "until consent to the target group ends, at the latest with the dossier"
    CONTACT = "until consent ends, 30 days after asking without an answer, at the latest with the dossier"
    REFUSAL = "30 days after the first no; after a second no until the contract is closed"
    REQUESTS = "5 years after the request is closed, 1 year when it was refused or broken off (6.1 to 6.3)"
    DELIVERED = "until delivered or given up"
    FILE = "10 years after the contract ends (16.1)"
    ACCOUNT = "6 months after the account ends (19.1.24)"
    VIEWS = "2 years"
    ONE_DAY = "24 hours"
    TRACES = "24 hours (network), 30 days (device), as a keyed mark"
    LINK = "until used up, expired or revoked, then 6 months (19.1.24)"
    CARD = "as long as the person has the function"


class Source(StrEnum):
    CONTRACTOR = "the contractor"
    CANDIDATE = "the candidate"
    CSR = "the coordination point"
    USER = "the user"
    PORTAL = "made by the portal"


@dataclass(frozen=True)
class Field:
    """``place`` is 'table.column', or 'table.column:name' for a name inside a sealed or JSON column."""

    place: str
    used_for: tuple[For, ...]
    ground: Ground
    seen_by: tuple[Reader, ...]
    mask: Mask
    term: Term
    source: Source
    ends_with: Purpose | None = None  # the key that seals it, or with which a candidate's column is emptied

    @property
    def column(self) -> str:
        return self.place.partition(":")[0]

    @property
    def name(self) -> str:
        """The word by which code asks for it: the name inside the blob, else the column."""
        return self.place.partition(":")[2] or self.place.partition(".")[2]


def fields_like(like: Field, *lines: str) -> Iterator[Field]:
    """The same declaration for more fields; a line is 'table column column' or 'table.column name name'."""
    for line in lines:
        head, *names = line.split()
        joint = ":" if "." in head else "."
        for name in names:
            yield replace(like, place=f"{head}{joint}{name}")
