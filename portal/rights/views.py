"""Asking something about one's own data without an account, and following it behind the mailed link."""

from datetime import timedelta

from flask import Response, make_response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.consents.forms import BirthDateForm
from portal.consents.letters import Post
from portal.db import database, reading, remember_refusal, writing
from portal.errors import NotFound, Refused, TooMany
from portal.extensions import csrf
from portal.models import Channel, RequestStatus, Right
from portal.privacy.current import vault
from portal.rights import (
    acting_views,
    blueprint,
    contractor_views,
    correcting,
    identity,
    queries,
    services,
    staff_views,
)
from portal.rights.documents import document, letter_document, look_in_words, package_data, sections_in_words
from portal.rights.forms import AskForm, CorrectForm
from portal.rights.package import Package, build_package
from portal.rights.portability import as_json, in_text, portable
from portal.rights.recipients import recipients_of
from portal.rights.requester import Requester
from portal.rights.visit import Visit, behind_link, find_visit, let_in
from portal.rights.words import field_word
from portal.security.access import network
from portal.security.limits import BIRTH_DATE_NETWORK, Limit, count_try
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.pages import base_url, done, page
from portal.web.pdf import makes_pdf

__all__ = ["acting_views", "contractor_views", "staff_views"]  # their views belong to the same blueprint

INTAKE_NETWORK = Limit("rights-network", 5, timedelta(hours=1))
INTAKE_MAILBOX = Limit("rights-mailbox", 3, timedelta(days=1))


@blueprint.route("/verzoek", methods=["GET", "POST"])
def ask() -> BaseResponse:
    """PR-52: name and contact, nothing else; one answer for everybody."""
    form = AskForm()
    if not form.validate_on_submit():
        return page("rights/ask.html", form)
    if not count_try(database(), INTAKE_NETWORK, network()):
        raise TooMany
    email = form.email.data or ""
    if count_try(database(), INTAKE_MAILBOX, vault().blind_index("candidate-email", email).hex()):
        services.receive(
            writing(),
            vault(),
            kind=Right(form.kind.data),
            channel=Channel.WEB,
            region=form.chosen_region,
            requester=Requester(form.name.data or "", email, "", form.text.data or ""),
            language=language(),
            base_url=base_url(),
        )
    return redirect(url_for("rights.asked"), 303)


@blueprint.get("/verzoek-verstuurd")
def asked() -> Response:
    return page("rights/asked.html")


@blueprint.get("/verzoek/<token>")
@behind_link
def mine(visit: Visit) -> BaseResponse:
    if not visit.is_known:
        return visit.page("rights/birth_date.html", BirthDateForm(formdata=None))
    return _mine(visit)


@blueprint.post("/verzoek/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
def birth_date(token: str) -> BaseResponse:
    """Needs no token against forgery: whoever has the link and the date may come in."""
    visit = find_visit(token)
    if not isinstance(visit, Visit):
        return visit
    form = BirthDateForm()
    if not form.validate_on_submit():
        return visit.page("rights/birth_date.html", form)
    if not count_try(database(), BIRTH_DATE_NETWORK, network()):
        raise TooMany
    was_known = visit.line.identified_on is not None
    row = services.locked(writing(), visit.line.id)
    is_right = identity.try_birth_date(writing(), vault(), visit.link.id, row, form.born.data)
    if not was_known:  # right or wrong: the same answer, so that nobody learns whether we know this person (PR-53)
        return redirect(visit.address("rights.thanks"), 303)
    if is_right:
        return let_in(redirect(visit.address(), 303), visit)
    remember_refusal()
    form.born.errors = [_("This date does not match our information. Check it.")]
    form.born.parts = dict.fromkeys(form.born.parts, "")
    return visit.page("rights/birth_date.html", form)


@blueprint.get("/verzoek/<token>/bedankt")
@behind_link
def thanks(visit: Visit) -> BaseResponse:
    """Says the same to everybody, also when it is certain by now who this is."""
    return visit.page("rights/thanks.html")


@blueprint.get("/verzoek/<token>/gegevens")
@behind_link
def package(visit: Visit) -> BaseResponse:
    found = _package(visit)
    return visit.page(
        "rights/package.html", package=found, sections=sections_in_words(found), look_in_words=look_in_words
    )


@blueprint.get("/verzoek/<token>/gegevens.json")
@behind_link
def package_json(visit: Visit) -> BaseResponse:
    return _file(in_text(as_json(_package(visit))), visit, "gegevens")


@blueprint.get("/verzoek/<token>/gegevens.pdf")
@behind_link
def package_pdf(visit: Visit) -> BaseResponse:
    data = package_data(_package(visit), visit.line.reference)
    return document("access_package", data, f"{visit.line.reference}-gegevens")


@blueprint.get("/verzoek/<token>/meenemen.json")
@behind_link
def portable_json(visit: Visit) -> BaseResponse:
    return _file(in_text(portable(_package(visit))), visit, "meenemen")


@blueprint.get("/verzoek/<token>/brief.pdf")
@behind_link
def letter(visit: Visit) -> BaseResponse:
    if not visit.is_known or visit.line.decided_on is None:
        raise NotFound
    return letter_document(visit.line.id)


@blueprint.post("/verzoek/<token>/onjuist")
@behind_link
def mark(visit: Visit) -> BaseResponse:
    """The person herself says which field is wrong (PR-56)."""
    if not visit.is_known:
        raise NotFound
    form = CorrectForm()
    if not form.validate_on_submit():
        return _mine(visit, form)
    row = services.locked(writing(), visit.line.id)
    try:
        correcting.mark(row, form.field.data, form.wanted.data or "", Post(writing(), vault(), base_url()))
    except Refused as refused:
        form.wanted.errors = [str(refused.message)]
        return _mine(visit, form)
    done(_("We have asked the company to change it."))
    return redirect(visit.address(), 303)


@blueprint.post("/verzoek/<token>/terugnemen")
@behind_link
def take_back(visit: Visit) -> BaseResponse:
    """Who asked may stop asking, until it is decided."""
    if not visit.is_known:
        raise NotFound
    row = services.locked(writing(), visit.line.id)
    services.break_off(writing(), row, RequestStatus.WITHDRAWN, by=None)
    done(_("You have taken your request back."))
    return redirect(visit.address(), 303)


def _mine(visit: Visit, form: CorrectForm | None = None) -> Response:
    may_mark = visit.line.kind is Right.CORRECT and visit.line.decided_on is None and visit.line.closed_on is None
    candidate_id = visit.row.candidate_id
    return visit.page(
        "rights/mine.html",
        form or (CorrectForm(formdata=None) if may_mark else None),
        may_mark=may_mark,
        due=visit.line.clock.due(visit.line.decided_on or clock.today()),
        corrections=queries.corrections_of(reading(), visit.line.id),
        recipients=recipients_of(reading(), candidate_id) if candidate_id else [],
        may_take_back=visit.line.decided_on is None and visit.line.closed_on is None,
        makes_pdf=makes_pdf(),
        field_word=field_word,
    )


def _package(visit: Visit) -> Package:
    """Raises NotFound for another person, before it is granted, and after the last day."""
    if not visit.has_package:
        raise NotFound
    return build_package(reading(), vault(), visit.row.candidate_id, made_at=clock.now())


def _file(text: str, visit: Visit, name: str) -> Response:
    answer = make_response(text)
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{visit.line.reference}-{name}.json"'
    return answer
