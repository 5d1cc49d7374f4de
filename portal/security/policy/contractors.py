"""The contractor; what a client may read beside it."""

from portal.security.access import Line, Scope
from portal.security.policy.words import ANYBODY_SIGNED_IN, CLIENT, CONTRACTOR, P1, P3, SENDER

LINES: dict[str, Line] = {
    # --- contracts ---
    "contracts.dashboard": Line(ANYBODY_SIGNED_IN, Scope.ORGANISATION, P1),
    "contracts.overview": Line(CONTRACTOR | CLIENT, Scope.CONTRACT, P1),
    "contracts.closing": Line(CONTRACTOR | CLIENT, Scope.CONTRACT, P1),
    "contracts.closing_letter": Line(CONTRACTOR | CLIENT, Scope.CONTRACT, P1, state="a step was taken"),
    "contracts.closing_view": Line(SENDER, Scope.CONTRACT, P1, state="an intention was sent"),
    "contracts.final_account": Line(CONTRACTOR, Scope.CONTRACT, P1, state="to write it: contract ended, not closed"),
    "contracts.final_account_send": Line(SENDER, Scope.CONTRACT, P1, state="contract ended, not closed"),
    "contracts.history": Line(CONTRACTOR, Scope.CONTRACT, P1, persons=True),
    # --- plans ---
    "plans.start": Line(CONTRACTOR, Scope.CONTRACT, P1, state="no plan yet"),
    "plans.example": Line(CONTRACTOR, Scope.CONTRACT, P1),
    "plans.overview": Line(CONTRACTOR, Scope.CONTRACT, P1),
    "plans.step": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan open for editing"),
    "plans.draft": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan open for editing"),
    "plans.effort": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan open for editing"),
    "plans.effort_value": Line(CONTRACTOR, Scope.CONTRACT, P1),
    "plans.effort_draft": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan open for editing"),
    "plans.remove_effort": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan open for editing"),
    "plans.drop_draft": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan open for editing"),
    "plans.check": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan open for editing"),
    "plans.submit": Line(SENDER, Scope.CONTRACT, P1, state="every part of the plan ready"),
    "plans.sent": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan sent"),
    "plans.version": Line(CONTRACTOR, Scope.CONTRACT, P1),
    "plans.withdraw": Line(SENDER, Scope.CONTRACT, P1, state="plan sent, and not opened by the coordination point"),
    "plans.change": Line(CONTRACTOR, Scope.CONTRACT, P1, state="plan approved"),
    "plans.cancel_change": Line(CONTRACTOR, Scope.CONTRACT, P1, state="change not sent"),
    # --- candidates ---
    "candidates.overview": Line(CONTRACTOR, Scope.CONTRACT, P1, persons=True),
    "candidates.search": Line(CONTRACTOR, Scope.CONTRACT, P1, persons=True),
    "candidates.explain": Line(CONTRACTOR, Scope.CONTRACT, P3, persons=True),
    "candidates.handout": Line(CONTRACTOR, Scope.CONTRACT, P3, persons=True),
    "candidates.new": Line(CONTRACTOR, Scope.CONTRACT, P3, state="may ask a candidate", persons=True),
    "candidates.check": Line(CONTRACTOR, Scope.CONTRACT, P3, state="may ask a candidate", persons=True),
    "candidates.sent": Line(CONTRACTOR, Scope.CONTRACT, P3, persons=True),
    "candidates.candidate": Line(CONTRACTOR, Scope.CONTRACT, P1, persons=True),
    "candidates.details": Line(CONTRACTOR, Scope.CONTRACT, P1, state="candidate said yes", persons=True),
    "candidates.group": Line(CONTRACTOR, Scope.CONTRACT, P1, state="candidate said yes to C2", persons=True),
    "candidates.correct_address": Line(CONTRACTOR, Scope.CONTRACT, P3, state="not opened or not reached", persons=True),
    "candidates.ask_again": Line(CONTRACTOR, Scope.CONTRACT, P3, state="said no, 30 days ago", persons=True),
    "candidates.cancel": Line(CONTRACTOR, Scope.CONTRACT, P3, state="no answer yet", persons=True),
    # --- placements ---
    "placements.work": Line(
        CONTRACTOR, Scope.CONTRACT, P1, state="said yes, details filled in, not sent", persons=True
    ),
    "placements.placement": Line(CONTRACTOR, Scope.CONTRACT, P1, state="candidate said yes", persons=True),
    "placements.submit": Line(SENDER, Scope.CONTRACT, P1, state="not sent, or returned", persons=True),
    "placements.correct": Line(SENDER, Scope.CONTRACT, P1, state="approved", persons=True),
    "placements.hours": Line(SENDER, Scope.CONTRACT, P1, state="approved or returned", persons=True),
    "placements.stop": Line(SENDER, Scope.CONTRACT, P1, state="approved", persons=True),
    "placements.confirm": Line(SENDER, Scope.ORGANISATION, P1, state="quarter is over", persons=True),
    "placements.confirm_change": Line(SENDER, Scope.ORGANISATION, P1, state="quarter was confirmed", persons=True),
    # --- effort that is no placement ---
    "contributions.overview": Line(CONTRACTOR, Scope.CONTRACT, P1),
    "contributions.new": Line(CONTRACTOR, Scope.CONTRACT, P1, state="contract running"),
    "contributions.contribution": Line(CONTRACTOR, Scope.CONTRACT, P1),
    "contributions.work": Line(CONTRACTOR, Scope.CONTRACT, P1, state="not sent, or returned"),
    "contributions.submit": Line(SENDER, Scope.CONTRACT, P1, state="not sent, or returned"),
    "contributions.correct": Line(SENDER, Scope.CONTRACT, P1, state="approved"),
    # --- progress ---
    "progress.overview": Line(CONTRACTOR | CLIENT, Scope.CONTRACT, P1),
    "progress.explain": Line(SENDER, Scope.CONTRACT, P1, state="contract running"),
}
