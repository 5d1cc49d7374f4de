"""Pages of the final account: write it, check it and send it."""

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.contracts import blueprint
from portal.contracts import final_account as services
from portal.db import reading, writing
from portal.records.figures import progress_of
from portal.records.final_account import account_of, due_on
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.forms import Check, Form, TextArea, asked
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.identity import identity
from portal.web.pages import done, page
from portal.web.sensitive import about_nobody

PATH = "/opdrachten/<number>/eindverantwoording"


class AccountForm(Form):
    result = TextArea(
        _l("What was done?"),
        [asked(_l("Write down what was done.")), about_nobody],
        description=_l("Tell it in your own words. Do not name a candidate, and write nothing about health."),
    )
    difference = TextArea(
        _l("Is it more or less than was asked? Why?"),
        [about_nobody],
        description=_l("For example: what you tried, and why it did not work out"),
    )

    def check(self, missing: bool) -> bool:
        """Less than was asked wants a reason; call it after validating."""
        if missing and not self.difference.data and not self.difference.errors:
            self.difference.errors = [_("Write down why it is less than was asked.")]
        return not self.errors


class SendForm(Form):
    attested = Check(
        _l("This information is right. I may send it for my company."),
        [asked(_l("Tick the box if the information is right."))],
    )


@blueprint.route(PATH, methods=["GET", "POST"])
def final_account(number: str) -> BaseResponse:
    now = account_of(reading(), contract().id)
    form = AccountForm(data={"result": now.result, "difference": now.difference, "version": str(now.version)})
    figures = progress_of(reading(), [contract().id], clock.today())[contract().id]
    form.difference.flags.optional = figures.approved >= figures.obligation
    if form.validate_on_submit() and form.check(figures.approved < figures.obligation):
        services.write_account(
            writing(),
            contract=contract(),
            seen_version=form.seen_version,
            result=form.result.data or "",
            difference=form.difference.data or "",
            by=viewer(),
        )
        done(_("The final account is saved. You still have to send it."))
        return redirect(url_for("contracts.final_account_send", number=number), 303)
    return _page("final_account", form, account=now, figures=figures)


@blueprint.route(f"{PATH}/versturen", methods=["GET", "POST"])
def final_account_send(number: str) -> BaseResponse:
    now = account_of(reading(), contract().id)
    form = SendForm()
    if form.validate_on_submit():
        services.send_account(writing(), contract=contract(), seen_version=form.seen_version, by=viewer())
        done(_("The final account is sent."))
        return redirect(url_for("contracts.final_account", number=number), 303)
    form.version.data = form.version.data or str(now.version)
    figures = progress_of(reading(), [contract().id], clock.today())[contract().id]
    return _page("final_account_send", form, account=now, figures=figures)


def _page(name: str, form: Form, **context: Any) -> BaseResponse:
    return page(
        f"contracts/{name}.html",
        form,
        identity=identity(contract(), current="overview"),
        number=contract().number,
        contract=contract(),
        due=due_on(reading(), contract()),
        has_ended=clock.today() > contract().ends_on,
        **context,
    )
