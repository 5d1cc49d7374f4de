"""Letting another contractor take over the rest of a contract."""

from typing import Any
from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import Optional

from portal import clock
from portal.accounts.services import Post
from portal.administration import blueprint, queries, take_over
from portal.administration.contract_views import own_contract
from portal.administration.forms import Kvk, as_address
from portal.administration.services import Party
from portal.db import reading, writing
from portal.privacy.current import vault
from portal.records.closing import waiting_in
from portal.records.figures import progress_of
from portal.security.scope import ContractRow
from portal.security.viewer import viewer
from portal.web.filters import day, money
from portal.web.forms import Choice, Day, Form, Text, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.identity import identity
from portal.web.pages import base_url, done, page


class TakeOverForm(Form):
    contractor = Choice(
        _l("Who takes over?"), description=_l("Is it not in the list? Then enter the name and KvK number below")
    )
    new_contractor = Text(_l("Name of the new company"), [Optional()])
    kvk_number = Kvk(_l("KvK number of the new company"), [Optional()], description=_l("8 digits"))
    number = Text(
        _l("Number of the new contract"), [asked(_l("Enter the number of the contract.")), as_address], limit=20
    )
    on: Any = Day(_l("From which day?"), [asked(_l("Enter from which day it holds."))],
                  name_in_text=_l("The first day"))  # fmt: skip
    plan_due_on: Any = Day(_l("Plan no later than"), [asked(_l("Enter the last day for the plan."))],
                           name_in_text=_l("The last day for the plan"))  # fmt: skip
    reason = Text(
        _l("Reason"),
        [asked(_l("Enter the reason."))],
        limit=500,
        description=_l("Both contractors and the client can read this"),
    )

    def accept(self, this: ContractRow, *, is_taken: bool) -> bool:
        """After validating: what only the contract and the records know."""
        if not self.contractor.data and not (self.new_contractor.data and self.kvk_number.data):
            self.contractor.errors = [_("Select a contractor, or enter the name and KvK number of a new one.")]
        elif self.contractor.data and self.new_contractor.data:
            self.new_contractor.errors = [_("Select one in the list, or enter a new one, not both.")]
        if is_taken:
            self.number.errors = [_("Number %(number)s already exists. Choose another.", number=self.number.data)]
        if not this.starts_on < self.on.data <= this.ends_on:
            self.on.errors = [
                _("The day must be after %(start)s and no later than %(end)s.",
                  start=day(this.starts_on), end=day(this.ends_on))
            ]  # fmt: skip
        elif self.plan_due_on.data > this.ends_on:
            self.plan_due_on.errors = [_("The plan must be due before the end of the contract.")]
        return not self.errors

    @property
    def party(self) -> Party:
        if self.contractor.data:
            return Party("", id=UUID(self.contractor.data))
        return Party(self.new_contractor.data or "", kvk_number=self.kvk_number.data or None)


@blueprint.route("/beheer/opdrachten/<number>/overdragen", methods=["GET", "POST"], endpoint="take_over")
def hand_on(number: str) -> BaseResponse:
    this = own_contract()
    form = TakeOverForm()
    others = [row for row in queries.contractors(reading()) if row.id != this.contractor_id]
    form.contractor.choices = [("", _("A new contractor")), *((str(row.id), row.name) for row in others)]
    is_right = form.validate_on_submit()
    if is_right and form.accept(this, is_taken=queries.number_is_taken(reading(), form.number.data or "")):
        wanted = take_over.TakeOver(
            form.number.data or "", form.party, form.on.data, form.plan_due_on.data, form.reason.data or ""
        )
        rest = take_over.take_over(
            writing(),
            Post(vault(), base_url()),
            contract=this,
            seen_version=form.seen_version,
            wanted=wanted,
            by=viewer(),
        )
        done(_("The new contract is ready, with %(amount)s to do.", amount=money(rest)))
        return redirect(url_for("administration.contract_edit", number=wanted.number), 303)
    form.version.data = form.version.data or str(this.version)
    return page(
        "administration/take_over.html",
        form,
        identity=identity(this, current="overview"),
        number=number,
        contract=this,
        progress=progress_of(reading(), [this.id], clock.today())[this.id],
        waiting=waiting_in(reading(), this.id),
    )
