"""Clean logs: one JSON object a line, of fields that are named here and no others (PR-67, T21).

What somebody typed gets into a log through arguments of a message, text of an exception or an address. So none of
these is written: a message stays the constant of our code, an exception is its kind and the places it went through, a
path is the pattern of its address. Whoever helps a user finds the line by the reference on the error page.
"""

import json
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request

from portal import clock

OURS = str(Path(__file__).parent)
CONSTANT = ("gunicorn", "alembic")  # of any other library only the place is said: Flask writes an address in its text
EXTRA = frozenset({"chore", "error_kind", "export_id", "message_id", "publication_id"})
"""What code may add with ``extra``: kinds and numbers of rows, never a value that somebody typed."""
FIELDS = frozenset({"at", "level", "logger", "message", "place", "request", "method", "route", "role", "trace", *EXTRA})
KINDS_AND_NUMBERS = 80  # characters of an extra field


class CleanFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
        }
        if record.pathname.startswith(OURS) or record.name.partition(".")[0] in CONSTANT:
            line["message"] = str(record.msg)  # not getMessage(): its arguments may be anything
        line |= {name: str(record.__dict__[name])[:KINDS_AND_NUMBERS] for name in EXTRA if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _failure(record.exc_info[1])
        line |= _request()
        return json.dumps({name: value for name, value in line.items() if name in FIELDS}, ensure_ascii=True)


class CleanHandler(logging.Handler):
    """Writes to the standard error of the process as it is at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(CleanFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:
            sys.stderr.write('{"level": "error", "message": "a log line could not be written"}\n')


def _failure(error: BaseException) -> dict[str, Any]:
    """Kind and places of an exception and of what it came from; none of their texts."""
    kinds: list[str] = []
    places: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < 5:
        kinds.append(type(seen).__name__)
        frames = traceback.extract_tb(seen.__traceback__)
        places += [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
        seen = seen.__cause__ or seen.__context__
    return {"error_kind": " < ".join(kinds), "trace": places}


def _short(path: str) -> str:
    """From our own package, or from the name of a library, on."""
    for root in ("/site-packages/", "/portal/"):
        _before, found, after = path.rpartition(root)
        if found:
            return after if root == "/site-packages/" else f"portal/{after}"
    return path.rpartition("/")[2]


def _request() -> dict[str, Any]:
    if not has_request_context():
        return {}
    viewer = g.get("viewer")
    return {
        "request": g.get("request_id", ""),
        "method": request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other",
        "route": str(request.url_rule) if request.url_rule is not None else "none",  # a token is in no pattern
        **({"role": viewer.role.value} if viewer is not None else {}),
    }


def set_up() -> None:
    """Give this process one clean place for every log line, once."""
    root = logging.getLogger()
    if not any(isinstance(handler, CleanHandler) for handler in root.handlers):
        root.addHandler(CleanHandler())
    logging.captureWarnings(True)
    logging.getLogger("portal").setLevel(logging.INFO)


def init_app(app: Flask) -> None:
    set_up()
    app.logger.handlers.clear()  # Flask's own writes addresses and texts as they are
    app.logger.propagate = True


# for gunicorn, whose own log would hold the address of a request that failed
GUNICORN: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"clean": {"class": "portal.logs.CleanHandler"}},
    "root": {"level": "WARNING", "handlers": ["clean"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
