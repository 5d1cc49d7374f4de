"""Retention: the coordination point's manager and the privacy officer, who sign together."""

from portal.security.access import Line, Scope
from portal.security.policy.words import MANAGER, OFFICER, P4

BOTH = MANAGER | OFFICER

LINES: dict[str, Line] = {
    "retention.overview": Line(BOTH, Scope.REGION, P4),
    "retention.term": Line(MANAGER, Scope.REGION, P4),
    "retention.term_confirm": Line(BOTH, Scope.REGION, P4, state="proposed by somebody else"),
    "retention.hold_new": Line(BOTH, Scope.REGION, P4),
    "retention.hold": Line(BOTH, Scope.REGION, P4, state="stands"),
    "retention.make_list": Line(MANAGER, Scope.REGION, P4, state="no list is open"),
    "retention.destruction": Line(BOTH, Scope.REGION, P4),
    "retention.exclude": Line(MANAGER, Scope.REGION, P4, state="not signed"),
    "retention.sign": Line(BOTH, Scope.REGION, P4, state="second signature by somebody else", afresh=True),
    "retention.stop": Line(BOTH, Scope.REGION, P4, state="not being carried out"),
    "retention.declaration": Line(BOTH, Scope.REGION, P4, state="carried out"),
    "retention.declaration_file": Line(BOTH, Scope.REGION, P4, state="carried out"),
}
