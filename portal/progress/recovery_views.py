"""V-01: explain why a contract is behind and how it will be on schedule again."""

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import ValidationError

from portal import clock
from portal.db import reading, writing
from portal.progress import blueprint, recovery
from portal.records.recovery import notes_of
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.forms import Day, Form, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.identity import identity
from portal.web.pages import done, page
from portal.web.sensitive import about_nobody


def _not_past(_form: Any, field: Any) -> None:
    if field.data is not None and field.data < clock.today():
        raise ValidationError(_("The date must not be before today."))


class ExplainForm(Form):
    cause = TextArea(
        _l("Why are you behind?"),
        [asked(_l("Write down why you are behind.")), about_nobody],
        description=_l("Do not name a candidate, and write nothing about health."),
    )
    measures = TextArea(
        _l("What will you do?"),
        [asked(_l("Write down what you will do.")), about_nobody],
        description=_l("For example: how many people you will ask, and when they start"),
    )
    back_on = Day(
        _l("When will you be on schedule again?"),
        [asked(_l("Enter when you will be on schedule again.")), _not_past],
        name_in_text=_l("The date"),
    )


@blueprint.route("/opdrachten/<number>/voortgang/uitleg", methods=["GET", "POST"])
def explain(number: str) -> BaseResponse:
    form, question = ExplainForm(), recovery.open_note(reading(), contract().id)
    if form.validate_on_submit():
        recovery.explain(
            writing(),
            contract=contract(),
            seen_version=form.seen_version,
            cause=form.cause.data or "",
            measures=form.measures.data or "",
            back_on=form.back_on.data,
            by=viewer(),
        )
        done(_("Your explanation is sent to the coordination point."))
        return redirect(url_for("progress.overview", number=number), 303)
    form.version.data = form.version.data or str(question.version if question else 0)
    return page(
        "progress/explain.html",
        form,
        number=number,
        identity=identity(contract(), current="progress"),
        question=question,
        notes=notes_of(reading(), [contract().id]).get(contract().id, []),
    )
