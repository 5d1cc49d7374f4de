"""Who got the data of a candidate, and telling them what changed (PR-60, article 19).

Looks at pages and files of the portal are in the view log; what left on paper or by telephone is written down here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents.letters import Post
from portal.errors import NotFound, Refused
from portal.mail import messages
from portal.mail.draft import Envelope
from portal.mail.outbox import enqueue
from portal.models import (
    Candidate,
    Contract,
    ControllerCard,
    Disclosure,
    Organisation,
    OrganisationKind,
    RecipientNotice,
    RightsRequest,
    User,
    View,
)
from portal.rights import letters
from portal.rights.words import field_word
from portal.security.viewer import Viewer
from portal.web.i18n import gettext as _
from portal.web.i18n import speaking

MEANS = ("letter", "file", "phone")


@dataclass(frozen=True)
class Recipient:
    """An organisation that got data, by name and never by the name of a person (C-154/21, C-579/21)."""

    organisation_id: UUID | None
    name: str
    first_at: datetime
    last_at: datetime
    fields: str  # words of the register


def recipients_of(connection: sa.Connection, candidate_id: UUID) -> list[Recipient]:
    """Every organisation that looked at this person or got a list or file with her in it, the newest last."""
    contract = sa.select(Candidate.contract_id).where(Candidate.id == candidate_id).scalar_subquery()
    since = sa.select(Candidate.created_at).where(Candidate.id == candidate_id).scalar_subquery()
    in_a_list = sa.and_(View.object_id == contract, View.action.in_(["list", "export"]), View.at >= since)
    looks = (
        sa.select(View.organisation_id, Organisation.name, View.at, View.fields)
        .join(Organisation, Organisation.id == View.organisation_id)
        .where(sa.or_(View.object_id == candidate_id, in_a_list), View.result == "shown")
    )
    given = (
        sa.select(
            Disclosure.organisation_id,
            sa.func.coalesce(Organisation.name, Disclosure.recipient).label("name"),
            Disclosure.at,
            Disclosure.fields,
        )
        .outerjoin(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(Disclosure.candidate_id == candidate_id)
    )
    found: dict[tuple[UUID | None, str], list[Any]] = {}
    told: list[Any] = list(connection.execute(sa.union_all(looks, given)))
    for row in told:
        found.setdefault((row.organisation_id, row.name), []).append(row)
    made = [
        Recipient(
            organisation_id,
            name,
            min(row.at for row in rows),
            max(row.at for row in rows),
            " ".join(dict.fromkeys(word for row in rows for word in row.fields.split())),
        )
        for (organisation_id, name), rows in found.items()
    ]
    return sorted(made, key=lambda one: (one.last_at, one.name))


def write_down(
    session: Session, request: RightsRequest, *, recipient: str, fields: Iterable[str], means: str, by: Viewer
) -> Disclosure:
    """Data that left outside the portal: to whom, which fields, how."""
    names = " ".join(fields)
    if request.candidate_id is None or not recipient.strip() or not names or means not in MEANS:
        raise Refused(_("Write down who got which information, and how."))
    row = Disclosure(
        candidate_id=request.candidate_id,
        recipient=recipient.strip(),
        fields=names,
        means=means,
        at=clock.now(),
        by_user=by.id,
    )
    session.add(row)
    session.flush()
    return row


def tell(request: RightsRequest, post: Post, *, what: Any, fields: Iterable[str]) -> list[RecipientNotice]:
    """Tell every recipient: by mail who has an account here, and the contractor always; others are work for the desk.

    ``what`` is a lazy text, a whole sentence, spoken in the language of each reader.
    """
    session, words = post.session, tuple(dict.fromkeys(fields))
    candidate = session.get_one(Candidate, request.candidate_id)
    contract = session.get_one(Contract, candidate.contract_id)
    recipients: dict[tuple[UUID | None, str], None] = {(contract.contractor_id, ""): None}
    for one in recipients_of(session.connection(), candidate.id):
        key = (one.organisation_id, "" if one.organisation_id else one.name)
        recipients.setdefault(key)
    made = []
    for organisation_id, name in recipients:
        if organisation_id is not None and _is_our_own(session, organisation_id, request):
            continue
        notice = RecipientNotice(
            request_id=request.id,
            organisation_id=organisation_id,
            recipient=name,
            fields=" ".join(words)[:200],
            made_at=clock.now(),
        )
        session.add(notice)
        session.flush()
        if organisation_id is not None:
            _mail(post, request, notice, candidate, contract, what, words)
        made.append(notice)
    return made


def told_by_hand(session: Session, notice_id: UUID, request_id: UUID, *, by: Viewer) -> None:
    """Somebody called or wrote to a recipient without an account here."""
    notice = session.get(RecipientNotice, notice_id, with_for_update=True)
    if notice is None or notice.request_id != request_id:
        raise NotFound
    if notice.told_at is None:
        notice.told_at, notice.told_by = clock.now(), by.id
        session.flush()


def contacts_of(session: Session, candidate: Candidate) -> list[User]:
    """Whoever asked the candidate; when that account has ended, the colleagues who may send."""
    asked = session.get_one(User, candidate.created_by)
    if asked.disabled_at is None:
        return [asked]
    return _senders(session, asked.organisation_id)


def _senders(session: Session, organisation_id: UUID) -> list[User]:
    return list(session.scalars(sa.select(User).where(User.may_send_for(organisation_id))))


def _is_our_own(session: Session, organisation_id: UUID, request: RightsRequest) -> bool:
    """The coordination point that decides has done it itself."""
    organisation = session.get_one(Organisation, organisation_id)
    return organisation.kind is OrganisationKind.COORDINATION_POINT and organisation.region is request.region


def _mail(
    post: Post,
    request: RightsRequest,
    notice: RecipientNotice,
    candidate: Candidate,
    contract: Contract,
    what: Any,
    fields: tuple[str, ...],
) -> None:
    desk = letters.desk_of(post.session, request.region)
    for address, language in _addresses(post.session, notice, candidate, contract):
        with speaking(language):
            sentence, words = str(what), [field_word(name) for name in fields]
        draft = messages.recipient_told(
            Envelope(address, language, post.base_url, desk),
            contract_number=contract.number,
            candidate_number=candidate.number,
            what=sentence,
            fields=words,
        )
        key = f"recipient:{notice.id}:{post.vault.blind_index('mail', address).hex()[:16]}"
        enqueue(post.session, post.vault, draft, key=key, contract_id=contract.id)
        notice.told_at = clock.now()
    post.session.flush()


def _addresses(
    session: Session, notice: RecipientNotice, candidate: Candidate, contract: Contract
) -> list[tuple[str, str]]:
    organisation = session.get_one(Organisation, notice.organisation_id)
    if organisation.kind is OrganisationKind.COORDINATION_POINT:
        card = session.get(ControllerCard, organisation.region)
        return [(card.email, "nl")] if card is not None and card.email else []
    if organisation.id == contract.contractor_id:
        return [(user.email, user.language) for user in contacts_of(session, candidate)]
    return [(user.email, user.language) for user in _senders(session, organisation.id)]
