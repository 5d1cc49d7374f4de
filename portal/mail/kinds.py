"""What each kind of mail is about, for lists in which its words are gone: they are wiped when it has left."""

from portal.web.i18n import gettext

_TITLES = {
    "behind_schedule": "You are behind with Social Return",
    "candidate_chosen": "A candidate has chosen",
    "candidate_not_reached": "An e-mail address is not right",
    "check_birth_date": "Check a date of birth",
    "colleague_invitation": "Invitation for an account",
    "confidentiality_signed": "You have signed the confidentiality statement",
    "csr_new_plan": "New plan to review",
    "csr_unknown_question": "A candidate does not know our question",
    "invitation": "Invitation for an account",
    "invitation_asked": "Somebody asks for a new invitation",
    "password_changed": "Your password has been changed",
    "password_reset": "Choose a new password",
    "placement_approved": "A placement is approved",
    "placement_returned": "A placement must change",
    "plan_approved": "Your plan is approved",
    "plan_reminder": "Reminder: send your plan",
    "plan_returned": "Your plan must change",
    "plan_submitted": "We have received your plan",
    "plan_withdrawn": "Your plan is withdrawn",
    "second_factor_set": "An extra check has been set up",
}


def title_of(kind: str) -> str:
    return gettext(_TITLES.get(kind, "Message"))
