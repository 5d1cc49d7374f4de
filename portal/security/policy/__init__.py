"""The policy: for each endpoint who may open it, in which scope and state, and what for (PR-01).

One file an audience, read as one table: ``Line(who, scope, purpose, state=…)``. A view without a line, or a line
without a purpose, cannot start. The matrix test, the command ``policy --json`` and the access hook read this table.
"""

from portal.security.access import Line
from portal.security.policy import (
    accounts,
    candidates,
    contractors,
    coordination,
    everybody,
    reports,
    retention,
    rights,
)
from portal.security.policy.words import (
    ANYBODY_SIGNED_IN,
    CLIENT,
    CONTRACTOR,
    CSR,
    MANAGER,
    NONE,
    OFFICER,
    SENDER,
)

__all__ = [
    "ANYBODY_SIGNED_IN",
    "CLIENT",
    "CONTRACTOR",
    "CSR",
    "DEMONSTRATION",
    "MANAGER",
    "OFFICER",
    "POLICY",
    "SENDER",
]

POLICY: dict[str, Line] = {
    **everybody.LINES,
    **accounts.LINES,
    **candidates.LINES,
    **contractors.LINES,
    **coordination.LINES,
    **reports.LINES,
    **retention.LINES,
    **rights.LINES,
}

DEMONSTRATION: dict[str, Line] = {
    "demonstration.mailbox": Line(purpose=NONE, demonstration=True),
    "demonstration.mail": Line(purpose=NONE, demonstration=True),
    "demonstration.people": Line(purpose=NONE, demonstration=True),
    "demonstration.sign_in_as": Line(purpose=NONE, demonstration=True),
}
