"""Pages that read the same for everybody, and the choice of language."""

from datetime import date, timedelta
from typing import Any

from flask import Response, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.config import Config
from portal.db import database, reading, writing
from portal.pages import blueprint, services
from portal.pages.calculator import compare
from portal.pages.calculator_form import CalculatorForm, WayForm
from portal.pages.contact import RegionContact
from portal.records.desks import cards
from portal.records.processors import processors
from portal.records.tables import most_used, tables_in_force
from portal.security.viewer import find_viewer
from portal.web.i18n import LANGUAGES
from portal.web.own_path import own_path
from portal.web.pages import LANGUAGE_COOKIE, page

LANGUAGE_KEPT_FOR = timedelta(days=365)
SECURITY_TEXT_VALID_FOR = timedelta(days=180)  # RFC 9116 advises less than a year
STATEMENT_WRITTEN_ON = date(2026, 11, 25)  # of the text, not of the day it is read; a change of the text changes it
OPEN_PAGES = (
    "pages.help",
    "pages.how_it_works",
    "pages.calculator",
    "pages.privacy",
    "pages.accessibility",
    "pages.about",
)


@blueprint.app_context_processor
def _region_contact() -> dict[str, Any]:
    return {"region_contact": RegionContact()}


@blueprint.get("/hulp")
def help() -> Response:
    return page("pages/help.html", cards=list(cards(database()).values()))


@blueprint.get("/zo-werkt-het")
def how_it_works() -> Response:
    return page("pages/how_it_works.html")


@blueprint.get("/rekenhulp")
def calculator() -> Response:
    """Try it first: what work is worth under which table. Nothing is stored; the choice stands in the address."""
    tables = tables_in_force(reading(), clock.today())
    first = WayForm(tables, request.args)
    if first.way is None:
        if request.args:
            first.validate()
        return page("pages/calculator.html", first)
    form = CalculatorForm(tables, first.way, request.args, at_first=most_used(reading()))
    answers = compare(tables, form.front, form.question) if form.is_asked and form.validate() else []
    return page("pages/calculation.html", form, answers=answers)


@blueprint.get("/privacy")
def privacy() -> Response:
    return page("pages/privacy.html", cards=list(cards(database()).values()), processors=processors(reading()))


@blueprint.get("/toegankelijkheid")
def accessibility() -> Response:
    return page("pages/accessibility.html", written_on=STATEMENT_WRITTEN_ON)


@blueprint.get("/over")
def about() -> Response:
    return page("pages/about.html")


@blueprint.post("/taal")
def language() -> BaseResponse:
    """Speak another language from now on: in the account of who is signed in, else in a cookie."""
    answer = redirect(own_path(request.form.get("next")) or url_for("contracts.dashboard"), 303)
    chosen = request.form.get("taal", "")
    if chosen not in LANGUAGES:
        return answer
    viewer = find_viewer()
    if viewer is not None:
        services.change_language(writing(), user_id=viewer.id, language=chosen)
    else:
        config: Config = current_app.extensions["config"]
        answer.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=LANGUAGE_KEPT_FOR,
            secure=config.over_tls,
            httponly=True,
            samesite="Lax",
        )
    return answer


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Search engines read the general pages and nothing else; a link of a candidate is in no list."""
    allowed = [f"Allow: {url_for(endpoint)}" for endpoint in OPEN_PAGES]
    return _plain("User-agent: *", *allowed, "Disallow: /")


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Where to report a weakness (RFC 9116)."""
    config: Config = current_app.extensions["config"]
    expires = clock.today() + SECURITY_TEXT_VALID_FOR
    return _plain(
        f"Contact: mailto:{config.mail_from}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {config.base_url}/.well-known/security.txt",
    )


def _plain(*lines: str) -> Response:
    answer = make_response("\n".join(lines) + "\n")
    answer.mimetype = "text/plain"
    return answer
