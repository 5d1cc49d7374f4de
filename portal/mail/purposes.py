"""What each mail is for (PR-01). A mail to a candidate is about consent or rights and nothing else (PR-12)."""

from portal.mail import messages
from portal.privacy.purposes import TO_CANDIDATES, For

_KINDS: dict[For, str] = {
    For.P1: "behind_schedule candidate_chosen contract_changed contract_closing contract_ready "
    "contribution_decided hours_to_confirm "
    "placement_approved placement_returned plan_approved plan_reminder plan_returned plan_submitted plan_withdrawn",
    For.P2: "csr_new_plan",
    For.P3: "candidate_frozen candidate_renewal candidate_text_changed candidate_yearly contractor_text_changed "
    "candidate_ended candidate_new_link candidate_not_reached candidate_question candidate_registered "
    "candidate_reminder candidate_said_no candidate_said_yes candidate_stopped check_birth_date csr_unknown_question "
    "candidate_address_changed",
    For.P4: "ledger_anchor candidate_locked colleague_invitation confidentiality_signed invitation "
    "invitation_asked password_changed password_reset second_factor_set "
    "correction_asked csr_correction_late csr_rights_alarm csr_rights_request officer_rights_overdue recipient_told "
    "rights_code rights_decided rights_extended rights_lifting rights_package rights_received view_anchor "
    "account_inactive officer_breach_alarm officer_records_broken",
}
PURPOSES: dict[str, For] = {kind: purpose for purpose, kinds in _KINDS.items() for kind in kinds.split()}


class MailWithoutPurpose(Exception):
    """A mail that says not what it is for: the portal does not start, and the mail is not queued."""


class PurposeRefused(Exception):
    """A mail for another purpose than consent or rights may not use a candidate's address."""


def check_mails() -> None:
    """Raise MailWithoutPurpose unless every mail has a purpose and every purpose has its mail."""
    nameless, idle = sorted(set(messages.__all__) - set(PURPOSES)), sorted(set(PURPOSES) - set(messages.__all__))
    if nameless:
        raise MailWithoutPurpose(f"no purpose for the mails: {', '.join(nameless)}")
    if idle:
        raise MailWithoutPurpose(f"no mail for the purposes of: {', '.join(idle)}")


def check_purpose(kind: str, *, to_candidate: bool) -> None:
    """Raise MailWithoutPurpose for an unknown kind, PurposeRefused for one that may not go to a candidate."""
    purpose = PURPOSES.get(kind)
    if purpose is None:
        raise MailWithoutPurpose(kind)
    if to_candidate and purpose not in TO_CANDIDATES:
        raise PurposeRefused(f"{kind} is for: {purpose}")
