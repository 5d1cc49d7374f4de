"""One made-up mail of every kind, for tests that hold all of them against the same rule."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from portal.mail import messages
from portal.mail.draft import Desk, Draft, Envelope
from portal.models import Section

DAY = date(2026, 12, 7)
MOMENT = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)
TOKEN = "t" * 43
NUMBER = UUID(int=7)

CONTRACT = {"contract_number": "2026-0147"}
CANDIDATE = {"first_name": "Samira", "contractor": "Jansen Bouw"}
INVITED = {"token": TOKEN, "organisation": "Jansen Bouw B.V.", "expires_on": DAY, "message": "Tot gauw.\nGroet, Cor"}
CODE = "4K7M-0QXT-9ZDE-R2VB"
RECEIPT = {**CANDIDATE, "at": MOMENT, "notice_version": "2026-01", "token": TOKEN, "code": CODE}

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "invitation": [{**INVITED, **CONTRACT}, {**INVITED, **CONTRACT, "message": ""}],
    "colleague_invitation": [{**INVITED, "invited_by": "Anna Jansen"}],
    "password_reset": [{"token": TOKEN, "expires_at": MOMENT}],
    "password_changed": [{"at": MOMENT}],
    "second_factor_set": [{"at": MOMENT}],
    "confidentiality_signed": [
        {"name": "Anna Jansen", "version": "2026-01", "statement": "Waarom.\nIk doe dit.\nIk doe dat.", "at": MOMENT}
    ],
    "invitation_asked": [{"name": "Bram de Wit", "organisation": "Jansen Bouw B.V."}],
    "plan_submitted": [{**CONTRACT, "reference": "SR-2026-0147-1", "at": MOMENT, "answer_due_on": DAY}],
    "plan_withdrawn": [{**CONTRACT, "reference": "SR-2026-0147-1", "at": MOMENT}],
    "plan_returned": [
        {
            **CONTRACT,
            "reference": "SR-2026-0147-1",
            "remarks": [(Section.EFFORTS, "Te weinig plekken.\n\nVoeg er 1 toe."), (Section.CONTACT, "Wie belt?")],
            "respond_by": DAY,
            "message": "Bel gerust.",
        }
    ],
    "plan_approved": [{**CONTRACT, "reference": "SR-2026-0147-1", "message": "Mooi plan."}],
    "plan_reminder": [{**CONTRACT, "due_on": day, "done": 2, "total": 6} for day in (DAY, date(2026, 11, 23))],
    "candidate_chosen": [CONTRACT],
    "candidate_not_reached": [CONTRACT],
    "check_birth_date": [CONTRACT],
    "placement_approved": [{**CONTRACT, "candidate_number": 3}],
    "contract_ready": [{**CONTRACT, "client": "Gemeente Waddenhorn", "plan_due_on": DAY}],
    "contract_changed": [
        {**CONTRACT, "amount": True},
        {**CONTRACT, "starts_on": DAY, "plan_due_on": DAY},
        *({**CONTRACT, "amount": True, "ends_on": DAY, "worth_more": many} for many in (0, 1, 3)),
    ],
    "contract_closing": [{**CONTRACT, "respond_by": day} for day in (DAY, None)],
    "contribution_decided": [{**CONTRACT, "number": 2, "respond_by": day} for day in (DAY, None)],
    "placement_returned": [{**CONTRACT, "candidate_number": 3, "respond_by": day} for day in (DAY, None)],
    "behind_schedule": [
        {**CONTRACT, "realised": 46, "planned": 60, **more}
        for more in ({}, {"question": "Wat is de reden?", "respond_by": DAY})
    ],
    "hours_to_confirm": [{"year": 2026, "quarter": 3, "placements": many, "confirm_by": DAY} for many in (1, 12)],
    "csr_new_plan": [{**CONTRACT, "version": 1, "contractor": "Jansen Bouw", "answer_due_on": DAY}],
    "csr_unknown_question": [{**CONTRACT, "contractor": "Jansen Bouw"}],
    "candidate_question": [{**CANDIDATE, "token": TOKEN, "decide_by": DAY}],
    "candidate_reminder": [{**CANDIDATE, "token": TOKEN, "decide_by": DAY}],
    "candidate_said_yes": [RECEIPT],
    "candidate_said_no": [RECEIPT, {**RECEIPT, "token": None}, {**RECEIPT, "token": None, "is_final": True}],
    "candidate_stopped": [
        {**CANDIDATE, "at": MOMENT, "token": TOKEN},
        {**CANDIDATE, "at": MOMENT, "only_a_part": True},
        {**CANDIDATE, "at": MOMENT, "evidence_kept": True},
    ],
    "candidate_registered": [{**CANDIDATE, "token": TOKEN}],
    "candidate_locked": [{**CANDIDATE}, {**CANDIDATE, "paused_until": MOMENT}],
    "candidate_renewal": [
        {**CANDIDATE, "token": TOKEN, "renew_by": DAY, "is_reminder": reminder} for reminder in (False, True)
    ],
    "candidate_text_changed": [{**CANDIDATE, "token": TOKEN, "version": "1.1"}],
    "candidate_yearly": [{**CANDIDATE, "token": TOKEN, "said_yes_on": DAY}],
    "contractor_text_changed": [{"version": "1.1", "renew_by": day} for day in (DAY, None)],
    "candidate_frozen": [CONTRACT],
    "candidate_ended": [{**CANDIDATE, "code": CODE, "evidence_kept": kept} for kept in (False, True)],
    "view_anchor": [{"day": DAY, "looks": 41, "digest": "b2" * 32}],
    "ledger_anchor": [{"day": DAY, "chains": 3, "digest": "a1" * 32}],
    "candidate_address_changed": [CANDIDATE],
    "candidate_new_link": [{**CANDIDATE, "token": TOKEN}, {**CANDIDATE, "token": TOKEN, "decide_by": DAY}],
    "rights_received": [
        {"reference": "V-2026-0001", "kind": "gegevens zien", "due": DAY, "token": TOKEN, "must_identify": must}
        for must in (True, False)
    ],
    "rights_code": [{"reference": "V-2026-0001", "code": "K7PM-4XQD"}],
    "rights_extended": [{"reference": "V-2026-0001", "due": DAY, "reason": "Er zijn veel oude stukken."}],
    "rights_decided": [{"reference": "V-2026-0001", "paragraphs": ["Ja.", "Wij hebben het gedaan."], "token": TOKEN}],
    "rights_package": [{"reference": "V-2026-0001", "until": DAY, "token": TOKEN}],
    "rights_lifting": [{"reference": "V-2026-0001", "on": DAY}],
    "csr_rights_request": [{"reference": "V-2026-0001", "kind": "gegevens zien", "due": DAY, "request_id": NUMBER}],
    "csr_rights_alarm": [{"lines": ["V-2026-0001: 14 dagen"]}],
    "officer_rights_overdue": [{"lines": ["V-2026-0001: 3 dagen te laat"]}],
    "account_inactive": [{"name": "Anna Jansen"}],
    "officer_records_broken": [{"lines": ["Wie wie heeft ingezien"]}],
    "officer_breach_alarm": [{"reference": "DL-2026-0001", "hours": 48, "due": MOMENT, "breach_id": NUMBER}],
    "csr_correction_late": [{**CONTRACT, "reference": "V-2026-0001", "request_id": NUMBER}],
    "correction_asked": [{**CONTRACT, "candidate_number": 3, "due": DAY, "correction_id": NUMBER}],
    "recipient_told": [
        {**CONTRACT, "candidate_number": 3, "what": "Deze gegevens zijn gewist.", "fields": ["de woonplaats"]}
    ],
}

DESK = Desk("Friesland", "058 000 00 00", "maandag tot en met vrijdag, 9.00 tot 17.00 uur", "csr@friesland.example")


def write(kind: str, language: str = "nl", /, *, to: str = "anna@deterp.example", **values: Any) -> Draft:
    """The first sample of ``kind``, with some of its values replaced."""
    function: Callable[..., Draft] = getattr(messages, kind)
    envelope = Envelope(to, language, "https://portaal.example", DESK)
    return function(envelope, **{**SAMPLES[kind][0], **values})


def write_all(language: str) -> list[Draft]:
    return [write(kind, language, **values) for kind, samples in SAMPLES.items() for values in samples]
