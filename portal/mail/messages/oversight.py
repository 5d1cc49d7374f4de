"""To whoever watches over privacy in a region."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import render


def officer_breach_alarm(envelope: Envelope, *, reference: str, hours: int, due: datetime, breach_id: UUID) -> Draft:
    """A breach is ``hours`` hours old and the authority was not told; ``due`` is the end of the 72 hours (PR-70)."""
    return render(
        "officer_breach_alarm",
        envelope,
        links={"link": address(envelope.base_url, "administration.breach", breach_id=str(breach_id))},
        reference=reference,
        hours=hours,
        due=due,
    )


def officer_records_broken(envelope: Envelope, *, lines: Sequence[str]) -> Draft:
    """``lines`` name the records of which the chain or an anchored day does not hold (PR-25, PR-66)."""
    link = address(envelope.base_url, "administration.breach_enter")
    return render("officer_records_broken", envelope, links={"link": link}, lines=lines)


def account_inactive(envelope: Envelope, *, name: str) -> Draft:
    """To somebody who did not use the account for 90 days (T41)."""
    link = address(envelope.base_url, "accounts.profile")
    return render("account_inactive", envelope, links={"link": link}, name=name)
