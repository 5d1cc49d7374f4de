"""Columns without personal data, by table: the other half of the register, so that no column is declared nowhere."""

NOT_PERSONAL: dict[str, str] = {
    "account_review": "id",
    "anchored_head": "day request_id chain_length chain_head",
    "announcement": "notice_version",
    "breach": "id number region status discovered_at facts effects measures seen_from seen_until alarm authority "
    "authority_reason authority_told_at authority_reference late_reason people people_reason people_text "
    "people_told_on entered_at closed_at version",
    "candidate": "version",
    "chain_head": "name position hash",
    "closing": "id contract_id status outcome obligation approved withheld penalty recovery_until hearing_until "
    "view_at decided_at version",
    "co_reader": "contract_id region named_at",
    "confidentiality_acceptance": "id",
    "consent_event": "position previous_hash hash",
    "consent_request": "contract_id chain_length chain_head",
    "consent_signal": "id version",
    "contract": "id number name client_id contractor_id region status awarded_on starts_on ends_on value "
    "value_table_id plan_due_on succeeds_id created_at closed_at version",
    "contract_total": "contract_id submitted approved",
    "contribution": "id contract_id number status form row effort_id party description starts_on ends_on cost people "
    "hours proof proof_seen_on value approved_value agreed_note submitted_at updated_at version",
    "controller_card": "region name postal_address email phone opening_hours dpia_reference dpia_on dpia_advice "
    "dpia_confirmed_at updated_at version",
    "correction": "id due_on answered_at blocked_at version",
    "decision": "id contract_id subject subject_id subject_version outcome respond_by decided_at",
    "destruction": "id number region kind status listed_on edition result term counts_from legal_text list_sha256 "
    "proposed_at approved_at execute_from begun_at finished_at dropped_reason version",
    "destruction_declaration": "destruction_id reference region kind edition result term counts_from legal_text "
    "counted_first counted_last destroyed contracts excluded held not_due method proposed_role approved_role "
    "approved_on executed_on backups_gone_on list_sha256 made_at",
    "destruction_item": "destruction_id contract_id",
    "disclosure": "id",
    "domain_permission": "id contract_id given_at used_at",
    "effort": "id plan_id form target_group duration_class people hours_per_week starts_in months cost value "
    "updated_at version",
    "ending": "id",
    "entered_answer": "id version",
    "entered_renewal": "id version",
    "event": "id at action result contract_id object_kind detail",
    "export_piece": "export_id position content",
    "final_account": "id contract_id status result difference obligation approved submitted submitted_at updated_at "
    "version",
    "form_receipt": "form_id sent_at",
    "information_given": "id",
    "invitation": "id",
    "kept_form": "id",
    "kept_total": "destruction_id contract_id year target_group first_day last_day people placements value",
    "language_review": "id language notice_version digest recorded_at",
    "ledger_anchor": "day at chains previous_digest digest",
    "legal_hold": "id region contract_id reason set_at review_on lifted_at version",
    "letter": "id version",
    "limit_counter": "window_starts tries",
    "link": "id purpose notice_sha256 created_at expires_at used_at revoked_at paused_until",
    "link_wish": "id",
    "message": "id kind language contract_id queued_at due_at tries leased_until sent_at dead_at error",
    "note": "id contract_id written_at",
    "notice_publication": "notice_version material protocol_edition grounds_sha256 proposed_at published_at version",
    "notice_served": "id",
    "notice_text": "notice_version language sha256",
    "notice_translation": "notice_version language sha256 proposed_at published_at version",
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
    "recipient_notice": "id",
    "recovery_code": "id",
    "recovery_note": "id contract_id status behind_amount asked_at answer_by back_on answered_at version",
    "refusal": "contract_id",
    "register_number": "name newest",
    "released_chain": "request_id destruction_id chain_length chain_head released_at",
    "released_views": "day position head released_at",
    "remark": "id plan_version_id section decision_id updated_at version",
    "report_export": "id report asked format reason language asked_at begun_at made_at failed_at expires_at lines "
    "size sha256",
    "restriction": "id version",
    "retention_rule": "id region kind edition result term counts_from legal_text valid_from reason proposed_at "
    "confirmed_at taken_back_at version",
    "rights_request": "number region status entered_at alarm proposed_at closed_on keep_until version",
    "sample_check": "id version",
    "setting": "name region value changed_at",
    "setting_change": "id region name value was reason proposed_at applied_at taken_back_at version",
    "trace": "id kind",
    "unregistered_work": "id contract_id status form starts_on ends_on hours_per_week value group_checked seen_on "
    "recorded_at decided_at version",
    "user_account": "version",
    "user_session": "id",
    "value_table": "id code name valid_from content published_at",
    "value_table_draft": "id code name valid_from content drafted_at published_id version",
    "view_anchor": "day at position head previous_digest digest",
    "view_log": "position previous_hash hash",
}
