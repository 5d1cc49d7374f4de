"""From the invitation to the first page: password, second factor, recovery codes, the signed statement."""

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.accounts import blueprint, credentials, joining, queries
from portal.accounts.credentials import Paused
from portal.accounts.current import NEW_PHONE, base_url, enter, go_on, home_of, passwords, wanted
from portal.accounts.forms import AccountForm, CodeForm, StatementForm, words_about
from portal.accounts.joining import InvitationAccepted
from portal.accounts.queries import Invited
from portal.accounts.services import Post
from portal.accounts.sign_in_views import count_guess, paused_page
from portal.consents.signals import note_user
from portal.db import database, reading, writing
from portal.errors import NotFound
from portal.models import LinkPurpose
from portal.privacy.current import vault
from portal.privacy.sealing import SealBroken
from portal.security import second_factor as factor
from portal.security import sessions
from portal.security.access import browser_family, network
from portal.security.confidentiality import STATEMENT_VERSION, VALID_FOR, statement
from portal.security.device import remember_device
from portal.security.links import find_link, find_link_by_id, is_usable
from portal.security.viewer import Viewer, viewer
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.pages import page

TIME_TO_CHOOSE = timedelta(hours=1)  # between opening an invitation and saving the password
INVITATION, SECRET, CODES = "invitation", "secret", "codes"  # in the cookie; the last two are sealed


@blueprint.route("/uitnodiging/<token>", methods=["GET", "POST"])
def invitation(token: str) -> BaseResponse:
    """C-01. A GET shows who asks whom; a button goes on."""
    link = find_link(reading(), token, LinkPurpose.INVITATION)
    if link is None:
        count_guess()
        raise NotFound
    found = _invited(link)
    if ended := _ended(link, found):
        return _ended_page(ended, token, found, link)
    if request.method == "POST":
        session[INVITATION] = {"link": str(link.id), "at": clock.now().timestamp()}
        return redirect(url_for("accounts.create"), 303)
    return page("accounts/invitation.html", invited=found, expires_at=link.expires_at)


def _invited(link: Any) -> Invited:
    found = queries.invited(reading(), link.subject_id)
    if found is None:
        raise NotFound
    return found


def _ended(link: Any, found: Invited) -> str:
    """Why an invitation lets nobody in any more; '' for one that does."""
    account = queries.account_at(reading(), found.email)
    if found.accepted_at is not None or (account is not None and account.disabled_at is None):
        return "used"
    if found.revoked_at is not None:
        return "taken_back"
    if link.revoked_at is not None:
        return "replaced"
    return "" if is_usable(link) else "expired"


def _ended_page(ended: str, token: str, found: Invited, link: Any) -> Response:
    answer = page("accounts/invitation_ended.html", ended=ended, token=token, invited=found, expires_at=link.expires_at)
    answer.status_code = 410
    return answer


@blueprint.post("/uitnodiging/<token>/opnieuw")
def ask_invitation(token: str) -> BaseResponse:
    """'Nieuwe uitnodiging vragen': the inviter gets a mail, once a day."""
    link = find_link(reading(), token, LinkPurpose.INVITATION)
    if link is None:
        count_guess()
        raise NotFound
    found = _invited(link)
    if _ended(link, found) != "expired":
        return redirect(url_for("accounts.invitation", token=token), 303)
    asked = joining.ask_again(writing(), Post(vault(), base_url()), found)
    return page("accounts/invitation_asked.html", invited=found, asked=asked)


@blueprint.route("/account/maken", methods=["GET", "POST"])
def create() -> BaseResponse:
    """C-02. The account is made when its password is saved."""
    kept = session.get(INVITATION)
    if kept is None or clock.now().timestamp() - kept["at"] > TIME_TO_CHOOSE.total_seconds():
        session.pop(INVITATION, None)
        return page("accounts/create_ended.html")
    link = find_link_by_id(reading(), UUID(kept["link"]))
    if link is None:
        raise NotFound
    found = _invited(link)
    if ended := _ended(link, found):
        return _ended_page(ended, "", found, link)
    form = AccountForm(data={"name": found.name})
    form.about = words_about(form.name.data or found.name, found.email, found.organisation_name)
    if form.validate_on_submit():
        password_hash = passwords().hash(form.new_password.data or "")
        try:
            account = joining.accept(
                writing(), link_id=link.id, name=form.name.data or "", password_hash=password_hash, language=language()
            )
        except InvitationAccepted:
            return _ended_page("used", "", found, link)
        enter(sessions.start_session(writing(), user_id=account.id, browser=browser_family(), second_factor_at=None))
        return redirect(url_for("accounts.set_up_code"), 303)
    return page("accounts/create.html", form, invited=found)


@blueprint.route("/account/code-app", methods=["GET", "POST"])
def set_up_code() -> BaseResponse:
    """C-03. Open while there is no second factor, and to a session that may set up a new phone."""
    who = viewer()
    if who.has_second_factor and not (who.passed_second_factor and session.get(NEW_PHONE)):
        step = "accounts.profile" if who.passed_second_factor else "accounts.second_factor"
        return redirect(url_for(step), 303)
    secret = _open_from_cookie(SECRET, who) or factor.new_secret()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            credentials.count_code(database(), who.id)
        except Paused as paused:
            return paused_page(paused)
        step_found = credentials.step_of_new_secret(secret, form.code.data or "")
        if step_found is not None:
            return _second_factor_set(who, secret, step_found)
        form.code.errors = [_("This code is not right. Wait for a new code and try again.")]
    _seal_in_cookie(SECRET, secret, who)
    return page(
        "accounts/set_up_code.html", form,
        qr_code=factor.qr_code(secret, who.email), key=factor.in_groups(secret), renewing=who.has_second_factor,
    )  # fmt: skip


def _second_factor_set(who: Viewer, secret: str, step: int) -> BaseResponse:
    codes = credentials.set_second_factor(writing(), Post(vault(), base_url()), viewer=who, secret=secret, step=step)
    where = wanted()
    token = credentials.renew_session(writing(), viewer=who, browser=browser_family())
    enter(token)
    _seal_in_cookie(CODES, " ".join(codes), who)
    answer = redirect(url_for("accounts.recovery_codes", next=where), 303)
    remember_device(answer, credentials.blind(vault(), who.email))
    note_user(writing(), vault(), viewer=who, network=network())
    return answer


def _seal_in_cookie(name: str, text: str, who: Viewer) -> None:
    sealed = vault().seal_own(f"cookie:{name}:{who.id}", text.encode())
    session[name] = base64.urlsafe_b64encode(sealed).decode()


def _open_from_cookie(name: str, who: Viewer) -> str:
    """What this session keeps for one page; '' when there is nothing, or it was of somebody else."""
    sealed = session.get(name)
    if not sealed:
        return ""
    try:
        return vault().open_own(f"cookie:{name}:{who.id}", base64.urlsafe_b64decode(sealed)).decode()
    except SealBroken:
        return ""


@blueprint.route("/account/herstelcodes", methods=["GET", "POST"])
def recovery_codes() -> BaseResponse:
    """Shown until somebody says that they are kept, and never again."""
    who = viewer()
    codes = _open_from_cookie(CODES, who).split()
    if request.method == "POST" or not codes:
        session.pop(CODES, None)
        return (
            go_on(who.id, who.role)
            if who.has_signed
            else redirect(url_for("accounts.confidentiality", next=wanted()), 303)
        )
    return page("accounts/recovery_codes.html", codes=codes)


@blueprint.route("/geheimhouding", methods=["GET", "POST"])
def confidentiality() -> BaseResponse:
    """C-05: asked of everybody, again after a year, for a new text and in another role (PR-63)."""
    who = viewer()
    form = StatementForm()
    if not who.has_signed and form.validate_on_submit():
        credentials.sign_statement(writing(), Post(vault(), base_url()), viewer=who, language=language())
        return go_on(who.id, who.role)
    reason, *promises = statement(language()).strip().splitlines()
    last = queries.last_signed(reading(), who.id)
    return page(
        "accounts/confidentiality.html", form,
        asking=not who.has_signed,
        version=STATEMENT_VERSION, reason=reason, promises=promises, last=last, why=_why_again(who, last),
        home=home_of(who.role),
    )  # fmt: skip


def _why_again(who: Viewer, last: Any) -> str:
    """Why somebody who signed before must sign again; '' for the first time."""
    if last is None or who.has_signed:
        return ""
    if last.statement_version != STATEMENT_VERSION:
        return "text"
    return "role" if last.role != who.role and clock.now() - last.accepted_at < VALID_FOR else "year"


@blueprint.get("/geheimhouding/niet-ondertekenen")
def not_signing() -> BaseResponse:
    return page("accounts/not_signing.html")
