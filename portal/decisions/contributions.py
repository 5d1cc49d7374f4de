"""The decision on effort that is no placement: approve, at most at the computed value, or return."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.contributions.services import close_contribution
from portal.decisions import letters
from portal.decisions.checks import MayNotDecide, Overtaken, check_may_decide
from portal.errors import NotFound, Refused
from portal.mail import messages, outbox
from portal.mail.draft import Envelope
from portal.models import AWAITING_DECISION, Contribution, Decision, DecisionSubject, Outcome
from portal.privacy.vault import Vault
from portal.security import events
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _
from portal.web.labels import csr_label


def decide_contribution(
    session: Session,
    vault: Vault,
    *,
    contract: ContractRow,
    number: int,
    seen_version: int,
    outcome: Outcome,
    approved_value: Decimal | None = None,
    agreed_note: str = "",
    message: str = "",
    respond_by: date | None = None,
    by: Viewer,
    base_url: str,
) -> Decision:
    """Answer it at ``seen_version``; a lower ``approved_value`` says why. One transaction with event and mail.

    Raises MayNotDecide, NotFound, Overtaken, Refused.
    """
    check_may_decide(contract, by)
    row = session.scalars(
        sa.select(Contribution)
        .where(Contribution.contract_id == contract.id, Contribution.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.version != seen_version or row.status not in AWAITING_DECISION:
        raise Overtaken(_("There was an answer already: %(status)s.", status=csr_label(row.status)))
    if by.id in (row.submitted_by, row.updated_by):
        raise MayNotDecide(_("You entered this yourself. Ask a colleague to decide."))
    returns = outcome is Outcome.RETURNED
    if returns and (not message or respond_by is None or respond_by <= clock.today()):
        raise Refused(_("Write down what must change."))
    if approved_value is not None and approved_value > row.value:
        raise Refused(_("The amount must be lower than the computed value."))
    if approved_value is not None and not agreed_note:
        raise Refused(_("Write down why this is the amount."))
    close_contribution(session, row=row, outcome=outcome, approved_value=approved_value, agreed_note=agreed_note)
    decision = Decision(
        contract_id=contract.id,
        subject=DecisionSubject.CONTRIBUTION,
        subject_id=row.id,
        subject_version=seen_version,
        outcome=outcome,
        message=message if returns else "",
        respond_by=respond_by if returns else None,
        decided_by=by.id,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    events.record(
        session,
        action=f"contribution_{outcome.value}",
        actor=by,
        contract_id=contract.id,
        object_kind="contribution",
        object_id=row.id,
        detail={"number": row.number},
    )
    desk = letters.desk_of(session.connection(), contract)
    for reader in letters.senders(session.connection(), contract, row.submitted_by):
        draft = messages.contribution_decided(
            Envelope(reader.email, reader.language, base_url, desk),
            contract_number=contract.number,
            number=row.number,
            respond_by=decision.respond_by,
        )
        key = f"contribution_decided:{decision.id}:{reader.user_id}"
        outbox.enqueue(session, vault, draft, key=key, user_id=reader.user_id, contract_id=contract.id)
    return decision
