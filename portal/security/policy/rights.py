"""Requests of data subjects: who asks, the coordination point and privacy officer, the contractor who must answer."""

from portal.security.access import Line, Scope
from portal.security.policy.words import CONTRACTOR, CSR, MANAGER, OFFICER, P4

DESK = CSR | OFFICER

LINES: dict[str, Line] = {
    # --- rights: whoever asks ---
    "rights.ask": Line(purpose=P4),
    "rights.asked": Line(purpose=P4),
    "rights.mine": Line(scope=Scope.LINK, purpose=P4),
    "rights.birth_date": Line(scope=Scope.LINK, purpose=P4),
    "rights.thanks": Line(scope=Scope.LINK, purpose=P4),
    "rights.package": Line(scope=Scope.LINK, purpose=P4, state="granted, within 14 days"),
    "rights.package_json": Line(scope=Scope.LINK, purpose=P4, state="granted, within 14 days"),
    "rights.package_pdf": Line(scope=Scope.LINK, purpose=P4, state="granted, within 14 days"),
    "rights.portable_json": Line(scope=Scope.LINK, purpose=P4, state="granted, within 14 days"),
    "rights.letter": Line(scope=Scope.LINK, purpose=P4, state="decided"),
    "rights.mark": Line(scope=Scope.LINK, purpose=P4, state="asked to correct, not decided"),
    "rights.take_back": Line(scope=Scope.LINK, purpose=P4, state="not decided"),
    # --- rights: the coordination point ---
    "rights.requests": Line(DESK, Scope.REGION, P4),
    "rights.enter": Line(CSR, Scope.REGION, P4),
    "rights.request": Line(DESK, Scope.REGION, P4, persons=True),
    "rights.match": Line(CSR, Scope.REGION, P4, state="not decided", persons=True),
    "rights.identify": Line(CSR, Scope.REGION, P4, state="not known who asks", persons=True),
    "rights.extend": Line(CSR, Scope.REGION, P4, state="within the first month", persons=True),
    "rights.decide": Line(CSR, Scope.REGION, P4, state="not decided", persons=True),
    "rights.second": Line(
        DESK, Scope.REGION, P4, state="decision waits for a second person", persons=True, afresh=True
    ),
    "rights.step": Line(CSR, Scope.REGION, P4, persons=True),
    "rights.restriction": Line(MANAGER | OFFICER, Scope.REGION, P4, state="restriction stands", persons=True),
    "rights.correct": Line(CSR, Scope.REGION, P4, state="asked to correct, not decided", persons=True),
    "rights.correction_to_desk": Line(CSR, Scope.REGION, P4, state="asked to correct", persons=True, afresh=True),
    "rights.disclose": Line(DESK, Scope.REGION, P4, state="candidate known", persons=True),
    "rights.letter_to_print": Line(DESK, Scope.REGION, P4, state="decided", persons=True),
    # --- rights: the contractor ---
    "rights.corrections": Line(CONTRACTOR, Scope.CONTRACT, P4, persons=True),
    "rights.correction": Line(CONTRACTOR, Scope.CONTRACT, P4, state="asked to correct", persons=True),
    "rights.correction_shown": Line(
        CONTRACTOR, Scope.CONTRACT, P4, state="asked to correct", persons=True, afresh=True
    ),
}
