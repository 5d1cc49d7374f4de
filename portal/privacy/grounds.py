"""On which ground each processing stands (PR-13): rows of data, each told in a version of the notice.

A ground is never changed in place: a new one is a new row with the version of the notice that tells it, and counts
from the day that version is published. So nobody is told one ground while another one is used (EDPB 05/2020, 120).
Article numbers as the protocol and AVG name them.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum


class Processing(StrEnum):
    AGREEMENT = "information about the agreement"
    ORDINARY = "ordinary information in the monitor (C1)"
    GROUP = "benefit or target group in the monitor (C2)"
    SUPERVISION = "supervision of the obligation"
    ACCOUNTING = "accounting for results"
    ARCHIVE = "keeping the file until its term ends"


class Controller(StrEnum):
    CONTRACTOR = "the contractor"
    COORDINATION_POINT = "the coordination point of the region"


@dataclass(frozen=True)
class ProcessingGround:
    processing: Processing
    controller: Controller
    article: str
    since: str  # version of the notice that tells it first


_CONTRACTOR, _CSR = Controller.CONTRACTOR, Controller.COORDINATION_POINT
GROUNDS: tuple[ProcessingGround, ...] = (
    ProcessingGround(Processing.AGREEMENT, _CONTRACTOR, "6(1)(b)", since="1.0"),
    ProcessingGround(Processing.ORDINARY, _CONTRACTOR, "6(1)(a)", since="1.0"),
    ProcessingGround(Processing.GROUP, _CONTRACTOR, "9(2)(a)", since="1.0"),
    ProcessingGround(Processing.SUPERVISION, _CSR, "6(1)(e)", since="1.0"),
    ProcessingGround(Processing.ACCOUNTING, _CSR, "6(1)(e)", since="1.0"),
    ProcessingGround(Processing.ARCHIVE, _CSR, "6(1)(e)", since="1.0"),
)


class GroundChanged(Exception):
    """A ground differs from what the notice of that version tells: tell it in a new, material version first."""


def grounds_at(version: str, grounds: Sequence[ProcessingGround] | None = None) -> list[ProcessingGround]:
    """The grounds that count under a version of the notice: of each processing the newest row told by then."""
    told = [row for row in (GROUNDS if grounds is None else grounds) if in_order(row.since) <= in_order(version)]
    newest = {(row.processing, row.controller): row for row in sorted(told, key=lambda row: in_order(row.since))}
    return sorted(newest.values(), key=astuple)


def grounds_sha256(version: str) -> str:
    """Checksum of what counts under a version, without since when."""
    rows = [(row.processing.name, row.controller.name, row.article) for row in grounds_at(version)]
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def check_grounds(version: str, expected: str) -> None:
    """Raise GroundChanged unless the grounds under ``version`` are those of its checksum."""
    if grounds_sha256(version) != expected:
        raise GroundChanged(version)


def in_order(version: str) -> tuple[int, ...]:
    """'1.10' after '1.9'. Raises ValueError for what is no version."""
    return tuple(int(part) for part in version.split("."))
