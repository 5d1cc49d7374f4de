"""Plans as they were sent, round by round (S-10). Opening one is written down: it ends the time to take it back."""

from flask import Response

from portal import clock
from portal.db import reading
from portal.errors import NotFound
from portal.models import Section, VersionOutcome
from portal.plans import queries as plan_queries
from portal.plans.queries import Round
from portal.plans.summary import summarise
from portal.records.tables import value_table
from portal.review import blueprint, queries
from portal.review.worth import check_efforts
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.looks import note_look
from portal.web.pages import page


@blueprint.get("/csr/opdrachten/<number>/plan")
def plans(number: str) -> Response:
    return page(
        "review/plans.html",
        identity=identity(contract(), current="plan"),
        contract=contract(),
        rounds=plan_queries.rounds(reading(), contract().id),
        VersionOutcome=VersionOutcome,
    )


@blueprint.get("/csr/plan/<number>/<int:round>")
def plan(number: str, round: int) -> Response:
    """One round with what changed since the one before; nothing on it can be edited (PR-38)."""
    every = plan_queries.rounds(reading(), contract().id)
    this = next((one for one in every if one.number == round and one.outcome is not VersionOutcome.WITHDRAWN), None)
    if this is None:
        raise NotFound
    opened = _note_opening(this)
    earlier = next((one for one in every if one.number < round and one.outcome is not VersionOutcome.WITHDRAWN), None)
    found = plan_queries.contents(reading(), contract().id, round, earlier.number if earlier else round)
    table = value_table(reading(), contract().value_table_id)
    is_open = this.outcome is VersionOutcome.OPEN
    checks = check_efforts(found[round]["efforts"], table)
    return page(
        "review/plan.html",
        identity=identity(contract(), current="plan"),
        contract=contract(),
        round=this,
        earlier=earlier,
        opened=opened,
        sections=summarise(found[round], found[earlier.number] if earlier else None, table),
        note=found[round].get("changes", ""),
        checks=checks,
        differs=any(check.difference or check.computed is None for check in checks),
        remarks=plan_queries.remarks_of(reading(), this.id),
        drafts=plan_queries.drafts_of(reading(), this.id),
        may_decide=is_open and viewer().is_csr and contract().region is viewer().region,
        is_open=is_open,
        Section=Section,
    )


def _note_opening(this: Round) -> tuple[str, object] | None:
    """Write down that this person looks, before anything is shown; returns who of a coordination point was first."""
    first = queries.first_opened(reading(), this.id)
    note_look("view", "plan_version", this.id)
    return first or ((viewer().name, clock.now()) if viewer().is_csr else None)
