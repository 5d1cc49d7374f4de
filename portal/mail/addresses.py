"""The pages that mail points to. Mail is written outside requests, so it cannot ask Flask; a test holds them equal."""

from urllib.parse import quote

PATHS = {
    "accounts.invitation": "/uitnodiging/{token}",
    "accounts.reset": "/wachtwoord/{token}",
    "accounts.profile": "/account",
    "accounts.colleagues": "/account/collegas",
    "contracts.overview": "/opdrachten/{number}",
    "plans.overview": "/opdrachten/{number}/plan",
    "candidates.overview": "/opdrachten/{number}/kandidaten",
    "progress.overview": "/opdrachten/{number}/voortgang",
    "progress.explain": "/opdrachten/{number}/voortgang/uitleg",
    "placements.confirm": "/uren/{quarter}",
    "contracts.closing": "/opdrachten/{number}/afsluiting",
    "contributions.overview": "/opdrachten/{number}/andere-inzet",
    "consents.link": "/k/{token}",
    "consents.code": "/code",
    "consents.changes": "/privacy/wijzigingen",
    "consents.check_receipt": "/bewijs",
    "review.queue": "/csr",
    "review.plan": "/csr/plan/{number}/{version}",
    "review.contract": "/csr/opdrachten/{number}",
    "administration.breach": "/beheer/datalekken/{breach_id}",
    "administration.breach_enter": "/beheer/datalekken/nieuw",
    "rights.mine": "/verzoek/{token}",
    "rights.requests": "/csr/verzoeken",
    "rights.request": "/csr/verzoeken/{request_id}",
    "rights.correction": "/opdrachten/{number}/correcties/{correction_id}",
}


def address(base_url: str, page: str, **parts: str | int) -> str:
    """The full address of a page on the configured site."""
    filled = {name: quote(str(value), safe="") for name, value in parts.items()}
    return base_url.rstrip("/") + PATHS[page].format_map(filled)
