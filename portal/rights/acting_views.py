"""Deciding on a request, and what is done around it (S-30)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from portal.db import reading, writing
from portal.errors import NotFound, Refused
from portal.models import CorrectionStatus, Region, RequestStatus, Right, RightsOutcome, RightsRequest
from portal.privacy.current import vault
from portal.rights import blueprint, correcting, deciding, queries, recipients, restricting, services
from portal.rights.documents import letter_document
from portal.rights.erasing import facts_of, propose
from portal.rights.forms import CorrectForm, DecideForm, DiscloseForm, StepForm
from portal.rights.request_page import PATH, back, find, kept, line_of, note_request, post, show
from portal.rights.words import PART_WORDS
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.ids import id_of
from portal.web.pages import page


@blueprint.route(f"{PATH}/besluit", methods=["GET", "POST"])
def decide(request_id: UUID) -> BaseResponse:
    """Decide, with the table of what may go beside it (PR-58)."""
    found, form = find(request_id), DecideForm()
    if not form.validate_on_submit():
        return _decide(found, form)
    try:
        row = services.locked(writing(), request_id, form.seen_version)
        deciding.decide(
            row,
            post(),
            outcome=RightsOutcome(form.outcome.data),
            reasons=form.reasons.data or "",
            parts=form.chosen_parts,
            by=viewer(),
        )
    except Refused as refused:
        form.reasons.errors = [str(refused.message)]
        return kept(_decide(found, form), refused)
    waits = row.decided_on is None
    text = _("Somebody else must confirm this decision.") if waits else _("The decision has been sent.")
    return back(request_id, text)


@blueprint.post(f"{PATH}/tweede")
def second(request_id: UUID) -> BaseResponse:
    """Somebody else confirms, or sends the decision back (T48)."""
    find(request_id)
    step = StepForm()
    row = services.locked(writing(), request_id, step.seen_version)
    verb = deciding.confirm if step.do.data == "confirm" else deciding.send_back
    verb(row, post(), by=viewer())
    return back(request_id, _("It has been done."))


@blueprint.post(f"{PATH}/stap")
def step(request_id: UUID) -> BaseResponse:
    """One button, one arrow."""
    find(request_id)
    form = StepForm()
    act = _STEPS.get(form.do.data or "")
    if act is None:
        raise NotFound
    act(services.locked(writing(), request_id, form.seen_version), form)
    return back(request_id, _("It has been done."))


@blueprint.post(f"{PATH}/beperking/<uuid:restriction_id>")
def restriction(request_id: UUID, restriction_id: UUID) -> BaseResponse:
    """Announce the end of a restriction, and end it a day later at the earliest (PR-59)."""
    find(request_id)
    form = StepForm()
    row = restricting.find_restriction(writing(), restriction_id, request_id)
    if form.do.data == "announce":
        restricting.announce(writing(), row, post(), by=viewer())
    else:
        restricting.lift(writing(), row, by=viewer())
    return back(request_id, _("It has been done."))


@blueprint.post(f"{PATH}/onjuist")
def correct(request_id: UUID) -> BaseResponse:
    """Write down for the person which field is wrong, and ask the contractor (PR-56)."""
    found, form = find(request_id), CorrectForm()
    if not form.validate_on_submit():
        return show(found, correct=form)
    try:
        row = services.locked(writing(), request_id, form.seen_version)
        correcting.mark(row, form.field.data, form.wanted.data or "", post(), by=viewer())
    except Refused as refused:
        form.wanted.errors = [str(refused.message)]
        return kept(show(found, correct=form), refused)
    return back(request_id, _("We have asked the company to change it."))


@blueprint.post(f"{PATH}/onjuist/<uuid:correction_id>/tonen")
def correction_to_desk(request_id: UUID, correction_id: UUID) -> BaseResponse:
    """What stands in a masked field and what it must be, once: who decides on it must have seen it (PR-08, PR-56)."""
    return show(find(request_id), revealed=correction_id)


@blueprint.post(f"{PATH}/verstrekt")
def disclose(request_id: UUID) -> BaseResponse:
    """Write down data that left on paper, in a file or by telephone (PR-60)."""
    found, form = find(request_id), DiscloseForm()
    if not form.validate_on_submit():
        return show(found, disclose=form)
    row = services.locked(writing(), request_id)
    recipients.write_down(
        writing(),
        row,
        recipient=form.recipient.data or "",
        fields=form.fields.data or (),
        means=form.means.data,
        by=viewer(),
    )
    return back(request_id, _("It has been written down."))


@blueprint.get(f"{PATH}/brief.pdf")
def letter_to_print(request_id: UUID) -> BaseResponse:
    """For somebody without an e-mail address: the same letter, to print and send."""
    found = find(request_id)
    if found.decided_on is None:
        raise NotFound
    note_request(found)
    return letter_document(request_id)


def _forward(row: RightsRequest, form: StepForm) -> None:
    try:
        region = Region(form.region.data or "")
    except ValueError:
        raise NotFound from None
    services.forward(writing(), row, region, post(), by=viewer())


def _told(row: RightsRequest, form: StepForm) -> None:
    notice_id = id_of(form.region.data)
    if notice_id is None:
        raise NotFound
    recipients.told_by_hand(writing(), notice_id, row.id, by=viewer())
    deciding.finish(writing(), row, by=viewer())


def _block(row: RightsRequest, form: StepForm) -> None:
    for one in queries.corrections_of(reading(), row.id):
        if one.status is CorrectionStatus.ESCALATED:
            correcting.block(writing(), correcting.find_correction(writing(), one.id), by=viewer())


_STEPS: dict[str, Callable[[RightsRequest, StepForm], None]] = {
    "identify": lambda row, _form: services.ask_identity(writing(), row),
    "wait": lambda row, _form: services.wait(writing(), row, by=viewer()),
    "withdrawn": lambda row, _form: services.break_off(writing(), row, RequestStatus.WITHDRAWN, by=viewer()),
    "duplicate": lambda row, _form: services.break_off(writing(), row, RequestStatus.DUPLICATE, by=viewer()),
    "forward": _forward,
    "told": _told,
    "block": _block,
}


def _decide(found: Any, form: DecideForm) -> Response:
    note_request(found)
    proposals = []
    if found.kind is Right.ERASE and found.candidate_id is not None:
        with Session(reading()) as session:
            row = session.get_one(RightsRequest, found.id)
            proposals = propose(facts_of(reading(), vault(), row))
    return page(
        "rights/decide.html", form, found=found, line=line_of(found), proposals=proposals, part_words=PART_WORDS
    )
