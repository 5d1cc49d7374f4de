"""The register of requests for coordination points and privacy officers (S-30): the list, intake, and who it is."""

from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, remember_refusal, writing
from portal.errors import NotFound, Refused
from portal.models import Channel, IdentityCheck, Right
from portal.privacy.current import vault
from portal.rights import blueprint, identity, queries, services
from portal.rights.forms import CodeForm, EnterForm, ExtendForm, MatchForm, StepForm
from portal.rights.queries import Which
from portal.rights.request_page import PATH, back, find, kept, line_of, post, show
from portal.rights.requester import Requester
from portal.security.viewer import viewer
from portal.web.i18n import gettext as _
from portal.web.pages import base_url, done, page


@blueprint.get("/csr/verzoeken")
def requests() -> Response:
    """The register: open, too late, ended. It names nobody."""
    which = next((one for one in Which if one == request.args.get("wat")), Which.OPEN)
    found = queries.requests(
        reading(), viewer(), which, clock.today(), after=request.args.get("na"), before=request.args.get("voor")
    )
    open_lines = queries.open_lines(reading(), viewer())
    late = [line for line in open_lines if line.clock.is_overdue(clock.today())]
    return page(
        "rights/requests.html", which=which, found=found, open_count=len(open_lines), late_count=len(late), Which=Which
    )


@blueprint.route("/csr/verzoeken/nieuw", methods=["GET", "POST"])
def enter() -> BaseResponse:
    """What came by mail, letter, telephone, desk or contractor; sent to the right region at once (PR-52)."""
    form = EnterForm(data={"received_on": clock.today(), "language": "nl"})
    if not form.validate_on_submit():
        return page("rights/enter.html", form)
    region = form.chosen_region
    if form.contract_number.data:
        region = queries.region_of_contract(reading(), form.contract_number.data)
        if region is None:
            form.contract_number.errors = [_("There is no contract with this number.")]
            return page("rights/enter.html", form)
    row = services.receive(
        writing(),
        vault(),
        kind=Right(form.kind.data),
        channel=Channel(form.channel.data),
        region=region,
        requester=Requester(form.name.data or "", form.email.data or "", form.address.data or "", form.text.data or ""),
        language=form.language.data,
        received_on=form.received_on.data,
        by=viewer(),
        base_url=base_url(),
    )
    done(_("The request is in the register as %(reference)s.", reference=row.reference))
    is_ours = region is None or region is viewer().region
    where = url_for("rights.request", request_id=row.id) if is_ours else url_for("rights.requests")
    return redirect(where, 303)


@blueprint.get(PATH, endpoint="request")
def one_request(request_id: UUID) -> Response:
    return show(find(request_id))


@blueprint.post(f"{PATH}/wie")
def match(request_id: UUID) -> BaseResponse:
    """Whose dossier it is about, by the numbers on every page."""
    found, form = find(request_id), MatchForm()
    if not form.validate_on_submit():
        return show(found, match=form)
    candidate_id = queries.find_candidate(
        reading(),
        viewer(),
        contract_number=form.contract_number.data or "",
        candidate_number=int(form.candidate_number.data or 0),
    )
    if candidate_id is None:
        form.contract_number.errors = [_("There is no such candidate in your region.")]
        return show(found, match=form)
    row = services.locked(writing(), request_id, form.seen_version)
    services.belongs_to(writing(), row, candidate_id, post(), by=viewer())
    return back(request_id, _("The request belongs to this candidate."))


@blueprint.post(f"{PATH}/identiteit")
def identify(request_id: UUID) -> BaseResponse:
    """Send a code, check it, or note that a document was seen or a letter answered; nothing is copied (PR-53)."""
    found, form, step = find(request_id), CodeForm(), StepForm()
    if step.do.data == "check":
        if not form.validate_on_submit():
            return show(found, code=form)
        row = services.locked(writing(), request_id, form.seen_version)
        try:
            identity.check_code(writing(), vault(), row, form.code.data or "", by=viewer())
        except identity.WrongCode as wrong:
            remember_refusal()
            form.code.errors = [str(wrong.message)]
            return show(find(request_id), code=form)
        return back(request_id, _("We know who asks this."))
    row = services.locked(writing(), request_id, step.seen_version)
    if step.do.data == "send":
        identity.send_code(row, post(), by=viewer())
        return back(request_id, _("The code is on its way."))
    if step.do.data not in (IdentityCheck.DESK, IdentityCheck.LETTER):
        raise NotFound
    identity.seen(writing(), row, IdentityCheck(step.do.data), by=viewer())
    return back(request_id, _("We know who asks this."))


@blueprint.route(f"{PATH}/langer", methods=["GET", "POST"])
def extend(request_id: UUID) -> BaseResponse:
    found, form = find(request_id), ExtendForm()
    if not form.validate_on_submit():
        return page("rights/extend.html", form, found=found, line=line_of(found))
    try:
        row = services.locked(writing(), request_id, form.seen_version)
        services.extend(writing(), row, form.reason.data or "", post(), by=viewer())
    except Refused as refused:
        form.reason.errors = [str(refused.message)]
        return kept(page("rights/extend.html", form, found=found, line=line_of(found)), refused)
    return back(request_id, _("The term is longer, and the person knows why."))
