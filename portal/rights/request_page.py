"""The page of one request (S-30), which every act on it comes back to. Every look at it is written down (PR-66)."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.consents.letters import Post
from portal.db import reading, writing
from portal.errors import NotFound, Refused
from portal.models import Region, Right, Role
from portal.privacy.current import vault
from portal.privacy.queries import RevealReason
from portal.rights import queries, services
from portal.rights.forms import CodeForm, CorrectForm, DiscloseForm, MatchForm
from portal.rights.queries import RequestLine
from portal.rights.recipients import recipients_of
from portal.rights.requester import open_reasons, open_requester
from portal.rights.showing import correction_lines, step_words
from portal.security.viewer import viewer
from portal.web.looks import count_reveal, note_look
from portal.web.pages import base_url, done, page

PATH = "/csr/verzoeken/<uuid:request_id>"


def find(request_id: UUID) -> Any:
    found = queries.find_request(reading(), viewer(), request_id)
    if found is None:
        raise NotFound
    return found


def line_of(found: Any) -> RequestLine:
    return RequestLine(**{name: found._mapping[name] for name in RequestLine.__dataclass_fields__})


def show(found: Any, *, revealed: UUID | None = None, **forms: Any) -> Response:
    """The whole request; whatever form was sent comes back with what was typed.

    ``revealed`` is a correction of which the masked values are shown. Raises NotFound when it is of another request.
    """
    if revealed is None:
        note_request(found)
    else:
        _note_reveal(found, revealed)
    line = line_of(found)
    blank: dict[str, Any] = {
        "match": MatchForm(formdata=None),
        "code": CodeForm(formdata=None),
        "correct": CorrectForm(formdata=None),
        "disclose": DiscloseForm(formdata=None),
    }
    sent = next(iter(forms.values()), None)
    asked, reasons = open_requester(vault(), found), open_reasons(vault(), found)
    return page(
        "rights/request.html",
        sent,
        found=found,
        line=line,
        asked=asked,
        reasons=reasons,
        forms={**blank, **forms},
        due=line.clock.due(line.decided_on or clock.today()),
        steps=[step_words(one) for one in queries.steps_of(reading(), found.id)],
        restrictions=queries.restrictions_of(reading(), found.id),
        corrections=correction_lines(reading(), vault(), found.id, revealed) if found.kind is Right.CORRECT else [],
        notices=queries.notices_of(reading(), found.id),
        recipients=recipients_of(reading(), found.candidate_id) if found.candidate_id else [],
        regions=[one for one in Region if one is not found.region],
        may_lift=viewer().role in (Role.PRIVACY_OFFICER, Role.CSR_MANAGER),
    )


def note_request(found: Any) -> None:
    note_look(
        "view",
        "candidate" if found.candidate_id else "rights_request",
        found.candidate_id or found.id,
        fields="request",
        reason=RevealReason.REQUEST.value,
    )


def _note_reveal(found: Any, correction_id: UUID) -> None:
    correction = next((one for one in queries.corrections_of(reading(), found.id) if one.id == correction_id), None)
    if correction is None:
        raise NotFound
    count_reveal(found.candidate_id)
    note_look("reveal", "candidate", found.candidate_id, fields=correction.field, reason=RevealReason.CORRECTION.value)


def kept(answer: Response, refused: Refused) -> Response:
    """The form again with what was typed and why it was refused; 409 when somebody else was faster."""
    if isinstance(refused, services.ChangedMeanwhile):
        answer.status_code = refused.status
    return answer


def post() -> Post:
    return Post(writing(), vault(), base_url())


def back(request_id: UUID, text: str) -> BaseResponse:
    done(text)
    return redirect(url_for("rights.request", request_id=request_id), 303)
