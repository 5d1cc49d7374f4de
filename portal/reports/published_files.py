"""Files of a published table, from its stored cells alone: asked for again, they are the same to the byte."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from portal.models import FileFormat
from portal.reports.cells import COLUMNS, MEASURES, SHARES, Stored, group_name
from portal.reports.files import Sheet, write_file
from portal.web.filters import day, money, percent
from portal.web.i18n import gettext as _
from portal.web.i18n import speaking
from portal.web.labels import label

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
HEADING = ("region", "year", "group", "form", *MEASURES, "hidden")


def published_file(row: Any, kind: FileFormat) -> bytes:
    """For people: in Dutch, with words. Raises NoDocument where no PDF can be made."""
    stored = Stored.read(row.cells)
    with speaking("nl"):
        hidden, file = _("hidden"), io.BytesIO()
        title = _("Results of Social Return in %(region)s, %(year)s", region=label(row.region), year=str(row.year))
        notes = [
            _("Counted up to and including %(day)s.", day=day(row.snapshot_on)),
            *(f"{words}: {hidden if value is None else percent(value)}" for words, value in stored.shares.values()),
            *_by_group(stored),
            other_efforts(stored),
            *explanation(stored),
        ]
        sheet = Sheet(title, COLUMNS, tuple(notes), f"SR-{row.region.value}-{row.year} · {row.sha256[:16]}", hidden)
        write_file(file, kind, sheet, stored.lines(), totals=False)
    return file.getvalue()


def other_efforts(stored: Stored) -> str:
    return _("Other efforts, such as purchase from a social enterprise: %(euro)s.", euro=money(stored.other_euro))


def explanation(stored: Stored) -> list[str]:
    """What a reader must know of the numbers. A sentence is added with a new edition only: files keep their bytes."""
    said = [
        _("Each person stands in one cell, of the form of the newest work. Numbers of people and times at work are "
          "rounded to %(base)s.", base=stored.content["rounding"]),
        _("Numbers below %(threshold)s are hidden, and others where they would give a hidden number away.",
          threshold=stored.content["threshold"]),
    ]  # fmt: skip
    if stored.content["schema"] > 1:
        said.append(_("Somebody who worked for two contracts is counted at each of them."))
        said.append(
            _("Still at work is who worked on that day, or of whom the contractor said so after the work ended.")
        )
    return said


def _by_group(stored: Stored) -> Iterator[str]:
    """A line for each group of which a share may be read."""
    for group, shares in stored.shares_by_group.items():
        told = [f"{str(SHARES[name]).lower()} {percent(value)}" for name, value in shares.items() if value is not None]
        if told:
            yield f"{group_name(group)}: {', '.join(told)}"


def open_csv(row: Any) -> str:
    """For programs: RFC 4180, a point before decimals, every cell of the table; an empty value is hidden."""
    content = json.loads(row.cells)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADING)
    for one in content["cells"]:
        measures = ["" if one[name] is None else one[name] for name in MEASURES]
        is_hidden = "true" if one["people"] is None else "false"
        writer.writerow([content["region"], content["year"], one["group"], one["form"], *measures, is_hidden])
    return text.getvalue()
