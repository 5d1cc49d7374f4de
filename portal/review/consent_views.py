"""Proof of consent for who must show it: the record of one candidate, and for the privacy officer all of a contract."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Response, request

from portal.consents.proof_views import record_answer
from portal.consents.queries import newest_question
from portal.db import reading
from portal.errors import NotFound
from portal.models import Candidate, ConsentRequest
from portal.privacy.gate import is_open
from portal.review import blueprint
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.looks import note_look
from portal.web.pages import page
from portal.web.pagination import Page, read_page

PATH = "/csr/opdrachten/<number>"


@blueprint.get(f"{PATH}/toestemmingen")
def consents(number: str) -> Response:
    """Every question of a contract by number, whatever the answer; no name is in it."""
    found = _questions(reading(), contract().id, after=request.args.get("na"), before=request.args.get("voor"))
    if found.rows:
        note_look("list", "contract", contract().id, count=len(found.rows), fields="consent")
    return page(
        "review/consents.html",
        identity=identity(contract(), current="overview"),
        number=number,
        contract=contract(),
        found=found,
    )


@blueprint.get(f"{PATH}/kandidaten/<uuid:candidate_id>/toestemming.jsonld")
def consent_record(number: str, candidate_id: UUID) -> Response:
    """To a coordination point only while the yes stands (PR-15); to the privacy officer always."""
    known: sa.ColumnElement[bool] = sa.exists().where(
        Candidate.id == candidate_id, Candidate.contract_id == contract().id
    )
    if viewer().is_csr:
        known = sa.and_(known, is_open(candidate_id))
    question = newest_question(reading(), candidate_id) if reading().scalar(sa.select(known)) else None
    if question is None:
        raise NotFound
    note_look("export", "candidate", candidate_id, fields="consent")
    return record_answer(question)


def _questions(connection: sa.Connection, contract_id: UUID, *, after: str | None, before: str | None) -> Page[Any]:
    statement: Any = (
        sa.select(
            ConsentRequest.id.label("key"),
            ConsentRequest.candidate_id,
            ConsentRequest.status,
            ConsentRequest.requested_at,
            ConsentRequest.answered_at,
            Candidate.number,
        )
        .join(Candidate, Candidate.id == ConsentRequest.candidate_id)
        .where(ConsentRequest.contract_id == contract_id)
    )
    return read_page(connection, statement, key=ConsentRequest.__table__.c.id, after=after, before=before)
