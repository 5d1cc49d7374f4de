"""The accounts that a coordination point looks after: still needed, not used, statement not signed (PR-63, PR-65)."""

from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.administration import account_review, blueprint
from portal.administration.account_review import AccountLine, Which
from portal.db import reading, writing
from portal.errors import NotFound
from portal.security.viewer import own_region, viewer
from portal.web.forms import Form
from portal.web.i18n import gettext as _
from portal.web.pages import done, page


@blueprint.get("/beheer/accounts")
def accounts() -> Response:
    which = next((one for one in Which if one == request.args.get("wat")), Which.DUE)
    found = account_review.accounts(
        reading(), own_region(), which, after=request.args.get("na"), before=request.args.get("voor")
    )
    return page("administration/accounts.html", which=which, found=found, Which=Which)


@blueprint.post("/beheer/accounts/<uuid:user_id>/nog-nodig")
def account_keep(user_id: UUID) -> BaseResponse:
    line = _find(user_id)
    account_review.keep(writing(), user_id, seen_version=Form().seen_version, by=viewer())
    done(_("The account of %(name)s stays.", name=line.name))
    return redirect(url_for("administration.accounts"), 303)


@blueprint.route("/beheer/accounts/<uuid:user_id>/stoppen", methods=["GET", "POST"])
def account_stop(user_id: UUID) -> BaseResponse:
    line = _find(user_id)
    form = Form(data={"version": line.version})
    if form.validate_on_submit():
        account_review.stop(writing(), user_id, seen_version=form.seen_version, by=viewer())
        done(_("%(name)s no longer has access.", name=line.name))
        return redirect(url_for("administration.accounts"), 303)
    return page("administration/account_stop.html", form, line=line)


def _find(user_id: UUID) -> AccountLine:
    found = account_review.find_account(reading(), own_region(), user_id)
    if found is None:
        raise NotFound
    return found
