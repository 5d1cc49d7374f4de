"""The coordination point's eyes (review) and hand (decisions, administration), and the reveal."""

from portal.security.access import Line, Scope
from portal.security.policy.words import CONTRACTOR, CSR, MANAGER, OFFICER, P1, P2, P3, P4

OVERSEER = MANAGER | OFFICER

LINES: dict[str, Line] = {
    # --- review ---
    "review.queue": Line(CSR | OFFICER, Scope.REGION, P2),
    "review.contracts": Line(CSR | OFFICER, Scope.REGION, P2),
    "review.contract": Line(CSR | OFFICER, Scope.CONTRACT, P2),
    "review.plans": Line(CSR | OFFICER, Scope.CONTRACT, P2),
    "review.plan": Line(CSR | OFFICER, Scope.CONTRACT, P2, state="sent and not withdrawn"),
    "review.candidates": Line(CSR, Scope.CONTRACT, P2, state="candidates who said yes", persons=True),
    "review.candidate": Line(CSR, Scope.CONTRACT, P2, state="candidate said yes", persons=True),
    "review.placement": Line(CSR, Scope.CONTRACT, P2, state="sent, and candidate said yes or approved", persons=True),
    "review.doubts": Line(CSR, Scope.REGION, P4, persons=True),
    "review.letters": Line(CSR, Scope.REGION, P3, persons=True),
    "review.samples": Line(CSR, Scope.REGION, P4, persons=True),
    "review.frozen": Line(CSR, Scope.REGION, P3, persons=True),
    "review.contributions": Line(CSR | OFFICER, Scope.CONTRACT, P2),
    "review.unregistered": Line(CSR | OFFICER, Scope.CONTRACT, P2),
    "review.consents": Line(OFFICER, Scope.CONTRACT, P4, persons=True),
    "review.consent_record": Line(
        CSR | OFFICER, Scope.CONTRACT, P4, state="for a CSR: candidate said yes", persons=True, afresh=True
    ),
    "review.progress": Line(CSR | OFFICER, Scope.CONTRACT, P2),
    "review.history": Line(CSR | OFFICER, Scope.CONTRACT, P2),
    # --- decisions ---
    "decisions.plan": Line(CSR, Scope.CONTRACT, P2, state="round open, contract of the own region"),
    "decisions.plan_check": Line(CSR, Scope.CONTRACT, P2, state="round open, contract of the own region"),
    "decisions.plan_sent": Line(CSR, Scope.CONTRACT, P2, state="decided"),
    "decisions.remarks": Line(CSR, Scope.CONTRACT, P2, state="round open, contract of the own region"),
    "decisions.note": Line(CSR, Scope.CONTRACT, P2, state="contract of the own region"),
    "decisions.redact": Line(CSR, Scope.CONTRACT, P2, state="decided, contract of the own region", persons=True),
    "decisions.redact_note": Line(CSR, Scope.CONTRACT, P2, state="contract of the own region"),
    "decisions.placement": Line(
        CSR, Scope.CONTRACT, P2, state="awaits a decision, contract of the own region", persons=True
    ),
    "decisions.placements": Line(
        CSR, Scope.CONTRACT, P2, state="awaiting a decision, contract of the own region", persons=True
    ),
    "decisions.placements_sent": Line(CSR, Scope.CONTRACT, P2, persons=True),
    "decisions.doubt": Line(CSR, Scope.CONTRACT, P4, state="said yes, contract of the own region", persons=True),
    "decisions.sample": Line(CSR, Scope.CONTRACT, P4, state="drawn, contract of the own region", persons=True),
    "decisions.permit_address": Line(CSR, Scope.CONTRACT, P4, state="contract of the own region"),
    "decisions.print_letter": Line(CSR, Scope.CONTRACT, P3, state="letter needed, own region", persons=True),
    "decisions.enter_answer": Line(CSR, Scope.CONTRACT, P3, state="no answer yet, own region", persons=True),
    "decisions.stop": Line(CSR, Scope.CONTRACT, P3, state="said yes, own region", persons=True),
    "decisions.frozen": Line(
        CSR, Scope.CONTRACT, P3, state="frozen after a changed text, own region", persons=True, afresh=True
    ),
    "decisions.confirm_answer": Line(CSR, Scope.CONTRACT, P3, state="entered by a colleague", persons=True),
    "decisions.final_account": Line(CSR, Scope.CONTRACT, P2, state="sent, contract of the own region"),
    "decisions.ask_recovery": Line(CSR, Scope.CONTRACT, P2, state="behind, contract of the own region"),
    "decisions.contribution": Line(CSR, Scope.CONTRACT, P2, state="awaits a decision, contract of the own region"),
    "decisions.unregistered_new": Line(CSR, Scope.CONTRACT, P2, state="contract of the own region"),
    "decisions.unregistered": Line(
        CSR, Scope.CONTRACT, P2, state="recorded by a colleague, contract of the own region"
    ),
    "decisions.unregistered_take_back": Line(CSR, Scope.CONTRACT, P2, state="recorded by oneself, or approved"),
    # --- administration ---
    "administration.home": Line(MANAGER, Scope.REGION, P2),
    "administration.contract_new": Line(MANAGER, Scope.REGION, P2),
    "administration.contract_edit": Line(MANAGER, Scope.CONTRACT, P2, state="contract of the own region"),
    "administration.closing": Line(MANAGER, Scope.CONTRACT, P2, state="contract of the own region"),
    "administration.take_over": Line(MANAGER, Scope.CONTRACT, P2, state="not closed, contract of the own region"),
    "administration.closing_letter": Line(MANAGER, Scope.CONTRACT, P2, state="own region, a step was taken"),
    "administration.closing_recovery": Line(MANAGER, Scope.CONTRACT, P2, state="ended, not closed, shortfall"),
    "administration.closing_intention": Line(MANAGER, Scope.CONTRACT, P2, state="ended, not closed, shortfall"),
    "administration.closing_decide": Line(MANAGER, Scope.CONTRACT, P2, state="ended, not closed"),
    "administration.obligation_add": Line(MANAGER, Scope.CONTRACT, P2, state="contract of the own region"),
    "administration.co_readers": Line(MANAGER, Scope.CONTRACT, P2, state="contract of the own region"),
    "administration.value_tables": Line(MANAGER, Scope.REGION, P2),
    "administration.value_table": Line(MANAGER, Scope.REGION, P2),
    "administration.value_table_file": Line(MANAGER, Scope.REGION, P2),
    "administration.value_table_compare": Line(MANAGER, Scope.REGION, P2),
    "administration.value_table_import": Line(MANAGER, Scope.REGION, P2),
    "administration.value_table_draft": Line(MANAGER, Scope.REGION, P2, state="not published"),
    "administration.value_table_try": Line(MANAGER, Scope.REGION, P2, state="not published"),
    "administration.value_table_publish": Line(MANAGER, Scope.REGION, P2, state="made by another manager"),
    "administration.value_table_remove": Line(MANAGER, Scope.REGION, P2, state="not published"),
    "administration.notices": Line(MANAGER, Scope.REGION, P3),
    "administration.notice": Line(MANAGER, Scope.REGION, P3),
    "administration.notice_compare": Line(MANAGER, Scope.REGION, P3),
    "administration.notice_propose": Line(MANAGER, Scope.REGION, P3, state="draft"),
    "administration.notice_publish": Line(MANAGER, Scope.REGION, P3, state="proposed by somebody else"),
    "administration.notice_take_back": Line(MANAGER, Scope.REGION, P3, state="proposed"),
    "administration.languages": Line(MANAGER, Scope.REGION, P3),
    "administration.translation": Line(MANAGER, Scope.REGION, P3, state="a new file of the version in use"),
    "administration.language": Line(MANAGER, Scope.REGION, P3, state="not yet offered"),
    "administration.controller": Line(MANAGER, Scope.REGION, P3),
    "administration.invite": Line(MANAGER, Scope.REGION, P4),
    "administration.invite_client": Line(MANAGER, Scope.REGION, P4),
    "administration.invitations": Line(MANAGER, Scope.REGION, P4),
    "administration.invite_again": Line(MANAGER, Scope.REGION, P4, state="invitation is open"),
    "administration.take_back": Line(MANAGER, Scope.REGION, P4, state="invitation is open"),
    # --- administration: what must be shown about privacy ---
    "administration.oversight": Line(OVERSEER, Scope.REGION, P4),
    "administration.breaches": Line(OVERSEER, Scope.REGION, P4),
    "administration.breach_enter": Line(CSR | OFFICER, Scope.REGION, P4),
    "administration.breach": Line(OVERSEER, Scope.REGION, P4),
    "administration.breach_facts": Line(OVERSEER, Scope.REGION, P4, state="open"),
    "administration.breach_authority": Line(OVERSEER, Scope.REGION, P4, state="open"),
    "administration.breach_people": Line(OVERSEER, Scope.REGION, P4, state="open"),
    "administration.breach_seen": Line(OVERSEER, Scope.REGION, P4, persons=True),
    "administration.breach_export": Line(OVERSEER, Scope.REGION, P4, persons=True, afresh=True),
    "administration.breach_close": Line(OVERSEER, Scope.REGION, P4, state="open, decided and told"),
    "administration.accounts": Line(OVERSEER, Scope.REGION, P4),
    "administration.account_keep": Line(OVERSEER, Scope.REGION, P4, state="not oneself"),
    "administration.account_stop": Line(OVERSEER, Scope.REGION, P4, state="not oneself"),
    "administration.processors": Line(OVERSEER, Scope.REGION, P4),
    "administration.processor_new": Line(MANAGER, Scope.REGION, P4),
    "administration.processor": Line(MANAGER, Scope.REGION, P4),
    "administration.go_live_list": Line(OVERSEER, Scope.REGION, P4),
    "administration.dpia_confirm": Line(OFFICER, Scope.REGION, P4, state="filled in by somebody else"),
    "administration.settings": Line(OVERSEER, Scope.REGION, P4),
    "administration.setting": Line(OVERSEER, Scope.REGION, P4),
    "administration.setting_change": Line(MANAGER, Scope.REGION, P4),
    "administration.setting_confirm": Line(OVERSEER, Scope.REGION, P4, state="proposed by somebody else"),
    "administration.setting_take_back": Line(OVERSEER, Scope.REGION, P4, state="waits for a second person"),
    # --- privacy ---
    "privacy.reveal_to_contractor": Line(
        CONTRACTOR, Scope.CONTRACT, P1, state="candidate said yes", persons=True, afresh=True
    ),
    "privacy.cores": Line(OFFICER, Scope.CONTRACT, P2, state="stopped after approval", persons=True),
    "privacy.core": Line(OFFICER, Scope.CONTRACT, P2, state="stopped after approval", persons=True, afresh=True),
    "privacy.register": Line(OFFICER | MANAGER, Scope.REGION, P4),
    "privacy.register_file": Line(OFFICER | MANAGER, Scope.REGION, P4),
    "privacy.striking": Line(OFFICER, Scope.REGION, P4),
    "privacy.looks": Line(OFFICER, Scope.REGION, P4),
    "privacy.reveal_to_csr": Line(CSR, Scope.CONTRACT, P2, state="candidate said yes", persons=True, afresh=True),
}
