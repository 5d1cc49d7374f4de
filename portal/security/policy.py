"""The policy: for each endpoint who may open it, in which scope and state. A view without a line cannot start.

The matrix test, the command ``policy --json`` and the access hook read this same table.
"""

from portal.models import Role
from portal.security.access import Line, Scope

CONTRACTOR = frozenset({Role.CONTRACTOR_USER, Role.CONTRACTOR_ADMIN})
SENDER = frozenset({Role.CONTRACTOR_ADMIN})
CSR = frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER})
MANAGER = frozenset({Role.CSR_MANAGER})
CLIENT = frozenset({Role.CLIENT})
OFFICER = frozenset({Role.PRIVACY_OFFICER})
ANYBODY_SIGNED_IN = frozenset(Role)

POLICY: dict[str, Line] = {
    # --- open to everybody -------------------------------------------------------------------------------
    "assets.file": Line(),
    # --- pages ---
    # --- accounts ---
    # --- contracts ---
    # --- administration ---
    # --- plans ---
    # --- candidates ---
    # --- consents ---
    # --- dossier ---
    # --- placements ---
    # --- progress ---
    # --- review ---
    # --- decisions ---
    # --- privacy ---
    "privacy.reveal_to_contractor": Line(CONTRACTOR, Scope.CONTRACT, state="candidate said yes", persons=True),
    "privacy.reveal_to_csr": Line(CSR, Scope.CONTRACT, state="candidate said yes", persons=True),
}

DEMONSTRATION: dict[str, Line] = {
    "demonstration.people": Line(demonstration=True),
    "demonstration.sign_in_as": Line(demonstration=True),
}
