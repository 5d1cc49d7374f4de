"""S-41: ask a contractor that is behind for a recovery note; the text is there already and can be changed."""

from datetime import timedelta

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.decisions import blueprint, letters
from portal.decisions.checks import check_may_decide
from portal.decisions.forms import Careful
from portal.mail import messages, outbox
from portal.mail.draft import Envelope
from portal.privacy.current import vault
from portal.progress import recovery
from portal.records.figures import progress_of
from portal.records.recovery import BEHIND, notes_of
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.valuation.obligation import coverage_percentage
from portal.valuation.progress import Progress
from portal.web.filters import money
from portal.web.forms import Day, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.identity import identity
from portal.web.pages import base_url, done, page

ANSWER_WITHIN = timedelta(days=14)


class AskForm(Careful):
    question = TextArea(
        _l("What do you ask?"),
        [asked(_l("Write down what you ask."))],
        limit=1000,
        description=_l("The contractor reads this. Do not name anybody, and write nothing about health."),
    )
    answer_by = Day(
        _l("What is the last day to answer?"), [asked(_l("Enter the last day to answer."))], name_in_text=_l("The date")
    )

    def validate(self, extra_validators: object = None) -> bool:
        super().validate(extra_validators)
        if not self.answer_by.errors and self.answer_by.data <= clock.today():
            self.answer_by.errors = [_("The date must be after today.")]
        self.check_words(self.question)
        return not self.errors


@blueprint.route("/csr/opdrachten/<number>/uitleg-vragen", methods=["GET", "POST"])
def ask_recovery(number: str) -> BaseResponse:
    check_may_decide(contract(), viewer())
    now = progress_of(reading(), [contract().id], clock.today())[contract().id]
    form = AskForm()
    if form.validate_on_submit():
        note_id = recovery.ask(
            writing(),
            contract=contract(),
            question=form.question.data or "",
            answer_by=form.answer_by.data,
            by=viewer(),
        )
        _send(now, str(note_id), form)
        done(_("The question is sent to the contractor."))
        return redirect(url_for("review.progress", number=number), 303)
    if not form.is_submitted():
        form.question.data = _template(now)
        form.answer_by.process(None, clock.today() + ANSWER_WITHIN)
    notes = notes_of(reading(), [contract().id]).get(contract().id, [])
    return page(
        "decisions/ask_recovery.html",
        form,
        identity=identity(contract(), current="progress"),
        number=number,
        contract=contract(),
        notes=notes,
        may_ask=now.level in BEHIND and not any(one.is_open for one in notes),
    )


def _template(now: Progress) -> str:
    return _(
        "You are %(amount)s behind on your plan. What is the reason? What will you do about it? And when will you be "
        "on schedule again? We like to help you.",
        amount=money(now.behind_amount),
    )


def _send(now: Progress, note_id: str, form: AskForm) -> None:
    """To everybody of the company who may send, in the transaction of the question."""
    session = writing()
    desk = letters.desk_of(session.connection(), contract())
    for reader in letters.senders(session.connection(), contract(), None):
        draft = messages.behind_schedule(
            Envelope(reader.email, reader.language, base_url(), desk),
            contract_number=contract().number,
            realised=int(coverage_percentage(now.realised, now.obligation)),
            planned=int(coverage_percentage(now.planned_by_now, now.obligation)),
            question=form.question.data or "",
            respond_by=form.answer_by.data,
        )
        key = f"recovery:{note_id}:{reader.user_id}"
        outbox.enqueue(session, vault(), draft, key=key, user_id=reader.user_id, contract_id=contract().id)
