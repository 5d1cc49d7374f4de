"""The proof of what was asked and answered (PR-26): one content, as a page and as a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.consents.notices import NAMES, Item, Notice, notice_of
from portal.consents.queries import Question, filled_for
from portal.consents.receipt_code import code_of, line_of_answer
from portal.consents.terms import Terms
from portal.models import STANDING, ConsentScope
from portal.web.filters import moment
from portal.web.i18n import gettext as _
from portal.web.labels import label


@dataclass(frozen=True)
class Receipt:
    """``facts`` are names and what belongs to them, ``events`` the lines of the ledger, ``text`` what was read."""

    reference: str
    facts: tuple[tuple[str, str], ...]
    events: tuple[str, ...]
    text: Notice

    @property
    def items(self) -> list[Item]:
        """The first layer and the two statements that were answered."""
        return [*self.text.first_layer, self.text["C1"], self.text["C2"]]


def make_receipt(question: Question, ledger: Sequence[sa.Row[Any]], terms: Terms) -> Receipt:
    """``ledger`` is of this question, oldest first. No name, target group or date of birth is in a receipt."""
    text = filled_for(question, terms, notice_of(line_of_answer(ledger).notice_sha256))
    stands = question.status in STANDING
    answers = [
        (scope_word(scope), _("Yes, may be passed on") if given else _("No, will not be passed on"))
        for scope, given in (
            (ConsentScope.C1, stands),
            (ConsentScope.C2, stands and question.c2_given),
        )
    ]
    return Receipt(
        reference=reference(question),
        facts=(
            *answers,
            (_("Who asked"), question.contractor),
            (_("Contract"), f"{question.contract_number}, {question.client}"),
            (_("Who gets the information"), _("Coordination point %(region)s", region=label(question.region))),
            (_("Version of the explanation"), f"{text.version}, {NAMES[text.language]}"),
            (_("Checksum of the explanation"), text.sha256),
            (_("Code to check this proof"), code_of(ledger[-1].hash)),
        ),
        events=tuple(f"{moment(line.at)}: {scope_word(line.scope)} – {label(line.kind)}" for line in ledger),
        text=text,
    )


def scope_word(scope: ConsentScope) -> str:
    return _("Your benefit or group") if scope is ConsentScope.C2 else _("Your ordinary information")


def reference(question: Question) -> str:
    """'2026-0147-3': contract and number of the candidate; names nobody."""
    return f"{question.contract_number}-{question.candidate_number}"


def as_document(receipt: Receipt, language: str) -> dict[str, Any]:
    """The same for ``templates/pdf/receipt.typ``."""
    return {
        "title": _("Proof of your choice"),
        "language": language,
        "footer": receipt.reference,
        "facts": [[_("Reference"), receipt.reference], *map(list, receipt.facts)],
        "events_title": _("What happened"),
        "events": list(receipt.events),
        "text_title": receipt.text["question"].title,
        "items": [_as_data(one) for one in receipt.items],
    }


def _as_data(item: Item) -> dict[str, Any]:
    paragraphs = [{"lines": list(one.lines), "is_list": one.is_list} for one in item.paragraphs]
    return {"title": item.title, "paragraphs": paragraphs}
