"""What a contractor sees of candidates: the list, one person, and the details that a yes opened (K-01, K-30, K-31)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.candidates import asking_again, blueprint, inviting, services
from portal.candidates.forms import DetailsForm, FilterForm, GroupForm, SearchForm
from portal.candidates.queries import (
    CandidateDetail,
    CandidateRow,
    Work,
    as_candidate_row,
    list_candidates,
    names_of,
)
from portal.candidates.seen import found_candidate, our_page
from portal.candidates.services import NoYes, OtherBirthDate
from portal.candidates.words import consent_word, facts, information_word, ledger_lines
from portal.consents.asking import may_correct, missing_of
from portal.consents.chores import next_reminder_days
from portal.consents.queries import Question, email_of, first_name, ledger_of, newest_question
from portal.consents.refusals import may_ask_again
from portal.consents.terms import terms
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import Candidate, ConsentEventKind, ConsentStatus
from portal.privacy.current import vault
from portal.privacy.vault import Purpose
from portal.records.placements import placements_of
from portal.records.tables import value_table
from portal.records.tasks import PersonTask
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.htmx import wants_fragment
from portal.web.i18n import gettext as _
from portal.web.labels import label
from portal.web.looks import note_look
from portal.web.pages import base_url, done
from portal.web.pagination import Page, read_page

MOST_FOUND = 100  # persons shown for one search
__all__ = ["asking_again", "inviting"]  # their views belong to the same blueprint


@blueprint.get("/opdrachten/<number>/kandidaten")
def overview(number: str) -> Response:
    form = FilterForm()
    consent = ConsentStatus(form.consent.data) if form.consent.data in set(ConsentStatus) else None
    work = Work(form.work.data) if form.work.data in set(Work) else None
    task = PersonTask(form.task.data) if form.task.data in set(PersonTask) else None
    found = read_page(
        reading(),
        list_candidates(contract().id, consent=consent, work=work, task=task),
        key=Candidate.__table__.c.id,
        after=request.args.get("na"),
        before=request.args.get("voor"),
        newest_first=True,
    )
    rows = [as_candidate_row(row) for row in found.rows]
    chosen = {"task": task, "consent": consent, "work": work}
    return _list(Page(rows, found.previous, found.next), {name: one for name, one in chosen.items() if one})


@blueprint.post("/opdrachten/<number>/kandidaten")
def search(number: str) -> Response:
    """By POST, so that a name never stands in an address; names are opened within this one contract."""
    form = SearchForm()
    if not form.validate_on_submit():
        return _list(Page([], None, None), {}, form)
    rows = [as_candidate_row(row) for row in reading().execute(list_candidates(contract().id))]
    names, wanted = names_of(vault(), rows), (form.search.data or "").casefold()
    matching = [row for row in rows if wanted in names[row.id].casefold()]
    return _list(Page(matching[:MOST_FOUND], None, None), {}, form)


def _list(
    found: Page[CandidateRow],
    chosen: dict[str, PersonTask | ConsentStatus | Work],
    search_form: SearchForm | None = None,
) -> Response:
    if found.rows:
        note_look("list", "contract", contract().id, count=len(found.rows))

    def address(**others: str | None) -> str:
        kept: dict[str, Any] = {name: value for name, value in {**chosen, **others}.items() if value}
        return url_for("candidates.overview", number=contract().number, **kept)

    context = {
        "rows": found.rows,
        "names": names_of(vault(), found.rows),
        "consent_word": consent_word,
        "information_word": information_word,
        "previous": found.previous and address(voor=found.previous),
        "next": found.next and address(na=found.next),
        "is_search": search_form is not None,
        "is_filtered": bool(chosen),
        "missing": missing_of(reading(), contract().region, contract().status, contract().approved_round),
    }
    if wants_fragment():
        return Response(render_template("candidates/results.html", number=contract().number, **context))
    return our_page(
        "candidates/overview.html",
        search_form,
        filters_form=FilterForm(),
        search_form=search_form or SearchForm(formdata=None),
        chosen=[(label(value), address(**{name: None})) for name, value in chosen.items()],
        **context,
    )


@blueprint.get("/opdrachten/<number>/kandidaten/<uuid:candidate_id>")
def candidate(number: str, candidate_id: UUID) -> Response:
    found = found_candidate(candidate_id)
    question = _question(candidate_id)
    note_look("view", "candidate", candidate_id)
    its_terms = terms(reading(), contract().region)
    days = next_reminder_days(question, its_terms.reminder_days)
    reminder_on = clock.day_of(question.requested_at) + timedelta(days=days) if days is not None else None
    ledger = ledger_of(reading(), question.request_id)
    address = vault().open(candidate_id, Purpose.ADDRESS, found.address_sealed) or {}
    has_birth_date = bool(address.get("birth_date"))
    word, tone = consent_word(question)
    said_no = question.status is ConsentStatus.REFUSED
    again_from = (
        may_ask_again(reading(), contract_id=contract().id, request_id=question.request_id) if said_no else None
    )
    return our_page(
        "candidates/candidate.html",
        candidate=found,
        question=question,
        name=found.full_name(vault()),
        first_name=first_name(vault(), question),
        consent=word,
        tone=tone,
        facts=facts(
            found,
            question,
            email=email_of(vault(), question) if question.is_unanswered else "",
            town=address.get("town") or "",
            has_birth_date=has_birth_date,
            address=request.path,
        ),
        has_birth_date=has_birth_date,
        may_correct=may_correct(reading(), question),
        reminder_on=reminder_on if reminder_on and reminder_on <= question.decide_by else None,
        placements=() if question.is_unanswered or said_no else placements_of(reading(), candidate_id),
        candidate_id=candidate_id,
        history=ledger_lines(ledger),
        stopped_on=_stopped_on(ledger),
        again_from=again_from,
        erased_on=clock.day_of(question.requested_at) + timedelta(days=its_terms.draft_days),
    )


@blueprint.route("/opdrachten/<number>/kandidaten/<uuid:candidate_id>/gegevens", methods=["GET", "POST"])
def details(number: str, candidate_id: UUID) -> BaseResponse:
    found = found_candidate(candidate_id)
    question = _question(candidate_id)
    if question.status is not ConsentStatus.GIVEN:
        raise NoYes(_("This candidate has not said yes. You may not enter information."))
    form = DetailsForm(is_first=found.address_sealed is None)
    if form.validate_on_submit():
        try:
            services.fill_in_details(
                writing(),
                vault(),
                candidate_id=candidate_id,
                seen_version=form.seen_version,
                street=form.street.data or "",
                postcode=form.postcode.data or "",
                town=form.town.data or "",
                born=form.born.data,
                by=viewer(),
                base_url=base_url(),
            )
            return _after_details(question)
        except OtherBirthDate:
            form.born.errors = [_("This is not the date of birth with which the candidate opened the question.")]
    note_look("view", "candidate", candidate_id)
    return _form_page("candidates/details.html", form, found, question)


@blueprint.route("/opdrachten/<number>/kandidaten/<uuid:candidate_id>/gegevens/doelgroep", methods=["GET", "POST"])
def group(number: str, candidate_id: UUID) -> BaseResponse:
    found = found_candidate(candidate_id)
    question = _question(candidate_id)
    if question.status is not ConsentStatus.GIVEN:
        raise NoYes(_("This candidate has not said yes. You may not enter information."))
    if not question.c2_given:
        if request.method == "POST":
            raise NoYes(_("This candidate has not said yes to passing on the benefit or group. You may not enter it."))
        note_look("view", "candidate", candidate_id)
        return _form_page("candidates/group_locked.html", None, found, question)
    form = GroupForm(value_table(reading(), contract().value_table_id), contract().awarded_on)
    if form.validate_on_submit():
        target_group, _dot, duration_class = form.group.data.partition(".")
        services.fill_in_group(
            writing(),
            vault(),
            candidate_id=candidate_id,
            seen_version=form.seen_version,
            target_group=target_group,
            duration_class=duration_class or None,
            by=viewer(),
        )
        done(_("The information is saved."))
        return redirect(url_for("candidates.candidate", number=number, candidate_id=candidate_id), 303)
    note_look("view", "candidate", candidate_id)
    return _form_page("candidates/group.html", form, found, question)


def _stopped_on(ledger: list[sa.Row[Any]]) -> date | None:
    return next((clock.day_of(row.at) for row in ledger if row.kind is ConsentEventKind.WITHDRAWN), None)


def _question(candidate_id: UUID) -> Question:
    question = newest_question(reading(), candidate_id)
    if question is None:
        raise NotFound
    return question


def _after_details(question: Question) -> BaseResponse:
    """On to the target group when the candidate allowed it, else back to the candidate."""
    done(_("The information is saved."))
    endpoint = "candidates.group" if question.c2_given else "candidates.candidate"
    return redirect(url_for(endpoint, number=contract().number, candidate_id=question.candidate_id), 303)


def _form_page(
    template: str, form: DetailsForm | GroupForm | None, found: CandidateDetail, question: Question
) -> Response:
    """Masked fields are never filled in beforehand; the version says which row was on the screen."""
    if form is not None and not form.is_submitted():
        form.version.data = str(found.version)
    return our_page(
        template,
        form,
        candidate=found,
        question=question,
        name=found.full_name(vault()),
        first_name=first_name(vault(), question),
    )
