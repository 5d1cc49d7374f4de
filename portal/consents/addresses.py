"""Whose mailbox an address is (PR-34, T05): spelled in one way, and never the contractor's own.

What a contractor may hear of it is in K-11 and no more: that an address is known under another contract is told to the
coordination point alone (PR-05).
"""

import hmac
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import idna
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.signals import A_FEW, flag
from portal.models import (
    Candidate,
    ConsentRequest,
    Contract,
    DomainPermission,
    Invitation,
    Organisation,
    SignalKind,
    User,
)
from portal.privacy.vault import Vault

# Domains that are one mailbox with another, and providers that read s.ali and sali as one.
SAME_PROVIDER = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
}
IGNORES_DOTS = frozenset({"gmail.com", "proton.me"})
# Where anybody may have a mailbox: an address there says nothing about a company.
PUBLIC = frozenset(
    "gmail.com hotmail.com hotmail.nl outlook.com outlook.nl live.com live.nl msn.com yahoo.com yahoo.nl icloud.com "
    "proton.me gmx.com gmx.net gmx.de web.de aol.com mail.com zoho.com fastmail.com tutanota.com tuta.com ziggo.nl "
    "home.nl upcmail.nl chello.nl casema.nl quicknet.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl xs4all.nl "
    "telfort.nl tele2.nl online.nl solcon.nl caiway.nl zeelandnet.nl delta.nl freedom.nl euronet.nl wanadoo.nl "
    "tiscali.nl zonnet.nl versatel.nl lijbrandt.nl kabelfoon.nl ukr.net wp.pl onet.pl interia.pl o2.pl".split()
)
ENDINGS_OF_TWO = frozenset({"co", "com", "org", "net", "gov", "ac"})  # as in co.uk
SHORTEST_NAME = 4  # letters; a shorter one is shared by too many companies under other endings


class AddressRefused(Exception):
    """This e-mail address may not be used; ``why`` is 'own' or 'taken' (K-11)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Accepted:
    """An address that may be used, and what the coordination point should know of it."""

    index: bytes
    others: tuple[UUID, ...] = ()  # requests of other people with the same mailbox
    permission: DomainPermission | None = None

    def note(self, session: Session, request_id: UUID) -> None:
        """Write the signs down: two in one box may be a family, so the later one is looked at; from three on, all."""
        if self.others:
            flag(session, request_id, SignalKind.SAME_MAILBOX)
        if len(self.others) + 1 >= A_FEW:
            for other in self.others:
                flag(session, other, SignalKind.SAME_MAILBOX)
        if self.permission is not None:
            given = self.permission
            given.used_at = clock.now()
            flag(session, request_id, SignalKind.OWN_DOMAIN, cleared_by=given.given_by, reason=given.reason)


def mailbox(email: str) -> str:
    """The one spelling of every address that ends in the same box: no capitals, +tag, idle dots or other alphabet."""
    name, _at, host = email.strip().rpartition("@")
    host = domain(host)
    name = name.casefold().partition("+")[0]
    return f"{name.replace('.', '') if host in IGNORES_DOTS else name}@{host}"


def domain(host: str) -> str:
    """A domain in ASCII (IDNA), of the provider whose box it is."""
    try:
        plain = idna.encode(host.rstrip("."), uts46=True).decode()
    except idna.IDNAError:
        plain = host.casefold()
    return SAME_PROVIDER.get(plain, plain)


def mailbox_index(vault: Vault, email: str) -> bytes:
    """By which a candidate is found by her mailbox, however it was typed."""
    return vault.blind_index("candidate-email", mailbox(email))


def check_address(session: Session, vault: Vault, *, contract: Contract, email: str, born: date | None) -> Accepted:
    """A candidate's own mailbox: not of the contractor, not of a user, not of another candidate here. Raises
    AddressRefused.

    ``born`` tells the same person under another contract from somebody else with her mailbox; it is kept nowhere.
    """
    if _is_of_user(session, email):
        raise AddressRefused("own")
    index = mailbox_index(vault, email)
    same = sa.select(Candidate.id, Candidate.contract_id, Candidate.birth_check).where(
        Candidate.email_index == index, Candidate.erased_at.is_(None)
    )
    found = session.execute(same).all()
    if any(row.contract_id == contract.id for row in found):
        raise AddressRefused("taken")
    others = [row.id for row in found if not _is_same_person(vault, row.id, row.birth_check, born)]
    permission = _permission(session, contract) if is_own(email, _own_domains(session, contract)) else None
    return Accepted(index, _newest_requests(session, others), permission)


def is_own(email: str, domains: set[str]) -> bool:
    """Whether an address is at one of these domains, below it, or at the same name with another ending."""
    host = domain(email.rpartition("@")[2])
    return any(
        host == own or host.endswith(f".{own}") or (_name(host) == _name(own) and len(_name(own)) >= SHORTEST_NAME)
        for own in domains
    )


def _name(host: str) -> str:
    """'deterp' of bouw.deterp.nl and of deterp.co.uk."""
    labels = host.split(".")
    before_ending = -3 if len(labels) > 2 and labels[-2] in ENDINGS_OF_TWO else -2
    return labels[before_ending] if len(labels) > 1 else host


def _own_domains(session: Session, contract: Contract) -> set[str]:
    """What the contractor said is its domain, and every domain at which its people have an account."""
    who = contract.contractor_id
    found = [session.scalar(sa.select(Organisation.mail_domain).where(Organisation.id == who)) or ""]
    for table in (User, Invitation):
        addresses = session.scalars(sa.select(table.email).where(table.organisation_id == who))
        found += [email.rpartition("@")[2] for email in addresses]
    return {domain(one) for one in found if one} - PUBLIC


def _is_of_user(session: Session, email: str) -> bool:
    """Whether somebody with an account, or invited for one, has this mailbox."""
    wanted = mailbox(email)
    host = wanted.rpartition("@")[2]
    spelled = {host, idna.decode(host), *(one for one, same in SAME_PROVIDER.items() if same == host)}
    for column in (User.email_key, sa.func.lower(Invitation.email)):
        at_host = sa.or_(*(column.endswith(f"@{one}", autoescape=True) for one in sorted(spelled)))
        if any(mailbox(one) == wanted for one in session.scalars(sa.select(column).where(at_host))):
            return True
    return False


def _is_same_person(vault: Vault, candidate_id: UUID, birth_check: bytes | None, born: date | None) -> bool:
    if born is None or birth_check is None:
        return False
    return hmac.compare_digest(vault.birth_check(candidate_id, born), birth_check)


def _newest_requests(session: Session, candidate_ids: list[UUID]) -> tuple[UUID, ...]:
    newest: dict[UUID, UUID] = {}
    rows = sa.select(ConsentRequest.candidate_id, ConsentRequest.id).where(
        ConsentRequest.candidate_id.in_(candidate_ids)
    )
    for candidate_id, request_id in session.execute(rows.order_by(ConsentRequest.id)):
        newest[candidate_id] = request_id
    return tuple(newest.values())


def _permission(session: Session, contract: Contract) -> DomainPermission:
    """The oldest unused one, given by the coordination point with a reason. Raises AddressRefused."""
    unused = (
        sa.select(DomainPermission)
        .where(DomainPermission.contract_id == contract.id, DomainPermission.used_at.is_(None))
        .order_by(DomainPermission.id)
        .limit(1)
        .with_for_update()
    )
    found = session.scalar(unused)
    if found is None:
        raise AddressRefused("own")
    return found
