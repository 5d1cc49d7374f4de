"""A-02: who else works here, inviting somebody, stopping access, another role."""

from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.accounts import blueprint, queries, services
from portal.accounts.current import base_url
from portal.accounts.forms import ConfirmForm, InviteForm, RoleForm
from portal.accounts.services import ROLES_OF, AlreadyHasAccess, Post
from portal.db import database, reading, writing
from portal.errors import NotFound
from portal.models import Role
from portal.privacy.current import vault
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.pages import done, page


def _post() -> Post:
    return Post(vault(), base_url())


@blueprint.get("/account/collegas")
def colleagues() -> BaseResponse:
    who = viewer()
    may_change = who.may_send or who.is_manager
    return page(
        "accounts/colleagues.html",
        colleagues=queries.colleagues_of(reading(), who.organisation_id),
        invitations=queries.open_invitations(reading(), organisation_id=who.organisation_id) if may_change else [],
        may_change=may_change,
        now=clock.now(),
    )


@blueprint.route("/account/collegas/uitnodigen", methods=["GET", "POST"])
def invite_colleague() -> BaseResponse:
    who = viewer()
    form = InviteForm()
    form.offer(ROLES_OF[who.organisation_kind])
    if form.validate_on_submit():
        email = form.email.data or ""
        services.count_invitation(database(), _post(), by=who, email=email)
        try:
            services.invite(
                writing(),
                _post(),
                by=who,
                organisation_id=who.organisation_id,
                role=Role(form.role.data),
                name=form.name.data or "",
                email=email,
                message=form.message.data or "",
            )
        except AlreadyHasAccess as refused:
            form.email.errors = [str(refused)]
        else:
            done(_("The invitation for %(name)s is on its way.", name=form.name.data))
            return redirect(url_for("accounts.colleagues"), 303)
    return page("accounts/invite_colleague.html", form)


@blueprint.post("/account/collegas/uitnodiging/<uuid:invitation_id>/opnieuw")
def invite_again(invitation_id: UUID) -> BaseResponse:
    email = services.invitation_address(reading(), viewer(), invitation_id)
    services.count_invitation(database(), _post(), by=viewer(), email=email)
    services.send_again(writing(), _post(), by=viewer(), invitation_id=invitation_id)
    done(_("The invitation is on its way again. The older link no longer works."))
    return redirect(url_for("accounts.colleagues"), 303)


@blueprint.post("/account/collegas/uitnodiging/<uuid:invitation_id>/intrekken")
def take_back(invitation_id: UUID) -> BaseResponse:
    services.take_back(writing(), by=viewer(), invitation_id=invitation_id)
    done(_("The invitation is taken back. Its link no longer works."))
    return redirect(url_for("accounts.colleagues"), 303)


@blueprint.route("/account/collegas/<uuid:user_id>/stoppen", methods=["GET", "POST"])
def stop_access(user_id: UUID) -> BaseResponse:
    """CF-1."""
    colleague = _colleague(user_id)
    form = ConfirmForm(data={"version": colleague.version})
    if form.validate_on_submit():
        services.stop_access(writing(), by=viewer(), user_id=user_id, seen_version=form.seen_version)
        done(_("%(name)s no longer has access.", name=colleague.name))
        return redirect(url_for("accounts.colleagues"), 303)
    own = user_id == viewer().id
    return page("accounts/stop_access.html", form, colleague=colleague, own=own)


@blueprint.route("/account/collegas/<uuid:user_id>/mag", methods=["GET", "POST"])
def change_role(user_id: UUID) -> BaseResponse:
    colleague = _colleague(user_id)
    form = RoleForm(data={"role": colleague.role.value, "version": colleague.version})
    form.offer(ROLES_OF[viewer().organisation_kind])
    if form.validate_on_submit():
        services.change_role(
            writing(), by=viewer(), user_id=user_id, role=Role(form.role.data), seen_version=form.seen_version
        )
        done(_("%(name)s must sign in again. Then the change holds.", name=colleague.name))
        return redirect(url_for("accounts.colleagues"), 303)
    return page("accounts/change_role.html", form, colleague=colleague, own=user_id == viewer().id)


def _colleague(user_id: UUID) -> queries.Account:
    found = queries.account_of(reading(), user_id)
    if found is None or found.organisation_id != viewer().organisation_id or found.disabled_at is not None:
        raise NotFound
    return found
