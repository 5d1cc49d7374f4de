"""Pages of one candidate's work: write it down, look at it, send it, and change it once it is approved."""

from dataclasses import replace
from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.db import reading, writing
from portal.errors import NotFound, Refused
from portal.models import PlacementStatus, StopReason
from portal.placements import blueprint, confirm_views, queries, services
from portal.placements.forms import CorrectionForm, HoursForm, SendForm, StopForm, WorkForm
from portal.placements.queries import CandidateAtWork
from portal.placements.showing import show, show_placement, valued_by_table, worth_now
from portal.placements.valuing import open_dossier
from portal.placements.wording import no_yes
from portal.placements.work import Work, faults_of, hours_faults, hours_from, stop_faults, work_of
from portal.privacy.current import vault
from portal.records.efforts import effort_choices
from portal.records.placements import PlacementRow, placements_of
from portal.records.tables import value_table
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.valuation import HoursPeriod
from portal.web.i18n import gettext as _
from portal.web.pages import done, notice

__all__ = ["confirm_views"]  # its views belong to the same blueprint

PATH = "/opdrachten/<number>/kandidaten/<uuid:candidate_id>/werk"
ONE = f"{PATH}/<uuid:placement_id>"


@blueprint.route(PATH, methods=["GET", "POST"])
@blueprint.route(ONE, methods=["GET", "POST"])
def work(number: str, candidate_id: UUID, placement_id: UUID | None = None) -> BaseResponse:
    """K-40: write down work, or change what was not sent or came back."""
    candidate = _candidate(candidate_id)
    if not open_dossier(vault(), candidate).is_filled_in:
        notice(_("First enter the candidate’s details."))
        return redirect(url_for("candidates.details", number=number, candidate_id=candidate_id), 303)
    before = _placement(candidate, placement_id) if placement_id else None
    if before is not None and _is_over(before, services.OPEN):
        return _to(before.id, candidate)
    form = WorkForm()
    _offer(form, candidate)
    if form.validate_on_submit():
        said = form.work(form.hours_per_week.data)
        if form.accept(_faults(said, candidate, before)):
            hours = hours_from(before.hours, said.starts_on, said.hours_per_week) if before else ()
            valued = valued_by_table(candidate, said, hours, before)
            if before is None:
                saved = services.record_placement(
                    writing(), contract=contract(), candidate_id=candidate.id, work=said, valued=valued, by=viewer()
                )
            else:
                saved, seen = before.id, services.Seen(before.id, form.seen_version)
                services.change_placement(
                    writing(), contract=contract(), seen=seen, work=said, valued=valued, by=viewer()
                )
            done(_("The work is saved."))
            return _to(saved, candidate)
    elif before is not None and not form.is_submitted():
        form.fill(work_of(before))
        form.version.data = str(before.version)
    answer = queries.newest_decision(reading(), before.id) if before else None
    table = value_table(reading(), contract().value_table_id)
    return show("placements/work.html", candidate, form=form, before=before, answer=answer, table=table)


@blueprint.get(f"{ONE}/overzicht")
def placement(number: str, candidate_id: UUID, placement_id: UUID) -> Response:
    """Work as it stands, with its value, line by line."""
    candidate = _candidate(candidate_id)
    return show_placement("placements/placement.html", candidate, _placement(candidate, placement_id))


@blueprint.route(f"{ONE}/versturen", methods=["GET", "POST"])
def submit(number: str, candidate_id: UUID, placement_id: UUID) -> BaseResponse:
    candidate = _candidate(candidate_id)
    before = _placement(candidate, placement_id)
    form = SendForm()
    if form.validate_on_submit():
        valued = valued_by_table(candidate, work_of(before), before.hours, before)
        seen = services.Seen(before.id, form.seen_version)
        services.submit_placement(writing(), contract=contract(), seen=seen, valued=valued, by=viewer())
        done(_("The work is sent. You get an e-mail when there is an answer."))
        return _to(before.id, candidate)
    if _is_over(before, services.OPEN):
        return _to(before.id, candidate)
    form.version.data = form.version.data or str(before.version)
    return show_placement("placements/submit.html", candidate, before, form=form)


@blueprint.route(f"{ONE}/aanpassen", methods=["GET", "POST"])
def correct(number: str, candidate_id: UUID, placement_id: UUID) -> BaseResponse:
    candidate = _candidate(candidate_id)
    before = _placement(candidate, placement_id)
    if _is_over(before, services.CORRECTABLE):
        return _to(before.id, candidate)
    form = CorrectionForm()
    _offer(form, candidate)
    if form.validate_on_submit():
        hours = hours_from(before.hours, form.starts_on.data)
        said = form.work(hours[0].hours_per_week)
        faults = _faults(said, candidate, before)
        valued = valued_by_table(candidate, said, hours, before)
        if not faults and said.told == work_of(before) and worth_now(before, valued) is None:
            faults = {"form": _("You have not changed anything.")}
        if form.accept(faults):
            services.correct_placement(
                writing(),
                contract=contract(),
                seen=services.Seen(before.id, form.seen_version),
                work=said,
                valued=valued,
                by=viewer(),
            )
            return _reviewed_again(before, candidate)
    elif not form.is_submitted():
        form.fill(work_of(before))
        form.version.data = str(before.version)
    return show("placements/correct.html", candidate, form=form, before=before)


@blueprint.route(f"{ONE}/uren", methods=["GET", "POST"])
def hours(number: str, candidate_id: UUID, placement_id: UUID) -> BaseResponse:
    candidate = _candidate(candidate_id)
    before = _placement(candidate, placement_id)
    if _is_over(before, services.HOURS_MAY_CHANGE):
        return _to(before.id, candidate)
    form = HoursForm()
    if form.validate_on_submit():
        from_on, per_week = form.from_on.data, form.hours_per_week.data
        if form.accept(hours_faults(before, from_on, per_week)):
            kept = [period for period in before.hours if period.from_on != from_on]
            valued = valued_by_table(candidate, work_of(before), (*kept, HoursPeriod(from_on, per_week)), before)
            services.change_hours(
                writing(),
                contract=contract(),
                seen=services.Seen(before.id, form.seen_version),
                from_on=from_on,
                hours_per_week=per_week,
                valued=valued,
                by=viewer(),
            )
            return _reviewed_again(before, candidate)
    form.version.data = form.version.data or str(before.version)
    return show("placements/hours.html", candidate, form=form, before=before)


@blueprint.route(f"{ONE}/stoppen", methods=["GET", "POST"])
def stop(number: str, candidate_id: UUID, placement_id: UUID) -> BaseResponse:
    """K-41."""
    candidate = _candidate(candidate_id)
    before = _placement(candidate, placement_id)
    if _is_over(before, services.CORRECTABLE):
        return _to(before.id, candidate)
    form = StopForm()
    if form.validate_on_submit() and form.accept(stop_faults(before, form.ends_on.data)):
        said = replace(work_of(before), ends_on=form.ends_on.data)
        services.stop_placement(
            writing(),
            contract=contract(),
            seen=services.Seen(before.id, form.seen_version),
            ends_on=form.ends_on.data,
            reason=StopReason(form.reason.data),
            valued=valued_by_table(candidate, said, before.hours, before),
            by=viewer(),
        )
        return _reviewed_again(before, candidate)
    form.version.data = form.version.data or str(before.version)
    return show("placements/stop.html", candidate, form=form, before=before)


def _candidate(candidate_id: UUID) -> CandidateAtWork:
    """In this contract and with a valid yes: without it there is nothing to fill in and nothing to see (PR-15)."""
    found = queries.candidate_at_work(reading(), contract().id, candidate_id)
    if found is None:
        raise NotFound
    if not found.said_yes:
        raise Refused(no_yes())
    return found


def _placement(candidate: CandidateAtWork, placement_id: UUID) -> PlacementRow:
    found = queries.placement(reading(), contract().id, placement_id)
    if found is None or found.candidate_id != candidate.id:
        raise NotFound
    return found


def _is_over(before: PlacementRow, allowed: frozenset[PlacementStatus]) -> bool:
    """There is no such form any more; what was typed goes on to the service, which shows both versions."""
    return request.method != "POST" and before.status not in allowed


def _offer(form: WorkForm, candidate: CandidateAtWork) -> None:
    table = value_table(reading(), contract().value_table_id)
    form.offer(table, effort_choices(reading(), contract().id), c2_given=candidate.c2_given)


def _faults(said: Work, candidate: CandidateAtWork, before: PlacementRow | None) -> dict[str, str]:
    others = [one for one in placements_of(reading(), candidate.id) if before is None or one.id != before.id]
    return faults_of(
        said, contract=contract(), agreement=candidate.agreement, c2_given=candidate.c2_given, others=others
    )


def _to(placement_id: UUID, candidate: CandidateAtWork) -> BaseResponse:
    return redirect(
        url_for("placements.placement", number=contract().number, candidate_id=candidate.id, placement_id=placement_id),
        303,
    )


def _reviewed_again(before: PlacementRow, candidate: CandidateAtWork) -> BaseResponse:
    if before.status is PlacementStatus.RETURNED:
        done(_("The hours are saved. Send the work when everything is right."))
    else:
        done(_("The change is sent to the coordination point. It is reviewed again."))
    return _to(before.id, candidate)
