"""A consent that ends otherwise than behind the link: a stop that came in, and what stayed frozen too long."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.consents import unrenewed
from portal.consents.entering import NotRight
from portal.consents.queries import Question, newest_question
from portal.consents.stopping import stop_for
from portal.db import database, reading, writing
from portal.decisions import blueprint
from portal.decisions.checks import check_may_decide
from portal.decisions.consent_forms import FrozenForm, StopForm
from portal.decisions.pages import contract_page
from portal.errors import NotFound, TooMany
from portal.models import STANDING, ConsentStatus, StopChannel
from portal.privacy.current import vault
from portal.security.limits import Limit, count_try
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.looks import note_look
from portal.web.pages import base_url, done

PATH = "/csr/opdrachten/<number>/kandidaten/<uuid:candidate_id>"
ENTERED = Limit("entered-stop", 10, timedelta(days=1))  # for one candidate: nobody tries out dates of birth


@blueprint.route(f"{PATH}/stoppen", methods=["GET", "POST"])
def stop(number: str, candidate_id: UUID) -> BaseResponse:
    """Nobody is named on this page: the card or the caller is. It counts at once (PR-27)."""
    question = _standing(candidate_id)
    form = StopForm(with_group=question.c2_given)
    if form.validate_on_submit():
        if not count_try(database(), ENTERED, str(candidate_id)):
            raise TooMany
        try:
            stop_for(
                writing(),
                vault(),
                contract_id=contract().id,
                candidate_id=candidate_id,
                born=form.born.data,
                only_group=form.part.data == "group",
                channel=StopChannel(form.channel.data),
                by=viewer(),
                base_url=base_url(),
            )
        except NotRight as problem:
            form[problem.field].errors = [str(problem)]
        else:
            done(_("The stop counts from now. The candidate gets a receipt."))
            return redirect(url_for("review.letters"), 303)
    return contract_page("stop", form, question=question)


@blueprint.route(f"{PATH}/bevroren", methods=["GET", "POST"])
def frozen(number: str, candidate_id: UUID) -> BaseResponse:
    """Asked again and not answered: ask once more, or end it when it was frozen long enough."""
    question = _standing(candidate_id)
    since = unrenewed.frozen_since(reading(), question.request_id)
    if question.status is not ConsentStatus.FROZEN or since is None:
        raise NotFound
    ripe_on = unrenewed.ripe_on(reading(), question.region, since)
    form = FrozenForm(may_end=clock.today() >= ripe_on)
    if form.validate_on_submit():
        about: dict[str, Any] = {"contract_id": contract().id, "candidate_id": candidate_id, "by": viewer()}
        if form.ends:
            unrenewed.end(writing(), vault(), base_url=base_url(), **about)
            done(_("The consent has ended. The information has been deleted."))
        else:
            unrenewed.ask_once_more(writing(), vault(), base_url=base_url(), **about)
            done(_("The candidate is asked once more."))
        return redirect(url_for("review.frozen"), 303)
    note_look("view", "candidate", candidate_id, fields="consent")
    return contract_page("frozen", form, question=question, since=clock.day_of(since), ripe_on=ripe_on)


def _standing(candidate_id: UUID) -> Question:
    """Of this contract, with data to stop, and ours to enter. Raises NotFound or MayNotDecide."""
    question = newest_question(reading(), candidate_id)
    if question is None or question.contract_id != contract().id or question.status not in STANDING:
        raise NotFound
    check_may_decide(contract(), viewer())
    return question
