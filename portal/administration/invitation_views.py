"""B-01: inviting the first person of a contractor or client, with the mail shown before it is sent."""

from typing import Any
from uuid import UUID

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.services import INVITATION_LASTS, AlreadyHasAccess, Post
from portal.administration import blueprint, queries, services
from portal.administration.contract_views import kept
from portal.administration.forms import InviteClientForm, InviteContractorForm, PersonForm
from portal.administration.services import Party
from portal.config import Config
from portal.db import database, reading, writing
from portal.mail import messages
from portal.mail.draft import Draft
from portal.models import OrganisationKind, Role
from portal.privacy.current import vault
from portal.security.viewer import own_region, viewer
from portal.web.i18n import DEFAULT
from portal.web.i18n import gettext as _
from portal.web.pages import done, page


def _post() -> Post:
    config: Config = current_app.extensions["config"]
    return Post(vault(), config.base_url)


@blueprint.route("/beheer/uitnodigen", methods=["GET", "POST"])
def invite() -> BaseResponse:
    """A contractor by its KvK number: one that is known, or one to be made."""
    form = InviteContractorForm(
        data={"kvk_number": request.args.get("kvk", ""), "company": request.args.get("naam", "")}
    )
    if form.back.data or not form.validate_on_submit():
        return page("administration/invite.html", form)
    known = queries.contractor_named(reading(), form.kvk_number.data or "")
    number = ""
    if known is not None:
        work = queries.work_of(reading(), known.id, own_region())
        if work.has_any and work.newest_here is None:
            form.kvk_number.errors = [_("This company has no contract in your region. Set up the contract first.")]
            return page("administration/invite.html", form)
        number = work.newest_here or ""
    party = Party(known.name, id=known.id) if known else Party(form.company.data or "", kvk_number=form.kvk_number.data)
    return _check_or_send(
        form, "administration/invite.html", party, OrganisationKind.CONTRACTOR, Role.CONTRACTOR_ADMIN, number
    )


@blueprint.route("/beheer/uitnodigen/opdrachtgever", methods=["GET", "POST"])
def invite_client() -> BaseResponse:
    form = InviteClientForm()
    clients = {str(row.id): row.name for row in queries.clients_in(reading(), own_region())}
    form.client.choices = list(clients.items())
    if form.back.data or not form.validate_on_submit():
        return page("administration/invite_client.html", form)
    party = Party(clients[form.client.data or ""], id=UUID(form.client.data))
    return _check_or_send(form, "administration/invite_client.html", party, OrganisationKind.CLIENT, Role.CLIENT, "")


def _check_or_send(
    form: PersonForm, template: str, party: Party, kind: OrganisationKind, role: Role, contract_number: str
) -> BaseResponse:
    if not form.confirmed.data:
        draft = _preview(form, party, contract_number)
        return page("administration/invite_check.html", draft=draft, form_page=request.path, party=party, kept=kept())
    email = form.email.data or ""
    accounts.count_invitation(database(), _post(), by=viewer(), email=email)
    try:
        accounts.invite(
            writing(),
            _post(),
            by=viewer(),
            organisation_id=services.organisation_of(writing(), party, kind),
            role=role,
            name=form.person.data or "",
            email=email,
            message=form.message.data or "",
            contract_number=contract_number,
        )
    except AlreadyHasAccess as refused:
        form.email.errors = [str(refused)]
        return page(template, form)
    done(_("The invitation for %(name)s is on its way.", name=form.person.data))
    return redirect(url_for("administration.invitations"), 303)


def _preview(form: PersonForm, party: Party, contract_number: str) -> Draft:
    """The mail as it will be, with a link that leads nowhere yet."""
    envelope = accounts.envelope_to(
        reading(), _post(), email=form.email.data or "", language=DEFAULT, region=own_region()
    )
    words: dict[str, Any] = {
        "token": "voorbeeld",
        "organisation": party.name,
        "expires_on": clock.day_of(clock.now() + INVITATION_LASTS),
        "message": form.message.data or "",
    }
    if contract_number:
        return messages.invitation(envelope, contract_number=contract_number, **words)
    return messages.colleague_invitation(envelope, invited_by=viewer().name, **words)


@blueprint.get("/beheer/uitnodigingen")
def invitations() -> BaseResponse:
    return page(
        "administration/invitations.html", invitations=queries.invitations_by(reading(), own_region()), now=clock.now()
    )


@blueprint.post("/beheer/uitnodigingen/<uuid:invitation_id>/opnieuw")
def invite_again(invitation_id: UUID) -> BaseResponse:
    email = accounts.invitation_address(reading(), viewer(), invitation_id)
    accounts.count_invitation(database(), _post(), by=viewer(), email=email)
    accounts.send_again(writing(), _post(), by=viewer(), invitation_id=invitation_id)
    done(_("The invitation is on its way again. The older link no longer works."))
    return redirect(url_for("administration.invitations"), 303)


@blueprint.post("/beheer/uitnodigingen/<uuid:invitation_id>/intrekken")
def take_back(invitation_id: UUID) -> BaseResponse:
    accounts.take_back(writing(), by=viewer(), invitation_id=invitation_id)
    done(_("The invitation is taken back. Its link no longer works."))
    return redirect(url_for("administration.invitations"), 303)
