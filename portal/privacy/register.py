"""The register: every personal field, declared once (design rule 10).

A list masks by it, an ending wipes by it, and the record of processing (article 30 GDPR) is its rows. A column that is
neither here nor in NOT_PERSONAL fails a test.
"""

from dataclasses import replace

from portal.privacy.declaring import Field, Ground, Mask, Reader, Source, Term, fields_like
from portal.privacy.not_personal import NOT_PERSONAL
from portal.privacy.purposes import For
from portal.privacy.vault import Purpose

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
    *fields_like(_name, "candidate.name_sealed first_name surname"),
    *fields_like(_address, "candidate.address_sealed street postcode town"),
    *fields_like(_birth, "candidate.address_sealed birth_date"),
    *fields_like(_check, "candidate birth_check"),
    *fields_like(_fingerprint, "candidate fingerprint"),  # without it a person would count twice over the limit (PR-05)
    *fields_like(_contact, "candidate.contact_sealed email"),
    *fields_like(replace(_contact, seen_by=BOTH_SIDES), "candidate.contact_sealed street postcode town"),  # of a letter
    *fields_like(replace(_contact, seen_by=(), source=Source.PORTAL), "candidate email_index"),
    *fields_like(_group, "candidate.group_sealed target_group duration_class"),
    *fields_like(_person, "candidate id contract_id number agreement employer_kind employer_name starts_on"),
    *fields_like(replace(_person, used_for=(For.P3,), ground=Ground.DUTY), "candidate language"),
    *fields_like(replace(_person, source=Source.PORTAL), "candidate created_at erased_at"),
    # consent and information
    *fields_like(
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
        "entered_renewal request_id notice_version channel c1 c2 answered_on entered_by entered_at confirmed_by "
        "confirmed_at",
        "entered_renewal.representative_sealed name capacity",
        "ending candidate_id purposes reason decided_at after_mail finished_at",
    ),
    *fields_like(replace(_core, ends_with=Purpose.NAME), "evidence_core.name_sealed first_name surname"),
    *fields_like(_core, "evidence_core candidate_id kept_at"),
    *fields_like(_refusal, "refusal request_id address_index person_index refused_on is_final"),
    *fields_like(
        replace(_refusal, term=Term.ONE_DAY, source=Source.CANDIDATE), "link_wish.sealed email", "link_wish asked_at"
    ),
    *fields_like(
        replace(_consent, seen_by=(Reader.CSR, Reader.OFFICER), source=Source.PORTAL),
        "letter request_id kind queued_at due_on printed_at printed_by",
        "consent_signal request_id kind seen_at cleared_by cleared_at reason",
        "sample_check request_id drawn_at outcome recorded_by recorded_at",
    ),
    *fields_like(
        replace(_contact, seen_by=(Reader.CSR,), term=Term.DELIVERED),
        "letter.sealed first_name surname street postcode town",
    ),
    # work
    *fields_like(
        _person,
        "placement id candidate_id status form is_permanent starts_on ends_on stop_reason evidence evidence_kind "
        "evidence_seen_by evidence_seen_on value counts_until is_cut_off approved_value agreed_note",
        "placement_hours placement_id from_on hours_per_week",
        "quarter_confirmation placement_id from_on until_on expected hours still_employed",
    ),
    # retention: the list of what goes is about people until it is gone
    *fields_like(
        replace(_consent, seen_by=(Reader.CSR, Reader.OFFICER), source=Source.PORTAL),
        "destruction_item subject_id number counted_from due_on state reason changed_by changed_at",
        "legal_hold candidate_id",
    ),
    # requests of data subjects
    *fields_like(
        _right,
        "rights_request.requester_sealed name email address text",
        "rights_request id candidate_id kind parts channel received_on language identity identified_on outcome "
        "granted_parts decided_on executed_on package_until",
        "correction request_id candidate_id field status",
    ),
    *fields_like(
        replace(_right, source=Source.PORTAL),
        "rights_request identity_asked_on code_sha256 code_until code_tries",
        "restriction request_id candidate_id reason since announced_on lifted_at",
        "disclosure candidate_id organisation_id recipient fields means at",
        "recipient_notice request_id organisation_id recipient fields made_at told_at",
    ),
    *fields_like(
        replace(_right, source=Source.CSR),
        "rights_request.reasons_sealed reasons",
        "rights_request extended_on extension_reason",
    ),
    *fields_like(replace(_person, mask=Mask.HIDDEN), "correction.wanted_sealed wanted", "correction.old_sealed old"),
    *fields_like(replace(_right, source=Source.CONTRACTOR), "correction answer"),
    # users
    *fields_like(
        replace(_user, seen_by=(*_user.seen_by, Reader.OFFICER)),
        "user_account id organisation_id role name email created_at",
    ),
    *fields_like(_user, "user_account email_key language disabled_at inactive_asked_at"),
    *fields_like(_secret, "user_account password_hash totp_secret totp_last_step second_factor_at"),
    *fields_like(_secret, "recovery_code user_id code_sha256 used_at"),
    *fields_like(
        replace(_user, seen_by=(*_user.seen_by, Reader.OFFICER)),
        "confidentiality_acceptance user_id statement_version statement_sha256 role accepted_at",
        "account_review user_id role outcome reviewed_by reviewed_at",
    ),
    *fields_like(
        replace(_user, seen_by=(Reader.SELF,), source=Source.PORTAL),
        "user_session token_sha256 user_id started_at last_seen_at second_factor_at ended_at ended_reason browser",
    ),
    *fields_like(
        replace(_user, source=Source.CSR),
        "invitation organisation_id role name email message invited_by invited_at accepted_at revoked_at",
    ),
    *fields_like(replace(_secret, term=Term.ONE_DAY), "kept_form user_id path sealed kept_at"),
    *fields_like(replace(_secret, source=Source.PORTAL), "limit_counter bucket", "form_receipt owner location"),
    # people in plans and on cards
    *fields_like(
        replace(_user, used_for=(For.P1,), term=Term.FILE),
        "plan_section.answers name job_title email phone",
        "plan_version.content name job_title email phone",
    ),
    *fields_like(
        replace(_user, seen_by=tuple(Reader), used_for=(For.P3,), term=Term.CARD, source=Source.CSR),
        "controller_card officer officer_email",
    ),
    # who did what
    *fields_like(
        _act,
        "candidate created_by",
        "co_reader named_by",
        "domain_permission given_by reason",
        "contract created_by",
        "decision decided_by message",
        "effort updated_by",
        "notice_publication proposed_by published_by",
        "notice_text reviewed_by reviewed_on",
        "notice_translation reviewed_by reviewed_on proposed_by published_by",
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
    *fields_like(replace(_act, seen_by=(Reader.CSR,), source=Source.CSR), "note author_id body"),
    *fields_like(
        _view,
        "view_log at actor_id actor_role organisation_id action object_kind object_id count fields reason purpose "
        "origin result",
    ),
    # on the way
    *fields_like(_mail, "message key candidate_id user_id", "message.sealed to subject text html"),
    *fields_like(_link, "link token_sha256 subject_id failed"),
    *fields_like(replace(_link, term=Term.TRACES), "trace mark organisation_id request_id at ends_at"),
)


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
