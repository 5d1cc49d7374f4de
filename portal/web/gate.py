"""The same input behaves the same on both databases: what neither should see is stopped before any view (rule 12)."""

import secrets

from flask import Flask, abort, g, request
from werkzeug.datastructures import ImmutableMultiDict

LONGEST_VALUE = 20_000  # characters; no field asks for a tenth of it
MOST_FIELDS = 600
UPLOADS = {"administration.value_table_import": 1_100_000}
"""The pages to which a file may be sent, and the most bytes of such a request."""
SECRET_FIELDS = frozenset({"password", "new_password", "repeat_password"})


def _acceptable(text: str) -> bool:
    return (
        "\x00" not in text
        and len(text) <= LONGEST_VALUE
        and not any("\ud800" <= sign <= "\udfff" for sign in text)
        and "\ufffd" not in text
    )


def _check_input() -> None:
    g.request_id = secrets.token_hex(3).upper()
    most = UPLOADS.get(request.endpoint or "")
    if most is not None:
        request.max_content_length = most
    if (request.content_length or 0) > (request.max_content_length or 0):
        vars(request).update(form=ImmutableMultiDict(), files=ImmutableMultiDict())  # for whoever asks for a field now
        abort(413)
    values = [*request.args.items(multi=True), *request.form.items(multi=True)]
    if len(values) > MOST_FIELDS or not all(_acceptable(name) and _acceptable(value) for name, value in values):
        abort(400)
    if request.files and most is None:
        abort(400)  # nothing else may be uploaded


def init_app(app: Flask) -> None:
    app.before_request(_check_input)
