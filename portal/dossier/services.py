"""Asking the coordination point something about one's own data (PR-52, PR-54)."""

import calendar
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.consents.queries import Question
from portal.dossier.forms import ASKS, Ask
from portal.mail import messages
from portal.mail.draft import Envelope
from portal.mail.outbox import enqueue
from portal.privacy.vault import Vault
from portal.security import events
from portal.web.i18n import speaking


def ask(session: Session, vault: Vault, *, question: Question, kind: Ask, text: str, base_url: str) -> date:
    """Mail the coordination point of the region. Returns the last day of the legal term to answer."""
    answer_by = last_day_to_answer(clock.today())
    with speaking("nl"):
        words = str(ASKS[kind])
    draft = messages.csr_candidate_asks(
        Envelope(question.desk.email, "nl", base_url, question.desk),
        contract_number=question.contract_number,
        candidate_number=question.candidate_number,
        kind=words,
        text=text,
        answer_by=answer_by,
    )
    moment = clock.now().isoformat()
    enqueue(session, vault, draft, key=f"asks:{question.request_id}:{moment}", contract_id=question.contract_id)
    events.record(
        session,
        action="candidate_asked",
        actor=None,
        actor_kind="candidate",
        contract_id=question.contract_id,
        object_kind="candidate",
        object_id=question.candidate_id,
        detail={"kind": kind.value, "answer_by": answer_by.isoformat()},
    )
    return answer_by


def last_day_to_answer(received: date) -> date:
    """One month later (article 12(3) GDPR); a day that is not there becomes the last of its month, a weekend Monday.

    Regulation 1182/71, article 3; public holidays come with the register of requests.
    """
    year, month = (received.year, received.month + 1) if received.month < 12 else (received.year + 1, 1)
    due = date(year, month, min(received.day, calendar.monthrange(year, month)[1]))
    while due.weekday() >= 5:
        due += timedelta(days=1)
    return due
