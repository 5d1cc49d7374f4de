"""Effort of one contract that is no placement, as it was sent; and which contracts have some to review."""

from flask import Response

from portal import clock
from portal.db import reading
from portal.records.contributions import contributions_of, parts_of
from portal.records.efforts import other_efforts
from portal.records.tables import value_table
from portal.review import blueprint
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.pages import page


@blueprint.get("/csr/opdrachten/<number>/andere-inzet")
def contributions(number: str) -> Response:
    table = value_table(reading(), contract().value_table_id)
    efforts = other_efforts(reading(), contract().id)
    rows = contributions_of(reading(), contract().id, only_sent=True)
    return page(
        "review/contributions.html",
        identity=identity(contract(), current="progress"),
        number=number,
        contract=contract(),
        on=clock.today(),
        rows=[(row, parts_of(row, table, efforts)) for row in rows],
        is_ours=viewer().is_csr and contract().region is viewer().region,
    )
