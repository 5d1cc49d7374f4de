"""To a coordination point."""

from datetime import date

from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import render


def csr_new_plan(
    envelope: Envelope, *, contract_number: str, version: int, contractor: str, answer_due_on: date
) -> Draft:
    link = address(envelope.base_url, "review.plan", number=contract_number, version=version)
    return render(
        "csr_new_plan",
        envelope,
        links={"link": link},
        contract_number=contract_number,
        contractor=contractor,
        answer_due_on=answer_due_on,
    )


def csr_unknown_question(envelope: Envelope, *, contract_number: str, contractor: str) -> Draft:
    """A candidate pressed 'Ik ken dit niet'; may be a mistake, may be forged (PR-34)."""
    link = address(envelope.base_url, "review.contract", number=contract_number)
    return render(
        "csr_unknown_question",
        envelope,
        links={"link": link},
        contract_number=contract_number,
        contractor=contractor,
    )
