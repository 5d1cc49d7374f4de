"""For the privacy officer: what is processed and why (PR-68), and who looked in a striking way (PR-66)."""

import csv
import io
import json
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response

from portal import clock
from portal.db import reading
from portal.errors import NotFound
from portal.models import ControllerCard
from portal.privacy import blueprint, processing, register, striking
from portal.privacy.grounds import GROUNDS
from portal.privacy.processing import Measure
from portal.privacy.queries import RevealReason
from portal.security.viewer import own_region
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.labels import label
from portal.web.pages import page

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
CONTROLLER = ("name", "postal_address", "email", "phone", "officer", "officer_email", "dpia_reference")


@blueprint.get("/register-van-verwerkingen", endpoint="register")
def register_page() -> Response:
    return page(
        "privacy/register.html",
        controller=_controller(),
        activities=processing.activities(),
        categories={name: processing.alike(fields) for name, fields in processing.fields_by_category().items()},
        measures=list(Measure),
        version=processing.version(),
    )


@blueprint.get("/register-van-verwerkingen.<format>")
def register_file(format: str) -> Response:
    if format not in TYPES:
        raise NotFound
    answer = Response(_csv() if format == "csv" else _json(), content_type=TYPES[format])
    name = f"register-{clock.today().isoformat()}-{processing.version()}.{format}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/csr/inzage", endpoint="striking")
def striking_page() -> Response:
    return page("privacy/striking.html", days=striking.striking_days(reading(), own_region()), since=striking.DAYS)


@blueprint.get("/csr/inzage/<uuid:user_id>/<day>")
def looks(user_id: UUID, day: str) -> Response:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    found = striking.find_user(reading(), own_region(), user_id)
    if found is None:
        raise NotFound
    lines = striking.looks_on(reading(), user_id=user_id, day=on)
    name, role, organisation = found
    reasons = {reason.value: label(reason) for reason in RevealReason}
    return page(
        "privacy/looks.html", on=on, name=name, role=role, organisation=organisation, looks=lines, reasons=reasons
    )


def _controller() -> dict[str, str]:
    """The card of the own region, by field; empty texts where nothing was filled in yet."""
    card = reading().execute(ControllerCard.__table__.select().where(ControllerCard.region == own_region())).first()
    return {name: str(getattr(card, name, "") or "") for name in CONTROLLER}


def _csv() -> str:
    """One line a field, in the words of the reader's language; date and version on each line, so that none is lost."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    headings = [_("Field"), _("About"), _("Purposes"), _("Ground"), _("Seen by"), _("In lists"), _("Term"), _("Source")]
    writer.writerow([*headings, _("Date"), _("Version")])
    for category, fields in processing.fields_by_category().items():
        for one in fields:
            writer.writerow(
                [
                    one.place,
                    label(category),
                    ", ".join(f"{purpose.name} {label(purpose)}" for purpose in one.used_for),
                    label(one.ground),
                    ", ".join(map(label, one.seen_by)) or _("nobody"),
                    label(one.mask),
                    label(one.term),
                    label(one.source),
                    clock.today().isoformat(),
                    processing.version(),
                ]
            )
    return "\ufeff" + out.getvalue()


def _json() -> str:
    content: dict[str, Any] = {
        "record": "GDPR article 30(1)",
        "date": clock.today().isoformat(),
        "version": processing.version(),
        "language": language(),
        "controller": {"region": own_region().value, **_controller()},
        "activities": [
            {
                "purpose": one.purpose.name,
                "description": label(one.purpose),
                "data_subjects": [label(word) for word in one.subjects],
                "categories_of_data": [label(word) for word in one.categories],
                "special_categories": one.is_special,
                "grounds": [label(word) for word in one.grounds],
                "recipients": [label(word) for word in one.seen_by],
                "terms": [label(word) for word in one.terms],
                "fields": [field.place for field in one.fields],
            }
            for one in processing.activities()
        ],
        "fields": [dict(zip(register.HEADINGS, row, strict=True)) for row in register.as_rows()],
        "grounds": [asdict(row) for row in GROUNDS],
        "transfers": {"by_the_portal": "none"},
        "measures": [label(measure) for measure in Measure],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
