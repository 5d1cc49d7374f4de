"""Open data: the published tables for programs, at addresses that stay (PR-04)."""

import json
from typing import Any

from flask import Response, url_for

from portal.db import reading
from portal.errors import NotFound
from portal.models import Region
from portal.reports import blueprint, queries
from portal.reports.cells import SCHEMA, SHARES, TOTAL, UNKNOWN
from portal.reports.published_files import open_csv
from portal.reports.results import FORMS, GROUPS
from portal.web.pages import page

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
A_DAY = 86_400  # seconds that others may keep a file, which never changes


@blueprint.get("/open-data")
def open_data() -> Response:
    return page("reports/open_data.html", released=queries.released(reading()))


@blueprint.get("/open-data/<int:year>/<region>.<format>")
def open_data_file(year: int, region: str, format: str) -> Response:
    if region not in set(Region) or format not in TYPES or year > 9999:
        raise NotFound
    row = queries.find_released(reading(), Region(region), year)
    if row is None:
        raise NotFound
    return _for_programs(open_csv(row) if format == "csv" else row.cells, TYPES[format], etag=f"{row.sha256}-{format}")


@blueprint.get("/open-data/schema.json")
def open_data_schema() -> Response:
    """JSON Schema (2020-12) of the JSON files."""
    return _for_programs(json.dumps(schema(), indent=1, sort_keys=True) + "\n", "application/schema+json")


def _for_programs(text: str, kind: str, etag: str = "") -> Response:
    answer = Response(text, content_type=kind)
    answer.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if etag:
        answer.set_etag(etag)
    return answer


def schema() -> dict[str, Any]:
    def decimal() -> dict[str, Any]:
        return {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}

    def count() -> dict[str, Any]:
        return {"type": ["integer", "null"], "minimum": 0}

    cell = {
        "group": {"enum": [*GROUPS, TOTAL]},
        "form": {"enum": [*FORMS, TOTAL]},
        "people": count(),
        "placements": count(),
        "hours": decimal(),
        "fte": decimal(),
        "euro": decimal(),
    }
    shares = {name: decimal() for name in SHARES}
    unknown = {name: decimal() for name in UNKNOWN}
    content = {
        "schema": {"enum": list(range(1, SCHEMA + 1)), "description": "edition; 2 added what is not in 1"},
        "region": {"enum": [region.value for region in Region]},
        "year": {"type": "integer"},
        "snapshot_on": {"type": "string", "format": "date"},
        "threshold": {"type": "integer", "minimum": 10},
        "rounding": {"type": "integer"},
        "licence": {"type": "string", "description": "SPDX"},
        "cells": {"type": "array", "items": _all_of(cell)},
        "other_euro": {**decimal(), "type": "string"},
        "shares": {**_all_of(shares | unknown), "required": list(shares)},
        "shares_by_group": {"type": "array", "items": _all_of({"group": {"enum": list(GROUPS)}, **shares})},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": url_for("reports.open_data_schema", _external=False),
        "title": "Social Return: results of one region in one year",
        "description": "null is hidden: fewer people than the threshold, or what would give such a number away.",
        **_all_of(content),
        "required": [name for name in content if name != "shares_by_group"],
    }


def _all_of(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
