"""B-03: the versions of the notice; compare, propose, and publish what another manager proposed."""

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.administration import blueprint, notice_queries
from portal.administration.notice_forms import ProposeForm
from portal.administration.notice_queries import VersionRow
from portal.consents import publishing
from portal.consents.checking import Fault, Finding, faults_of
from portal.consents.notices import NAMES, VERSIONS, languages_of
from portal.consents.publishing import MustAskAgain, NoticeStatus, NotPublishable, Overtaken, SecondPerson
from portal.consents.terms import terms
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import Region
from portal.security.viewer import own_region, viewer
from portal.web.forms import Form
from portal.web.i18n import gettext as _
from portal.web.i18n import language as spoken
from portal.web.labels import label
from portal.web.pages import done, page
from portal.web.pages import notice as say


@blueprint.get("/beheer/informatie")
def notices() -> BaseResponse:
    return page("administration/notices.html", versions=notice_queries.versions(reading()), languages=NAMES)


@blueprint.get("/beheer/informatie/<notice_version>")
def notice(notice_version: str) -> BaseResponse:
    return _notice_page(_row(notice_version))


@blueprint.get("/beheer/informatie/<notice_version>/vergelijken")
def notice_compare(notice_version: str) -> BaseResponse:
    """Two versions side by side, item by item; without a choice beside the one in use."""
    row = _row(notice_version)
    other = request.args.get("met") or _to_compare_with(row)
    chosen = request.args.get("taal") or spoken()
    if other is None or other not in VERSIONS or other == notice_version:
        raise NotFound
    shared = [code for code in languages_of(notice_version) if code in languages_of(other)]
    if chosen not in shared:
        raise NotFound
    return page(
        "administration/notice_compare.html",
        row=row,
        other=other,
        chosen=chosen,
        choices=[version for version in VERSIONS if version != notice_version],
        shared=[(code, NAMES[code]) for code in shared],
        differences=notice_queries.differences(other, notice_version, chosen),
        names=_names_of_items(),
    )


@blueprint.route("/beheer/informatie/<notice_version>/voorstellen", methods=["GET", "POST"])
def notice_propose(notice_version: str) -> BaseResponse:
    row = _row(notice_version)
    if row.status is not NoticeStatus.DRAFT:
        return _overtaken(notice_version)
    form = ProposeForm()
    if form.validate_on_submit():
        try:
            publishing.propose(
                writing(),
                notice_version,
                material=form.material.data == "ja",
                reviewed=form.reviewed(row.languages),
                by=viewer(),
            )
        except MustAskAgain:
            form.material.errors = [_("This version says something else. Candidates must choose again.")]
            return _propose_page(row, form)
        except NotPublishable:
            return _notice_page(row, 422)
        except Overtaken:
            return _overtaken(notice_version)
        done(_("The version is proposed. Another manager can publish it now."))
        return redirect(url_for("administration.notice", notice_version=notice_version), 303)
    return _propose_page(row, form)


@blueprint.route("/beheer/informatie/<notice_version>/publiceren", methods=["GET", "POST"])
def notice_publish(notice_version: str) -> BaseResponse:
    """The last page before publishing: what happens, to how many, and one button."""
    row = _row(notice_version)
    if row.status is not NoticeStatus.PROPOSED:
        return _overtaken(notice_version)
    if row.proposer_id == viewer().id:
        return _notice_page(row, 409)
    form = Form(data={"version": str(row.row_version)})
    if not form.validate_on_submit():
        return page(
            "administration/notice_publish.html",
            form,
            row=row,
            concerned=notice_queries.concerned(reading(), None),
            days=terms(reading(), own_region()).renewal_days,
        )
    return _act(notice_version, form, publishing.publish, _("The version is in use now."))


@blueprint.post("/beheer/informatie/<notice_version>/terugnemen")
def notice_take_back(notice_version: str) -> BaseResponse:
    _row(notice_version)
    return _act(notice_version, Form(), publishing.take_back, _("The version is a draft again."))


def _act(notice_version: str, form: Form, verb: Callable[..., None], said: str) -> BaseResponse:
    try:
        verb(writing(), notice_version, seen_version=form.seen_version, by=viewer())
    except Overtaken:
        return _overtaken(notice_version)
    except SecondPerson:
        return _notice_page(_row(notice_version), 409)
    except NotPublishable:
        return _notice_page(_row(notice_version), 422)
    done(said)
    return redirect(url_for("administration.notice", notice_version=notice_version), 303)


def _row(notice_version: str) -> VersionRow:
    if notice_version not in VERSIONS:
        raise NotFound
    return notice_queries.version_row(reading(), notice_version)


def _overtaken(notice_version: str) -> Response:
    """Somebody was faster: how it stands now (409)."""
    say(_("Somebody changed this in the meantime. This is how it stands now."))
    return _notice_page(_row(notice_version), 409)


def _notice_page(row: VersionRow, status: int = 200) -> Response:
    connection, is_coming = reading(), row.status in (NoticeStatus.DRAFT, NoticeStatus.PROPOSED)
    answer = page(
        "administration/notice.html",
        row=row,
        languages=NAMES,
        is_own=row.proposer_id == viewer().id,
        findings=list(dict.fromkeys(map(_words_of, faults_of(connection, row.version)))) if is_coming else [],
        compare_with=_to_compare_with(row),
        reviews=notice_queries.reviews(connection, row.version),
        here=notice_queries.concerned(connection, own_region()) if is_coming else None,
        everywhere=notice_queries.concerned(connection, None) if is_coming else None,
        campaign=None if is_coming else notice_queries.campaign(connection, row.version),
        region=own_region(),
    )
    answer.status_code = status
    return answer


def _propose_page(row: VersionRow, form: ProposeForm) -> Response:
    must = publishing.must_ask_again(reading(), row.version)
    return page("administration/notice_propose.html", form, row=row, must_ask_again=must)


def _to_compare_with(row: VersionRow) -> str | None:
    """The version in use, or for that one the version before it."""
    if row.version != row.in_use:
        return row.in_use
    order = list(VERSIONS)
    place = order.index(row.in_use)
    return order[place - 1] if place else None


def _names_of_items() -> dict[str, str]:
    """Of items without a title of their own."""
    return {
        "why": _("Why this is asked"),
        "C1": _("First question"),
        "C2": _("Second question"),
        "yes": _("The answer yes"),
        "no": _("The answer no"),
        "told": _("What a contractor tells beforehand"),
        "statement": _("What a contractor states"),
        "changes": _("What is different in this version"),
    }


def _words_of(finding: Finding) -> str:
    values: dict[str, Any] = {"item": finding.item, "detail": finding.detail, "where": finding.where}
    if finding.fault is Fault.CONTACT:
        return _("The details of coordination point %(where)s are not complete.", where=label(Region(finding.where)))
    texts = {
        Fault.NO_LANGUAGE: _("There is no text in this language: %(where)s.", **values),
        Fault.MISSING: _("Part %(item)s is missing (%(where)s).", **values),
        Fault.EMPTY: _("Part %(item)s is empty (%(where)s).", **values),
        Fault.UNKNOWN_ITEM: _("Part %(item)s does not belong in a notice (%(where)s).", **values),
        Fault.UNKNOWN_PLACEHOLDER: _("Part %(item)s asks for something unknown: %(detail)s (%(where)s).", **values),
        Fault.NOT_NAMED: _("Part %(item)s must name: %(detail)s (%(where)s).", **values),
        Fault.FILLED_IN: _("In part %(item)s nothing may be filled in (%(where)s).", **values),
    }
    return texts[finding.fault]
