"""Showing a person: found in this contract, written to the view log, then made into a page (PR-66)."""

from typing import Any
from uuid import UUID

from flask import Response

from portal.candidates.queries import CandidateDetail, find_candidate
from portal.db import reading
from portal.errors import NotFound
from portal.security.scope import contract
from portal.web.identity import identity
from portal.web.pages import page


def found_candidate(candidate_id: UUID) -> CandidateDetail:
    """Raises NotFound, also for a candidate of another contract."""
    found = find_candidate(reading(), contract_id=contract().id, candidate_id=candidate_id)
    if found is None:
        raise NotFound
    return found


def our_page(template: str, form: Any = None, **context: Any) -> Response:
    """A page of this contract, with the tab of candidates."""
    return page(
        template, form, identity=identity(contract(), current="candidates"), number=contract().number, **context
    )
