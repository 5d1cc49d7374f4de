"""The evidence core, for the privacy officer alone: by number, and the name once, for a reason (PR-28)."""

from typing import Any
from uuid import UUID

from flask import Response, request

from portal.db import appending, reading, writing
from portal.errors import NotFound
from portal.privacy import blueprint
from portal.privacy.cores import Core, approved_work, cores_of, find_core
from portal.privacy.current import vault
from portal.privacy.forms import RevealForm
from portal.privacy.vault import Purpose
from portal.privacy.viewlog import record_view
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.looks import count_reveal
from portal.web.pages import page


@blueprint.get("/csr/opdrachten/<number>/bewijskern")
def cores(number: str) -> Response:
    found = cores_of(reading(), contract().id)
    return page("privacy/cores.html", identity=identity(contract(), current="overview"), number=number, cores=found)


@blueprint.route("/csr/opdrachten/<number>/bewijskern/<uuid:candidate_id>", methods=["GET", "POST"])
def core(number: str, candidate_id: UUID) -> Response:
    """With a reason the name is on the page that answers, and nowhere after it."""
    found = find_core(reading(), contract_id=contract().id, candidate_id=candidate_id)
    if found is None:
        raise NotFound
    form = RevealForm()
    if not form.validate_on_submit():
        with appending() as small:
            _note(small, "view", candidate_id, fields="evidence")
        return _shown(found, form)
    count_reveal(candidate_id, contract().id)
    name = vault().open(candidate_id, Purpose.NAME, found.name_sealed)
    if name is None:
        raise NotFound
    answer = _shown(found, name=f"{name['first_name']} {name['surname']}")
    _note(writing(), "reveal", candidate_id, fields="first_name surname", reason=form.reason.data)
    return answer


def _shown(found: Core, form: RevealForm | None = None, *, name: str = "") -> Response:
    return page(
        "privacy/core.html",
        form,
        identity=identity(contract(), current="overview"),
        number=contract().number,
        core=found,
        work=approved_work(reading(), found.candidate_id),
        name=name,
    )


def _note(session: Any, action: str, candidate_id: UUID, *, fields: str, reason: str = "") -> None:
    record_view(
        session,
        viewer=viewer(),
        action=action,
        object_kind="candidate",
        object_id=candidate_id,
        fields=fields,
        reason=reason,
        purpose="P2",
        origin=str(request.endpoint),
    )
