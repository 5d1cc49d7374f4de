"""Deciding on effort that is no placement."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.contributions.valuing import value_of
from portal.db import reading, writing
from portal.decisions import blueprint, contributions
from portal.decisions.checks import Overtaken, check_may_decide
from portal.decisions.forms import PlacementDecisionForm
from portal.errors import NotFound
from portal.models import Outcome
from portal.privacy.current import vault
from portal.records.contributions import find_contribution, parts_of
from portal.records.efforts import other_efforts
from portal.records.tables import value_table
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.valuation import texts
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.identity import identity
from portal.web.labels import csr_label
from portal.web.pages import base_url, done, page


@blueprint.route("/csr/opdrachten/<number>/andere-inzet/<int:position>/besluit", methods=["GET", "POST"])
def contribution(number: str, position: int) -> BaseResponse:
    row = find_contribution(reading(), contract().id, position, only_sent=True)
    if row is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    if not row.waits:
        raise Overtaken(_("There was an answer already: %(status)s.", status=csr_label(row.status)))
    form = PlacementDecisionForm(value=row.value, needs_note=True)
    form.amount.label.text = _("Lower amount, when less counts")
    if form.validate_on_submit():
        contributions.decide_contribution(
            writing(),
            vault(),
            contract=contract(),
            number=position,
            seen_version=form.seen_version,
            outcome=Outcome(form.outcome.data),
            **form.answer,
            by=viewer(),
            base_url=base_url(),
        )
        is_approved = form.outcome.data == Outcome.APPROVED
        done(_("The effort is approved and counts.") if is_approved else _("The effort is returned."))
        return redirect(url_for("review.contributions", number=number), 303)
    form.version.data = form.version.data or str(row.version)
    table = value_table(reading(), contract().value_table_id)
    return page(
        "decisions/contribution.html",
        form,
        identity=identity(contract(), current="progress"),
        number=number,
        contract=contract(),
        row=row,
        parts=parts_of(row, table, other_efforts(reading(), contract().id)),
        lines=texts(value_of(row, table).lines, language(), reveal=True),
    )
