"""What a person gave herself, to take along (PR-61, article 20). Its shape is in ``docs/portability.schema.json``.

No value, no decision and no remark: those are of the coordination point, and rest on 6(1)(e) (article 20(3)).
"""

import json
from typing import Any

from portal.rights.package import Package, Section, Value

SCHEMA = "socialreturn-portability-1"
PERSON = (
    "first_name",
    "surname",
    "email",
    "street",
    "postcode",
    "town",
    "birth_date",
    "target_group",
    "duration_class",
)
AGREEMENT = ("agreement", "employer_kind", "employer_name", "starts_on")
WORK = ("form", "starts_on", "ends_on")


def portable(package: Package) -> dict[str, Any]:
    """JSON values only; what is not in the dossier is not in the file."""
    [candidate] = [section for section in package.sections if section.table == "candidate"]
    own = _named(candidate.rows[0])
    return {
        "schema": SCHEMA,
        "made_at": package.made_at.isoformat(),
        "language": own.get("language", "nl"),
        "person": {name: own[name] for name in PERSON if name in own},
        "agreement": {name: own[name] for name in AGREEMENT if name in own},
        "work": [_some(row, WORK) for row in _rows(package, "placement")],
        "hours": [_some(row, ("from_on", "hours_per_week")) for row in _rows(package, "placement_hours")],
    }


def as_json(package: Package) -> dict[str, Any]:
    """The whole package, field by field, each with what it is for, its ground, source and term (article 15(1))."""
    return {
        "schema": "socialreturn-access-1",
        "made_at": package.made_at.isoformat(),
        "contract": package.contract_number,
        "data": {section.table: [_explained(row) for row in section.rows] for section in package.sections},
        "looks": [
            {
                "at": look.at.isoformat(),
                "role": look.role,
                "organisation": look.organisation,
                "action": look.action,
                "fields": look.fields,
            }
            for look in package.looks
        ],
    }


def in_text(data: dict[str, Any]) -> str:
    """UTF-8 with its letters as they are, to be read by people too."""
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def _explained(row: tuple[Value, ...]) -> dict[str, Any]:
    return {
        value.field.name: {
            "value": _plain(value.value) if value.is_readable else None,
            "kept_as_code": not value.is_readable,
            "purposes": [purpose.name for purpose in value.field.used_for],
            "ground": value.field.ground.value,
            "source": value.field.source.value,
            "term": value.field.term.value,
        }
        for value in row
    }


def _rows(package: Package, table: str) -> list[tuple[Value, ...]]:
    found: list[Section] = [section for section in package.sections if section.table == table]
    return list(found[0].rows) if found else []


def _some(row: tuple[Value, ...], names: tuple[str, ...]) -> dict[str, Any]:
    own = _named(row)
    return {name: own[name] for name in names if name in own}


def _named(row: tuple[Value, ...]) -> dict[str, Any]:
    return {value.field.name: _plain(value.value) for value in row if value.is_readable}


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | str) and type(value) in (bool, int, str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
