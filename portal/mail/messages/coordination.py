"""To a coordination point."""

from datetime import date

from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import lines_of, render


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


def csr_candidate_asks(
    envelope: Envelope, *, contract_number: str, candidate_number: int, kind: str, text: str, answer_by: date
) -> Draft:
    """A candidate asks something about her own data (PR-52); ``answer_by`` is the last day of the legal term."""
    link = address(envelope.base_url, "review.contract", number=contract_number)
    return render(
        "csr_candidate_asks",
        envelope,
        links={"link": link},
        contract_number=contract_number,
        candidate_number=candidate_number,
        asks=kind,
        text=lines_of(text),
        answer_by=answer_by,
    )
