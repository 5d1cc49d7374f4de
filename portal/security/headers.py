"""Headers of every answer: nothing inline, nothing from elsewhere, nothing kept by a cache."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
}
LINK_PATHS = ("/k/", "/verzoek/", "/uitnodiging/", "/wachtwoord/")  # a token stands in the address
PUBLIC_PATHS = frozenset({"/inloggen", "/privacy", "/toegankelijkheid", "/over", "/hulp", "/zo-werkt-het", "/verzoek"})


DOCUMENTS_ONLY = frozenset(
    {"Content-Security-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy", "X-Robots-Tag"}
)  # mean nothing for a stylesheet or script, and a phone pays for each byte
PARTS_OF_DOCUMENTS = frozenset({"text/css", "text/javascript"})


def _set_headers(response: Response) -> Response:
    left_out = DOCUMENTS_ONLY if response.mimetype in PARTS_OF_DOCUMENTS else frozenset()
    for name, value in HEADERS.items():
        if name not in left_out:
            response.headers.setdefault(name, value)
    if request.path in PUBLIC_PATHS:
        del response.headers["X-Robots-Tag"]
    if request.path.startswith(LINK_PATHS):
        response.headers["Referrer-Policy"] = "no-referrer"
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("HX-Request")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def init_app(app: Flask) -> None:
    app.after_request(_set_headers)
