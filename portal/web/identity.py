"""The bar on every page of one contract: what it is, and the tabs of its pages."""

from typing import Any

from flask import url_for

from portal.security.scope import ContractRow
from portal.security.viewer import viewer
from portal.web.filters import day
from portal.web.i18n import gettext
from portal.web.labels import label


def identity(contract: ContractRow, *, current: str = "") -> dict[str, Any]:
    """Name, facts and tabs for layouts/contract.html; ``current`` is the tab of this page."""
    period = gettext("%(start)s to %(end)s", start=day(contract.starts_on), end=day(contract.ends_on))
    return {
        "name": contract.name,
        "facts": [contract.number, _other_party(contract), label(contract.region), period],
        "tabs": [
            (url_for(endpoint, number=contract.number), words, name == current) for name, endpoint, words in _tabs()
        ],
    }


def _other_party(contract: ContractRow) -> str:
    return contract.client_name if viewer().is_contractor else contract.contractor_name


def _tabs() -> list[tuple[str, str, str]]:
    if viewer().is_contractor:
        return [
            ("overview", "contracts.overview", gettext("Overview")),
            ("plan", "plans.overview", gettext("Plan of approach")),
            ("candidates", "candidates.overview", gettext("Candidates")),
            ("progress", "progress.overview", gettext("Progress")),
            ("history", "contracts.history", gettext("Messages")),
        ]
    if viewer().is_client:
        return [
            ("overview", "contracts.overview", gettext("Overview")),
            ("progress", "progress.overview", gettext("Progress")),
        ]
    people = [("candidates", "review.candidates", gettext("Candidates"))] if viewer().is_csr else []
    return [
        ("overview", "review.contract", gettext("Overview")),
        ("plan", "review.plans", gettext("Plan of approach")),
        *people,
        ("progress", "review.progress", gettext("Progress")),
        ("history", "review.history", gettext("History")),
    ]
