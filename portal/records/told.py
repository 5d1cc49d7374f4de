"""The sentence of every act and every mail in the history of a contract. A candidate is a number here, never a name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.web.i18n import lazy_gettext as _l


class Audience(StrEnum):
    CONTRACTOR = "contractor"
    CSR = "csr"


EVERYBODY = frozenset(Audience)
CONTRACTOR_ONLY = frozenset({Audience.CONTRACTOR})
CSR_ONLY = frozenset({Audience.CSR})


@dataclass(frozen=True)
class Said:
    """``text`` may name ``%(candidate)s``, which becomes 'Candidate 3'."""

    text: Any
    to: frozenset[Audience] = EVERYBODY


GROUP_SEEN_ELSEWHERE = "doelgroep buiten de Monitor vastgesteld"  # kept in the dossier, so in Dutch (PR-23)
REDACTED = "[verwijderd]"  # what stays of a text that a coordination point took away (PR-10)
UNKNOWN = Said(_l("Something was changed"))

ACTS = {
    # A plan that was not sent is the contractor's own (ux.md 2.0).
    "plan_started": Said(_l("Plan of approach started"), CONTRACTOR_ONLY),
    "plan_submitted": Said(_l("Plan of approach sent")),
    "plan_withdrawn": Said(_l("Plan of approach withdrawn")),
    "plan_change_started": Said(_l("Change of the plan started"), CONTRACTOR_ONLY),
    "plan_change_cancelled": Said(_l("Change of the plan cancelled"), CONTRACTOR_ONLY),
    "consent_requested": Said(_l("%(candidate)s was asked for consent")),
    "consent_request_corrected": Said(_l("The question to %(candidate)s was corrected and sent again")),
    "consent_request_cancelled": Said(_l("The question to %(candidate)s was taken back")),
    "consent_reminded": Said(_l("%(candidate)s got a reminder")),
    "consent_given": Said(_l("%(candidate)s said yes")),
    "consent_refused": Said(_l("%(candidate)s said no"), CONTRACTOR_ONLY),
    "consent_deferred": Said(_l("%(candidate)s decides later"), CONTRACTOR_ONLY),
    "consent_denied": Said(_l("%(candidate)s does not know the question")),
    "consent_withdrawn": Said(_l("%(candidate)s stopped the consent")),
    "consent_group_withdrawn": Said(_l("%(candidate)s stopped a part of the consent")),
    "consent_asked_again": Said(_l("%(candidate)s was asked again about a changed text")),
    "consent_renewed": Said(_l("%(candidate)s said yes again")),
    "consent_frozen": Said(_l("The consent of %(candidate)s has run out")),
    "consent_ended": Said(_l("The consent of %(candidate)s was ended: it was not renewed")),
    "stop_entered": Said(_l("A stop of %(candidate)s was entered"), CSR_ONLY),
    "consent_expired": Said(_l("%(candidate)s did not answer in time")),
    "consent_doubt_cleared": Said(_l("Doubt about the consent of %(candidate)s was cleared"), CSR_ONLY),
    "consent_declared_invalid": Said(_l("The consent of %(candidate)s was declared invalid")),
    "consent_asked_at_sixteen": Said(_l("%(candidate)s is 16 now and is asked again")),
    "own_domain_permitted": Said(_l("One candidate may have an address of the contractor")),
    "letter_printed": Said(_l("A letter to %(candidate)s was printed"), CSR_ONLY),
    "answer_entered": Said(_l("An answer of %(candidate)s was entered, to be confirmed"), CSR_ONLY),
    "answer_confirmed": Said(_l("An entered answer of %(candidate)s was confirmed"), CSR_ONLY),
    "answer_sent_back": Said(_l("An entered answer of %(candidate)s was taken away"), CSR_ONLY),
    "sample_recorded": Said(_l("The outcome of the letter to %(candidate)s was written down"), CSR_ONLY),
    "draft_erased": Said(_l("What was written down about %(candidate)s was erased")),
    "link_locked": Said(_l("The link of %(candidate)s ended after 3 wrong dates of birth"), CONTRACTOR_ONLY),
    "candidate_details_changed": Said(_l("The details of %(candidate)s were filled in or changed")),
    "candidate_group_changed": Said(_l("The details of %(candidate)s were filled in or changed")),
    "placement_recorded": Said(_l("Work of %(candidate)s was filled in"), CONTRACTOR_ONLY),
    "placement_changed": Said(_l("Work of %(candidate)s was changed"), CONTRACTOR_ONLY),
    "placement_lapsed": Said(_l("Work of %(candidate)s was returned: consent lapsed")),
    "placement_submitted": Said(_l("Work of %(candidate)s was sent")),
    "recovery_asked": Said(_l("An explanation about being behind was asked")),
    "recovery_explained": Said(_l("It was explained why the contract is behind")),
    "quarter_confirmed": Said(_l("The hours of a quarter were confirmed")),
    "placement_hours_changed": Said(_l("The hours of %(candidate)s were changed")),
    "placement_stopped": Said(_l("The work of %(candidate)s has ended")),
    "placement_corrected": Said(_l("Approved work of %(candidate)s was changed")),
    "unregistered_recorded": Said(_l("Work without registration recorded")),
    "unregistered_approved": Said(_l("Work without registration approved")),
    "unregistered_refused": Said(_l("Work without registration not approved")),
    "unregistered_taken_back": Said(_l("Work without registration taken back")),
    "text_removed": Said(_l("A text of the coordination point was removed")),
    "contract_set_up": Said(_l("Contract set up")),
    "contract_changed": Said(_l("Details of the contract changed")),
    "obligation_changed": Said(_l("The Social Return amount was changed")),
    "recovery_granted": Said(_l("The contractor got time to do the rest")),
    "shortfall_announced": Said(_l("An intention about a shortfall was sent")),
    "view_given": Said(_l("The contractor gave a view on the intention")),
    "contract_closed": Said(_l("The contract was closed")),
    "contract_taken_over": Said(_l("Another contractor took over the rest")),
    "final_account_submitted": Said(_l("Final account sent")),
    "contribution_recorded": Said(_l("Other effort was filled in"), CONTRACTOR_ONLY),
    "contribution_changed": Said(_l("Other effort was changed"), CONTRACTOR_ONLY),
    "contribution_submitted": Said(_l("Other effort was sent")),
    "contribution_corrected": Said(_l("Approved other effort was changed")),
    "co_reader_named": Said(_l("Another coordination point reads along"), CSR_ONLY),
    "co_reader_removed": Said(_l("Another coordination point no longer reads along"), CSR_ONLY),
}
DECIDED = frozenset(
    {
        "plan_returned",
        "plan_approved",
        "placement_returned",
        "placement_approved",
        "contribution_returned",
        "contribution_approved",
        "final_account_returned",
        "final_account_approved",
    }
)
"""Acts that the history tells by their decision, with its remarks."""
UNTOLD = frozenset({"reveal", "reveals_blocked", "link_paused"})
"""Acts that are about one person or one reader, and stand in a log of their own."""

DECISIONS = {
    "plan_version.approved": Said(_l("Plan of approach approved")),
    "plan_version.returned": Said(_l("Plan of approach returned for changes")),
    "placement.approved": Said(_l("Work of %(candidate)s approved")),
    "placement.returned": Said(_l("Work of %(candidate)s returned for changes")),
    "contribution.approved": Said(_l("Other effort approved")),
    "contribution.returned": Said(_l("Other effort returned for changes")),
    "final_account.approved": Said(_l("Final account approved")),
    "final_account.returned": Said(_l("Final account returned for changes")),
}

MAILS = {
    "invitation": Said(_l("E-mail: invitation for the portal")),
    "plan_submitted": Said(_l("E-mail: we have received the plan")),
    "plan_withdrawn": Said(_l("E-mail: the plan has been withdrawn")),
    "plan_returned": Said(_l("E-mail: something must change in the plan")),
    "plan_approved": Said(_l("E-mail: the plan has been approved")),
    "plan_reminder": Said(_l("E-mail: reminder to send the plan")),
    "candidate_question": Said(_l("E-mail to %(candidate)s: the question about consent")),
    "candidate_reminder": Said(_l("E-mail to %(candidate)s: reminder")),
    "candidate_chosen": Said(_l("E-mail: a candidate has chosen"), CONTRACTOR_ONLY),
    "candidate_frozen": Said(_l("E-mail: a consent has run out"), CONTRACTOR_ONLY),
    "candidate_not_reached": Said(_l("E-mail: an e-mail address is not right"), CONTRACTOR_ONLY),
    "check_birth_date": Said(_l("E-mail: check a date of birth"), CONTRACTOR_ONLY),
    "placement_approved": Said(_l("E-mail: a placement has been approved")),
    "placement_returned": Said(_l("E-mail: something must change in a placement")),
    "contribution_decided": Said(_l("E-mail: a decision about other effort")),
    "hours_to_confirm": Said(_l("E-mail: confirm the hours of a quarter"), CONTRACTOR_ONLY),
    "contract_changed": Said(_l("E-mail: the contract has changed")),
    "contract_ready": Said(_l("E-mail: there is a contract")),
    "contract_closing": Said(_l("E-mail: news about closing the contract")),
    "behind_schedule": Said(_l("E-mail: behind with Social Return")),
    "csr_new_plan": Said(_l("E-mail: new plan to review"), CSR_ONLY),
    "csr_unknown_question": Said(_l("E-mail: a candidate does not know a question"), CSR_ONLY),
}
"""Mail between a candidate and the portal is not here: it is told to nobody."""


def told_to(table: dict[str, Said], audience: Audience) -> list[str]:
    return [key for key, said in table.items() if audience in said.to]


def hidden_from(table: dict[str, Said], audience: Audience) -> list[str]:
    return [key for key, said in table.items() if audience not in said.to]
