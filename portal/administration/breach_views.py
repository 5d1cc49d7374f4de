"""The register of breaches (PR-70): enter, complete, decide, whom it concerns, close."""

import csv
import io
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.administration import blueprint, breach_queries, breaches
from portal.administration.breach_forms import AuthorityForm, EnterBreachForm, FactsForm, PeopleForm
from portal.administration.breach_queries import line_of
from portal.administration.breaches import AuthorityDecision, Facts, PeopleDecision, needs_late_reason
from portal.db import reading, writing
from portal.errors import NotFound, Refused
from portal.models import BreachStatus, Notifying
from portal.privacy.holds import latest_review
from portal.privacy.seen import count_seen
from portal.security.viewer import own_region, viewer
from portal.web.forms import Form
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.looks import note_look
from portal.web.pages import done, page

PATH = "/beheer/datalekken/<uuid:breach_id>"
STEPS = {
    "breach_entered": _l("Entered"),
    "breach_facts_written": _l("Facts completed"),
    "breach_authority_decided": _l("Decided about the Dutch Data Protection Authority"),
    "breach_people_decided": _l("Decided about the people concerned"),
    "breach_closed": _l("Closed"),
}


@blueprint.get("/beheer/datalekken", endpoint="breaches")
def register() -> Response:
    found = breach_queries.breaches(
        reading(), own_region(), after=request.args.get("na"), before=request.args.get("voor")
    )
    return page("administration/breaches.html", found=found, now=clock.now())


@blueprint.route("/beheer/datalekken/nieuw", methods=["GET", "POST"])
def breach_enter() -> BaseResponse:
    """Everybody of the coordination point may enter one; whoever keeps the register goes on from there."""
    form = EnterBreachForm(data={"day": clock.today()})
    discovered_at = form.discovered_at if form.validate_on_submit() else None
    if discovered_at is None:
        return page("administration/breach_enter.html", form)
    row = breaches.enter(writing(), facts=form.facts.data or "", discovered_at=discovered_at, by=viewer())
    done(_("The data breach is in the register as %(reference)s.", reference=row.reference))
    keeps_register = viewer().is_manager or not viewer().is_csr
    where = url_for("administration.breach", breach_id=row.id) if keeps_register else url_for("review.queue")
    return redirect(where, 303)


@blueprint.get(PATH)
def breach(breach_id: UUID) -> Response:
    return _show(_find(breach_id))


@blueprint.route(f"{PATH}/feiten", methods=["GET", "POST"])
def breach_facts(breach_id: UUID) -> BaseResponse:
    found = _find_open(breach_id)
    columns = found._mapping
    form = FactsForm(data={**columns, "account": found.account_email})
    if not form.validate_on_submit():
        return _form_page("breach_facts", form, found)
    account_id = None
    if form.account.data:
        account_id = breach_queries.account_with(reading(), own_region(), form.account.data)
        if account_id is None:
            form.account.errors = [_("There is no account with this address that could look at your candidates.")]
            return _form_page("breach_facts", form, found)
    known = Facts(
        facts=form.facts.data or "",
        effects=form.effects.data or "",
        measures=form.measures.data or "",
        seen_from=form.seen_from.data,
        seen_until=form.seen_until.data,
        account_id=account_id,
    )
    breaches.write_facts(writing(), breach_id, known, seen_version=form.seen_version, by=viewer())
    return _back(breach_id, _("The facts are saved."))


@blueprint.route(f"{PATH}/toezichthouder", methods=["GET", "POST"])
def breach_authority(breach_id: UUID) -> BaseResponse:
    """Whether the Autoriteit Persoonsgegevens is told (article 33)."""
    found = _find_open(breach_id)
    told_at = found.authority_told_at.astimezone(clock.AMSTERDAM) if found.authority_told_at else None
    form = AuthorityForm(
        data={
            "notify": found.authority,
            "reason": found.authority_reason,
            "told_day": told_at.date() if told_at else None,
            "told_at": told_at.strftime("%H.%M") if told_at else "",
            "reference": found.authority_reference,
            "late_reason": found.late_reason,
            "version": found.version,
        }
    )
    if not form.validate_on_submit():
        return _form_page("breach_authority", form, found)
    decision = AuthorityDecision(
        form.chosen, form.reason.data or "", form.moment, form.reference.data or "", form.late_reason.data or ""
    )
    if needs_late_reason(found.discovered_at, decision, clock.now()) and not decision.late_reason:
        form.late_reason.errors = [_("Write down why it is later than 72 hours.")]
        return _form_page("breach_authority", form, found)
    breaches.decide_authority(writing(), breach_id, decision, seen_version=form.seen_version, by=viewer())
    return _back(breach_id, _("The decision is saved."))


@blueprint.route(f"{PATH}/betrokkenen", methods=["GET", "POST"])
def breach_people(breach_id: UUID) -> BaseResponse:
    """Whether the people concerned are told (article 34)."""
    found = _find_open(breach_id)
    form = PeopleForm(
        data={
            "notify": found.people,
            "reason": found.people_reason,
            "told_day": found.people_told_on,
            "text": found.people_text,
            "version": found.version,
        }
    )
    if not form.validate_on_submit():
        return _form_page("breach_people", form, found)
    told_on = form.told_day.data if form.chosen is Notifying.YES else None
    decision = PeopleDecision(form.chosen, form.reason.data or "", form.text.data or "", told_on)
    breaches.decide_people(writing(), breach_id, decision, seen_version=form.seen_version, by=viewer())
    return _back(breach_id, _("The decision is saved."))


@blueprint.get(f"{PATH}/gezien")
def breach_seen(breach_id: UUID) -> Response:
    """Whom somebody looked at in those days, by number; nobody is named."""
    found = _find(breach_id)
    seen = breach_queries.seen_people(
        reading(), own_region(), found, after=request.args.get("na"), before=request.args.get("voor")
    )
    note_look("list", "breach", breach_id, count=len(seen.rows))
    return page("administration/breach_seen.html", found=found, line=line_of(found), seen=seen)


@blueprint.get(f"{PATH}/gezien.csv")
def breach_export(breach_id: UUID) -> Response:
    """The whole list, for whoever tells the people. The look is written down before the first line (PR-66)."""
    found = _find(breach_id)
    everybody = count_seen(reading(), found)
    seen = breach_queries.seen_people(reading(), own_region(), found, size=everybody + 1).rows
    note_look("export", "breach", breach_id, count=len(seen))
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(["contract", "candidate", "pseudonym", "looks", "in_lists", "revealed", "first_at", "last_at"])
    for one in seen:
        lines.writerow(
            [
                one.contract_number,
                one.number,
                one.candidate_id,
                one.looks,
                one.in_lists,
                one.revealed,
                one.first_at.isoformat(),
                one.last_at.isoformat(),
            ]
        )
    answer = make_response(text.getvalue())
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{line_of(found).reference}.csv"'
    return answer


@blueprint.post(f"{PATH}/sluiten")
def breach_close(breach_id: UUID) -> BaseResponse:
    found, form = _find_open(breach_id), Form()
    if breaches.missing(found):
        answer = _show(found, errors=[("sluiten", words) for words in breaches.missing(found)])
        answer.status_code = 422
        return answer
    breaches.close(writing(), breach_id, seen_version=form.seen_version, by=viewer())
    return _back(breach_id, _("The data breach is closed."))


def _find(breach_id: UUID) -> Any:
    found = breach_queries.find_breach(reading(), own_region(), breach_id)
    if found is None:
        raise NotFound
    return found


def _find_open(breach_id: UUID) -> Any:
    found = _find(breach_id)
    if found.status is BreachStatus.CLOSED:
        raise Refused(_("This data breach is closed."))
    return found


def _show(found: Any, errors: Any = ()) -> Response:
    steps = [
        {"title": str(STEPS.get(row.action, row.action)), "at": row.at, "who": row.who or ""}
        for row in breach_queries.steps_of(reading(), found.id)
    ]
    return page(
        "administration/breach.html",
        found=found,
        line=line_of(found),
        now=clock.now(),
        concerned=count_seen(reading(), found),
        keeps_until=latest_review(clock.day_of(found.discovered_at)),
        missing=breaches.missing(found),
        errors=errors,
        steps=steps,
    )


def _form_page(name: str, form: Form, found: Any) -> Response:
    return page(f"administration/{name}.html", form, found=found, line=line_of(found), now=clock.now())


def _back(breach_id: UUID, said: str) -> BaseResponse:
    done(said)
    return redirect(url_for("administration.breach", breach_id=breach_id), 303)
