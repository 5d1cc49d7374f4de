"""Static files: names with a content hash, cached for ever, compressed once, with SRI; htmx out of its package.

``candidate.css`` is ``portal.css`` without the sections that candidates' pages have no use for: one stylesheet to keep,
and less to fetch for a phone.
"""

import base64
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

STATIC = Path(__file__).resolve().parents[2] / "static"
HTMX_PACKAGE, HTMX_PATH = "js_lib_htmx", "static/htmx/htmx.min.js"
# The one htmx file we tested with; another one is refused, and every page works without it.
HTMX_SRI = "sha384-0895/pl2MU10Hqc6jd4RvrthNlDiE9U1tWmX7WRESftEDRosgxNsQG/Ze9YMRzHq"
HTMX_CONFIG = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "historyCacheSize": 0,  # no page with personal data in the browser's storage
    "refreshOnHistoryMiss": True,
    "selfRequestsOnly": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
SMALLEST_WORTH_COMPRESSING = 500  # bytes
NOT_FOR_CANDIDATES = "(not for candidates)"


class UnknownHtmx(Exception):
    """The installed htmx file is not the one that was tested."""


@dataclass(frozen=True)
class Asset:
    body: bytes
    compressed: bytes
    tag: str
    sri: str
    mimetype: str


def load(name: str, body: bytes) -> Asset:
    digest = base64.b64encode(hashlib.sha384(body).digest()).decode()
    return Asset(
        body=body,
        compressed=gzip.compress(body, 9, mtime=0),
        tag=hashlib.sha256(body).hexdigest()[:12],
        sri=f"sha384-{digest}",
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )


def smaller(css: str) -> str:
    """The same rules without comments and idle white space."""
    css = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return re.sub(r" ?([{};,>]) ?", r"\1", css).replace(": ", ":").replace(";}", "}").strip()


def for_candidates(css: str) -> str:
    """Without the sections whose heading says that they are not for candidates."""
    sections = re.split(r"^(?=/\* )", css, flags=re.MULTILINE)
    return "".join(one for one in sections if NOT_FOR_CANDIDATES not in one.partition("*/")[0])


def load_htmx() -> Asset:
    asset = load("htmx.js", files(HTMX_PACKAGE).joinpath(HTMX_PATH).read_bytes())
    if asset.sri != HTMX_SRI:
        raise UnknownHtmx(asset.sri)
    return asset


def init_app(app: Flask) -> None:
    assets = {path.name: load(path.name, path.read_bytes()) for path in STATIC.rglob("*") if path.is_file()}
    assets["htmx.js"] = load_htmx()
    css = (STATIC / "css" / "portal.css").read_text(encoding="utf-8")
    for name, rules in (("portal.css", css), ("candidate.css", for_candidates(css))):
        assets[name] = load(name, smaller(rules).encode())
    blueprint = Blueprint("assets", __name__)

    @blueprint.get("/static/<stem>.<tag>.<extension>")
    def file(stem: str, tag: str, extension: str) -> BaseResponse:
        asset = assets.get(f"{stem}.{extension}")
        if asset is None or asset.tag != tag:
            abort(404)
        response = Response(asset.body, mimetype=asset.mimetype)
        if len(asset.body) > SMALLEST_WORTH_COMPRESSING and request.accept_encodings["gzip"]:
            response.data = asset.compressed
            response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
        response.set_etag(asset.tag, weak=True)
        response.cache_control.public = True
        response.cache_control.max_age = 31_536_000
        response.cache_control.immutable = True
        return response.make_conditional(request)

    def asset_url(name: str) -> str:
        stem, extension = name.rsplit(".", 1)
        return f"/static/{stem}.{assets[name].tag}.{extension}"

    def script(name: str) -> Markup:
        return Markup('<script src="{}" integrity="{}" defer></script>').format(asset_url(name), assets[name].sri)

    def style(name: str) -> Markup:
        return Markup('<link rel="stylesheet" href="{}" integrity="{}">').format(asset_url(name), assets[name].sri)

    app.jinja_env.globals.update(asset_url=asset_url, script=script, style=style)
    app.register_blueprint(blueprint)
