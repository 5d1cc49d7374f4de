"""Who is it? In proportion, without a copy of anything; a stranger does not learn whether we know somebody (PR-53)."""

import hmac
import secrets
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.letters import Post
from portal.errors import Refused
from portal.models import Candidate, IdentityCheck, Link, RightsRequest
from portal.privacy.vault import Vault
from portal.rights import letters, services
from portal.rights.requester import Requester, open_requester
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _

SIGNS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"  # none that looks like another
CODE_LENGTH = 8
CODE_LASTS = timedelta(hours=24)
TRIES = 3
PAUSE = timedelta(hours=24)


class WrongCode(Refused):
    """Counted; the third one ends the code."""

    remembered = True


def send_code(request: RightsRequest, post: Post, *, by: Viewer) -> None:
    """Mail a code to the address in the dossier; who asks tells it to us. Raises Refused without such an address."""
    if request.candidate_id is None:
        raise Refused(_("First say whose information it is about."))
    if request.is_identified:
        raise Refused(_("We know already who this is."))
    code = "".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH))
    if not letters.send_code(post, request, f"{code[:4]}-{code[4:]}"):
        raise Refused(_("There is no e-mail address in the dossier. Use a letter or the desk."))
    request.code_sha256 = _keyed(post.vault, request, code)
    request.code_until, request.code_tries = clock.now() + CODE_LASTS, 0
    services.ask_identity(post.session, request)
    post.session.flush()
    services.note_step(post.session, "rights_code_sent", request, by)


def check_code(session: Session, vault: Vault, request: RightsRequest, typed: str, *, by: Viewer) -> None:
    """What was told at the telephone or desk. Raises WrongCode, or Refused when there is no code that works."""
    expected, until = request.code_sha256, request.code_until
    if expected is None or until is None or clock.now() >= until:
        raise Refused(_("There is no code that works. Send a new one."))
    if hmac.compare_digest(_keyed(vault, request, typed), expected):
        services.identified(session, request, IdentityCheck.CODE, by=by)
        return
    request.code_tries += 1
    if request.code_tries >= TRIES:
        request.code_sha256 = request.code_until = None
    session.flush()
    raise WrongCode(_("This code is not right. After 3 wrong codes you need a new one."))


def seen(session: Session, request: RightsRequest, how: IdentityCheck, *, by: Viewer) -> None:
    """A document was seen at a desk, or a letter to the known address was answered; nothing is copied or kept."""
    if request.candidate_id is None:
        raise Refused(_("First say whose information it is about."))
    services.identified(session, request, how, by=by)


def try_birth_date(session: Session, vault: Vault, link_id: UUID, request: RightsRequest, born: date) -> bool:
    """Behind the mailed link of a request. True when it is certain who this is.

    While we do not know who asks, right and wrong look the same outside: nobody learns whether we know a person. The
    mailbox is proved by the link, so address and date together point at a dossier, or at none. The third wrong date
    pauses the link.
    """
    link = session.get_one(Link, link_id, with_for_update=True, populate_existing=True)
    found = _owners(session, vault, request, born)
    if not found:
        link.failed += 1
        if link.failed >= TRIES:
            link.failed, link.paused_until = 0, clock.now() + PAUSE
        session.flush()
        return False
    link.failed = 0
    if not request.is_identified:
        _take(session, vault, request, found)
    return True


def _owners(session: Session, vault: Vault, request: RightsRequest, born: date) -> list[Candidate]:
    """Whose date this is: of the known candidate, else of everybody with the address the link was mailed to."""
    if request.is_identified:
        candidates = [session.get_one(Candidate, request.candidate_id)]
    else:
        email = open_requester(vault, request).email
        index = vault.blind_index("candidate-email", email)
        same = sa.select(Candidate).where(Candidate.email_index == index, Candidate.erased_at.is_(None))
        candidates = list(session.scalars(same.order_by(Candidate.id)))
    return [one for one in candidates if hmac.compare_digest(vault.birth_check(one.id, born), one.birth_check or b"")]


def _take(session: Session, vault: Vault, request: RightsRequest, found: list[Candidate]) -> None:
    """The request is about this dossier; a person with more than one asks it of each, in the region of each."""
    first, *others = found
    asked = open_requester(vault, request)
    request.candidate_id = first.id
    request.region = services.region_of(session, first.id)
    services.identified(session, request, IdentityCheck.LINK)
    for other in others:
        services.repeat_for(session, vault, request, other.id, Requester(text=asked.text))


def _keyed(vault: Vault, request: RightsRequest, code: str) -> bytes:
    """Few bits, so a keyed hash, and three tries (NIST SP 800-63B)."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return vault.blind_index("rights-code", f"{request.id} {plain}")
