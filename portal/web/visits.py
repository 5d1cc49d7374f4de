"""The signed cookie of a visit: somebody behind a mailed link typed the right date of birth, so many minutes ago.

Such a visitor has no row for a session. The cookie holds the link's id and says nothing without the link's row.
"""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from flask import Response, current_app, request
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.config import Config

MINUTES = 30


class _OurClock(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


@dataclass(frozen=True)
class VisitCookie:
    name: str
    salt: str

    def put_on(self, answer: BaseResponse, link_id: UUID, *, path: str) -> BaseResponse:
        answer.set_cookie(
            self.name,
            self._signer.dumps(str(link_id)),
            max_age=MINUTES * 60,
            path=path,
            secure=cast(Config, current_app.extensions["config"]).over_tls,
            httponly=True,
            samesite="Lax",
        )
        return answer

    def link_id(self) -> UUID | None:
        """None for no cookie, a stale one, or one that was not signed here."""
        try:
            return UUID(self._signer.loads(request.cookies.get(self.name, ""), max_age=MINUTES * 60))
        except BadSignature:
            return None

    @property
    def _signer(self) -> URLSafeTimedSerializer:
        keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
        return URLSafeTimedSerializer(keys, salt=self.salt, signer=_OurClock)


def answered(answer: Response, status: int) -> Response:
    answer.status_code = status
    return answer
