"""What each kind of mail is about, for lists in which its words are gone: they are wiped when it has left."""

from typing import Any

from portal.web.i18n import lazy_gettext as _l

_TITLES: dict[str, Any] = {
    "account_inactive": _l("Do you still need your account?"),
    "behind_schedule": _l("You are behind with Social Return"),
    "candidate_chosen": _l("A candidate has chosen"),
    "candidate_frozen": _l("A consent has run out"),
    "candidate_not_reached": _l("An e-mail address is not right"),
    "check_birth_date": _l("Check a date of birth"),
    "colleague_invitation": _l("Invitation for an account"),
    "confidentiality_signed": _l("You have signed the confidentiality statement"),
    "contractor_text_changed": _l("The explanation for candidates has changed"),
    "contract_changed": _l("A contract has changed"),
    "contract_closing": _l("News about closing a contract"),
    "contract_ready": _l("There is a contract for you"),
    "contribution_decided": _l("There is a decision about other effort"),
    "csr_new_plan": _l("New plan to review"),
    "csr_unknown_question": _l("A candidate does not know our question"),
    "hours_to_confirm": _l("Confirm the hours of a quarter"),
    "invitation": _l("Invitation for an account"),
    "invitation_asked": _l("Somebody asks for a new invitation"),
    "password_changed": _l("Your password has been changed"),
    "password_reset": _l("Choose a new password"),
    "placement_approved": _l("A placement is approved"),
    "placement_returned": _l("A placement must change"),
    "plan_approved": _l("Your plan is approved"),
    "plan_reminder": _l("Reminder: send your plan"),
    "plan_returned": _l("Your plan must change"),
    "plan_submitted": _l("We have received your plan"),
    "plan_withdrawn": _l("Your plan is withdrawn"),
    "second_factor_set": _l("An extra check has been set up"),
}


def title_of(kind: str) -> str:
    return str(_TITLES.get(kind, _l("Message")))
