"""Reports, and what is published of them."""

from portal.security.access import Line, Scope
from portal.security.policy.words import CLIENT, CSR, MANAGER, NONE, OFFICER, P2

READERS = CSR | OFFICER | CLIENT

LINES: dict[str, Line] = {
    "reports.index": Line(READERS, Scope.ORGANISATION, P2),
    "reports.report": Line(READERS, Scope.ORGANISATION, P2, state="a report for this role"),
    "reports.export": Line(READERS, Scope.ORGANISATION, P2, state="a report for this role"),
    "reports.file": Line(READERS, Scope.OWN, P2, state="asked for by oneself"),
    "reports.download": Line(READERS, Scope.OWN, P2, state="asked for by oneself, made, within a day"),
    "reports.results": Line(READERS, Scope.NONE, P2, state="published"),
    "reports.results_file": Line(READERS, Scope.NONE, P2, state="published"),
    "reports.results_ask": Line(CSR, Scope.REGION, P2, state="year is over, not published"),
    "reports.results_release": Line(MANAGER, Scope.REGION, P2, state="made, not published"),
    "reports.open_data": Line(purpose=NONE),
    "reports.open_data_file": Line(purpose=NONE, state="published"),
    "reports.open_data_schema": Line(purpose=NONE),
}
