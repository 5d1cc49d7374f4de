"""Answering with a page: its status, its one banner, the language it speaks, the names every template knows."""

import json
from typing import Any, cast

from flask import Flask, Response, current_app, flash, g, get_flashed_messages, make_response, render_template, request

from portal import clock
from portal.config import Config
from portal.security.access import may_open
from portal.security.viewer import find_viewer
from portal.web import filters, i18n
from portal.web.assets import HTMX_CONFIG
from portal.web.forms import Form

LANGUAGE_COOKIE = "taal"
SERVICE_NAME = "Social Return Portaal"


def page(template: str, form: Form | None = None, **context: Any) -> Response:
    """Render a page; with a form that was sent and did not validate it is a 422 with everything kept."""
    if form is None:
        return make_response(render_template(template, **context))
    return make_response(render_template(template, form=form, **context), 422 if form.errors else 200)


def done(text: str) -> None:
    """The green banner 'Gelukt' on the next page."""
    flash(text, "gelukt")


def notice(text: str) -> None:
    """The neutral banner 'Let op' on the next page."""
    flash(text, "let-op")


class Banner:
    """The banner of this page, taken out of the cookie only when the template asks for it."""

    def __bool__(self) -> bool:
        return bool(self._take())

    def __iter__(self) -> Any:
        return iter(self._take() or ("", ""))

    def __getitem__(self, position: int) -> str:
        return (self._take() or ("", ""))[position]

    def _take(self) -> tuple[str, str] | None:
        if "banner" not in g:
            waiting = get_flashed_messages(with_categories=True)
            g.banner = waiting[-1] if waiting else None
        found: tuple[str, str] | None = g.banner
        return found


def _choose_language() -> None:
    viewer = find_viewer()
    i18n.speak(viewer.language if viewer else request.cookies.get(LANGUAGE_COOKIE, i18n.DEFAULT))


def _context() -> dict[str, Any]:
    viewer = find_viewer()
    config: Config = current_app.extensions["config"]
    return {
        "viewer": viewer,
        "lang": i18n.language(),
        "dir": "rtl" if i18n.language() in i18n.RIGHT_TO_LEFT else "ltr",
        "demo": config.demonstration,
        "banner": Banner(),
        "session_ends": _seconds_left(config) if viewer else None,
    }


def _seconds_left(config: Config) -> int:
    viewer = find_viewer()
    minutes = config.idle_minutes_staff if viewer and viewer.is_csr else config.idle_minutes
    return minutes * 60


def init_app(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install: Any = app.jinja_env  # the extension adds the method
    install.install_gettext_callables(i18n.jinja_gettext, i18n.jinja_ngettext, newstyle=True)
    app.jinja_env.filters.update(filters.FILTERS)
    app.jinja_env.globals.update(
        service_name=SERVICE_NAME,
        htmx_config=json.dumps(HTMX_CONFIG),
        has_endpoint=lambda name: name in app.view_functions,
        may_open=may_open,
        today=clock.today,
        region_contact=None,
        languages=i18n.LANGUAGES,
    )
    app.before_request(_choose_language)
    app.context_processor(_context)


def base_url() -> str:
    """Where this portal is reached from outside, for addresses in mail."""
    return cast(Config, current_app.extensions["config"]).base_url
