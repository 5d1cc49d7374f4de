"""Filling in what a candidate's yes opened (K-31)."""

import hmac
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import letters
from portal.consents.letters import Post
from portal.consents.queries import newest_question
from portal.consents.tokens import manage_link
from portal.errors import NotFound, Refused, Stale
from portal.models import Candidate, ConsentRequest, ConsentStatus, Contract, Event, User
from portal.privacy.fingerprint import take_fingerprint
from portal.privacy.masks import DOTS
from portal.privacy.vault import Purpose, Vault
from portal.rights.restricting import check_in_use
from portal.security import events
from portal.security.scope import in_scope
from portal.security.viewer import Viewer
from portal.web.i18n import gettext


class NoYes(Refused):
    """The candidate has not said yes to this part; nothing may be filled in (409)."""


class OtherBirthDate(Exception):
    """The typed date of birth is not the one by which the candidate opened the question."""


def fill_in_details(
    session: Session,
    vault: Vault,
    *,
    candidate_id: UUID,
    seen_version: int,
    street: str,
    postcode: str,
    town: str,
    born: date | None,
    by: Viewer,
    base_url: str,
) -> None:
    """Keep address and date of birth, sealed; an empty value stays as it was.

    Raises NotFound, NoYes, Stale or OtherBirthDate. After the first time the candidate gets a mail to look.
    """
    candidate = _given(session, candidate_id, by)
    if born is not None and not hmac.compare_digest(
        vault.birth_check(candidate_id, born), candidate.birth_check or b""
    ):
        raise OtherBirthDate
    shown = [(gettext("Street and house number"), street), (gettext("Postcode"), postcode), (gettext("Town"), town)]
    _check_version(session, candidate, seen_version, [(words, value) for words, value in shown if value])
    is_first = candidate.address_sealed is None
    vault.create_keys(candidate_id, Purpose.ADDRESS)
    kept = vault.open(candidate_id, Purpose.ADDRESS, candidate.address_sealed) or {}
    typed = {"street": street, "postcode": postcode, "town": town, "birth_date": born.isoformat() if born else ""}
    merged: dict[str, str | None] = {name: typed[name] or kept.get(name) or "" for name in typed}
    candidate.address_sealed = vault.seal(candidate_id, Purpose.ADDRESS, merged)
    take_fingerprint(vault, candidate)
    session.flush()
    if is_first:
        question = newest_question(session.connection(), candidate_id)
        if question is None:
            raise NotFound
        token = manage_link(session, question, keep_older=True)
        letters.say_filled_in(Post(session, vault, base_url), question, token=token)
    changed = sorted(name for name, value in typed.items() if value)
    _record(session, "candidate_details_changed", candidate, by, changed)


def fill_in_group(
    session: Session,
    vault: Vault,
    *,
    candidate_id: UUID,
    seen_version: int,
    target_group: str,
    duration_class: str | None,
    by: Viewer,
) -> None:
    """Keep the target group, sealed under its own key. Raises NotFound, NoYes without C2, or Stale."""
    candidate = _given(session, candidate_id, by, with_group=True)
    _check_version(session, candidate, seen_version, [(gettext("Target group"), DOTS)])
    vault.create_keys(candidate_id, Purpose.GROUP)
    candidate.group_sealed = vault.seal(
        candidate_id, Purpose.GROUP, {"target_group": target_group, "duration_class": duration_class}
    )
    session.flush()
    _record(session, "candidate_group_changed", candidate, by, ["target_group"])


def _given(session: Session, candidate_id: UUID, by: Viewer, *, with_group: bool = False) -> Candidate:
    """The candidate, locked, in the scope of ``by``, with the consent that is needed read under a lock (PR-16)."""
    candidate = session.scalar(
        sa.select(Candidate)
        .join(Contract, Contract.id == Candidate.contract_id)
        .where(Candidate.id == candidate_id, in_scope(by))
        .with_for_update(of=Candidate)
    )
    if candidate is None:
        raise NotFound
    given = session.scalar(
        sa.select(ConsentRequest)
        .where(ConsentRequest.candidate_id == candidate_id, ConsentRequest.status == ConsentStatus.GIVEN)
        .with_for_update()
    )
    if given is None or (with_group and not given.c2_given):
        raise NoYes
    check_in_use(session.connection(), candidate_id)
    return candidate


def _check_version(session: Session, candidate: Candidate, seen_version: int, typed: list[tuple[str, str]]) -> None:
    """What a colleague saved stays masked; ``typed`` is (label, value) of what would overwrite it."""
    if candidate.version == seen_version:
        return
    last = session.execute(
        sa.select(User.name, Event.at)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.object_kind == "candidate", Event.object_id == candidate.id)
        .order_by(Event.id.desc())
        .limit(1)
    ).first()
    raise Stale(
        version=candidate.version,
        by=(last.name if last else None) or gettext("Somebody"),
        at=last.at if last else clock.now(),
        rows=[(words, DOTS, value) for words, value in typed],
    )


def _record(session: Session, action: str, candidate: Candidate, by: Viewer, fields: list[str]) -> None:
    events.record(
        session,
        action=action,
        actor=by,
        contract_id=candidate.contract_id,
        object_kind="candidate",
        object_id=candidate.id,
        detail={"fields": fields},
    )
