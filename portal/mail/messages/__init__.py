"""Every mail the portal sends: one function a mail, named as its folder in ``templates/mail``.

Callers give days and moments; how they read is of the reader's language.
"""

from portal.mail.messages.accounts import (
    colleague_invitation,
    confidentiality_signed,
    invitation,
    invitation_asked,
    password_changed,
    password_reset,
    second_factor_set,
)
from portal.mail.messages.candidates import (
    candidate_locked,
    candidate_new_link,
    candidate_question,
    candidate_registered,
    candidate_reminder,
    candidate_said_no,
    candidate_said_yes,
    candidate_stopped,
)
from portal.mail.messages.contractors import (
    behind_schedule,
    candidate_chosen,
    candidate_not_reached,
    check_birth_date,
    placement_approved,
    placement_returned,
    plan_approved,
    plan_reminder,
    plan_returned,
    plan_submitted,
    plan_withdrawn,
)
from portal.mail.messages.coordination import (
    csr_candidate_asks,
    csr_new_plan,
    csr_unknown_question,
)

__all__ = [
    "behind_schedule",
    "candidate_chosen",
    "candidate_locked",
    "candidate_new_link",
    "candidate_not_reached",
    "candidate_question",
    "candidate_registered",
    "candidate_reminder",
    "candidate_said_no",
    "candidate_said_yes",
    "candidate_stopped",
    "check_birth_date",
    "colleague_invitation",
    "confidentiality_signed",
    "csr_candidate_asks",
    "csr_new_plan",
    "csr_unknown_question",
    "invitation",
    "invitation_asked",
    "password_changed",
    "password_reset",
    "placement_approved",
    "placement_returned",
    "plan_approved",
    "plan_reminder",
    "plan_returned",
    "plan_submitted",
    "plan_withdrawn",
    "second_factor_set",
]
