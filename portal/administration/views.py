"""Where a manager begins, and who is responsible in the region."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.administration import (
    account_views,
    blueprint,
    breach_views,
    closing_views,
    contract_views,
    go_live_views,
    invitation_views,
    language_views,
    notice_views,
    obligation_views,
    processor_views,
    queries,
    services,
    setting_views,
    settings,
    take_over_views,
    value_table_views,
)
from portal.administration.account_review import Which, count_accounts
from portal.administration.forms import CardForm
from portal.administration.value_table_queries import count_drafts
from portal.consents import watching
from portal.consents.terms import terms
from portal.db import database, reading, writing
from portal.records.desks import forget_cards
from portal.security.viewer import own_region, viewer
from portal.web.i18n import gettext as _
from portal.web.pages import done, page

__all__ = [
    "account_views",
    "blueprint",
    "breach_views",
    "closing_views",
    "contract_views",
    "go_live_views",
    "invitation_views",
    "language_views",
    "notice_views",
    "obligation_views",
    "processor_views",
    "setting_views",
    "take_over_views",
    "value_table_views",
]


@blueprint.get("/beheer")
def home() -> BaseResponse:
    card = queries.controller_card(reading(), own_region())
    return page(
        "administration/home.html",
        missing=len(card.missing),
        region=own_region(),
        drafts=count_drafts(reading()),
        waiting=queries.what_waits(reading(), own_region()),
    )


@blueprint.get("/beheer/toezicht")
def oversight() -> BaseResponse:
    """Where the privacy officer begins, and what a manager keeps besides."""
    return page(
        "administration/oversight.html",
        region=own_region(),
        waiting=queries.what_waits(reading(), own_region()),
        changes_waiting=len(settings.waiting(reading(), own_region())),
        accounts_due=count_accounts(reading(), own_region(), Which.DUE),
        late=watching.late(reading(), own_region(), frozen_months=terms(reading(), own_region()).frozen_months),
    )


@blueprint.route("/beheer/coordinatiepunt", methods=["GET", "POST"])
def controller() -> BaseResponse:
    """The controller card (PR-36, PR-69): who is responsible, and which privacy examination was done."""
    card = queries.controller_card(reading(), own_region())
    form = CardForm(data={name: getattr(card, name) for name in (*CardForm.FIELDS, "version")})
    labels = {name: str(form[name].label.text) for name in CardForm.FIELDS}
    if form.validate_on_submit():
        fields = {name: form[name].data if name == "dpia_on" else form[name].data or "" for name in CardForm.FIELDS}
        services.change_card(writing(), fields, labels=labels, seen_version=form.seen_version, by=viewer())
        forget_cards(database())
        done(_("The details of the coordination point are saved."))
        return redirect(url_for("administration.controller"), 303)
    missing = [labels[name] for name in card.missing]
    return page("administration/controller.html", form, missing=missing, region=own_region())
