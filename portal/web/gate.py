"""The same input behaves the same on both databases: what neither should see is stopped before any view (rule 12)."""

import secrets

from flask import Flask, abort, g, request

LONGEST_VALUE = 20_000  # characters; no field asks for a tenth of it
MOST_FIELDS = 600
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
    values = [*request.args.items(multi=True), *request.form.items(multi=True)]
    if len(values) > MOST_FIELDS or not all(_acceptable(name) and _acceptable(value) for name, value in values):
        abort(400)
    if request.files:
        abort(400)  # nothing may be uploaded


def init_app(app: Flask) -> None:
    app.before_request(_check_input)
