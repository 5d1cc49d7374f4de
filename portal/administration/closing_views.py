"""The end of a contract, step by step: where it stands, time to recover, the intention, and closing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.administration import blueprint, closing
from portal.administration.closing_forms import CloseForm, IntentionForm, RecoveryForm
from portal.administration.contract_views import own_contract
from portal.db import reading, writing
from portal.models import ClosingOutcome
from portal.privacy.current import vault
from portal.records.closing import (
    HEARING_DAYS,
    RECOVERY_DAYS,
    Assessment,
    ClosingRow,
    assess,
    closing_of,
    setting,
    successor_of,
)
from portal.records.closing_letter import letter_document
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.identity import identity
from portal.web.pages import base_url, done, page
from portal.web.pdf import makes_pdf, pdf_answer

PATH = "/beheer/opdrachten/<number>/afsluiten"


@blueprint.get(PATH, endpoint="closing")
def overview(number: str) -> BaseResponse:
    return _page("closing", None, *_now())


@blueprint.get(f"{PATH}/brief")
def closing_letter(number: str) -> BaseResponse:
    """The letter that the contractor can fetch, as tagged PDF."""
    document = letter_document(reading(), own_contract())
    if document is None:
        return redirect(url_for("administration.closing", number=number), 303)
    return pdf_answer(document, reference=f"{number}-afsluiting")


@blueprint.route(f"{PATH}/hersteltermijn", methods=["GET", "POST"])
def closing_recovery(number: str) -> BaseResponse:
    this, (row, found) = own_contract(), _now()
    if _is_not_open(row):
        return _back(this.number)
    form = RecoveryForm(default=_in_days(RECOVERY_DAYS))
    if form.validate_on_submit():
        read: Any = form
        closing.grant_recovery(writing(), vault(), _step(form), until=read.until.data, reason=form.reason.data or "")
        done(_("The contractor gets an e-mail about the time to do the rest."))
        return _back(this.number)
    return _page("closing_recovery", form, row, found)


@blueprint.route(f"{PATH}/voornemen", methods=["GET", "POST"])
def closing_intention(number: str) -> BaseResponse:
    this, (row, found) = own_contract(), _now()
    if _is_not_open(row):
        return _back(this.number)
    form = IntentionForm(found, default=_in_days(HEARING_DAYS))
    if form.validate_on_submit():
        read: Any = form
        closing.announce(
            writing(),
            vault(),
            _step(form),
            until=read.until.data,
            withheld=form.withheld.data,
            penalty=form.penalty.data,
            reason=form.reason.data or "",
        )
        done(_("The contractor gets an e-mail and may give a view."))
        return _back(this.number)
    return _page("closing_intention", form, row, found)


@blueprint.route(f"{PATH}/besluit", methods=["GET", "POST"])
def closing_decide(number: str) -> BaseResponse:
    this, (row, found) = own_contract(), _now()
    if _is_not_open(row):
        return _back(this.number)
    form = CloseForm(found, row)
    if form.validate_on_submit():
        closing.close(
            writing(),
            vault(),
            _step(form),
            outcome=ClosingOutcome(form.outcome.data),
            withheld=form.withheld.data or Decimal(0),
            penalty=form.penalty.data or Decimal(0),
            reason=form.reason.data or "",
        )
        done(_("The contract is closed."))
        return _back(this.number)
    return _page("closing_decide", form, row, found)


def _now() -> tuple[ClosingRow, Assessment]:
    this = own_contract()
    return closing_of(reading(), this.id), assess(reading(), this, clock.today())


def _is_not_open(row: ClosingRow) -> bool:
    """There is no such form yet, or any more; what was typed goes on to the verb, which says why."""
    return request.method != "POST" and (clock.today() <= own_contract().ends_on or row.is_closed)


def _in_days(name: str) -> Any:
    return clock.today() + timedelta(days=setting(reading(), name, own_contract().region))


def _step(form: Any) -> closing.Step:
    return closing.Step(own_contract(), form.seen_version, viewer(), base_url())


def _back(number: str) -> BaseResponse:
    return redirect(url_for("administration.closing", number=number), 303)


def _page(name: str, form: Any, row: ClosingRow, found: Assessment) -> BaseResponse:
    this = own_contract()
    if form is not None:
        form.version.data = form.version.data or str(row.version)
    return page(
        f"administration/{name}.html",
        form,
        identity=identity(this, current="overview"),
        number=this.number,
        contract=this,
        closing=row,
        has_letter=row.has_letter and makes_pdf(),
        found=found,
        has_ended=clock.today() > this.ends_on,
        successor=successor_of(reading(), this.id) if row.is_closed else None,
        may_settle=row.may_be_settled(clock.today()),
    )
