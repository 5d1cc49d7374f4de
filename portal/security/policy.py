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
    "pages.help": Line(),
    "pages.how_it_works": Line(),
    "pages.privacy": Line(),
    "pages.accessibility": Line(),
    "pages.about": Line(),
    "pages.language": Line(),
    "pages.robots": Line(),
    "pages.security_txt": Line(),
    # --- accounts ---
    "accounts.sign_in": Line(),
    "accounts.second_factor": Line(ANYBODY_SIGNED_IN, Scope.OWN, state="password given", half_signed_in=True),
    "accounts.recovery": Line(ANYBODY_SIGNED_IN, Scope.OWN, state="password given", half_signed_in=True),
    "accounts.sign_out": Line(),
    "accounts.forgot": Line(),
    "accounts.reset": Line(scope=Scope.LINK, state="link not used and not expired"),
    "accounts.invitation": Line(scope=Scope.LINK),
    "accounts.ask_invitation": Line(scope=Scope.LINK, state="invitation expired"),
    "accounts.create": Line(scope=Scope.LINK, state="invitation opened"),
    "accounts.set_up_code": Line(
        ANYBODY_SIGNED_IN, Scope.OWN, state="no second factor, or a new phone", half_signed_in=True
    ),
    "accounts.recovery_codes": Line(ANYBODY_SIGNED_IN, Scope.OWN, before_signing=True),
    "accounts.confidentiality": Line(ANYBODY_SIGNED_IN, Scope.OWN, before_signing=True),
    "accounts.not_signing": Line(ANYBODY_SIGNED_IN, Scope.OWN, before_signing=True),
    "accounts.profile": Line(ANYBODY_SIGNED_IN, Scope.OWN),
    "accounts.change_password": Line(ANYBODY_SIGNED_IN, Scope.OWN),
    "accounts.new_phone": Line(ANYBODY_SIGNED_IN, Scope.OWN),
    "accounts.sign_out_everywhere": Line(ANYBODY_SIGNED_IN, Scope.OWN),
    "accounts.messages": Line(ANYBODY_SIGNED_IN, Scope.OWN),
    "accounts.kept_form": Line(ANYBODY_SIGNED_IN, Scope.OWN),
    "accounts.colleagues": Line(CONTRACTOR | CSR, Scope.ORGANISATION),
    "accounts.invite_colleague": Line(SENDER | MANAGER, Scope.ORGANISATION),
    "accounts.invite_again": Line(SENDER | MANAGER, Scope.ORGANISATION, state="invitation open"),
    "accounts.take_back": Line(SENDER | MANAGER, Scope.ORGANISATION, state="invitation open"),
    "accounts.stop_access": Line(SENDER | MANAGER, Scope.ORGANISATION, state="not oneself"),
    "accounts.change_role": Line(SENDER | MANAGER, Scope.ORGANISATION, state="not oneself"),
    # --- contracts ---
    "contracts.dashboard": Line(ANYBODY_SIGNED_IN, Scope.ORGANISATION),
    "contracts.overview": Line(CONTRACTOR | CLIENT, Scope.CONTRACT),
    "contracts.history": Line(CONTRACTOR, Scope.CONTRACT, persons=True),
    # --- administration ---
    "administration.home": Line(MANAGER, Scope.REGION),
    "administration.contract_new": Line(MANAGER, Scope.REGION),
    "administration.contract_edit": Line(MANAGER, Scope.CONTRACT, state="contract of the own region"),
    "administration.obligation_add": Line(MANAGER, Scope.CONTRACT, state="contract of the own region"),
    "administration.co_readers": Line(MANAGER, Scope.CONTRACT, state="contract of the own region"),
    "administration.controller": Line(MANAGER, Scope.REGION),
    "administration.invite": Line(MANAGER, Scope.REGION),
    "administration.invite_client": Line(MANAGER, Scope.REGION),
    "administration.invitations": Line(MANAGER, Scope.REGION),
    "administration.invite_again": Line(MANAGER, Scope.REGION, state="invitation is open"),
    "administration.take_back": Line(MANAGER, Scope.REGION, state="invitation is open"),
    # --- plans ---
    "plans.start": Line(CONTRACTOR, Scope.CONTRACT, state="no plan yet"),
    "plans.example": Line(CONTRACTOR, Scope.CONTRACT),
    "plans.overview": Line(CONTRACTOR, Scope.CONTRACT),
    "plans.step": Line(CONTRACTOR, Scope.CONTRACT, state="plan open for editing"),
    "plans.draft": Line(CONTRACTOR, Scope.CONTRACT, state="plan open for editing"),
    "plans.effort": Line(CONTRACTOR, Scope.CONTRACT, state="plan open for editing"),
    "plans.effort_value": Line(CONTRACTOR, Scope.CONTRACT),
    "plans.effort_draft": Line(CONTRACTOR, Scope.CONTRACT, state="plan open for editing"),
    "plans.remove_effort": Line(CONTRACTOR, Scope.CONTRACT, state="plan open for editing"),
    "plans.drop_draft": Line(CONTRACTOR, Scope.CONTRACT, state="plan open for editing"),
    "plans.check": Line(CONTRACTOR, Scope.CONTRACT, state="plan open for editing"),
    "plans.submit": Line(SENDER, Scope.CONTRACT, state="every part of the plan ready"),
    "plans.sent": Line(CONTRACTOR, Scope.CONTRACT, state="plan sent"),
    "plans.version": Line(CONTRACTOR, Scope.CONTRACT),
    "plans.withdraw": Line(SENDER, Scope.CONTRACT, state="plan sent, and not opened by the coordination point"),
    "plans.change": Line(CONTRACTOR, Scope.CONTRACT, state="plan approved"),
    "plans.cancel_change": Line(CONTRACTOR, Scope.CONTRACT, state="change not sent"),
    # --- candidates ---
    "candidates.overview": Line(CONTRACTOR, Scope.CONTRACT, persons=True),
    "candidates.search": Line(CONTRACTOR, Scope.CONTRACT, persons=True),
    "candidates.explain": Line(CONTRACTOR, Scope.CONTRACT, persons=True),
    "candidates.handout": Line(CONTRACTOR, Scope.CONTRACT, persons=True),
    "candidates.new": Line(CONTRACTOR, Scope.CONTRACT, state="may ask a candidate", persons=True),
    "candidates.check": Line(CONTRACTOR, Scope.CONTRACT, state="may ask a candidate", persons=True),
    "candidates.sent": Line(CONTRACTOR, Scope.CONTRACT, persons=True),
    "candidates.candidate": Line(CONTRACTOR, Scope.CONTRACT, persons=True),
    "candidates.details": Line(CONTRACTOR, Scope.CONTRACT, state="candidate said yes", persons=True),
    "candidates.group": Line(CONTRACTOR, Scope.CONTRACT, state="candidate said yes to C2", persons=True),
    "candidates.correct_address": Line(CONTRACTOR, Scope.CONTRACT, state="not opened or not reached", persons=True),
    "candidates.cancel": Line(CONTRACTOR, Scope.CONTRACT, state="no answer yet", persons=True),
    # --- consents ---
    "consents.link": Line(scope=Scope.LINK),
    "consents.birth_date": Line(scope=Scope.LINK),
    "consents.answer": Line(scope=Scope.LINK, state="no answer yet"),
    "consents.later": Line(scope=Scope.LINK, state="no answer yet"),
    "consents.later_said": Line(scope=Scope.LINK),
    "consents.unknown": Line(scope=Scope.LINK, state="no answer yet"),
    "consents.stop_page": Line(scope=Scope.LINK, state="said yes"),
    "consents.stop": Line(scope=Scope.LINK, state="said yes"),
    "consents.language": Line(scope=Scope.LINK),
    "consents.notice": Line(scope=Scope.LINK),
    "consents.new_link": Line(),
    "consents.new_link_sent": Line(),
    # --- dossier ---
    "dossier.data": Line(scope=Scope.LINK, state="said yes"),
    "dossier.ask": Line(scope=Scope.LINK, state="said yes"),
    "dossier.asked": Line(scope=Scope.LINK, state="said yes"),
    # --- placements ---
    "placements.work": Line(CONTRACTOR, Scope.CONTRACT, state="said yes, details filled in, not sent", persons=True),
    "placements.placement": Line(CONTRACTOR, Scope.CONTRACT, state="candidate said yes", persons=True),
    "placements.submit": Line(SENDER, Scope.CONTRACT, state="not sent, or returned", persons=True),
    "placements.correct": Line(SENDER, Scope.CONTRACT, state="approved", persons=True),
    "placements.hours": Line(SENDER, Scope.CONTRACT, state="approved or returned", persons=True),
    "placements.stop": Line(SENDER, Scope.CONTRACT, state="approved", persons=True),
    # --- progress ---
    "progress.overview": Line(CONTRACTOR | CLIENT, Scope.CONTRACT),
    # --- review ---
    "review.queue": Line(CSR | OFFICER, Scope.REGION),
    "review.contracts": Line(CSR | OFFICER, Scope.REGION),
    "review.contract": Line(CSR | OFFICER, Scope.CONTRACT),
    "review.plans": Line(CSR | OFFICER, Scope.CONTRACT),
    "review.plan": Line(CSR | OFFICER, Scope.CONTRACT, state="sent and not withdrawn"),
    "review.candidates": Line(CSR, Scope.CONTRACT, state="candidates who said yes", persons=True),
    "review.candidate": Line(CSR, Scope.CONTRACT, state="candidate said yes", persons=True),
    "review.placement": Line(CSR, Scope.CONTRACT, state="sent, and candidate said yes or approved", persons=True),
    "review.progress": Line(CSR | OFFICER, Scope.CONTRACT),
    "review.history": Line(CSR | OFFICER, Scope.CONTRACT),
    # --- decisions ---
    "decisions.plan": Line(CSR, Scope.CONTRACT, state="round open, contract of the own region"),
    "decisions.plan_check": Line(CSR, Scope.CONTRACT, state="round open, contract of the own region"),
    "decisions.plan_sent": Line(CSR, Scope.CONTRACT, state="decided"),
    "decisions.remarks": Line(CSR, Scope.CONTRACT, state="round open, contract of the own region"),
    "decisions.note": Line(CSR, Scope.CONTRACT, state="contract of the own region"),
    "decisions.placement": Line(
        CSR, Scope.CONTRACT, state="awaits a decision, contract of the own region", persons=True
    ),
    "decisions.placements": Line(
        CSR, Scope.CONTRACT, state="awaiting a decision, contract of the own region", persons=True
    ),
    "decisions.placements_sent": Line(CSR, Scope.CONTRACT, persons=True),
    # --- privacy ---
    "privacy.reveal_to_contractor": Line(CONTRACTOR, Scope.CONTRACT, state="candidate said yes", persons=True),
    "privacy.reveal_to_csr": Line(CSR, Scope.CONTRACT, state="candidate said yes", persons=True),
}

DEMONSTRATION: dict[str, Line] = {
    "demonstration.mailbox": Line(demonstration=True),
    "demonstration.mail": Line(demonstration=True),
    "demonstration.people": Line(demonstration=True),
    "demonstration.sign_in_as": Line(demonstration=True),
}
