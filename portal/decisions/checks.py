"""Who may decide: somebody of the contract's own coordination point who did not enter it himself (PR-38)."""

from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.consents.signals import open_signals
from portal.errors import Refused
from portal.models import Effort, Event, PlanSection, Region
from portal.security.scope import ContractRow
from portal.web.i18n import gettext as _
from portal.web.labels import label


class Decider(Protocol):
    """What a decision needs to know of a person; a ``Viewer`` is one."""

    @property
    def id(self) -> UUID: ...
    @property
    def is_csr(self) -> bool: ...
    @property
    def region(self) -> Region | None: ...


class MayNotDecide(Refused):
    """Somebody who reads along, or who entered what there is to decide on."""

    status = 403


class Overtaken(Refused):
    """Somebody was faster: a colleague decided, or the contractor changed it. Nothing was done."""


class Doubtful(Refused):
    """Somebody else may have answered for this candidate; a named person looks first (PR-34)."""

    def __init__(self, candidate_id: UUID) -> None:
        super().__init__(_("There is doubt about the consent of this candidate. Look at that first."))
        self.candidate_id = candidate_id


def check_no_doubt(session: Session, candidate_id: UUID) -> None:
    """Raises Doubtful while a sign about the consent of this candidate is open."""
    if open_signals(session.connection(), candidate_id):
        raise Doubtful(candidate_id)


def check_may_decide(contract: ContractRow, by: Decider) -> None:
    """Raises MayNotDecide."""
    if not by.is_csr or contract.region is not by.region:
        text = _(
            "This contract belongs to coordination point %(region)s. You read along, so you cannot decide.",
            region=label(contract.region),
        )
        raise MayNotDecide(text)


def check_not_own_plan(session: Session, plan_id: UUID, submitted_by: UUID, by: Decider) -> None:
    """Raises MayNotDecide for whoever sent the plan or filled in a part of it."""
    sections = sa.exists().where(PlanSection.plan_id == plan_id, PlanSection.updated_by == by.id)
    efforts = sa.exists().where(Effort.plan_id == plan_id, Effort.updated_by == by.id)
    if submitted_by == by.id or session.scalar(sa.select(sa.or_(sections, efforts))):
        raise MayNotDecide(_("You filled in a part of this yourself. Ask a colleague to decide."))


def check_not_own_placement(session: Session, placement_id: UUID, submitted_by: UUID | None, by: Decider) -> None:
    """Raises MayNotDecide for whoever recorded, changed or sent the placement; earlier decisions do not count."""
    wrote = sa.exists().where(
        Event.object_kind == "placement",
        Event.object_id == placement_id,
        Event.actor_id == by.id,
        Event.action.not_in(["placement_approved", "placement_returned"]),
    )
    if submitted_by == by.id or session.scalar(sa.select(wrote)):
        raise MayNotDecide(_("You filled in a part of this yourself. Ask a colleague to decide."))
