"""What is kept about me, for whom, who looked, and what I want (T-06, T-07)."""

from datetime import date, timedelta

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.consents.queries import ledger_of
from portal.consents.visit import Visit, behind_link
from portal.db import database, reading, writing
from portal.dossier import blueprint, services
from portal.dossier.forms import AskForm
from portal.dossier.queries import MOST_VIEWS, looks_at, open_dossier, requests_of, work_of
from portal.errors import NotFound, TooMany
from portal.models import STANDING, Right
from portal.privacy.current import vault
from portal.rights.documents import sections_in_words
from portal.rights.fields import Part
from portal.rights.package import build_package
from portal.security.limits import Limit, count_try
from portal.valuation import CLASS_NAMES, GROUP_NAMES, DurationClass, TargetGroup
from portal.web.i18n import language
from portal.web.pages import base_url

ASKS_OF_ONE = Limit("asks-of-one", 10, timedelta(days=1))


@blueprint.get("/k/<token>/gegevens")
@behind_link
def data(visit: Visit) -> BaseResponse:
    question = visit.question
    if question.status not in STANDING:
        return redirect(visit.address(), 303)
    found = open_dossier(reading(), vault(), question.candidate_id)
    group = ""
    if found.target_group:
        group = GROUP_NAMES[TargetGroup(found.target_group)].in_language(language())
        if found.duration_class:
            group += ", " + CLASS_NAMES[DurationClass(found.duration_class)].in_language(language())
    looks = looks_at(
        reading(), candidate_id=question.candidate_id, contract_id=question.contract_id, since=question.requested_at
    )
    return visit.page(
        "dossier/data.html",
        dossier=found,
        group=group,
        work=work_of(reading(), question.candidate_id),
        looks=looks[:MOST_VIEWS],
        has_more_looks=len(looks) > MOST_VIEWS,
        ledger=ledger_of(reading(), question.request_id),
        requests=requests_of(reading(), question.candidate_id),
    )


@blueprint.get("/k/<token>/gegevens/alles")
@behind_link
def everything(visit: Visit) -> BaseResponse:
    """Every field of the register with a value about this person, in words, with why and how long (PR-55)."""
    if visit.question.status not in STANDING:
        return redirect(visit.address(), 303)
    package = build_package(reading(), vault(), visit.question.candidate_id, made_at=clock.now())
    return visit.page("dossier/everything.html", sections=sections_in_words(package))


@blueprint.route("/k/<token>/vraag", methods=["GET", "POST"])
@behind_link
def ask(visit: Visit) -> BaseResponse:
    if visit.question.status not in STANDING:
        return redirect(visit.address(), 303)
    form = AskForm()
    if not form.validate_on_submit():
        return visit.page("dossier/ask.html", form)
    if not count_try(database(), ASKS_OF_ONE, str(visit.question.candidate_id)):
        raise TooMany
    due = services.ask(
        writing(),
        vault(),
        question=visit.question,
        kind=Right(form.kind.data),
        parts=[Part(part) for part in form.parts.data or ()],
        text=form.text.data or "",
        language=language(),
        base_url=base_url(),
    )
    return redirect(url_for("dossier.asked", token=visit.token, voor=due.isoformat()), 303)


@blueprint.get("/k/<token>/vraag/verstuurd")
@behind_link
def asked(visit: Visit) -> BaseResponse:
    try:
        due = date.fromisoformat(request.args.get("voor", ""))
    except ValueError:
        raise NotFound from None
    return visit.page("dossier/asked.html", due=due)
