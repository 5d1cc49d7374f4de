"""Who processes for the coordination point: agreement of article 28, place in the EEA, sub-processors (PR-73)."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.administration import blueprint
from portal.administration.queries import last_change
from portal.db import reading, writing
from portal.errors import NotFound, Stale
from portal.models import Processor
from portal.records.processors import EEA, ProcessorRow, country_name, find_processor, processors
from portal.security.events import record
from portal.security.viewer import Viewer, own_region, viewer
from portal.web.filters import day
from portal.web.forms import Choice, Day, Form, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.pages import done, page

FIELDS = ("name", "service", "agreement", "agreed_on", "country", "sub_processors", "ended_on")


class ProcessorForm(Form):
    name = Text(_l("Name of the processor"), [asked(_l("Enter the name of the processor."))])
    service = Text(
        _l("What does it do for you?"),
        [asked(_l("Enter what it does for you."))],
        limit=300,
        description=_l("For example: keeps the database"),
    )
    agreement = Text(
        _l("Reference of the processing agreement"),
        [asked(_l("Enter the reference of the agreement. Without it nobody may process for you."))],
        limit=100,
        description=_l("Article 28 of the GDPR"),
    )
    agreed_on = Day(_l("Agreed on"), [asked(_l("Enter the day."))], name_in_text=_l("The day of the agreement"))
    country = Choice(_l("In which country is the data?"), message=_l("Choose a country of the EEA."))
    sub_processors = TextArea(
        _l("Sub-processors"), [Optional()], limit=1000, description=_l("One a line, with the country")
    )
    ended_on = Day(_l("Ended on"), [Optional()], name_in_text=_l("The end date"), description=_l("Only when it ended"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        named = sorted((country_name(code), code) for code in EEA)
        self.country.choices = [("", _("Choose a country")), *((code, name) for name, code in named)]

    def validate_agreed_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(_("The day cannot be in the future."))

    def validate_ended_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(_("The day cannot be in the future."))


@blueprint.get("/beheer/verwerkers", endpoint="processors")
def processor_list() -> Response:
    return page("administration/processors.html", processors=processors(reading(), own_region()))


@blueprint.route("/beheer/verwerkers/nieuw", methods=["GET", "POST"])
def processor_new() -> BaseResponse:
    form = ProcessorForm()
    if not form.validate_on_submit():
        return page("administration/processor.html", form, line=None)
    save(writing(), None, form, by=viewer())
    done(_("The processor is in the list."))
    return redirect(url_for("administration.processors"), 303)


@blueprint.route("/beheer/verwerkers/<uuid:processor_id>", methods=["GET", "POST"])
def processor(processor_id: UUID) -> BaseResponse:
    line = find_processor(reading(), own_region(), processor_id)
    if line is None:
        raise NotFound
    form = ProcessorForm(data={name: getattr(line, name) for name in (*FIELDS, "version")})
    if not form.validate_on_submit():
        return page("administration/processor.html", form, line=line)
    save(writing(), line, form, by=viewer())
    done(_("The processor is saved."))
    return redirect(url_for("administration.processors"), 303)


def save(session: Session, line: ProcessorRow | None, form: ProcessorForm, *, by: Viewer) -> None:
    """A new one, or the changes of one; raises Stale when somebody was faster."""
    row = _locked(session, line, form) if line else Processor(region=by.region)
    for name in FIELDS:
        value = form[name].data
        setattr(row, name, value if name in ("agreed_on", "ended_on") else value or "")
    if line is None or session.is_modified(row):
        row.updated_by, row.updated_at = by.id, clock.now()
        session.add(row)
        session.flush()
        record(session, action="processor_saved", actor=by, object_kind="processor", object_id=row.id)


def _locked(session: Session, line: ProcessorRow, form: ProcessorForm) -> Processor:
    row = session.scalars(sa.select(Processor).where(Processor.id == line.id).with_for_update()).one()
    if row.version == form.seen_version:
        return row
    last = last_change(session.connection(), action="processor_saved", object_id=row.id, region=row.region)
    raise Stale(
        version=row.version,
        by=last.by if last else _("The portal"),
        at=row.updated_at,
        rows=[(str(form[name].label.text), _shown(getattr(row, name)), _shown(form[name].data)) for name in FIELDS],
    )


def _shown(value: Any) -> str:
    return day(value) if hasattr(value, "year") else str(value or "")
