"""Work without registration of one contract (PR-24): what was seen on the spot, by whom, and whether it counts."""

from decimal import Decimal

from flask import Response

from portal.db import reading
from portal.models import UnregisteredStatus
from portal.records.unregistered import NO_LIMIT, largest_share, room_left, unregistered_work
from portal.review import blueprint
from portal.security.scope import contract
from portal.security.viewer import viewer
from portal.web.identity import identity
from portal.web.pages import page


@blueprint.get("/csr/opdrachten/<number>/zonder-registratie")
def unregistered(number: str) -> Response:
    rows = unregistered_work(reading(), contract().id)
    share = largest_share(reading(), contract().region)
    approved = sum((row.value for row in rows if row.status is UnregisteredStatus.APPROVED), Decimal(0))
    return page(
        "review/unregistered.html",
        identity=identity(contract(), current="overview"),
        number=number,
        contract=contract(),
        rows=rows,
        approved=approved,
        share=share if share < NO_LIMIT else None,
        room=room_left(contract().obligation, approved, share) if rows else None,
        is_ours=viewer().is_csr and contract().region is viewer().region,
    )
