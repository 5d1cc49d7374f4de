"""What a contractor typed, carried from page to page without being stored anywhere (PR-16).

The statement of K-10 travels signed, the answers of K-11 sealed; both belong to one user and one contract.
"""

import base64
import json
from datetime import date
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal import clock
from portal.candidates.asking_forms import Decides, InviteForm, ToldForm
from portal.consents.in_force import in_force
from portal.consents.invitee import Invitee, PostalAddress, Told
from portal.consents.refusals import Again
from portal.db import reading
from portal.models import Agreement, EmployerKind, InformedBy, NewReason
from portal.privacy.current import vault
from portal.privacy.vault import SealBroken

HOURS = 12


def sign_statement(user_id: UUID, contract_id: UUID, told: Told, again: Again | None = None) -> str:
    """``again``: somebody who said no is asked once more, for the reason that was just given (PR-24)."""
    after = [str(again.request_id), again.reason.value] if again else []
    how = [told.by.value, told.on.isoformat()]
    return _serializer().dumps([str(user_id), str(contract_id), in_force(reading()).version, *how, *after])


def told_of(form: ToldForm) -> Told:
    """Of a valid form."""
    if form.informed_on.data is None:
        raise ValueError("a form that was not validated")
    return Told(InformedBy(form.informed_by.data), form.informed_on.data)


def is_statement(text: str, user_id: UUID, contract_id: UUID) -> bool:
    """Whether this user agreed to the statement in force, for this contract, in the last hours."""
    try:
        found = _serializer().loads(text, max_age=HOURS * 3600)
    except BadSignature:
        return False
    return bool(found[:3] == [str(user_id), str(contract_id), in_force(reading()).version])


def again_in(text: str) -> Again | None:
    """What a statement that was found good says of an earlier no."""
    after = _serializer().loads(text, max_age=HOURS * 3600)[5:]
    return Again(UUID(after[0]), NewReason(after[1])) if after else None


def told_in(text: str) -> Told:
    """How and when the candidate was told, as a statement that was found good says it."""
    by, on = _serializer().loads(text, max_age=HOURS * 3600)[3:5]
    return Told(InformedBy(by), date.fromisoformat(on))


def invitee_of(form: InviteForm, *, own_company: str) -> Invitee:
    """A valid form as the service takes it."""
    kind = EmployerKind(form.employer_kind.data)
    born, starts_on = form.born.data, form.starts_on.data
    if born is None or starts_on is None:
        raise ValueError("a form that was not validated")
    return Invitee(
        first_name=form.first_name.data or "",
        surname=form.surname.data or "",
        email=form.email.data or "",
        language=form.language.data,
        agreement=Agreement(form.agreement.data),
        employer_kind=kind,
        employer_name=own_company if kind is EmployerKind.CONTRACTOR else form.employer_name.data or "",
        starts_on=starts_on,
        born=born,
        told=told_in(form.told.data or ""),
        address=_address_of(form) if form.is_on_paper else None,
        by_representative=form.decides.data == Decides.REPRESENTATIVE,
    )


def _address_of(form: InviteForm) -> PostalAddress:
    return PostalAddress(form.street.data or "", form.postcode.data or "", form.town.data or "")


def seal_answers(invitee: Invitee, told: str, user_id: UUID, contract_id: UUID) -> str:
    """For the hidden field of the check page: nobody reads a date of birth in its source."""
    content = {
        **{name: value for name, value in invitee.__dict__.items() if name not in ("address", "by_representative")},
        **(invitee.address.__dict__ if invitee.address else {}),
        "channel": invitee.channel,
        "decides": Decides.REPRESENTATIVE if invitee.by_representative else Decides.CANDIDATE,
        "told": told,
        "until": int(clock.now().timestamp()) + HOURS * 3600,
    }
    return base64.urlsafe_b64encode(
        vault().seal_own(_place(user_id, contract_id), json.dumps(content, default=str).encode())
    ).decode()


def open_answers(text: str, user_id: UUID, contract_id: UUID) -> dict[str, str] | None:
    """The answers as form fields, to be validated again; None when they are not this user's, or too old."""
    try:
        content = json.loads(vault().open_own(_place(user_id, contract_id), base64.urlsafe_b64decode(text)))
    except (ValueError, SealBroken):
        return None
    if content.pop("until") < clock.now().timestamp():
        return None
    for name in ("born", "starts_on"):
        day = date.fromisoformat(content.pop(name))
        content |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
    return {name: str(value) for name, value in content.items()}


def _place(user_id: UUID, contract_id: UUID) -> str:
    return f"invitation:{user_id}:{contract_id}"


def _serializer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="told-the-candidate")
