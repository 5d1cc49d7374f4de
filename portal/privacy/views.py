"""The reveal: one masked value, once, for a reason, on a page of its own (PR-08). Its address holds no value."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request

from portal.db import reading, writing
from portal.errors import NotFound
from portal.privacy import blueprint, core_views, officer_views
from portal.privacy.current import vault
from portal.privacy.forms import RevealForm
from portal.privacy.queries import Revealable, RevealReason, SealedPart, find_sealed_part
from portal.privacy.vault import Purpose
from portal.privacy.viewlog import record_view
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.valuation.names import CLASS_NAMES, GROUP_NAMES
from portal.valuation.vocabulary import DurationClass, TargetGroup
from portal.web.filters import day
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.identity import identity
from portal.web.looks import count_reveal
from portal.web.pages import page

__all__ = ["core_views", "officer_views"]  # their views belong to the same blueprint
PURPOSES = {Revealable.BIRTH_DATE: Purpose.ADDRESS, Revealable.TARGET_GROUP: Purpose.GROUP}
FIELDS = {Revealable.BIRTH_DATE: "birth_date", Revealable.TARGET_GROUP: "target_group duration_class"}


@blueprint.app_template_global("reveal_reasons")
def reveal_reasons() -> list[RevealReason]:
    """For the component ``reveal``, which stands on pages of other features."""
    return list(RevealReason)


@blueprint.post("/opdrachten/<number>/kandidaten/<uuid:candidate_id>/tonen")
def reveal_to_contractor(number: str, candidate_id: UUID) -> Response:
    return _reveal(candidate_id, purpose="P1")


@blueprint.post("/csr/opdrachten/<number>/kandidaten/<uuid:candidate_id>/tonen")
def reveal_to_csr(number: str, candidate_id: UUID) -> Response:
    return _reveal(candidate_id, purpose="P2")


def _reveal(candidate_id: UUID, *, purpose: str) -> Response:
    wanted = _wanted()
    part = find_sealed_part(reading(), contract_id=contract().id, candidate_id=candidate_id, wanted=wanted)
    if part is None:
        raise NotFound
    form = RevealForm()
    context: dict[str, Any] = {
        "identity": identity(contract(), current="candidates"),
        "candidate_number": part.number,
        "field": wanted,
        "back": request.path.removesuffix("/tonen"),
    }
    if not form.validate_on_submit():
        return page("privacy/reason.html", form, **context)
    count_reveal(candidate_id, contract().id)
    answer = page("privacy/reveal.html", rows=_opened(part, wanted), **context)
    record_view(
        writing(),
        viewer=viewer(),
        action="reveal",
        object_kind="candidate",
        object_id=candidate_id,
        fields=FIELDS[wanted],
        reason=form.reason.data,
        purpose=purpose,
        origin=str(request.endpoint),
    )
    return answer


def _wanted() -> Revealable:
    try:
        return Revealable(request.form.get("field", ""))
    except ValueError:
        raise NotFound from None


def _opened(part: SealedPart, wanted: Revealable) -> list[dict[str, str]]:
    """Lines of the summary list. Raises NotFound when the key has ended since."""
    data = vault().open(part.candidate_id, PURPOSES[wanted], part.sealed)
    value = data and data.get(wanted)
    if not data or not value:
        raise NotFound
    if wanted is Revealable.BIRTH_DATE:
        return [{"key": _("Date of birth"), "value": day(date.fromisoformat(value))}]
    rows = [{"key": _("Target group"), "value": GROUP_NAMES[TargetGroup(value)].in_language(language())}]
    if duration := data.get("duration_class"):
        name = CLASS_NAMES[DurationClass(duration)].in_language(language())
        rows.append({"key": _("How long"), "value": name})
    return rows
