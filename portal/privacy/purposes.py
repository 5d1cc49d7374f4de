"""What anything is done for (PR-01): every address, mail, chore and personal field of the portal names one of these."""

from enum import StrEnum


class For(StrEnum):
    """P1 to P4 are the purposes of processing; NONE is for what handles no personal data, such as public pages."""

    P1 = "the contractor accounts for the obligation"
    P2 = "the coordination point supervises and reports results"
    P3 = "information and consent"
    P4 = "rights, security and accountability"
    NONE = "none: public information"


TO_CANDIDATES = frozenset({For.P3, For.P4})  # all that a candidate's contact data may be used for (PR-12)
