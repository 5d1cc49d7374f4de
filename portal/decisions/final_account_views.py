"""Approving or returning the final account of a contractor."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import Optional

from portal import clock
from portal.contracts.final_account import close_account
from portal.db import reading, writing
from portal.decisions import blueprint, letters
from portal.decisions.checks import MayNotDecide, Overtaken, check_may_decide
from portal.decisions.forms import ANSWER_WITHIN, LIMIT, Careful
from portal.errors import NotFound
from portal.mail import messages, outbox
from portal.mail.draft import Envelope
from portal.models import AccountStatus, Decision, DecisionSubject, FinalAccount, Outcome
from portal.privacy.current import vault
from portal.records.final_account import account_of
from portal.security import events
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.forms import Choice, Day, TextArea
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.identity import identity
from portal.web.labels import csr_label
from portal.web.pages import base_url, done, page


class AccountDecisionForm(Careful):
    outcome = Choice(_l("What is your decision about the final account?"), message=_l("Select a decision."))
    message = TextArea(
        _l("What must change?"),
        [Optional()],
        limit=LIMIT,
        description=_l("The contractor reads this. Do not name anybody, and write nothing about health."),
    )
    respond_by: Any = Day(_l("What is the last day to change it?"), [Optional()], name_in_text=_l("The date"))

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = [("approved", _("Approve")), ("returned", _("Return for changes"))]
        if not self.is_submitted():
            self.respond_by.process(None, clock.today() + ANSWER_WITHIN)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.outcome.data == Outcome.RETURNED:
            if not self.message.data and not self.message.errors:
                self.message.errors = [_("Write down what must change.")]
            if not self.respond_by.errors and (self.respond_by.data is None or self.respond_by.data <= clock.today()):
                self.respond_by.errors = [_("The date must be after today.")]
            self.check_words(self.message)
        return not self.errors


@blueprint.route("/csr/opdrachten/<number>/eindverantwoording/besluit", methods=["GET", "POST"])
def final_account(number: str) -> BaseResponse:
    now = account_of(reading(), contract().id)
    check_may_decide(contract(), viewer())
    if now.status is not AccountStatus.SUBMITTED:
        raise Overtaken(_("There was an answer already: %(status)s.", status=csr_label(now.status)))
    form = AccountDecisionForm()
    if form.validate_on_submit():
        returns = form.outcome.data == Outcome.RETURNED
        _decide(
            writing(),
            outcome=Outcome(form.outcome.data),
            seen_version=form.seen_version,
            message=(form.message.data or "") if returns else "",
            respond_by=form.respond_by.data if returns else None,
        )
        done(_("The final account is returned.") if returns else _("The final account is approved."))
        return redirect(url_for("review.contract", number=number), 303)
    form.version.data = form.version.data or str(now.version)
    return page(
        "decisions/final_account.html",
        form,
        identity=identity(contract(), current="overview"),
        number=number,
        contract=contract(),
        account=now,
    )


def _decide(session: Session, *, outcome: Outcome, seen_version: int, message: str, respond_by: date | None) -> None:
    """One transaction with event and mail. Raises NotFound, Overtaken, MayNotDecide."""
    this, by = contract(), viewer()
    row = session.scalars(
        sa.select(FinalAccount)
        .where(FinalAccount.contract_id == this.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.version != seen_version or row.status is not AccountStatus.SUBMITTED:
        raise Overtaken(_("There was an answer already: %(status)s.", status=csr_label(row.status)))
    if by.id in (row.submitted_by, row.updated_by):
        raise MayNotDecide(_("You entered this yourself. Ask a colleague to decide."))
    close_account(session, row=row, outcome=outcome)
    decision = Decision(
        contract_id=this.id,
        subject=DecisionSubject.FINAL_ACCOUNT,
        subject_id=row.id,
        subject_version=seen_version,
        outcome=outcome,
        message=message,
        respond_by=respond_by,
        decided_by=by.id,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    events.record(session, action=f"final_account_{outcome.value}", actor=by, contract_id=this.id,
                  object_kind="final_account", object_id=row.id)  # fmt: skip
    desk = letters.desk_of(session.connection(), this)
    for reader in letters.senders(session.connection(), this, row.submitted_by):
        draft = messages.contract_closing(
            Envelope(reader.email, reader.language, base_url(), desk),
            contract_number=this.number,
            respond_by=respond_by,
        )
        key = f"final_account:{decision.id}:{reader.user_id}"
        outbox.enqueue(session, vault(), draft, key=key, user_id=reader.user_id, contract_id=this.id)
