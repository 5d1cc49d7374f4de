"""Smaller answers where they may be: the candidate's pages, read on a phone, perhaps on the last of a data bundle.

Compressing a page that holds a secret beside words an attacker chose tells the secret by its length (BREACH). Behind a
link that cannot be: whoever makes the browser ask already needs the token of the address, which is worth more than
anything in the page, and nothing of the address or of another site's form is said back. Pages of people who are signed
in are therefore left as they are; files without secrets are compressed in ``assets``.
"""

import gzip

from flask import Flask, Response, request

PATHS = ("/k/", "/nieuwe-link")
SMALLEST_WORTH_COMPRESSING = 200  # bytes
LEVEL = 6


def _compress(response: Response) -> Response:
    if not request.path.startswith(PATHS) or response.mimetype != "text/html" or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and not response.content_encoding:
        body = response.get_data()
        if len(body) > SMALLEST_WORTH_COMPRESSING:
            response.set_data(gzip.compress(body, LEVEL, mtime=0))
            response.content_encoding = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Registered first, so that it runs last: after the transaction has ended."""
    app.after_request(_compress)
