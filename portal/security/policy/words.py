"""The words of the policy's lines: who, and what for."""

from portal.models import Role
from portal.privacy.purposes import For

CONTRACTOR = frozenset({Role.CONTRACTOR_USER, Role.CONTRACTOR_ADMIN})
SENDER = frozenset({Role.CONTRACTOR_ADMIN})
CSR = frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER})
MANAGER = frozenset({Role.CSR_MANAGER})
CLIENT = frozenset({Role.CLIENT})
OFFICER = frozenset({Role.PRIVACY_OFFICER})
ANYBODY_SIGNED_IN = frozenset(Role)

NONE, P1, P2, P3, P4 = For.NONE, For.P1, For.P2, For.P3, For.P4
