"""The code of a letter leads to the same pages as a link (T-09)."""

from datetime import timedelta

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.consents import blueprint, paper
from portal.consents.forms import CodeForm
from portal.db import database, reading
from portal.errors import TooMany
from portal.models import LinkPurpose
from portal.privacy.current import vault
from portal.security.access import network
from portal.security.limits import Limit, count_try
from portal.security.links import find_link
from portal.web.i18n import gettext as _
from portal.web.pages import page

# 40 bits are enough with these: 500 tries an hour in all find one of 10,000 codes in a year with a chance of 5 percent,
# and behind it stands the date of birth, three tries a link.
CODE_NETWORK = Limit("code-network", 20, timedelta(hours=1))
CODE_EVERYWHERE = Limit("code-everywhere", 500, timedelta(hours=1))


@blueprint.route("/code", methods=["GET", "POST"])
def code() -> BaseResponse:
    form = CodeForm()
    if form.validate_on_submit():
        token = paper.token_of(vault(), form.code.data or "")
        found = find_link(reading(), token, LinkPurpose.DECIDE, LinkPurpose.MANAGE)
        if found is not None:
            return redirect(url_for("consents.link", token=token), 303)
        if not count_try(database(), CODE_NETWORK, network()) or not count_try(database(), CODE_EVERYWHERE, ""):
            raise TooMany
        form.code.errors = [_("We do not know this code. Look carefully at the letters.")]
    return page("consents/code.html", form)
