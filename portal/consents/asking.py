"""What a contractor does with a question: send it, mend its address, take it back."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import ledger, letters, paper, refusals, signals
from portal.consents.addresses import Accepted, check_address, mailbox_index
from portal.consents.effects import Change, take_effect
from portal.consents.in_force import notice_in_force
from portal.consents.invitee import Invitee
from portal.consents.letters import Post
from portal.consents.queries import Question, is_opened, question_of
from portal.consents.refusals import Again
from portal.consents.terms import terms
from portal.consents.tokens import decide_link, revoke_all
from portal.errors import NotFound, Refused
from portal.models import (
    UNANSWERED,
    Candidate,
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    ConsentStatus,
    Contract,
    ContractStatus,
    ControllerCard,
    InformationGiven,
    LetterKind,
    Plan,
    Region,
    SignalKind,
    new_id,
)
from portal.privacy.vault import Purpose, Vault
from portal.security import events
from portal.security.scope import in_scope
from portal.security.viewer import Viewer


class NotReady(Refused):
    """A question may not be sent yet; ``missing`` says what, in the words of ``what_is_missing``."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.missing = missing


def what_is_missing(connection: sa.Connection, contract_id: UUID) -> list[str]:
    """What stands in the way of a question: 'closed', 'plan', card fields or 'dpia_confirmed' (PR-36, PR-69)."""
    contract = connection.execute(
        sa.select(Contract.region, Contract.status, Plan.approved_round)
        .outerjoin(Plan, Plan.contract_id == Contract.id)
        .where(Contract.id == contract_id)
    ).one()
    missing = missing_of(connection, contract.region, contract.status, contract.approved_round)
    card = connection.execute(
        sa.select(ControllerCard.__table__).where(ControllerCard.region == contract.region)
    ).first()
    needed = ControllerCard(**card._mapping) if card is not None else ControllerCard()
    unconfirmed = [] if needed.has_confirmed_dpia or not needed.dpia_reference else ["dpia_confirmed"]
    return missing + needed.missing + unconfirmed


def missing_of(
    connection: sa.Connection, region: Region, status: ContractStatus, approved_round: int | None
) -> list[str]:
    """Of the contract itself: 'closed', or 'plan' where it must be approved first (PR-36)."""
    missing = ["closed"] if status is ContractStatus.CLOSED else []
    if approved_round is None and terms(connection, region).approved_plan_first:
        missing.append("plan")
    return missing


def request_consent(
    session: Session,
    vault: Vault,
    *,
    contract_id: UUID,
    invitee: Invitee,
    by: Viewer,
    base_url: str,
    again: Again | None = None,
) -> UUID:
    """Ask one candidate. Returns the candidate's id; raises NotFound, NotReady, AddressRefused or RefusedBefore.

    The caller has shown the statement of the notice in force, and ``by`` has agreed to it (PR-14, PR-24, PR-39).
    """
    contract = session.scalar(
        sa.select(Contract).where(Contract.id == contract_id, in_scope(by)).with_for_update(of=Contract)
    )
    if contract is None:
        raise NotFound
    missing = what_is_missing(session.connection(), contract_id)
    if missing:
        raise NotReady(missing)
    if again is not None:
        refusals.check_again(session, contract_id=contract_id, again=again)
    follows = again.request_id if again else None
    refusals.check_not_refused(session, vault, contract_id=contract_id, invitee=invitee, follows=follows)
    accepted = None
    if invitee.address is None:
        accepted = check_address(session, vault, contract=contract, email=invitee.email, born=invitee.born)
    candidate_id = _add_candidate(session, vault, contract_id, invitee, by, accepted)
    text = notice_in_force(session.connection(), invitee.language)
    session.add(
        InformationGiven(
            candidate_id=candidate_id,
            statement_version=text.version,
            notice_sha256=text.sha256,
            informed_by=invitee.told.by if invitee.told else None,
            informed_on=invitee.told.on if invitee.told else None,
            stated_by=by.id,
            stated_at=clock.now(),
        )
    )
    its_terms = terms(session.connection(), contract.region)
    request = ConsentRequest(
        candidate_id=candidate_id,
        contract_id=contract_id,
        channel=invitee.channel,
        by_representative=invitee.by_representative,
        requested_at=clock.now(),
        decide_by=clock.today() + timedelta(days=its_terms.decide_days),
        follows_id=follows,
        new_reason=again.reason if again else None,
    )
    session.add(request)
    session.flush()
    lines = ledger.of_each(ConsentEventKind.REQUESTED)
    ledger.append(session, request, *lines, text=text, how=ledger.BY_CONTRACTOR)
    question = question_of(session.connection(), request.id)
    if accepted is None:
        paper.queue_letter(session, request.id, LetterKind.QUESTION)
    else:
        accepted.note(session, request.id)
        letters.ask(Post(session, vault, base_url), question, token=decide_link(session, question), attempt="1")
    _record(session, "consent_requested", question, by)
    return candidate_id


def _add_candidate(
    session: Session, vault: Vault, contract_id: UUID, invitee: Invitee, by: Viewer, accepted: Accepted | None
) -> UUID:
    """Of the date of birth only a keyed check value, of the rest what the question needs (PR-16)."""
    candidate_id = new_id()
    vault.create_keys(candidate_id, Purpose.NAME, Purpose.CONTACT)
    name: dict[str, str | None] = {"first_name": invitee.first_name, "surname": invitee.surname}
    session.add(
        Candidate(
            id=candidate_id,
            contract_id=contract_id,
            number=_next_number(session, contract_id),
            agreement=invitee.agreement,
            employer_kind=invitee.employer_kind,
            employer_name=invitee.employer_name,
            starts_on=invitee.starts_on,
            language=invitee.language,
            name_sealed=vault.seal(candidate_id, Purpose.NAME, name),
            contact_sealed=vault.seal(candidate_id, Purpose.CONTACT, invitee.contact),
            birth_check=vault.birth_check(candidate_id, invitee.born),
            email_index=accepted.index if accepted else None,
            created_by=by.id,
            created_at=clock.now(),
        )
    )
    session.flush()
    return candidate_id


def correct_request(
    session: Session, vault: Vault, *, candidate_id: UUID, email: str, born: date | None, by: Viewer, base_url: str
) -> None:
    """Send the question again to a mended address, or with a mended date of birth; the old link dies (PR-17, PR-20).

    Only while nobody has opened it, when it did not arrive, or when three wrong dates ended the link. An empty
    ``email`` or ``born`` stays as it was.
    """
    request, question = _open_request(session, candidate_id, by)
    if not may_correct(session.connection(), question):
        raise Refused
    candidate = session.get_one(Candidate, candidate_id, with_for_update=True)
    contract = session.get_one(Contract, candidate.contract_id)
    changed = []
    if email and mailbox_index(vault, email) != candidate.email_index:
        follows = request.follows_id
        refusals.check_mailbox_not_refused(session, vault, contract_id=contract.id, email=email, follows=follows)
        accepted = check_address(session, vault, contract=contract, email=email, born=born)
        accepted.note(session, request.id)
        if request.not_delivered_at is None:  # a mailbox that does not exist has to be mended
            signals.flag(session, request.id, SignalKind.ADDRESS_CHANGED)
            letters.tell_old_address(Post(session, vault, base_url), question)
        candidate.contact_sealed = vault.seal(candidate_id, Purpose.CONTACT, {"email": email})
        candidate.email_index = accepted.index
        changed.append("email")
    if born is not None:
        candidate.birth_check = vault.birth_check(candidate_id, born)
        changed.append("birth_check")
    its_terms = terms(session.connection(), contract.region)
    longest = clock.day_of(request.requested_at) + timedelta(days=its_terms.draft_days - 1)
    fresh = min(clock.today() + timedelta(days=its_terms.decide_days), longest)
    request.decide_by = max(request.decide_by, fresh)
    request.not_delivered_at = request.locked_at = None
    session.flush()
    post = Post(session, vault, base_url)
    letters.take_back(post, question)
    question = question_of(session.connection(), request.id)
    letters.ask(post, question, token=decide_link(session, question), attempt=clock.now().isoformat())
    _record(session, "consent_request_corrected", question, by, detail={"changed": changed})


def may_correct(connection: sa.Connection, question: Question) -> bool:
    """Whether address and date of birth may still be mended."""
    if not question.is_unanswered or clock.today() > question.decide_by or question.is_on_paper:
        return False
    troubled = question.not_delivered_at is not None or question.locked_at is not None
    return troubled or not is_opened(connection, question.request_id)


def cancel_request(session: Session, vault: Vault, *, candidate_id: UUID, by: Viewer, base_url: str) -> None:
    """Take the question back; everything about the candidate is erased at once."""
    request, question = _open_request(session, candidate_id, by)
    request.move_to(ConsentStatus.CANCELLED)
    request.answered_at = clock.now()
    text = notice_in_force(session.connection(), question.language)
    line = (ConsentEventKind.CANCELLED, ConsentScope.C1)
    ledger.append(session, request, line, text=text, how=ledger.BY_CONTRACTOR)
    revoke_all(session, request.id)
    letters.take_back(Post(session, vault, base_url), question)
    take_effect(session, candidate_id, Change.CANCELLED)
    _record(session, "consent_request_cancelled", question, by)


def _open_request(session: Session, candidate_id: UUID, by: Viewer) -> tuple[ConsentRequest, Question]:
    """The request that waits for an answer, locked, in the scope of ``by``. Raises NotFound or Refused."""
    request = session.scalar(
        sa.select(ConsentRequest)
        .join(Contract, Contract.id == ConsentRequest.contract_id)
        .where(ConsentRequest.candidate_id == candidate_id, in_scope(by))
        .order_by(ConsentRequest.id.desc())
        .limit(1)
        .with_for_update(of=ConsentRequest)
    )
    if request is None:
        raise NotFound
    if request.status not in UNANSWERED:
        raise Refused
    return request, question_of(session.connection(), request.id)


def _next_number(session: Session, contract_id: UUID) -> int:
    """Counted under the lock on the contract's row."""
    highest = sa.select(sa.func.coalesce(sa.func.max(Candidate.number), 0)).where(Candidate.contract_id == contract_id)
    return (session.scalar(highest) or 0) + 1


def _record(
    session: Session, action: str, question: Question, by: Viewer, *, detail: dict[str, Iterable[str]] | None = None
) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=question.contract_id,
        object_kind="candidate",
        object_id=question.candidate_id,
        detail=dict(detail or {}),
    )
