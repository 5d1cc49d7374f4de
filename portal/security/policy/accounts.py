"""Who has an account, or is making one: signing in, the own profile, colleagues."""

from portal.security.access import Line, Scope
from portal.security.policy.words import ANYBODY_SIGNED_IN, CONTRACTOR, CSR, MANAGER, P4, SENDER

LINES: dict[str, Line] = {
    # --- accounts ---
    "accounts.sign_in": Line(purpose=P4),
    "accounts.second_factor": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4, state="password given", half_signed_in=True),
    "accounts.recovery": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4, state="password given", half_signed_in=True),
    "accounts.code_again": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4),
    "accounts.sign_out": Line(purpose=P4),
    "accounts.forgot": Line(purpose=P4),
    "accounts.reset": Line(scope=Scope.LINK, purpose=P4, state="link not used and not expired"),
    "accounts.invitation": Line(scope=Scope.LINK, purpose=P4),
    "accounts.ask_invitation": Line(scope=Scope.LINK, purpose=P4, state="invitation expired"),
    "accounts.create": Line(scope=Scope.LINK, purpose=P4, state="invitation opened"),
    "accounts.set_up_code": Line(
        ANYBODY_SIGNED_IN, Scope.OWN, P4, state="no second factor, or a new phone", half_signed_in=True
    ),
    "accounts.recovery_codes": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4, before_signing=True),
    "accounts.confidentiality": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4, before_signing=True),
    "accounts.not_signing": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4, before_signing=True),
    "accounts.profile": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4),
    "accounts.change_password": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4),
    "accounts.new_phone": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4),
    "accounts.sign_out_everywhere": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4),
    "accounts.messages": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4),
    "accounts.kept_form": Line(ANYBODY_SIGNED_IN, Scope.OWN, P4),
    "accounts.colleagues": Line(CONTRACTOR | CSR, Scope.ORGANISATION, P4),
    "accounts.invite_colleague": Line(SENDER | MANAGER, Scope.ORGANISATION, P4),
    "accounts.invite_again": Line(SENDER | MANAGER, Scope.ORGANISATION, P4, state="invitation open"),
    "accounts.take_back": Line(SENDER | MANAGER, Scope.ORGANISATION, P4, state="invitation open"),
    "accounts.stop_access": Line(SENDER | MANAGER, Scope.ORGANISATION, P4, state="not oneself"),
    "accounts.change_role": Line(SENDER | MANAGER, Scope.ORGANISATION, P4, state="not oneself"),
}
