"""About requests of data subjects (PR-52 to PR-62): to who asks, to the coordination point, contractor, recipients."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import render


def rights_received(
    envelope: Envelope, *, reference: str, kind: str, due: date, token: str, must_identify: bool
) -> Draft:
    """Receipt to whoever asks. The same words for somebody we know and somebody we do not (PR-53)."""
    return render(
        "rights_received",
        envelope,
        links={"link": address(envelope.base_url, "rights.mine", token=token)},
        reference=reference,
        kind=kind,
        due=due,
        must_identify=must_identify,
    )


def rights_code(envelope: Envelope, *, reference: str, code: str) -> Draft:
    """To the address we know. ``code`` is said to the coordination point by whoever asks (PR-53)."""
    return render("rights_code", envelope, reference=reference, code=code)


def rights_extended(envelope: Envelope, *, reference: str, due: date, reason: str) -> Draft:
    return render("rights_extended", envelope, reference=reference, due=due, reason=reason)


def rights_decided(envelope: Envelope, *, reference: str, paragraphs: Sequence[str], token: str) -> Draft:
    """The whole letter, so that it can be read when the link leads to nothing any more (PR-62)."""
    return render(
        "rights_decided",
        envelope,
        links={"link": address(envelope.base_url, "rights.mine", token=token)},
        reference=reference,
        paragraphs=tuple(paragraphs),
    )


def rights_package(envelope: Envelope, *, reference: str, until: date, token: str) -> Draft:
    """``until`` is the last day on which the package can be opened."""
    return render(
        "rights_package",
        envelope,
        links={"link": address(envelope.base_url, "rights.mine", token=token)},
        reference=reference,
        until=until,
    )


def rights_lifting(envelope: Envelope, *, reference: str, on: date) -> Draft:
    """Told before a restriction ends (article 18(3)); ``on`` is the first day it can end."""
    return render("rights_lifting", envelope, reference=reference, on=on)


def csr_rights_request(envelope: Envelope, *, reference: str, kind: str, due: date, request_id: UUID) -> Draft:
    return render(
        "csr_rights_request",
        envelope,
        links={"link": address(envelope.base_url, "rights.request", request_id=str(request_id))},
        reference=reference,
        kind=kind,
        due=due,
    )


def csr_rights_alarm(envelope: Envelope, *, lines: Sequence[str]) -> Draft:
    """``lines`` name requests that are 14, 21 or 28 days old, by number."""
    return render(
        "csr_rights_alarm",
        envelope,
        links={"link": address(envelope.base_url, "rights.requests")},
        lines=tuple(lines),
    )


def officer_rights_overdue(envelope: Envelope, *, lines: Sequence[str]) -> Draft:
    """Daily: requests whose legal term has passed, by number."""
    return render(
        "officer_rights_overdue",
        envelope,
        links={"link": address(envelope.base_url, "rights.requests")},
        lines=tuple(lines),
    )


def csr_correction_late(envelope: Envelope, *, reference: str, contract_number: str, request_id: UUID) -> Draft:
    return render(
        "csr_correction_late",
        envelope,
        links={"link": address(envelope.base_url, "rights.request", request_id=str(request_id))},
        reference=reference,
        contract_number=contract_number,
    )


def correction_asked(
    envelope: Envelope, *, contract_number: str, candidate_number: int, due: date, correction_id: UUID
) -> Draft:
    """To the contractor, who must answer (PR-56); which field it is stands behind the sign-in."""
    link = address(envelope.base_url, "rights.correction", number=contract_number, correction_id=str(correction_id))
    return render(
        "correction_asked",
        envelope,
        links={"link": link},
        contract_number=contract_number,
        candidate_number=candidate_number,
        due=due,
    )


def recipient_told(
    envelope: Envelope, *, contract_number: str, candidate_number: int, what: str, fields: Sequence[str]
) -> Draft:
    """Article 19: to an organisation that saw the data. ``what`` is a whole sentence, ``fields`` are words."""
    return render(
        "recipient_told",
        envelope,
        contract_number=contract_number,
        candidate_number=candidate_number,
        what=what,
        fields=tuple(fields),
    )
