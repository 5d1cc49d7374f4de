"""What a list is narrowed to, read from its address (FI-1): search, client, status of the plan."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from wtforms.validators import Optional

from portal.models import PlanStatus
from portal.review.lists import Where
from portal.web.fields import one_line
from portal.web.forms import Choice, Form, Text
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import csr_label

PLANS: dict[str, frozenset[PlanStatus | None]] = {  # words of the address
    "niet-ontvangen": frozenset({None, PlanStatus.DRAFT}),
    "te-beoordelen": frozenset({PlanStatus.SUBMITTED, PlanStatus.RESUBMITTED}),
    "bij-opdrachtnemer": frozenset({PlanStatus.RETURNED}),
    "teruggetrokken": frozenset({PlanStatus.WITHDRAWN}),
    "goedgekeurd": frozenset({PlanStatus.APPROVED, PlanStatus.CHANGING}),
}
PLAN_WORDS = {
    "niet-ontvangen": PlanStatus.DRAFT,
    "te-beoordelen": PlanStatus.SUBMITTED,
    "bij-opdrachtnemer": PlanStatus.RETURNED,
    "teruggetrokken": PlanStatus.WITHDRAWN,
    "goedgekeurd": PlanStatus.APPROVED,
}
LONGEST_SEARCH = 100


class NarrowForm(Form):
    """Fields by the names they have in the address."""

    zoek = Text(_l("Search by contract, company or number"), [Optional()], limit=LONGEST_SEARCH)
    opdrachtgever = Choice(_l("Client"))
    plan = Choice(_l("Plan"))

    def __init__(self, clients: list[tuple[UUID, str]]) -> None:
        super().__init__(formdata=request.args)
        self.zoek.data = one_line(self.zoek.data or "")[:LONGEST_SEARCH]
        self.opdrachtgever.choices = [("", _("All clients")), *((str(key), name) for key, name in clients)]
        self.plan.choices = [("", _("All plans")), *((word, csr_label(status)) for word, status in PLAN_WORDS.items())]

    @property
    def where(self) -> Where:
        """What does not exist is not asked for."""
        return Where(
            search=self.zoek.data or "",
            client_id=UUID(self.opdrachtgever.data) if self._is_known("opdrachtgever") else None,
            plan=PLANS[self.plan.data] if self._is_known("plan") else frozenset(),
        )

    def in_address(self, *names: str) -> dict[str, str]:
        """The chosen ones among these fields."""
        return {name: self[name].data for name in names if self._is_known(name)}

    def chosen(self, endpoint: str, kept: dict[str, Any], *names: str) -> list[tuple[str, str]]:
        """Words of each choice with the address of the list without it."""
        asked: dict[str, Any] = self.in_address(*names)
        return [
            (self._words(name), url_for(endpoint, **kept, **{other: asked[other] for other in asked if other != name}))
            for name in asked
        ]

    def _is_known(self, name: str) -> bool:
        field = self[name]
        return bool(field.data) and (name == "zoek" or field.data in {token for token, _words in field.choices})

    def _words(self, name: str) -> str:
        field = self[name]
        return f"‘{field.data}’" if name == "zoek" else str(dict(field.choices)[field.data])
