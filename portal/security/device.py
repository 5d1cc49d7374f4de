"""A browser that signed in before is counted by itself (T12).

Otherwise a stranger who types wrong passwords for an address would keep its owner out. The cookie proves nothing about
who somebody is and lets nobody in; it only chooses which counter is used.
"""

import secrets
from typing import cast

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from portal.config import Config

YEAR = 365 * 24 * 3600  # seconds


def _config() -> Config:
    return cast(Config, current_app.extensions["config"])


def _name() -> str:
    return "__Host-toestel" if _config().over_tls else "toestel"


def _signer() -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], _config().secret_key]
    return URLSafeSerializer(keys, salt="device")


def known_device(account: str) -> str:
    """The number of this browser when it signed in to ``account`` before (a blind index), else ''."""
    try:
        found = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return ""
    return str(found["device"]) if found["account"] == account else ""


def is_device_of_user() -> bool:
    """Whether anybody ever signed in with this browser."""
    try:
        _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return False
    return True


def remember_device(answer: Response, account: str) -> None:
    device = known_device(account) or secrets.token_hex(8)
    value = _signer().dumps({"account": account, "device": device})
    answer.set_cookie(
        _name(), str(value), max_age=YEAR, secure=_config().over_tls, httponly=True, samesite="Lax", path="/"
    )
