"""Where an answer comes from, read off the request: for signs of somebody else's hand (T05), for nothing besides."""

import secrets
from typing import cast

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as BaseResponse

from portal.config import Config
from portal.consents.signals import Surroundings, network_mark
from portal.privacy.current import vault
from portal.security.access import network
from portal.security.device import is_device_of_user
from portal.security.viewer import find_viewer

COOKIE = "kandidaat-apparaat"
SECONDS = 30 * 24 * 3600  # as long as its mark is kept


def surroundings() -> Surroundings:
    number = _number()
    return Surroundings(
        network=network_mark(vault(), network()),
        device=vault().blind_index("candidate-device", number) if number else b"",
        is_user_device=is_device_of_user(),
    )


def has_session_of_user() -> bool:
    """Whether somebody with an account is signed in here at this moment; then nobody can answer for a candidate."""
    found = find_viewer()
    return found is not None and found.passed_second_factor


def mark_device(answer: BaseResponse) -> BaseResponse:
    """Number this browser, so that many answers from one are seen. The number says nothing of who somebody is."""
    config = cast(Config, current_app.extensions["config"])
    answer.set_cookie(
        COOKIE,
        str(_signer().dumps(_number() or secrets.token_hex(8))),
        max_age=SECONDS,
        path="/k/",
        secure=config.over_tls,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _number() -> str:
    try:
        return str(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return ""


def _signer() -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="candidate-device")
