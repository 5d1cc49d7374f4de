"""The letter of the newest step in the end of a contract: time to do the rest, the intention, or the decision.

Its words come from what was stored at that step and bear its date, so that it says the same whenever it is asked for.
It is in Dutch, names nobody, and goes to a company (domain.md 1.4).
"""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.mail.draft import Desk
from portal.models import ClosingOutcome, ClosingStatus, ControllerCard
from portal.records.closing import ClosingRow, closing_of
from portal.security.scope import ContractRow
from portal.valuation.obligation import settlement
from portal.web.filters import day, money_exact, number
from portal.web.i18n import gettext as _
from portal.web.i18n import speaking
from portal.web.labels import label
from portal.web.pdf import NoDocument, tagged_pdf


def letter_document(connection: sa.Connection, contract: ContractRow) -> bytes | None:
    """Tagged PDF; None while no step was taken, or where no PDF can be made: the page of the closing says the same."""
    now = closing_of(connection, contract.id)
    if not now.has_letter:
        return None
    card: Any = connection.execute(
        sa.select(ControllerCard.__table__).where(ControllerCard.region == contract.region)
    ).first()
    try:
        with speaking("nl"):
            return tagged_pdf("closing_letter", letter_data(now, contract, card))
    except NoDocument:
        return None


def letter_data(now: ClosingRow, contract: ContractRow, card: Any) -> dict[str, Any]:
    """For ``templates/pdf/closing_letter.typ``, in the language that is spoken. ``card``: of the region, or None."""
    desk = Desk.of(card)
    title, paragraphs = _words(now, contract)
    return {
        "title": title,
        "language": "nl",
        "footer": contract.number,
        "sender": [_("Coordination point Social Return %(region)s", region=label(contract.region)), *_postal(card)],
        "to": [contract.contractor_name],
        "facts": [
            [_("Date"), day(clock.day_of(now.stepped_at)) if now.stepped_at else ""],
            [_("Reference"), contract.number],
        ],
        "paragraphs": paragraphs,
        "figures_title": _("The amounts"),
        "figures": _figures(now),
        "reason_title": _("Why"),
        "reason": now.reason,
        "view_title": _("Your view"),
        "view": now.view or "" if now.is_closed else "",
        "help": _("Questions? Call %(phone)s or mail %(email)s.", phone=desk.phone, email=desk.email)
        if desk.phone
        else _("Questions? Mail %(email)s.", email=desk.email),
    }


def _words(now: ClosingRow, contract: ContractRow) -> tuple[str, list[str]]:
    about = _("This is about contract ‘%(name)s’ for %(client)s.", name=contract.name, client=contract.client_name)
    if now.status is ClosingStatus.RECOVERY:
        return _("You get time to do the rest"), [about, _unfinished(), *_recovery(now)]
    if now.status is ClosingStatus.HEARING:
        return _("Our intention to withhold an amount"), [about, _unfinished(), *_intention(now, contract)]
    outcome = {
        ClosingOutcome.FULFILLED: (_("The contract is closed: everything was done"), _fulfilled),
        ClosingOutcome.SETTLED: (_("Decision: an amount is withheld"), _settled),
        ClosingOutcome.WAIVED: (_("The contract is closed: the rest is waived"), _waived),
        ClosingOutcome.TAKEN_OVER: (_("The contract is closed: somebody else does the rest"), _taken_over),
    }[now.outcome or ClosingOutcome.FULFILLED]
    return outcome[0], [about, *outcome[1](now, contract)]


def _unfinished() -> str:
    return _("The contract has ended. Not everything that was agreed for Social Return has been done.")


def _recovery(now: ClosingRow) -> list[str]:
    until = day(now.recovery_until) if now.recovery_until else ""
    return [
        _("You have up to and including %(day)s to do the rest.", day=until),
        _("What we approve before we decide counts."),
    ]


def _intention(now: ClosingRow, contract: ContractRow) -> list[str]:
    until = day(now.hearing_until) if now.hearing_until else ""
    return [
        _("The intention is that %(client)s withholds %(amount)s from the last payment. That is for the part that was "
          "not done.", client=contract.client_name, amount=money_exact(now.withheld or Decimal(0))),
        *_fine(now, _("On top of that there is a fine of %(amount)s.")),
        _("Nothing has been decided yet. You may give your view up to and including %(day)s, in the portal.",
          day=until),
        _("Was it not your fault? Then explain that. We read your view before there is a decision."),
    ]  # fmt: skip


def _fulfilled(_now: ClosingRow, _contract: ContractRow) -> list[str]:
    return [_("Everything that was agreed for Social Return has been done. Nothing is withheld.")]


def _settled(now: ClosingRow, contract: ContractRow) -> list[str]:
    given = (
        _("You gave your view on our intention. We weighed it.")
        if now.view is not None
        else _("You could give your view on our intention. We received none.")
    )
    return [
        given,
        _("%(client)s withholds %(amount)s from the last payment. That is for the part that was not done.",
          client=contract.client_name, amount=money_exact(now.withheld or Decimal(0))),
        *_fine(now, _("On top of that there is a fine of %(amount)s.")),
    ]  # fmt: skip


def _waived(_now: ClosingRow, _contract: ContractRow) -> list[str]:
    return [_("Not everything was done. You do not have to do the rest any more, and nothing is withheld.")]


def _taken_over(_now: ClosingRow, _contract: ContractRow) -> list[str]:
    return [_("What was not done goes to another contractor. Nothing is withheld from you.")]


def _fine(now: ClosingRow, sentence: str) -> list[str]:
    return [sentence % {"amount": money_exact(now.penalty)}] if now.penalty else []


def _figures(now: ClosingRow) -> list[list[str]]:
    """Label and words, as the page of the closing has them."""
    asked, approved = now.obligation or Decimal(0), now.approved or Decimal(0)
    missing = settlement(asked, approved)
    rows = [[_("Social Return amount"), money_exact(asked)], [_("Approved"), money_exact(approved)]]
    if missing.shortfall:
        words = _("%(amount)s, that is %(percentage)s percent", amount=money_exact(missing.shortfall),
                  percentage=number(missing.percentage))  # fmt: skip
        rows.append([_("Missing"), words])
    if now.withheld is not None and now.status is not ClosingStatus.RECOVERY:
        rows.append([_("Withheld") if now.is_closed else _("Intention: withhold"), money_exact(now.withheld)])
        rows.append([_("Fine on top of that"), money_exact(now.penalty or Decimal(0))])
    return rows


def _postal(card: Any) -> list[str]:
    return [part.strip() for part in (card.postal_address if card else "").split(",") if part.strip()]
