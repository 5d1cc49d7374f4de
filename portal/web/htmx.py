"""htmx-flask with the three lines its version 0.1.0 needs."""

from typing import cast

import htmx_flask.constants
from flask import Flask, Response, request
from htmx_flask import Htmx
from htmx_flask import make_response as htmx_response

# 0.1.0 forgot a comma between two of these; it is the list that its checks read.
htmx_flask.constants.RESWAPS[:] = [
    "innerHTML", "outerHTML", "beforebegin", "afterbegin", "beforeend", "afterend", "delete", "none", "textContent",
]  # fmt: skip


def wants_fragment() -> bool:
    """The browser asks for a piece of the page by htmx, not for the page."""
    return bool(getattr(request, "htmx", False))


def redirect_browser(location: str) -> Response:
    """Let htmx load a whole other page, such as the sign-in page."""
    return cast(Response, htmx_response("", 401, redirect=location))


def init_app(app: Flask) -> None:
    Htmx(app)
