"""The values that only a coordination point can decide: what counts, why, since when, and who confirmed it."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.administration import blueprint, settings
from portal.administration.setting_values import FIXED, LICENCES, VALUES, Kind, Value, does_not_fit
from portal.db import reading, writing
from portal.errors import NotFound
from portal.security.viewer import own_region, viewer
from portal.web.forms import Choice, Form, Hidden, Text, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.pages import done, page

PATH = "/beheer/instellingen/<setting_name>"


class _ReasonForm(Form):
    reason = TextArea(_l("Why do you change this?"), [asked(_l("Write down why you change this."))], limit=500)
    seen = Hidden()  # what counted when the form was opened


class TypedForm(_ReasonForm):
    value = Text(_l("New value"), [asked(_l("Enter the new value."))])


class ChosenForm(_ReasonForm):
    value = Choice(_l("New value"), message=_l("Choose the new value."))


@blueprint.get("/beheer/instellingen", endpoint="settings")
def setting_list() -> Response:
    return page(
        "administration/settings.html",
        values=list(VALUES.values()),
        current=settings.values_of(reading(), own_region()),
        waiting=settings.waiting(reading(), own_region()),
        fixed=FIXED,
        region=own_region(),
    )


@blueprint.get(PATH)
def setting(setting_name: str) -> Response:
    value = _value(setting_name)
    return page(
        "administration/setting.html",
        value=value,
        current=settings.values_of(reading(), own_region())[value.name],
        pending=settings.waiting(reading(), own_region()).get(value.name),
        changes=settings.changes_of(reading(), own_region(), value.name),
    )


@blueprint.route(f"{PATH}/wijzigen", methods=["GET", "POST"])
def setting_change(setting_name: str) -> BaseResponse:
    value = _value(setting_name)
    current = settings.values_of(reading(), own_region())
    form = _form(value, current[value.name])
    if not form.validate_on_submit():
        return _change_page(value, form)
    try:
        wanted = value.read(form.value.data or "")
    except ValueError as refused:
        form.value.errors = [str(refused)]
        return _change_page(value, form)
    if problem := does_not_fit(value.name, wanted, current):
        form.value.errors = [problem]
        return _change_page(value, form)
    settings.propose(writing(), value, wanted, seen=form.seen.data or "", reason=form.reason.data or "", by=viewer())
    said = _("The change waits for a second person.") if value.second else _("The new value counts from now on.")
    return _back(value, said)


@blueprint.post(f"{PATH}/<uuid:change_id>/bevestigen")
def setting_confirm(setting_name: str, change_id: UUID) -> BaseResponse:
    settings.confirm(writing(), change_id, seen_version=Form().seen_version, by=viewer())
    return _back(_value(setting_name), _("The new value counts from now on."))


@blueprint.post(f"{PATH}/<uuid:change_id>/terugnemen")
def setting_take_back(setting_name: str, change_id: UUID) -> BaseResponse:
    settings.take_back(writing(), change_id, seen_version=Form().seen_version, by=viewer())
    return _back(_value(setting_name), _("The change is taken back."))


def _value(name: str) -> Value:
    if name not in VALUES:
        raise NotFound
    return VALUES[name]


def _form(value: Value, current: str) -> Any:
    if value.kind in (Kind.SWITCH, Kind.LICENCE):
        form: Any = ChosenForm(data={"seen": current})
        choices = LICENCES if value.kind is Kind.LICENCE else ("yes", "no")
        form.value.choices = [(one, value.shown(one)) for one in choices]
        return form
    return TypedForm(data={"seen": current, "value": current})


def _change_page(value: Value, form: Any) -> Response:
    return page("administration/setting_change.html", form, value=value)


def _back(value: Value, said: str) -> BaseResponse:
    done(said)
    return redirect(url_for("administration.setting", setting_name=value.name), 303)
