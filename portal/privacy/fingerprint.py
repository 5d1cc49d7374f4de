"""The keyed fingerprint by which one person is the same under two contracts (PR-05)."""

from datetime import date

from portal.models import Candidate
from portal.privacy.vault import Purpose, Vault


def take_fingerprint(vault: Vault, candidate: Candidate) -> None:
    """From what the dossier holds now; none while the name or the date of birth is not in it.

    The same work is done for everybody, so that nothing in an answer or its time tells that a person is known (PR-05).
    """
    name = vault.open(candidate.id, Purpose.NAME, candidate.name_sealed) or {}
    born = (vault.open(candidate.id, Purpose.ADDRESS, candidate.address_sealed) or {}).get("birth_date")
    surname = name.get("surname")
    if not born or not surname:
        candidate.fingerprint = None
        return
    candidate.fingerprint = vault.person_fingerprint(name.get("first_name") or "", surname, date.fromisoformat(born))
