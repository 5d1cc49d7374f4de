"""Adding a dated part to an obligation."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.services import Post
from portal.administration import blueprint, obligations
from portal.administration.contract_views import own_contract
from portal.administration.obligation_forms import LESS, ObligationForm
from portal.administration.obligations import BelowZero
from portal.db import reading, writing
from portal.privacy.current import vault
from portal.records.parts import obligation_parts
from portal.security.viewer import viewer
from portal.web.filters import money
from portal.web.i18n import gettext as _
from portal.web.identity import identity
from portal.web.pages import base_url, done, page


@blueprint.route("/beheer/opdrachten/<number>/bedrag", methods=["GET", "POST"])
def obligation_add(number: str) -> BaseResponse:
    """A dated part that is added or taken off; nothing of before changes."""
    this = own_contract()
    form = ObligationForm()
    if form.validate_on_submit() and form.check_end(this.ends_on):
        try:
            total = obligations.add_obligation(
                writing(),
                Post(vault(), base_url()),
                this.id,
                form.demand,
                valid_from=form.starts,
                takes_off=form.direction.data == LESS,
                ends_on=form.last_day,
                by=viewer(),
            )
        except BelowZero as refused:
            form.refuse_below_zero(money(refused.sum))
        else:
            done(_("The Social Return amount is now %(total)s.", total=money(total)))
            return redirect(url_for("administration.contract_edit", number=number), 303)
    parts = obligation_parts(reading(), this.id)
    return page("administration/obligation_add.html", form, contract=this, parts=parts, identity=identity(this))
