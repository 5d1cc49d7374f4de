"""A client that speaks in endpoints, sends a right CSRF token, and reads every page as strictly as a browser should."""

import re
import time
from collections import Counter
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from portal.db import Database
from portal.security import sessions

HOUR = 3600


def parse(html: str) -> Any:
    """The document; raises on markup that a parser has to repair."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


class PortalClient:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()
        self._cookie: tuple[str, int] | None = None
        self._token = ""

    def sign_in_as(self, user_id: Any, *, second_factor: bool = True) -> "PortalClient":
        """Skip the sign-in pages: a session row and its cookie, as they leave them."""
        from portal import clock

        database: Database = self.app.extensions["database"]
        with database.transaction() as session:
            token = sessions.start_session(
                session, user_id=user_id, browser="test", second_factor_at=clock.now() if second_factor else None
            )
        with self.http.session_transaction() as cookie:
            cookie.clear()
            cookie["sid"] = token
        return self

    def url(self, endpoint: str, **values: Any) -> str:
        return self.app.url_map.bind("localhost").build(endpoint, values)

    def csrf_token(self) -> str:
        """A token that fits the session cookie of this client; the one of before while neither changes."""
        if self._cookie and self._cookie == self._cookie_now():
            return self._token
        self._token = self._new_token()
        self._cookie = self._cookie_now()
        return self._token

    def _cookie_now(self) -> tuple[str, int] | None:
        """The cookie of the session and the hour: a token ends before its session does."""
        cookie = self.http.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        return (cookie.value, int(time.time() // HOUR)) if cookie else None

    def _new_token(self) -> str:
        with self.http.session_transaction() as cookie, self.app.test_request_context():
            from flask import g, session

            raw = cookie.get("csrf_token")
            if raw is not None:
                session["csrf_token"] = raw
            token = generate_csrf()
            cookie["csrf_token"] = session["csrf_token"]
            g.pop("csrf_token", None)
        return str(token)

    def get(self, endpoint: str, *, status: int | None = 200, headers: Any = None, **values: Any) -> TestResponse:
        return self.get_path(self.url(endpoint, **values), status=status, headers=headers)

    def get_path(self, path: str, *, status: int | None = 200, headers: Any = None) -> TestResponse:
        return self._check(self.http.get(path, headers=headers), status)

    def post(
        self,
        endpoint: str,
        data: dict[str, Any] | None = None,
        *,
        status: int | None = 303,
        headers: Any = None,
        **values: Any,
    ) -> TestResponse:
        return self.post_path(self.url(endpoint, **values), data, status=status, headers=headers)

    def post_path(
        self, path: str, data: dict[str, Any] | None = None, *, status: int | None = 303, headers: Any = None
    ) -> TestResponse:
        fields = {"csrf_token": self.csrf_token(), **(data or {})}
        return self._check(self.http.post(path, data=fields, headers=headers), status)

    def _check(self, response: TestResponse, status: int | None) -> TestResponse:
        if status is not None:
            assert response.status_code == status, f"{response.status_code} instead of {status}: {response.text[:3000]}"
        if response.mimetype == "text/html" and response.text.startswith("<!doctype") and self._reads_closely:
            _check_page(response.text)
        return response

    @property
    def _reads_closely(self) -> bool:
        """The same test reads the same pages on PostgreSQL; reading them once is enough, and parsing is slow."""
        database: Database = self.app.extensions["database"]
        return database.is_sqlite


_CONTENT = re.compile(r'>[^<]+<|(?<! name)(?<! method)="[^"]*"')
_ID = re.compile(r'\sid="([^"]*)"')
_read: set[str] = set()  # pages without their words: a page of the same tags and attributes holds the same rules


def _check_page(html: str) -> None:
    twice = [name for name, count in Counter(_ID.findall(html)).items() if count > 1]
    assert not twice, f"ids twice: {sorted(twice)}"
    assert not re.search(r"<title>\s*</title>", html), "a page without a title"
    bare = _CONTENT.sub("", html)
    if bare not in _read:
        _check_tags(html)
        _read.add(bare)


def _check_tags(html: str) -> None:
    document = parse(html)
    headings = document.findall(".//h1")
    assert len(headings) == 1, f"{len(headings)} h1 on the page"
    assert document.find(".//title") is not None, "a page without a title"
    for form in document.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            names = {field.get("name") for field in form.iter("input")}
            assert "csrf_token" in names or form.get("data-no-csrf") is not None, "a POST form without a token"
    for element in document.iter():
        assert element.get("style") is None, "a style in a tag"
        assert element.get("disabled") is None, "a disabled control"
