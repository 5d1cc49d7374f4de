"""A log line holds the fields that are named, and nothing that somebody typed (PR-67, T21)."""

import json
import logging
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.logs import FIELDS, OURS, CleanFormatter, CleanHandler, set_up

TYPED = "kanarie@thuis.example"


def written(
    logger: str,
    message: str,
    *arguments: Any,
    path: str = f"{OURS}/x.py",
    error: BaseException | None = None,
    **extra: Any,
) -> str:
    info = (type(error), error, error.__traceback__) if error is not None else None
    record = logging.getLogger(logger).makeRecord(logger, logging.ERROR, path, 7, message, arguments, info, extra=extra)
    return CleanFormatter().format(record)


def raised(error: Exception) -> Exception:
    try:
        try:
            raise ValueError(TYPED)
        except ValueError:
            raise error  # noqa: B904 - what it came from is in the line too
    except Exception as caught:
        return caught


def test_a_message_is_the_constant_and_not_its_arguments() -> None:
    line = written("portal.worker", "mail to %s failed", TYPED)
    assert json.loads(line)["message"] == "mail to %s failed"
    assert TYPED not in line


def test_of_another_library_only_the_place_is_said() -> None:
    """Also when it writes to a logger with our name, as Flask does with the address of a page that failed."""
    line = json.loads(written("portal", f"Exception on /k/{TYPED}", path="/srv/flask/app.py"))
    assert "message" not in line
    assert (line["logger"], line["place"]) == ("portal", "app:7")


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(TYPED),
        KeyError(TYPED),
        sa.exc.IntegrityError("INSERT INTO x VALUES (?)", {"email": TYPED}, Exception(f"({TYPED}) already exists")),
    ],
)
def test_an_exception_is_its_kind_and_its_places(error: Exception) -> None:
    line = written("portal", "Exception on %s [%s]", "/k/token", "POST", error=raised(error))
    told = json.loads(line)
    assert told["error_kind"].startswith(type(error).__name__)
    assert any(place.endswith(" raised") for place in told["trace"])
    assert TYPED not in line
    assert "/k/token" not in line


def test_an_extra_field_that_is_not_named_is_left_out() -> None:
    line = written("portal", "chore failed", chore="erase drafts", email=TYPED, error_kind="x" * 500)
    told = json.loads(line)
    assert told["chore"] == "erase drafts"
    assert len(told["error_kind"]) == 80
    assert set(told) <= FIELDS
    assert TYPED not in line


def test_a_request_is_named_by_its_pattern_and_number() -> None:
    app = Flask("portal")
    app.add_url_rule("/k/<token>", "link", lambda token: token, methods=["POST"])
    with app.test_request_context("/k/very-secret?zoek=Vinkenoog", method="POST"):
        told = json.loads(written("portal", "failed"))
    assert (told["route"], told["method"]) == ("/k/<token>", "POST")
    assert "very-secret" not in str(told)
    assert "Vinkenoog" not in str(told)


def test_every_line_goes_to_one_clean_place(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    set_up()
    ours = [handler for handler in logging.getLogger().handlers if isinstance(handler, CleanHandler)]
    assert len(ours) == 1
    logging.getLogger("portal.worker").error("chore failed", extra={"chore": "kept"})
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["chore"] == "kept"
