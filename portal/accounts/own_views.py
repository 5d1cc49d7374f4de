"""The own account: name and language, password, phone, sessions, mail, and a form that was kept."""

from datetime import timedelta

from flask import current_app, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.accounts import blueprint, credentials, queries
from portal.accounts.credentials import Paused
from portal.accounts.current import NEW_PHONE, base_url, config, home_of, leave, passwords
from portal.accounts.forms import ChangePasswordForm, ConfirmForm, ConfirmPasswordForm, ProfileForm, words_about
from portal.accounts.kept_answers import kept_answers
from portal.accounts.services import Post
from portal.accounts.sign_in_views import check_typed_password, paused_page
from portal.db import reading, writing
from portal.mail.kinds import title_of
from portal.privacy.current import vault
from portal.security.sessions import idle_limit
from portal.security.viewer import Viewer, viewer
from portal.web import lapsed
from portal.web.i18n import gettext as _
from portal.web.i18n import speak
from portal.web.pages import done, page


@blueprint.route("/account", methods=["GET", "POST"])
def profile() -> BaseResponse:
    """A-01."""
    who = viewer()
    account = queries.account_of(reading(), who.id)
    assert account is not None  # noqa: S101 - a session names a user
    form = ProfileForm(data={"name": account.name, "language": account.language, "version": account.version})
    if form.validate_on_submit():
        credentials.change_profile(
            writing(),
            viewer=who,
            name=form.name.data or "",
            language=form.language.data or "",
            seen_version=form.seen_version,
        )
        speak(form.language.data or "")
        done(_("Your account is changed."))
        return redirect(url_for("accounts.profile"), 303)
    return page(
        "accounts/profile.html", form,
        account=account, signed=queries.last_signed(reading(), who.id), sessions=_sessions_of(who),
        codes_left=queries.recovery_codes_left(reading(), who.id),
        set_up_at=queries.second_factor_set_at(reading(), who.id),
    )  # fmt: skip


def _sessions_of(who: Viewer) -> list[object]:
    settings = config()
    idle = idle_limit(who.role, minutes=settings.idle_minutes, staff_minutes=settings.idle_minutes_staff)
    longest = timedelta(hours=settings.session_hours)
    return queries.open_sessions(reading(), who.id, since=clock.now() - longest, seen_since=clock.now() - idle)


@blueprint.route("/account/wachtwoord", methods=["GET", "POST"])
def change_password() -> BaseResponse:
    who = viewer()
    form = ChangePasswordForm()
    form.about = words_about(who.name, who.email, who.organisation_name)
    if form.validate_on_submit():
        password_hash = passwords().hash(form.new_password.data or "")
        try:
            right = check_typed_password(who.email, form.password.data or "")
        except Paused as paused:
            return paused_page(paused)
        if right is not None:
            credentials.change_password(writing(), Post(vault(), base_url()), viewer=who, password_hash=password_hash)
            done(_("Your password is changed. Other browsers in which you were signed in are signed out."))
            return redirect(url_for("accounts.profile"), 303)
        form.password.errors = [_("This is not the password you have now. Try again.")]
    return page("accounts/change_password.html", form)


@blueprint.route("/account/nieuwe-telefoon", methods=["GET", "POST"])
def new_phone() -> BaseResponse:
    """Another app for the extra check: the password is asked first."""
    form = ConfirmPasswordForm()
    if form.validate_on_submit():
        try:
            right = check_typed_password(viewer().email, form.password.data or "")
        except Paused as paused:
            return paused_page(paused)
        if right is not None:
            session[NEW_PHONE] = True
            return redirect(url_for("accounts.set_up_code"), 303)
        form.password.errors = [_("This is not the password you have now. Try again.")]
    return page("accounts/new_phone.html", form)


@blueprint.post("/account/overal-uitloggen")
def sign_out_everywhere() -> BaseResponse:
    credentials.sign_out(writing(), viewer=viewer(), everywhere=True)
    return leave(url_for("accounts.sign_in", uitgelogd="ja"))


@blueprint.get("/account/berichten")
def messages() -> BaseResponse:
    """A-03."""
    found = queries.messages_to(reading(), viewer().id, after=request.args.get("na"), before=request.args.get("voor"))
    return page(
        "accounts/messages.html", title_of=title_of, rows=found.rows,
        previous=url_for("accounts.messages", voor=found.previous) if found.previous else "",
        next=url_for("accounts.messages", na=found.next) if found.next else "",
    )  # fmt: skip


@blueprint.route("/account/bewaard", methods=["GET", "POST"])
def kept_form() -> BaseResponse:
    """A form that was sent when the session had run out; sent again from here, or thrown away."""
    who = viewer()
    form = ConfirmForm()
    if form.validate_on_submit():
        lapsed.drop_kept_forms(writing(), who.id)
        done(_("What was kept is thrown away."))
        return redirect(home_of(who.role), 303)
    row = lapsed.find_kept_form(reading(), who.id)
    fields = lapsed.read_kept_form(row) if row is not None else []
    return page(
        "accounts/kept_form.html",
        kept=row,
        fields=fields,
        answers=kept_answers(fields),
        contract_number=_contract_of(row.path) if row is not None else "",
        home=home_of(who.role),
    )


def _contract_of(path: str) -> str:
    """The number of the contract a form belongs to; '' when its page has none."""
    try:
        _endpoint, values = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return ""
    return str(values.get("number", ""))
