"""To whoever has or gets an account."""

from datetime import date, datetime

from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import lines_of, render


def invitation(
    envelope: Envelope, *, token: str, organisation: str, contract_number: str, expires_on: date, message: str = ""
) -> Draft:
    """To the first person of a contractor. ``expires_on`` is the last day the link works."""
    link = address(envelope.base_url, "accounts.invitation", token=token)
    return render(
        "invitation",
        envelope,
        links={"link": link},
        organisation=organisation,
        contract_number=contract_number,
        expires_on=expires_on,
        message=lines_of(message),
    )


def colleague_invitation(
    envelope: Envelope, *, token: str, organisation: str, invited_by: str, expires_on: date, message: str = ""
) -> Draft:
    """To somebody whom a person with an account lets in: a colleague, a reviewer, a client."""
    link = address(envelope.base_url, "accounts.invitation", token=token)
    return render(
        "colleague_invitation",
        envelope,
        links={"link": link},
        organisation=organisation,
        invited_by=invited_by,
        expires_on=expires_on,
        message=lines_of(message),
    )


def password_reset(envelope: Envelope, *, token: str, expires_at: datetime) -> Draft:
    link = address(envelope.base_url, "accounts.reset", token=token)
    return render("password_reset", envelope, links={"link": link}, expires_at=expires_at)


def password_changed(envelope: Envelope, *, at: datetime) -> Draft:
    return render("password_changed", envelope, at=at)


def second_factor_set(envelope: Envelope, *, at: datetime) -> Draft:
    return render("second_factor_set", envelope, at=at)


def confidentiality_signed(envelope: Envelope, *, name: str, version: str, statement: str, at: datetime) -> Draft:
    """The receipt of a signed statement, with its text: first what it is about, then its numbered lines (PR-63)."""
    reason, *promises = statement.strip().splitlines()
    return render(
        "confidentiality_signed", envelope, name=name, version=version, reason=reason, promises=tuple(promises), at=at
    )


def invitation_asked(envelope: Envelope, *, name: str, organisation: str) -> Draft:
    """To whoever invited somebody: the link ran out, and that person asks for a new one."""
    link = address(envelope.base_url, "accounts.colleagues")
    return render("invitation_asked", envelope, links={"link": link}, name=name, organisation=organisation)
