"""Doubt about a consent: cleared by name, or declared invalid; an address permitted; what a letter brought."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.candidates.queries import candidate_for_review
from portal.consents import doubting
from portal.consents.signals import open_signals
from portal.consents.watching import sample_of
from portal.db import reading, writing
from portal.decisions import blueprint
from portal.decisions.checks import check_may_decide
from portal.decisions.consent_forms import DoubtForm, PermissionForm, SampleForm
from portal.decisions.pages import contract_page
from portal.errors import NotFound
from portal.models import SampleOutcome
from portal.privacy.current import vault
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.ids import ids_of
from portal.web.looks import note_look
from portal.web.pages import base_url, done

PATH = "/csr/opdrachten/<number>/kandidaten/<uuid:candidate_id>"


@blueprint.route(f"{PATH}/twijfel", methods=["GET", "POST"])
def doubt(number: str, candidate_id: UUID) -> BaseResponse:
    """Only of who said yes; the signs that were on the screen are the ones that are cleared."""
    found = candidate_for_review(reading(), contract_id=contract().id, candidate_id=candidate_id)
    if found is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    signs = open_signals(reading(), candidate_id)
    form = DoubtForm()
    if signs and form.validate_on_submit():
        about: dict[str, Any] = {"contract_id": contract().id, "candidate_id": candidate_id, "by": viewer()}
        if form.is_in_order:
            seen = set(ids_of(request.form.getlist("signal")))
            doubting.clear(writing(), seen=seen, reason=form.reason.data or "", **about)
            done(_("The doubt is cleared. The consent counts."))
            return redirect(url_for("review.candidate", number=number, candidate_id=candidate_id), 303)
        doubting.invalidate(writing(), vault(), base_url=base_url(), **about)
        done(_("The consent is not valid any more. The information has been deleted."))
        return redirect(url_for("review.doubts"), 303)
    note_look("view", "candidate", candidate_id, fields="consent")
    return contract_page("doubt", form, candidate=found, signs=signs)


@blueprint.route("/csr/opdrachten/<number>/adres-toestaan", methods=["GET", "POST"])
def permit_address(number: str) -> BaseResponse:
    """K-11 refuses an address of the contractor; here one candidate may have one all the same, with a reason."""
    check_may_decide(contract(), viewer())
    form = PermissionForm()
    if form.validate_on_submit():
        doubting.permit_own_domain(writing(), contract_id=contract().id, reason=form.reason.data or "", by=viewer())
        done(_("The contractor can invite one candidate with an address of the company."))
        return redirect(url_for("review.contract", number=number), 303)
    return contract_page("permit_address", form)


@blueprint.route(f"{PATH}/steekproef", methods=["GET", "POST"])
def sample(number: str, candidate_id: UUID) -> BaseResponse:
    """What came back on the letter to the home address."""
    found = candidate_for_review(reading(), contract_id=contract().id, candidate_id=candidate_id)
    drawn = sample_of(reading(), candidate_id)
    if found is None or drawn is None:
        raise NotFound
    check_may_decide(contract(), viewer())
    form = SampleForm()
    if form.validate_on_submit():
        doubting.record_sample(
            writing(),
            vault(),
            contract_id=contract().id,
            candidate_id=candidate_id,
            outcome=SampleOutcome(form.outcome.data),
            by=viewer(),
            base_url=base_url(),
        )
        done(_("The outcome has been written down."))
        return redirect(url_for("review.samples"), 303)
    note_look("view", "candidate", candidate_id, fields="consent")
    return contract_page("sample", form, candidate=found, drawn=drawn)
