"""What must be ready before candidates are asked (PR-69), and the officer who confirms the DPIA with an own account."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.administration import account_review
from portal.administration.account_review import Which
from portal.consents.anchors import ADDRESS as LEDGER_ADDRESS
from portal.errors import Refused, Stale
from portal.models import ControllerCard, Organisation, Processor, Region, Role, Setting, User
from portal.rights.chores import ANCHOR_ADDRESS
from portal.security.events import record
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class Item:
    """One line of the list. ``blocks``: no question goes to a candidate before it is done."""

    words: str
    is_done: bool
    endpoint: str  # where it is done; empty: by the operator
    blocks: bool = False


def checklist(connection: sa.Connection, region: Region, card: ControllerCard) -> list[Item]:
    unfilled = [name for name in card.missing if name != "dpia_reference"]
    people = _people(connection, region)
    addresses = set(
        connection.scalars(sa.select(Setting.name).where(Setting.name.in_([LEDGER_ADDRESS, ANCHOR_ADDRESS])))
    )
    has_processor = sa.select(sa.exists().where(Processor.region == region, Processor.ended_on.is_(None)))
    due, unsigned = (account_review.count_accounts(connection, region, one) for one in (Which.DUE, Which.UNSIGNED))
    return [
        Item(_("The details of the coordination point are complete"), not unfilled, "administration.controller", True),
        Item(
            _("Reference and date of the DPIA are filled in"),
            bool(card.dpia_reference and card.dpia_on),
            "administration.controller",
            True,
        ),
        Item(_("The privacy officer confirmed the DPIA"), card.has_confirmed_dpia, "administration.dpia_confirm", True),
        Item(
            _("There is a privacy officer with an account"),
            people.get(Role.PRIVACY_OFFICER, 0) > 0,
            "accounts.colleagues",
        ),
        Item(_("Two people can look at each other’s work"), sum(people.values()) > 1, "accounts.colleagues"),
        Item(
            _("Each processor has an agreement and works in the EEA"),
            bool(connection.scalar(has_processor)),
            "administration.processors",
        ),
        Item(_("Every account was looked at in time"), due == 0, "administration.accounts"),
        Item(_("Everybody signed the confidentiality statement"), unsigned == 0, "administration.accounts"),
        Item(_("The daily marks of both logs are mailed to somebody elsewhere"), len(addresses) > 1, ""),
    ]


def _people(connection: sa.Connection, region: Region) -> dict[Role, int]:
    """How many managers and officers of the region have an account, by role."""
    counted = (
        sa.select(User.role, sa.func.count().label("many"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            Organisation.region == region,
            User.role.in_([Role.CSR_MANAGER, Role.PRIVACY_OFFICER]),
            User.disabled_at.is_(None),
        )
        .group_by(User.role)
    )
    return {row.role: row.many for row in connection.execute(counted)}


def why_not(card: ControllerCard, by: Viewer) -> str:
    """Why this person cannot confirm now, in words; empty when it can be done."""
    if not card.dpia_reference or card.dpia_on is None:
        return _("The manager must fill in reference and date of the DPIA first.")
    if card.dpia_entered_by == by.id:
        return _("You filled in this reference yourself. Somebody else confirms it.")
    return ""


def confirm_dpia(session: Session, *, advice: str, seen_version: int, by: Viewer) -> None:
    """Four eyes: who confirms is not who filled it in. Raises Refused, Stale when the card changed meanwhile."""
    card = session.get(ControllerCard, by.region, with_for_update=True, populate_existing=True)
    if card is None or why_not(card, by):
        raise Refused(why_not(card, by) if card is not None else "")
    if card.version != seen_version:
        raise Stale(
            version=card.version,
            by=_("The portal"),
            at=card.updated_at,
            rows=[(_("Reference of the DPIA"), card.dpia_reference, ""), (_("Your advice"), card.dpia_advice, advice)],
        )
    card.dpia_advice, card.dpia_confirmed_by, card.dpia_confirmed_at = advice, by.id, clock.now()
    record(
        session, action="dpia_confirmed", actor=by, object_kind="controller_card",
        detail={"region": card.region.value, "reference": card.dpia_reference},
    )  # fmt: skip
