"""Asking the coordination point something about one's own data: a line in the register of requests (PR-52, PR-53)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal.consents.queries import Question
from portal.models import Channel, Right
from portal.privacy.vault import Vault
from portal.rights.fields import Part
from portal.rights.letters import due_of
from portal.rights.requester import Requester
from portal.rights.services import receive


def ask(
    session: Session,
    vault: Vault,
    *,
    question: Question,
    kind: Right,
    parts: Sequence[Part],
    text: str,
    language: str,
    base_url: str,
) -> date:
    """Put the request in the register; the link and the date of birth say who asks. Returns the last legal day.

    ``parts`` says what an erasure is about; empty is everything.
    """
    request = receive(
        session,
        vault,
        kind=kind,
        channel=Channel.LINK,
        base_url=base_url,
        candidate_id=question.candidate_id,
        requester=Requester(text=text),
        parts=" ".join(parts),
        language=language,
    )
    return due_of(request)
