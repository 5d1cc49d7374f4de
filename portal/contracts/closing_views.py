"""How the contract ends, for its contractor and client; and the contractor's view on an intention."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.contracts import blueprint, closing
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import ClosingStatus
from portal.records.closing import assess, closing_of
from portal.records.closing_letter import letter_document
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.forms import Form, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.identity import identity
from portal.web.pages import done, page
from portal.web.pdf import makes_pdf, pdf_answer
from portal.web.sensitive import about_nobody

PATH = "/opdrachten/<number>/afsluiting"


class ViewForm(Form):
    text = TextArea(
        _l("What is your view?"),
        [asked(_l("Write down your view.")), about_nobody],
        limit=2000,
        description=_l("For example: why it was not your fault, or what is not right. Do not name a candidate."),
    )


@blueprint.get(PATH, endpoint="closing")
def overview(number: str) -> BaseResponse:
    return _page("closing", None)


@blueprint.get(f"{PATH}/brief")
def closing_letter(number: str) -> BaseResponse:
    """The letter of the newest step, as tagged PDF."""
    document = letter_document(reading(), contract())
    if document is None:
        return redirect(url_for("contracts.closing", number=number), 303)
    return pdf_answer(document, reference=f"{number}-afsluiting")


@blueprint.route(f"{PATH}/zienswijze", methods=["GET", "POST"])
def closing_view(number: str) -> BaseResponse:
    now = closing_of(reading(), contract().id)
    if now.hearing_until is None:
        raise NotFound
    form = ViewForm(data={"text": now.view or "", "version": str(now.version)})
    if form.validate_on_submit():
        closing.give_view(
            writing(), contract=contract(), seen_version=form.seen_version, text=form.text.data or "", by=viewer()
        )
        done(_("Your view is sent. The coordination point reads it before there is a decision."))
        return redirect(url_for("contracts.closing", number=number), 303)
    return _page("closing_view", form)


def _page(name: str, form: ViewForm | None) -> BaseResponse:
    now = closing_of(reading(), contract().id)
    return page(
        f"contracts/{name}.html",
        form,
        identity=identity(contract(), current="overview"),
        number=contract().number,
        contract=contract(),
        closing=now,
        has_letter=now.has_letter and makes_pdf(),
        found=assess(reading(), contract(), clock.today()),
        may_answer=now.status is ClosingStatus.HEARING
        and now.hearing_until is not None
        and clock.today() <= now.hearing_until,
    )
