"""The register: every personal field, declared once (design rule 10).

A list masks by it, an ending wipes by it, and the record of processing (article 30 GDPR) is its rows. A column that is
neither here nor in NOT_PERSONAL fails a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.privacy.purposes import For
from portal.privacy.vault import Purpose


class Ground(StrEnum):
    YES = "contractor: consent, 6(1)(a), and contract, 6(1)(b); coordination point: public task, 6(1)(e)"
    EXPLICIT_YES = "explicit consent, 9(2)(a), besides the grounds of the dossier"
    DUTY = "legal obligation, 6(1)(c): consent must be shown (article 7(1)) and information given (article 14)"
    TASK = "public task, 6(1)(e)"
    INTEREST = "public task, 6(1)(e), and for contractors legitimate interest, 6(1)(f): a safe account"


class Reader(StrEnum):
    CANDIDATE = "the candidate"
    CONTRACTOR = "the contractor of the contract"
    CSR = "the coordination point of the region"
    OFFICER = "the privacy officer"
    CLIENT = "the client"
    SELF = "the user"
    OPERATOR = "the operator"


class Mask(StrEnum):
    """What a list shows in its place. A page of one person shows it, masked fields only after a reveal (PR-08)."""

    NONE = "none"
    MASKED = "masked"
    AGE_GROUP = "age_group"
    HIDDEN = "hidden"


class Term(StrEnum):
    """How long, from when; years are the default of a setting (privacy.md 6.1)."""

    DOSSIER = (
        "5 years after the contract is closed (12.1); at once when refused, 30 days after asking without an answer"
    )
    VALUE_FINAL = "until the value is final or consent ends, at the latest with the dossier"
    EXPLICIT = "until consent to the target group ends, at the latest with the dossier"
    CONTACT = "until consent ends, 30 days after asking without an answer, at the latest with the dossier"
    REFUSAL = "30 days after the first no; after a second no until the contract is closed"
    REQUESTS = "5 years after the request is closed, 1 year when it was refused or broken off (6.1 to 6.3)"
    DELIVERED = "until delivered or given up"
    FILE = "10 years after the contract ends (16.1)"
    ACCOUNT = "6 months after the account ends (19.1.24)"
    VIEWS = "2 years"
    ONE_DAY = "24 hours"
    TRACES = "24 hours (network), 30 days (device), as a keyed mark"
    LINK = "until used up, expired or revoked, then 6 months (19.1.24)"
    CARD = "as long as the person has the function"


class Source(StrEnum):
    CONTRACTOR = "the contractor"
    CANDIDATE = "the candidate"
    CSR = "the coordination point"
    USER = "the user"
    PORTAL = "made by the portal"


@dataclass(frozen=True)
class Field:
    """``place`` is 'table.column', or 'table.column:name' for a name inside a sealed or JSON column."""

    place: str
    used_for: tuple[For, ...]
    ground: Ground
    seen_by: tuple[Reader, ...]
    mask: Mask
    term: Term
    source: Source
    ends_with: Purpose | None = None  # the key that seals it, or with which a candidate's column is emptied

    @property
    def column(self) -> str:
        return self.place.partition(":")[0]

    @property
    def name(self) -> str:
        """The word by which code asks for it: the name inside the blob, else the column."""
        return self.place.partition(":")[2] or self.place.partition(".")[2]


def _fields(like: Field, *lines: str) -> Iterator[Field]:
    """The same declaration for more fields; a line is 'table column column' or 'table.column name name'."""
    for line in lines:
        head, *names = line.split()
        joint = ":" if "." in head else "."
        for name in names:
            yield replace(like, place=f"{head}{joint}{name}")


BOTH_SIDES = (Reader.CANDIDATE, Reader.CONTRACTOR, Reader.CSR)
STAFF = (Reader.CONTRACTOR, Reader.CSR)

_person = Field("", (For.P1, For.P2), Ground.YES, BOTH_SIDES, Mask.NONE, Term.DOSSIER, Source.CONTRACTOR)
_name = replace(_person, used_for=(For.P1, For.P2, For.P3), ends_with=Purpose.NAME)
_address = replace(_person, mask=Mask.HIDDEN, term=Term.VALUE_FINAL, ends_with=Purpose.ADDRESS)
_birth = replace(_address, mask=Mask.AGE_GROUP, source=Source.CANDIDATE)
_check = replace(_address, used_for=(For.P3,), ground=Ground.DUTY, seen_by=(), source=Source.PORTAL)
_fingerprint = replace(
    _name, used_for=(For.P2,), seen_by=(), ground=Ground.TASK, mask=Mask.HIDDEN, source=Source.PORTAL
)
_group = replace(_person, ground=Ground.EXPLICIT_YES, mask=Mask.MASKED, term=Term.EXPLICIT, ends_with=Purpose.GROUP)
_contact = Field(
    "", (For.P3,), Ground.DUTY, (Reader.CANDIDATE, Reader.CONTRACTOR), Mask.HIDDEN, Term.CONTACT, Source.CONTRACTOR,
    Purpose.CONTACT,
)  # fmt: skip
_consent = Field("", (For.P3,), Ground.DUTY, (*BOTH_SIDES, Reader.OFFICER), Mask.NONE, Term.DOSSIER, Source.CANDIDATE)
_core = Field("", (For.P2,), Ground.TASK, (Reader.OFFICER,), Mask.HIDDEN, Term.DOSSIER, Source.CONTRACTOR)
_refusal = Field("", (For.P3,), Ground.DUTY, (), Mask.HIDDEN, Term.REFUSAL, Source.PORTAL)
_right = Field(
    "", (For.P4,), Ground.DUTY, (Reader.CANDIDATE, Reader.CSR, Reader.OFFICER), Mask.NONE, Term.REQUESTS,
    Source.CANDIDATE,
)  # fmt: skip
_user = Field("", (For.P4,), Ground.INTEREST, (Reader.SELF, *STAFF), Mask.NONE, Term.ACCOUNT, Source.USER)
_secret = replace(_user, seen_by=(), mask=Mask.HIDDEN)
_act = Field("", (For.P2, For.P4), Ground.INTEREST, STAFF, Mask.NONE, Term.FILE, Source.PORTAL)
_view = Field("", (For.P4,), Ground.TASK, (Reader.OFFICER, Reader.CANDIDATE), Mask.HIDDEN, Term.VIEWS, Source.PORTAL)
_mail = Field("", (For.P3, For.P4), Ground.DUTY, (), Mask.HIDDEN, Term.DELIVERED, Source.PORTAL)
_link = Field("", (For.P3, For.P4), Ground.DUTY, (), Mask.HIDDEN, Term.LINK, Source.PORTAL)

FIELDS: tuple[Field, ...] = (
    # the candidate
    *_fields(_name, "candidate.name_sealed first_name surname"),
    *_fields(_address, "candidate.address_sealed street postcode town"),
    *_fields(_birth, "candidate.address_sealed birth_date"),
    *_fields(_check, "candidate birth_check"),
    *_fields(_fingerprint, "candidate fingerprint"),  # without it a person would count twice over the limit (PR-05)
    *_fields(_contact, "candidate.contact_sealed email"),
    *_fields(replace(_contact, seen_by=BOTH_SIDES), "candidate.contact_sealed street postcode town"),  # of a letter
    *_fields(replace(_contact, seen_by=(), source=Source.PORTAL), "candidate email_index"),
    *_fields(_group, "candidate.group_sealed target_group duration_class"),
    *_fields(_person, "candidate id contract_id number agreement employer_kind employer_name starts_on"),
    *_fields(replace(_person, used_for=(For.P3,), ground=Ground.DUTY), "candidate language"),
    *_fields(replace(_person, source=Source.PORTAL), "candidate created_at erased_at"),
    # consent and information
    *_fields(
        _consent,
        "consent_request id candidate_id status c2_given channel by_representative requested_at decide_by answered_at "
        "reminders not_delivered_at locked_at informed_at follows_id new_reason",
        "consent_event request_id kind scope at actor channel identity_check notice_sha256 language",
        "notice_served request_id notice_sha256 language page_version text_sha256 at",
        "served_text request_id sha256 sealed",
        "announcement request_id told_at renew_by reminded_at answered_at frozen_at",
        "information_given candidate_id statement_version notice_sha256 informed_by informed_on stated_by stated_at",
        "entered_answer request_id channel c1 c2 answered_on entered_by entered_at confirmed_by confirmed_at",
        "entered_answer.representative_sealed name capacity",
        "ending candidate_id purposes reason decided_at after_mail finished_at",
    ),
    *_fields(replace(_core, ends_with=Purpose.NAME), "evidence_core.name_sealed first_name surname"),
    *_fields(_core, "evidence_core candidate_id kept_at"),
    *_fields(_refusal, "refusal request_id address_index refused_on is_final"),
    *_fields(
        replace(_refusal, term=Term.ONE_DAY, source=Source.CANDIDATE), "link_wish.sealed email", "link_wish asked_at"
    ),
    *_fields(
        replace(_consent, seen_by=(Reader.CSR, Reader.OFFICER), source=Source.PORTAL),
        "letter request_id kind queued_at due_on printed_at printed_by",
        "consent_signal request_id kind seen_at cleared_by cleared_at reason",
        "sample_check request_id drawn_at outcome recorded_by recorded_at",
    ),
    # work
    *_fields(
        _person,
        "placement id candidate_id status form is_permanent starts_on ends_on stop_reason evidence evidence_kind "
        "evidence_seen_by evidence_seen_on value counts_until approved_value agreed_note",
        "placement_hours placement_id from_on hours_per_week",
        "quarter_confirmation placement_id from_on until_on expected hours still_employed",
    ),
    # retention: the list of what goes is about people until it is gone
    *_fields(
        replace(_consent, seen_by=(Reader.CSR, Reader.OFFICER), source=Source.PORTAL),
        "destruction_item subject_id number counted_from due_on state reason changed_by changed_at",
        "legal_hold candidate_id",
    ),
    # requests of data subjects
    *_fields(
        _right,
        "rights_request.requester_sealed name email address text",
        "rights_request id candidate_id kind parts channel received_on language identity identified_on outcome "
        "granted_parts decided_on executed_on package_until",
        "correction request_id candidate_id field status",
    ),
    *_fields(
        replace(_right, source=Source.PORTAL),
        "rights_request identity_asked_on code_sha256 code_until code_tries",
        "restriction request_id candidate_id reason since announced_on lifted_at",
        "disclosure candidate_id organisation_id recipient fields means at",
        "recipient_notice request_id organisation_id recipient fields made_at told_at",
    ),
    *_fields(
        replace(_right, source=Source.CSR),
        "rights_request.reasons_sealed reasons",
        "rights_request extended_on extension_reason",
    ),
    *_fields(replace(_person, mask=Mask.HIDDEN), "correction.wanted_sealed wanted", "correction.old_sealed old"),
    *_fields(replace(_right, source=Source.CONTRACTOR), "correction answer"),
    # users
    *_fields(
        replace(_user, seen_by=(*_user.seen_by, Reader.OFFICER)),
        "user_account id organisation_id role name email created_at",
    ),
    *_fields(_user, "user_account email_key language disabled_at inactive_asked_at"),
    *_fields(_secret, "user_account password_hash totp_secret totp_last_step second_factor_at"),
    *_fields(_secret, "recovery_code user_id code_sha256 used_at"),
    *_fields(
        replace(_user, seen_by=(*_user.seen_by, Reader.OFFICER)),
        "confidentiality_acceptance user_id statement_version statement_sha256 role accepted_at",
        "account_review user_id role outcome reviewed_by reviewed_at",
    ),
    *_fields(
        replace(_user, seen_by=(Reader.SELF,), source=Source.PORTAL),
        "user_session token_sha256 user_id started_at last_seen_at second_factor_at ended_at ended_reason browser",
    ),
    *_fields(
        replace(_user, source=Source.CSR),
        "invitation organisation_id role name email message invited_by invited_at accepted_at revoked_at",
    ),
    *_fields(replace(_secret, term=Term.ONE_DAY), "kept_form user_id path sealed kept_at"),
    *_fields(replace(_secret, source=Source.PORTAL), "limit_counter bucket", "form_receipt owner location"),
    # people in plans and on cards
    *_fields(
        replace(_user, used_for=(For.P1,), term=Term.FILE),
        "plan_section.answers name job_title email phone",
        "plan_version.content name job_title email phone",
    ),
    *_fields(
        replace(_user, seen_by=tuple(Reader), used_for=(For.P3,), term=Term.CARD, source=Source.CSR),
        "controller_card officer officer_email",
    ),
    # who did what
    *_fields(
        _act,
        "candidate created_by",
        "co_reader named_by",
        "domain_permission given_by reason",
        "contract created_by",
        "decision decided_by message",
        "effort updated_by",
        "notice_publication proposed_by published_by",
        "notice_text reviewed_by reviewed_on",
        "language_review reviewed_by reviewed_on",
        "obligation_version created_by",
        "placement submitted_by",
        "plan_section updated_by",
        "plan_version submitted_by",
        "remark author_id body",
        "report_export asked_by",
        "breach account_id entered_by closed_by",
        "controller_card dpia_entered_by dpia_confirmed_by",
        "processor updated_by",
        "setting_change proposed_by confirmed_by",
        "published_report asked_by released_by",
        "setting changed_by",
        "rights_request entered_by identified_by proposed_by decided_by",
        "restriction lifted_by",
        "correction answered_by",
        "disclosure by_user",
        "recipient_notice told_by",
        "unregistered_work recorded_by decided_by",
        "language_review recorded_by",
        "closing view_by decided_by reason view",
        "contribution submitted_by updated_by",
        "quarter_confirmation confirmed_by",
        "recovery_note asked_by answered_by question cause measures",
        "final_account submitted_by updated_by",
        "value_table_draft drafted_by published_by",
        "event actor_id actor_kind object_id",
        "retention_rule proposed_by confirmed_by",
        "legal_hold owner lifted_by explanation",
        "destruction proposed_by approved_by dropped_by",
    ),
    *_fields(replace(_act, seen_by=(Reader.CSR,), source=Source.CSR), "note author_id body"),
    *_fields(
        _view,
        "view_log at actor_id actor_role organisation_id action object_kind object_id count fields reason purpose "
        "origin result",
    ),
    # on the way
    *_fields(_mail, "message key candidate_id user_id", "message.sealed to subject text html"),
    *_fields(_link, "link token_sha256 subject_id failed"),
    *_fields(replace(_link, term=Term.TRACES), "trace mark organisation_id request_id at ends_at"),
)

NOT_PERSONAL: dict[str, str] = {
    "account_review": "id",
    "candidate": "version",
    "anchored_head": "day request_id chain_length chain_head",
    "announcement": "notice_version",
    "breach": "id number region status discovered_at facts effects measures seen_from seen_until alarm authority "
    "authority_reason authority_told_at authority_reference late_reason people people_reason people_text "
    "people_told_on entered_at closed_at version",
    "chain_head": "name position hash",
    "co_reader": "contract_id region named_at",
    "confidentiality_acceptance": "id",
    "consent_event": "position previous_hash hash",
    "consent_request": "contract_id chain_length chain_head",
    "consent_signal": "id version",
    "closing": "id contract_id status outcome obligation approved withheld penalty recovery_until hearing_until "
    "view_at decided_at version",
    "contract": "id number name client_id contractor_id region status awarded_on starts_on ends_on value "
    "value_table_id plan_due_on succeeds_id created_at closed_at version",
    "contract_total": "contract_id submitted approved",
    "contribution": "id contract_id number status form row party description starts_on ends_on cost people hours proof "
    "proof_seen_on value approved_value agreed_note submitted_at updated_at version",
    "controller_card": "region name postal_address email phone opening_hours dpia_reference dpia_on dpia_advice "
    "dpia_confirmed_at updated_at version",
    "decision": "id contract_id subject subject_id subject_version outcome respond_by decided_at",
    "correction": "id due_on answered_at blocked_at version",
    "disclosure": "id",
    "destruction": "id number region kind status listed_on edition result term counts_from legal_text list_sha256 "
    "proposed_at approved_at execute_from begun_at finished_at dropped_reason version",
    "destruction_declaration": "destruction_id reference region kind edition result term counts_from legal_text "
    "counted_first counted_last destroyed contracts excluded held not_due method proposed_role approved_role "
    "approved_on executed_on backups_gone_on list_sha256 made_at",
    "destruction_item": "destruction_id contract_id",
    "domain_permission": "id contract_id given_at used_at",
    "effort": "id plan_id form target_group duration_class people hours_per_week starts_in months cost value "
    "updated_at version",
    "ending": "id",
    "entered_answer": "id version",
    "event": "id at action result contract_id object_kind detail",
    "final_account": "id contract_id status result difference obligation approved submitted submitted_at updated_at "
    "version",
    "export_piece": "export_id position content",
    "form_receipt": "form_id sent_at",
    "information_given": "id",
    "invitation": "id",
    "kept_form": "id",
    "kept_total": "destruction_id contract_id year target_group first_day last_day people placements value",
    "legal_hold": "id region contract_id reason set_at review_on lifted_at version",
    "letter": "id version",
    "ledger_anchor": "day at chains previous_digest digest",
    "limit_counter": "window_starts tries",
    "link": "id purpose notice_sha256 created_at expires_at used_at revoked_at paused_until",
    "link_wish": "id",
    "message": "id kind language contract_id queued_at due_at tries leased_until sent_at dead_at error",
    "note": "id contract_id written_at",
    "notice_publication": "notice_version material protocol_edition grounds_sha256 proposed_at published_at version",
    "notice_served": "id",
    "notice_text": "notice_version language sha256",
    "obligation_version": "id contract_id kind valid_from year basis basis_amount percentage labour_share low_below "
    "low_percentage cap uncapped amount reason created_at",
    "organisation": "id kind name kvk_number region mail_domain created_at",
    "placement": "contract_id effort_id submitted_at created_at updated_at version",
    "plan": "id contract_id status rounds approved_round last_step created_at version",
    "plan_section": "plan_id section is_complete updated_at version",
    "plan_version": "id plan_id number reference kind outcome planned obligation submitted_at answer_due_on",
    "processor": "id region name service agreement agreed_on country sub_processors ended_on updated_at version",
    "published_report": "id region year status asked_at begun_at snapshot_on made_at cells sha256 released_at version",
    "quarter_confirmation": "id contract_id year quarter confirmed_at version",
    "recovery_code": "id",
    "recovery_note": "id contract_id status behind_amount asked_at answer_by back_on answered_at version",
    "recipient_notice": "id",
    "refusal": "contract_id",
    "register_number": "name newest",
    "remark": "id plan_version_id section decision_id updated_at version",
    "report_export": "id report asked format reason language asked_at begun_at made_at failed_at expires_at lines "
    "size sha256",
    "restriction": "id version",
    "retention_rule": "id region kind edition result term counts_from legal_text valid_from reason proposed_at "
    "confirmed_at taken_back_at version",
    "rights_request": "number region status entered_at alarm proposed_at closed_on keep_until version",
    "released_views": "day position head released_at",
    "released_chain": "request_id destruction_id chain_length chain_head released_at",
    "sample_check": "id version",
    "setting": "name region value changed_at",
    "setting_change": "id region name value was reason proposed_at applied_at taken_back_at version",
    "trace": "id kind",
    "language_review": "id language notice_version digest recorded_at",
    "unregistered_work": "id contract_id status form starts_on ends_on hours_per_week value group_checked seen_on "
    "recorded_at decided_at version",
    "user_account": "version",
    "user_session": "id",
    "value_table": "id code name valid_from content published_at",
    "value_table_draft": "id code name valid_from content drafted_at published_id version",
    "view_anchor": "day at position head previous_digest digest",
    "view_log": "position previous_hash hash",
}


def field(place: str) -> Field:
    """The declaration of 'table.column' or 'table.column:name'. Raises KeyError."""
    return _BY_PLACE[place]


_BY_PLACE = {declared.place: declared for declared in FIELDS}


def columns_ending_with(purpose: Purpose) -> tuple[str, ...]:
    """Columns of ``candidate`` that are emptied when this purpose ends, in the order of the register."""
    columns = (found.column for found in FIELDS if found.ends_with is purpose and found.place.startswith("candidate."))
    return tuple(dict.fromkeys(column.partition(".")[2] for column in columns))


def declared_columns() -> set[str]:
    """Every 'table.column' that is declared, personal or not."""
    plain = {f"{table}.{column}" for table, columns in NOT_PERSONAL.items() for column in columns.split()}
    return plain | {found.column for found in FIELDS}


HEADINGS = ("field", "purposes", "ground", "seen by", "in lists", "term", "source")


def as_rows() -> list[tuple[str, ...]]:
    """The register in words, one row a field in the order of HEADINGS: the lines of the record of processing."""
    return [
        (
            found.place,
            "; ".join(f"{purpose.name} {purpose}" for purpose in found.used_for),
            found.ground,
            ", ".join(found.seen_by) or "nobody",
            found.mask,
            found.term,
            found.source,
        )
        for found in FIELDS
    ]
