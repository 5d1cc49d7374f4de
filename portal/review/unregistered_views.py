"""Work without registration of one contract (PR-24): what was seen on the spot, by whom, and whether it counts."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Response

from portal.db import reading
from portal.models import Contract, UnregisteredStatus, UnregisteredWork
from portal.records.unregistered import NO_LIMIT, largest_share, room_left, unregistered_work
from portal.review import blueprint
from portal.review.lists import Where
from portal.security.scope import contract
from portal.security.viewer import Viewer, viewer
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


def waiting_unregistered(connection: sa.Connection, viewer: Viewer, where: Where) -> list[Any]:
    """Contracts of the own region with work that a colleague recorded: ``number``, ``name`` and how many ``works``."""
    return list(
        connection.execute(
            sa.select(Contract.number, Contract.name, sa.func.count().label("works"))
            .join(UnregisteredWork, UnregisteredWork.contract_id == Contract.id)
            .where(
                UnregisteredWork.status == UnregisteredStatus.RECORDED,
                UnregisteredWork.recorded_by != viewer.id,
                Contract.region == viewer.region,
                *where.conditions(viewer),
            )
            .group_by(Contract.id, Contract.number, Contract.name)
            .order_by(sa.func.min(UnregisteredWork.recorded_at))
            .limit(20)
        )
    )
