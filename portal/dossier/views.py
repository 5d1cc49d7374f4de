"""What is kept about me, who looked, and what I want (T-06, T-07)."""

from datetime import date

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.consents.queries import ledger_of
from portal.consents.visit import Visit, base_url, behind_link
from portal.db import reading, writing
from portal.dossier import blueprint, services
from portal.dossier.forms import Ask, AskForm
from portal.dossier.queries import looks_at, open_dossier, work_of
from portal.errors import NotFound
from portal.models import ConsentStatus
from portal.privacy.current import vault
from portal.valuation import CLASS_NAMES, GROUP_NAMES, DurationClass, TargetGroup
from portal.web.i18n import language


@blueprint.get("/k/<token>/gegevens")
@behind_link
def data(visit: Visit) -> BaseResponse:
    question = visit.question
    if question.status is not ConsentStatus.GIVEN:
        return redirect(visit.address(), 303)
    found = open_dossier(reading(), vault(), question.candidate_id)
    group = ""
    if found.target_group:
        group = GROUP_NAMES[TargetGroup(found.target_group)].in_language(language())
        if found.duration_class:
            group += ", " + CLASS_NAMES[DurationClass(found.duration_class)].in_language(language())
    return visit.page(
        "dossier/data.html",
        dossier=found,
        group=group,
        work=work_of(reading(), question.candidate_id),
        looks=looks_at(
            reading(),
            candidate_id=question.candidate_id,
            contract_id=question.contract_id,
            since=question.requested_at,
        ),
        ledger=ledger_of(reading(), question.request_id),
    )


@blueprint.route("/k/<token>/vraag", methods=["GET", "POST"])
@behind_link
def ask(visit: Visit) -> BaseResponse:
    if visit.question.status is not ConsentStatus.GIVEN:
        return redirect(visit.address(), 303)
    form = AskForm()
    if not form.validate_on_submit():
        return visit.page("dossier/ask.html", form)
    due = services.ask(
        writing(),
        vault(),
        question=visit.question,
        kind=Ask(form.kind.data),
        text=form.text.data or "",
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
