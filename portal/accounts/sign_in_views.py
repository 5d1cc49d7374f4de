"""Signing in, in two steps, and out; and a new password by mail."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts import blueprint, credentials, queries
from portal.accounts.credentials import Paused, RightPassword, Tries
from portal.accounts.current import base_url, config, enter, go_on, home_of, leave, passwords, wanted
from portal.accounts.forms import CodeForm, ForgotForm, NewPasswordForm, RecoveryForm, SignInForm, words_about
from portal.accounts.services import Post
from portal.consents.signals import note_user
from portal.db import database, reading, remember_refusal, writing
from portal.errors import NotFound, TooMany
from portal.models import LinkPurpose
from portal.privacy.current import vault
from portal.security import limits, sessions
from portal.security.access import AFRESH, browser_family, network
from portal.security.device import known_device, remember_device
from portal.security.links import find_link, is_usable
from portal.security.viewer import Viewer, find_viewer, viewer
from portal.web.i18n import gettext as _
from portal.web.pages import done, page


@blueprint.route("/inloggen", methods=["GET", "POST"])
def sign_in() -> BaseResponse:
    known = find_viewer()
    if known is not None and known.passed_second_factor:
        return redirect(wanted() or home_of(known.role), 303)
    form = SignInForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        try:
            right = check_typed_password(email, form.password.data or "")
        except Paused as paused:
            return paused_page(paused)
        if right is not None:
            enter(credentials.begin_session(writing(), right=right, browser=browser_family()))
            step = "accounts.second_factor" if right.account.has_second_factor else "accounts.set_up_code"
            return redirect(url_for(step, next=wanted()), 303)
        credentials.refuse_sign_in(writing())
        remember_refusal()
        form.email.errors = [_("The e-mail address or password is not right. Try again.")]
    return page("accounts/sign_in.html", form, reason=_reason(), minutes=_idle_minutes())


def check_typed_password(email: str, password: str) -> RightPassword | None:
    """The right password of ``email``, counted for this browser and this network. Raises Paused."""
    blind = credentials.blind(vault(), email)
    tries = Tries(f"{blind}:{known_device(blind)}", network())
    right = credentials.check_password(database(), passwords(), email=email, password=password, tries=tries)
    if right is not None:
        credentials.accept_password(writing(), right=right, tries=tries)
    return right


def _reason() -> str:
    """Why the page is shown, as the redirect to it says."""
    return next((reason for reason in ("bewaard", "weg", "uitgelogd") if request.args.get(reason) == "ja"), "")


def _idle_minutes() -> int:
    """How long nothing was done, as the redirect says; only a limit that exists here is repeated."""
    limits_here = {str(minutes): minutes for minutes in (config().idle_minutes, config().idle_minutes_staff)}
    return limits_here.get(request.args.get("minuten", ""), config().idle_minutes)


def paused_page(paused: Paused) -> Response:
    answer = page("accounts/sign_in_paused.html", limit=paused.limit, tries=paused.tries, minutes=paused.minutes)
    answer.status_code = 429
    answer.headers["Retry-After"] = str(paused.minutes * 60)
    return answer


@blueprint.route("/inloggen/code", methods=["GET", "POST"])
def second_factor() -> BaseResponse:
    who = viewer()
    if elsewhere := _not_here(who):
        return elsewhere
    form = CodeForm()
    if form.validate_on_submit():
        try:
            credentials.count_code(database(), who.id)
        except Paused as paused:
            return paused_page(paused)
        if credentials.use_code(writing(), vault(), user_id=who.id, code=form.code.data or ""):
            return _signed_in(who, to=go_on(who.id, who.role))
        form.code.errors = [_("This code is not right. Wait for a new code and try again.")]
    return page("accounts/second_factor.html", form)


@blueprint.route("/inloggen/herstelcode", methods=["GET", "POST"])
def recovery() -> BaseResponse:
    """A lost phone: a recovery code signs in, and leads on to a new phone at once."""
    who = viewer()
    if elsewhere := _not_here(who):
        return elsewhere
    form = RecoveryForm()
    if form.validate_on_submit():
        try:
            credentials.count_code(database(), who.id)
        except Paused as paused:
            return paused_page(paused)
        if credentials.use_recovery_code(writing(), user_id=who.id, code=form.code.data or ""):
            return _signed_in(who, to=redirect(url_for("accounts.set_up_code", next=wanted()), 303), new_phone=True)
        form.code.errors = [_("We do not know this code, or it has been used. Check the letters.")]
    return page("accounts/recovery.html", form)


@blueprint.route("/inloggen/nog-een-keer", methods=["GET", "POST"])
def code_again() -> BaseResponse:
    """Before what cannot be taken back the code is asked once more (PR-65)."""
    who, form = viewer(), CodeForm()
    if form.validate_on_submit():
        try:
            credentials.count_code(database(), who.id)
        except Paused as paused:
            return paused_page(paused)
        if credentials.use_code(writing(), vault(), user_id=who.id, code=form.code.data or ""):
            limits.forget_tries(writing(), limits.SECOND_FACTOR, str(who.id))
            sessions.note_second_factor(writing(), who.session_id)
            return go_on(who.id, who.role)
        form.code.errors = [_("This code is not right. Wait for a new code and try again.")]
    return page("accounts/code_again.html", form, hours=AFRESH.seconds // 3600)


def _not_here(who: Viewer) -> BaseResponse | None:
    if who.passed_second_factor:
        return redirect(wanted() or home_of(who.role), 303)
    if not who.has_second_factor:
        return redirect(url_for("accounts.set_up_code", next=wanted()), 303)
    return None


def _signed_in(who: Viewer, *, to: BaseResponse, new_phone: bool = False) -> BaseResponse:
    limits.forget_tries(writing(), limits.SECOND_FACTOR, str(who.id))
    enter(credentials.renew_session(writing(), viewer=who, browser=browser_family()), new_phone=new_phone)
    remember_device(to, credentials.blind(vault(), who.email))
    note_user(writing(), vault(), viewer=who, network=network())
    return to


@blueprint.post("/uitloggen")
def sign_out() -> BaseResponse:
    """Open to everybody: signing out twice, or after the session ran out, is no error."""
    who = find_viewer()
    if who is not None:
        credentials.sign_out(writing(), viewer=who)
    return leave(url_for("accounts.sign_in", uitgelogd="ja"))


@blueprint.route("/wachtwoord-vergeten", methods=["GET", "POST"])
def forgot() -> BaseResponse:
    form = ForgotForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        box = vault().blind_index("mailbox", queries.mailbox(email)).hex()
        within = limits.count_try(database(), limits.SIGN_IN_NETWORK, f"reset:{network()}")
        if not within:
            raise TooMany(_("You have asked for a new password too often. Try again in 15 minutes."))
        if limits.count_try(database(), limits.PASSWORD_RESET, box):
            credentials.ask_reset(writing(), Post(vault(), base_url()), email=email)
        return redirect(url_for("accounts.forgot", verstuurd="ja"), 303)
    return page("accounts/forgot.html", form, asked=request.args.get("verstuurd") == "ja")


@blueprint.route("/wachtwoord/<token>", methods=["GET", "POST"])
def reset(token: str) -> BaseResponse:
    link = find_link(reading(), token, LinkPurpose.PASSWORD_RESET)
    if link is None:
        count_guess()
        raise NotFound
    account = queries.account_of(reading(), link.subject_id)
    if not is_usable(link) or link.used_at is not None or account is None or account.disabled_at is not None:
        answer = page("accounts/reset_ended.html")
        answer.status_code = 410
        return answer
    form = NewPasswordForm()
    form.about = words_about(account.name, account.email, account.organisation_name)
    if form.validate_on_submit():
        password_hash = passwords().hash(form.new_password.data or "")
        limits.forget_tries(writing(), limits.SIGN_IN_ACCOUNT, f"{credentials.blind(vault(), account.email)}:")
        credentials.reset_password(writing(), Post(vault(), base_url()), link_id=link.id, password_hash=password_hash)
        done(_("Your new password is saved. Sign in with it."))
        return redirect(url_for("accounts.sign_in"), 303)
    return page("accounts/reset.html", form, account=account)


def count_guess() -> None:
    """A link that was never made: count it for this network. Raises TooMany."""
    if not limits.count_try(database(), limits.LINK_GUESS_NETWORK, network()):
        raise TooMany
