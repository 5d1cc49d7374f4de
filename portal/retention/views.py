"""B-06: how long data stay, what holds them, and the lists of what goes. Two people for everything that ends data."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import DestructionStatus, ItemState, RecordKind
from portal.privacy.holds import holding_breaches
from portal.retention import blueprint, due, hold_views, listing, queries, rules, terms
from portal.retention import declaration as declaring
from portal.retention.forms import ExcludeForm, PressForm, StopForm, TermForm
from portal.security.viewer import own_region, viewer
from portal.valuation.months import add_months
from portal.web.i18n import gettext as _
from portal.web.pages import done, notice, page
from portal.web.pdf import makes_pdf, pdf_answer

__all__ = ["hold_views"]  # its pages come with these

PATH = "/beheer/bewaartermijnen"
AN_HOUR = timedelta(hours=1)
LIST = f"{PATH}/vernietiging/<uuid:destruction_id>"


@blueprint.get(PATH)
def overview() -> Response:
    region, today, connection = own_region(), clock.today(), reading()
    lists = queries.open_lists(connection, region)
    chosen = queries.chosen_rules(connection, region)
    return page(
        "retention/overview.html",
        rules=list(rules.rules_on(connection, region, today).values()),
        waiting=[row for row in chosen if row.confirmed_at is None],
        changed=[row for row in chosen if row.confirmed_at is not None],
        breaches=holding_breaches(connection, today, region),
        holds=queries.standing_holds(connection, region, today),
        lists=lists,
        open_kinds={row.kind for row in lists},
        never_closed=due.never_closed(connection, region, today),
        hard_edge=add_months(today, -terms.REVIEW_MONTHS),
        declarations=queries.declarations(
            connection, region, after=request.args.get("na"), before=request.args.get("voor")
        ),
        reference_of=queries.reference_of,
        months_of=terms.months_of,
        kinds=RecordKind,
    )


@blueprint.route(f"{PATH}/termijn", methods=["GET", "POST"])
def term() -> BaseResponse:
    """Another term for dossiers of this region; it holds when a second person confirms it."""
    form = TermForm(rules.rule_on(reading(), own_region(), RecordKind.DOSSIER, clock.today()))
    if form.validate_on_submit():
        rules.propose(writing(), form.rule, own_region(), reason=form.reason.data or "", by=viewer())
        done(_("The term waits for a second person. Until then the old term holds."))
        return redirect(url_for("retention.overview"), 303)
    return page("retention/term.html", form)


@blueprint.route(f"{PATH}/termijn/<uuid:rule_id>", methods=["GET", "POST"])
def term_confirm(rule_id: UUID) -> BaseResponse:
    form = PressForm()
    if form.validate_on_submit():
        verb = rules.take_back if request.form.get("act") == "take_back" else rules.confirm
        verb(writing(), rule_id, seen_version=form.seen_version, by=viewer())
        done(_("The term was taken back.") if verb is rules.take_back else _("The new term holds from now on."))
        return redirect(url_for("retention.overview"), 303)
    row = queries.find_rule(reading(), viewer().region, rule_id)
    if row is None or row.confirmed_at is not None or row.taken_back_at is not None:
        raise NotFound
    now = rules.rule_on(reading(), own_region(), row.kind, clock.today())
    return page("retention/term_confirm.html", form, rule=row, now=now, is_own=row.proposed_by == viewer().id)


@blueprint.post(f"{PATH}/lijst")
def make_list() -> BaseResponse:
    """A list of what is due now, beside the one that the clock makes each month."""
    kind = next((one for one in RecordKind if one == request.form.get("kind")), RecordKind.DOSSIER)
    made = listing.make_list(writing(), own_region(), kind, by=viewer())
    if made is None:
        notice(_("There is nothing of which the term has passed."))
        return redirect(url_for("retention.overview"), 303)
    done(_("The list is made. Nothing has been destroyed yet."))
    return redirect(url_for("retention.destruction", destruction_id=made), 303)


@blueprint.get(LIST)
def destruction(destruction_id: UUID) -> Response:
    row = _list(destruction_id)
    return page(
        "retention/destruction.html",
        lines=queries.lines_of(
            reading(), destruction_id, after=request.args.get("na"), before=request.args.get("voor")
        ),
        ItemState=ItemState,
        **_of(row),
    )


@blueprint.route(f"{LIST}/regel/<uuid:subject_id>", methods=["GET", "POST"])
def exclude(destruction_id: UUID, subject_id: UUID) -> BaseResponse:
    """Leave a line out with a reason, or put it back."""
    row = _list(destruction_id)
    line = queries.find_line(reading(), destruction_id, subject_id)
    if line is None or line.state not in (ItemState.LISTED, ItemState.EXCLUDED):
        raise NotFound
    form: Any = ExcludeForm() if line.state is ItemState.LISTED else PressForm()
    if form.validate_on_submit():
        reason = form.reason.data if line.state is ItemState.LISTED else ""
        listing.exclude(
            writing(), destruction_id, subject_id, reason=reason, seen_version=form.seen_version, by=viewer()
        )
        done(_("It stays for now.") if reason else _("It is on the list again."))
        return redirect(url_for("retention.destruction", destruction_id=destruction_id), 303)
    return page("retention/exclude.html", form, line=line, ItemState=ItemState, **_of(row))


@blueprint.route(f"{LIST}/tekenen", methods=["GET", "POST"])
def sign(destruction_id: UUID) -> BaseResponse:
    """The first or the second signature, whichever is asked now."""
    row = _list(destruction_id)
    is_first = row.status is DestructionStatus.LISTED
    form = PressForm()
    if form.validate_on_submit():
        verb = listing.propose if is_first else listing.approve
        verb(writing(), destruction_id, seen_version=form.seen_version, by=viewer())
        done(
            _("You have signed. Somebody else signs too.")
            if is_first
            else _("It is approved. There are 7 days to reconsider.")
        )
        return redirect(url_for("retention.destruction", destruction_id=destruction_id), 303)
    return page("retention/sign.html", form, is_first=is_first, **_of(row))


@blueprint.route(f"{LIST}/stoppen", methods=["GET", "POST"])
def stop(destruction_id: UUID) -> BaseResponse:
    row = _list(destruction_id)
    form = StopForm()
    if form.validate_on_submit():
        listing.stop(
            writing(), destruction_id, reason=form.reason.data or "", seen_version=form.seen_version, by=viewer()
        )
        done(_("This list is stopped. Nothing of it is destroyed."))
        return redirect(url_for("retention.overview"), 303)
    return page("retention/stop.html", form, **_of(row))


@blueprint.get(f"{PATH}/verklaring/<uuid:destruction_id>")
def declaration(destruction_id: UUID) -> Response:
    said = _declared(destruction_id)
    shown = [{"key": term, "value": words} for term, words in declaring.lines(said)]
    return page("retention/declaration.html", said=said, lines=shown, makes_pdf=makes_pdf())


@blueprint.get(f"{PATH}/verklaring/<uuid:destruction_id>/pdf")
def declaration_file(destruction_id: UUID) -> Response:
    """For the archive, which keeps it for ever (Selectielijst 19.1.18)."""
    said = _declared(destruction_id)
    return pdf_answer(declaring.document(said), reference=said.reference)


def _declared(destruction_id: UUID) -> Any:
    found = queries.find_declaration(reading(), viewer().region, destruction_id)
    if found is None:
        raise NotFound
    return found


def _list(destruction_id: UUID) -> Any:
    found = queries.find_list(reading(), viewer().region, destruction_id)
    if found is None:
        raise NotFound
    return found


def _of(row: Any) -> dict[str, Any]:
    """What every page about one list shows."""
    return {
        "row": row,
        "reference": queries.reference_of(row),
        "count": queries.count_of(reading(), row.id),
        "contracts": queries.contracts_of(reading(), row.id),
        "is_too_old": listing.is_too_old(row),
        "is_stuck": row.begun_at is not None and clock.now() - row.begun_at > AN_HOUR,
        "is_own": row.proposed_by == viewer().id,
        "Status": DestructionStatus,
        "months_of": terms.months_of,
    }
