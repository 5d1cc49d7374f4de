"""Pages of effort that is no placement: the list, write it down, look at it, send it, correct it."""

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.contributions import blueprint, services
from portal.contributions.forms import ContributionCorrectionForm, ContributionForm, SendForm
from portal.contributions.valuing import rows_offered, value_of
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import PlacementStatus
from portal.records.contributions import ContributionRow, contributions_of, find_contribution, newest_answer, parts_of
from portal.records.efforts import other_efforts
from portal.records.tables import value_table
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.valuation import ValueTable, texts
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.identity import identity
from portal.web.pages import done, page

PATH = "/opdrachten/<number>/andere-inzet"
ONE = f"{PATH}/<int:position>"


@blueprint.get(PATH)
def overview(number: str) -> Response:
    rows = contributions_of(reading(), contract().id)
    return _page("overview", rows=rows, on=clock.today(), is_offered=bool(rows_offered(_table())))


@blueprint.route(f"{PATH}/nieuw", methods=["GET", "POST"])
def new(number: str) -> BaseResponse:
    form = ContributionForm()
    form.offer(_table(), other_efforts(reading(), contract().id))
    if form.validate_on_submit() and form.accept(contract()):
        value = value_of(form.entry, _table()).amount
        position = services.record_contribution(
            writing(), contract=contract(), entry=form.entry, value=value, by=viewer()
        )
        done(_("The effort is saved. You still have to send it."))
        return _to(position)
    return _page("work", form=form, before=None, answer=None)


@blueprint.get(f"{ONE}/overzicht")
def contribution(number: str, position: int) -> Response:
    return _show("contribution", _row(position))


@blueprint.route(ONE, methods=["GET", "POST"])
def work(number: str, position: int) -> BaseResponse:
    """Change what was not sent, or came back."""
    before = _row(position)
    if request.method != "POST" and before.status not in services.OPEN:
        return _to(position)
    form = ContributionForm()
    if _saved(form, before, services.change_contribution):
        done(_("The effort is saved. You still have to send it."))
        return _to(position)
    return _page("work", form=form, before=before, answer=newest_answer(reading(), before.id))


@blueprint.route(f"{ONE}/versturen", methods=["GET", "POST"])
def submit(number: str, position: int) -> BaseResponse:
    before = _row(position)
    form = SendForm()
    if form.validate_on_submit():
        seen = services.Seen(position, form.seen_version)
        services.submit_contribution(writing(), contract=contract(), seen=seen, by=viewer())
        done(_("The effort is sent. You get an e-mail when there is an answer."))
        return _to(position)
    if request.method != "POST" and before.status not in services.OPEN:
        return _to(position)
    form.version.data = form.version.data or str(before.version)
    return _show("submit", before, form=form)


@blueprint.route(f"{ONE}/aanpassen", methods=["GET", "POST"])
def correct(number: str, position: int) -> BaseResponse:
    before = _row(position)
    if request.method != "POST" and before.status not in services.CORRECTABLE:
        return _to(position)
    form = ContributionCorrectionForm()
    if _saved(form, before, services.correct_contribution):
        done(_("The change is sent to the coordination point. It is reviewed again."))
        return _to(position)
    return _page("work", form=form, before=before, answer=None)


def _saved(form: ContributionForm, before: ContributionRow, change: Callable[..., None]) -> bool:
    """Whether ``change`` was done with what came in; a form that was not sent shows what there is."""
    form.offer(_table(), other_efforts(reading(), contract().id))
    if form.validate_on_submit() and form.accept(contract()):
        seen, value = services.Seen(before.number, form.seen_version), value_of(form.entry, _table()).amount
        change(writing(), contract=contract(), seen=seen, entry=form.entry, value=value, by=viewer())
        return True
    _fill(form, before)
    return False


def _table() -> ValueTable:
    return value_table(reading(), contract().value_table_id)


def _row(position: int) -> ContributionRow:
    found = find_contribution(reading(), contract().id, position)
    if found is None:
        raise NotFound
    return found


def _fill(form: ContributionForm, before: ContributionRow) -> None:
    if not form.is_submitted():
        form.fill(before)
        form.version.data = str(before.version)


def _to(position: int) -> BaseResponse:
    return redirect(url_for("contributions.contribution", number=contract().number, position=position), 303)


def _show(name: str, row: ContributionRow, form: Any = None) -> Response:
    returned = row.status is PlacementStatus.RETURNED
    return _page(
        name,
        form=form,
        row=row,
        parts=parts_of(row, _table(), other_efforts(reading(), contract().id)),
        lines=texts(value_of(row, _table()).lines, language(), reveal=True),
        is_open=row.status in services.OPEN,
        may_change=row.status in services.CORRECTABLE,
        answer=newest_answer(reading(), row.id) if returned else None,
    )


def _page(name: str, *, form: Any = None, **context: Any) -> Response:
    return page(
        f"contributions/{name}.html",
        form,
        identity=identity(contract(), current="progress"),
        number=contract().number,
        contract=contract(),
        **context,
    )
