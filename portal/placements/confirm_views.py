"""K-42: one form for all contracts of a contractor. Whoever presses 'everything is right' types nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.errors import NotFound, Refused
from portal.models import Placement
from portal.placements import blueprint, queries
from portal.placements.confirm_forms import Answer, QuarterForm, quarter_form
from portal.placements.confirm_services import confirm_quarter
from portal.placements.valuing import Valued, value_work
from portal.placements.work import work_of
from portal.privacy.current import vault
from portal.privacy.vault import Purpose
from portal.records.confirmations import WorkInQuarter, as_work, find_work, open_quarters, work_in_quarter
from portal.security.scope import ContractRow, find_contract
from portal.security.viewer import viewer
from portal.valuation.confirmation import CalendarQuarter
from portal.web.i18n import gettext as _
from portal.web.i18n import ngettext
from portal.web.looks import note_look
from portal.web.pages import done, page
from portal.web.pagination import PAGE_SIZE, read_page

PATH = "/uren/<quarter>"


@blueprint.route(PATH, methods=["GET", "POST"])
def confirm(quarter: str) -> BaseResponse:
    """What waits in this quarter, a page at a time; and below it what was confirmed."""
    asked = _over(quarter)
    if request.method == "POST":
        rows = _sent(asked)
        form = quarter_form(rows, _names(rows), exceptions=True)
        if form.validate_on_submit():
            _confirm(asked, form.answers)
            many = len(rows)
            done(
                ngettext(
                    "The hours of %(num)d placement are confirmed.",
                    "The hours of %(num)d placements are confirmed.",
                    many,
                )
            )
            return redirect(url_for("placements.confirm", quarter=quarter), 303)
        return _list(asked, form)
    waiting = read_page(
        reading(),
        work_in_quarter(viewer(), asked, confirmed=False),
        key=Placement.__table__.c.id,
        after=None,
        before=None,
    )
    rows = as_work(waiting.rows, asked)
    return _list(asked, quarter_form(rows, _names(rows), exceptions=True), has_more=waiting.next is not None)


@blueprint.route(f"{PATH}/<uuid:placement_id>", methods=["GET", "POST"])
def confirm_change(quarter: str, placement_id: UUID) -> BaseResponse:
    """Change hours that were confirmed by mistake."""
    asked = _over(quarter)
    before = find_work(reading(), viewer(), asked, [placement_id]).get(placement_id)
    if before is None or not before.version:
        raise NotFound
    names = _names([before])
    form = quarter_form([before], names, exceptions=False)
    if form.validate_on_submit():
        [answer] = form.answers
        seen = replace(answer, work=replace(before, version=form.seen_version))
        _confirm(asked, [seen])
        done(_("The hours are changed."))
        return redirect(url_for("placements.confirm", quarter=quarter), 303)
    form.version.data = form.version.data or str(before.version)
    return page("placements/confirm_change.html", form, quarter=asked, row=before, name=names[before.candidate_id])


def _over(text: str) -> CalendarQuarter:
    """The quarter of the address. Raises NotFound for what is none, Refused while it runs."""
    quarter = CalendarQuarter.read(text)
    if quarter is None:
        raise NotFound
    if clock.today() <= quarter.ends_on:
        raise Refused(_("This quarter is not over yet."))
    return quarter


def _sent(quarter: CalendarQuarter) -> list[WorkInQuarter]:
    """The rows that were on the screen, as they were there: not confirmed, and with that version of the work."""
    versions = _versions()
    if not 0 < len(versions) <= PAGE_SIZE:
        raise Refused(_("There is nothing to confirm. Go back and look at what is there now."))
    there = find_work(reading(), viewer(), quarter, list(versions))
    if there.keys() != versions.keys():
        raise NotFound
    return [replace(there[one], version=0, placement_version=seen) for one, seen in versions.items()]


def _versions() -> dict[UUID, int]:
    """Placement and version of each row: 'hex-version'."""
    found: dict[UUID, int] = {}
    for text in request.form.getlist("row"):
        key, _sign, version = text.partition("-")
        try:
            found[UUID(hex=key)] = int(version[:9])
        except ValueError:
            raise NotFound from None
    return found


def _confirm(quarter: CalendarQuarter, answers: Sequence[Answer]) -> None:
    """Compute first what an end or a permanent contract is worth, then write it all in one transaction."""
    numbers = {answer.work.contract_id: answer.work.contract_number for answer in answers}
    contracts: dict[UUID, ContractRow] = {}
    for contract_id, number in numbers.items():
        found = find_contract(reading(), viewer(), number)
        if found is None:
            raise NotFound
        contracts[contract_id] = found
    valued = {
        answer.work.placement_id: _valued(answer, contracts[answer.work.contract_id])
        for answer in answers
        if answer.ended is not None or answer.now_permanent
    }
    confirm_quarter(writing(), quarter=quarter, answers=answers, contracts=contracts, valued=valued, by=viewer())


def _valued(answer: Answer, contract: ContractRow) -> Valued:
    before = queries.placement(reading(), contract.id, answer.work.placement_id)
    candidate = queries.candidate_at_work(reading(), contract.id, answer.work.candidate_id)
    if before is None or candidate is None:
        raise NotFound
    said = work_of(before)
    said = replace(said, ends_on=answer.ended.on) if answer.ended else replace(said, is_permanent=True)
    return value_work(
        reading(),
        vault(),
        contract=contract,
        candidate=candidate,
        work=said,
        hours=before.hours,
        placement_id=before.id,
    )


def _names(rows: Sequence[WorkInQuarter]) -> dict[UUID, str]:
    """Names by candidate, after a line in the view log for each contract (PR-66)."""
    for contract_id, many in sorted(Counter(row.contract_id for row in rows).items()):
        note_look("list", "contract", contract_id, count=many, fields="name")
    opened = vault().open_many(Purpose.NAME, {row.candidate_id: row.name_sealed for row in rows})
    return {row.candidate_id: _name(row, opened[row.candidate_id]) for row in rows}


def _name(row: WorkInQuarter, opened: Any) -> str:
    if not opened:
        return _("Candidate %(number)s", number=row.candidate_number)
    return " ".join(filter(None, (opened.get("first_name"), opened.get("surname"))))


def _list(quarter: CalendarQuarter, form: QuarterForm, *, has_more: bool = False) -> BaseResponse:
    confirmed = read_page(
        reading(),
        work_in_quarter(viewer(), quarter, confirmed=True),
        key=Placement.__table__.c.id,
        after=request.args.get("na"),
        before=request.args.get("voor"),
    )
    ready = as_work(confirmed.rows, quarter)
    return page(
        "placements/confirm.html",
        form,
        quarter=quarter,
        has_more=has_more,
        others=[one for one in open_quarters(reading(), viewer(), clock.today()) if one.quarter != quarter],
        ready=ready,
        ready_names=_names(ready),
        previous=confirmed.previous,
        next=confirmed.next,
    )
