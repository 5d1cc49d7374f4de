"""Before the portal is used: the list, and the privacy officer's confirmation (PR-69)."""

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.administration import blueprint, go_live, queries
from portal.administration.queries import name_of
from portal.db import reading, writing
from portal.security.viewer import own_region, viewer
from portal.web.forms import Form, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.pages import done, page


class ConfirmForm(Form):
    advice = TextArea(
        _l("Your advice"),
        [asked(_l("Write down your advice."))],
        limit=1000,
        description=_l("What you think of the risks and the measures (article 39 of the GDPR). Name nobody."),
    )


@blueprint.get("/beheer/ingebruikname")
def go_live_list() -> Response:
    card = queries.controller_card(reading(), own_region())
    return page(
        "administration/go_live_list.html",
        card=card,
        officer=name_of(reading(), card.dpia_confirmed_by),
        items=go_live.checklist(reading(), own_region(), card),
        region=own_region(),
    )


@blueprint.route("/beheer/ingebruikname/dpia", methods=["GET", "POST"])
def dpia_confirm() -> BaseResponse:
    card = queries.controller_card(reading(), own_region())
    form = ConfirmForm(data={"advice": card.dpia_advice, "version": card.version})
    why_not = go_live.why_not(card, viewer())
    if not why_not and form.validate_on_submit():
        go_live.confirm_dpia(writing(), advice=form.advice.data or "", seen_version=form.seen_version, by=viewer())
        done(_("You confirmed the DPIA."))
        return redirect(url_for("administration.go_live_list"), 303)
    answer = page("administration/dpia_confirm.html", form, card=card, why_not=why_not)
    if why_not and form.is_submitted():
        answer.status_code = 409
    return answer
