"""About the text itself: a new version, the question again, and once a year how things stand (PR-31, PR-43)."""

from datetime import date

from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import render


def candidate_renewal(
    envelope: Envelope, *, first_name: str, contractor: str, token: str, renew_by: date, is_reminder: bool = False
) -> Draft:
    """The text changed in what it says, so the yes is asked again; ``renew_by`` is the last day to choose."""
    return render(
        "candidate_renewal",
        envelope,
        links={"link": _question(envelope, token)},
        first_name=first_name,
        contractor=contractor,
        renew_by=renew_by,
        is_reminder=is_reminder,
    )


def candidate_text_changed(envelope: Envelope, *, first_name: str, contractor: str, token: str, version: str) -> Draft:
    """Only words were improved: nothing to do."""
    return render(
        "candidate_text_changed",
        envelope,
        links={"link": _question(envelope, token), "changes": address(envelope.base_url, "consents.changes")},
        first_name=first_name,
        contractor=contractor,
        version=version,
    )


def candidate_yearly(envelope: Envelope, *, first_name: str, contractor: str, token: str, said_yes_on: date) -> Draft:
    """A year went by: the data are still there, and the link to stop works (EDPB 05/2020, 110-111)."""
    return render(
        "candidate_yearly",
        envelope,
        links={"link": _question(envelope, token)},
        first_name=first_name,
        contractor=contractor,
        said_yes_on=said_yes_on,
    )


def contractor_text_changed(envelope: Envelope, *, version: str, renew_by: date | None) -> Draft:
    """One mail a person of a contractor; ``renew_by`` when candidates choose again."""
    return render(
        "contractor_text_changed",
        envelope,
        links={"link": address(envelope.base_url, "consents.changes")},
        version=version,
        renew_by=renew_by,
    )


def candidate_frozen(envelope: Envelope, *, contract_number: str) -> Draft:
    """To the contractor: a yes ran out, because the question about a changed text got no answer."""
    return render(
        "candidate_frozen",
        envelope,
        links={"link": address(envelope.base_url, "candidates.overview", number=contract_number)},
        contract_number=contract_number,
    )


def candidate_ended(
    envelope: Envelope, *, first_name: str, contractor: str, evidence_kept: bool = False, code: str = ""
) -> Draft:
    """To the candidate: nobody answered the question about a changed text for months, so everything was deleted."""
    return render(
        "candidate_ended",
        envelope,
        links={"check": address(envelope.base_url, "consents.check_receipt")},
        first_name=first_name,
        contractor=contractor,
        evidence_kept=evidence_kept,
        code=code,
    )


def ledger_anchor(envelope: Envelope, *, day: date, chains: int, digest: str) -> Draft:
    """The digest of a day of the ledger, for safe keeping in another house (PR-25). Names nobody."""
    return render("ledger_anchor", envelope, links={"digest": digest}, day=day, chains=chains)


def view_anchor(envelope: Envelope, *, day: date, looks: int, digest: str) -> Draft:
    """The digest of a day of the view log, for safe keeping in another house (PR-66). Names nobody."""
    return render("view_anchor", envelope, links={"digest": digest}, day=day, looks=looks)


def _question(envelope: Envelope, token: str) -> str:
    return address(envelope.base_url, "consents.link", token=token)
