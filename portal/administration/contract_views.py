"""Setting up a contract, changing it, adding to its obligation, and naming who reads along."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.accounts.services import Post
from portal.administration import blueprint, queries, services
from portal.administration.forms import ContractEditForm, ContractForm, CoReadersForm
from portal.administration.obligations import Demand
from portal.administration.services import Changes, NewContract, Party
from portal.db import reading, writing
from portal.errors import NotFound
from portal.models import ObligationBasis, Region
from portal.privacy.current import vault
from portal.records.tables import version_for_award
from portal.security.scope import ContractRow, contract
from portal.security.viewer import own_region, viewer
from portal.web.i18n import gettext as _
from portal.web.identity import identity
from portal.web.pages import base_url, done, page

NOT_KEPT = frozenset({"csrf_token", "form_id", "confirmed", "back"})


def kept() -> list[tuple[str, str]]:
    """What was typed, for the hidden fields of the page that asks to check it."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]


@blueprint.route("/beheer/opdrachten/nieuw", methods=["GET", "POST"])
def contract_new() -> BaseResponse:
    """B-02: fill in, check, set up."""
    form = ContractForm()
    tables = _offer(form)
    weeks = queries.plan_due_after(reading(), own_region())
    is_complete = not form.back.data and form.validate_on_submit() and not _is_refused(form)
    pinned = _version_for_award(form, tables) if is_complete else None
    if pinned is None:
        return page("administration/contract_new.html", form, weeks=weeks.days // 7)
    new = _new_contract(form, weeks, pinned)
    if not form.confirmed.data:
        table = next(row.name for row in tables if str(row.id) == form.table.data)
        return page("administration/contract_check.html", new=new, table=table, kept=kept(), region=own_region())
    services.set_up_contract(writing(), Post(vault(), base_url()), new, by=viewer())
    done(_("Contract %(number)s is ready. Has the contractor no account yet? Invite somebody now.", number=new.number))
    return redirect(url_for("administration.contract_edit", number=new.number), 303)


def _offer(form: ContractForm) -> list[Any]:
    tables = queries.tables_to_choose(reading(), clock.today())
    form.client.choices = [("", _("A new client")), *((str(row.id), row.name) for row in queries.clients(reading()))]
    form.contractor.choices = [
        ("", _("A new contractor")),
        *((str(row.id), f"{row.name} ({row.kvk_number})" if row.kvk_number else row.name) for row in _contractors()),
    ]
    form.table.choices = [(str(row.id), row.name) for row in tables]
    return tables


def _contractors() -> list[Any]:
    return queries.contractors(reading())


def _is_refused(form: ContractForm) -> bool:
    owner = queries.contractor_named(reading(), form.kvk_number.data) if form.kvk_number.data else None
    return form.refuse(
        number_is_taken=queries.number_is_taken(reading(), form.number.data or ""), owner=owner.name if owner else None
    )


def _version_for_award(form: ContractForm, tables: list[Any]) -> UUID | None:
    """The version of the chosen table on the award date; a table that had not begun then is told so at its field."""
    read: Any = form
    chosen = next(row for row in tables if str(row.id) == form.table.data)
    pinned = version_for_award(reading(), chosen.code, read.awarded_on.data)
    if pinned is None:
        form.refuse_table(chosen.valid_from)
    return pinned


def _new_contract(form: ContractForm, weeks: Any, value_table_id: UUID) -> NewContract:
    read: Any = form  # the stubs of WTForms take every typed field for text
    awarded_on, value = read.awarded_on.data, read.value.data
    if read.amount.data is not None:
        demand = Demand(ObligationBasis.AMOUNT, form.reason.data or "", fixed=read.amount.data)
    else:
        basis = ObligationBasis(form.basis.data or ObligationBasis.PERCENTAGE)
        demand = Demand(
            basis,
            form.reason.data or "",
            basis_amount=value if basis is ObligationBasis.PERCENTAGE else read.basis_amount.data,
            percentage=read.percentage.data,
            cap=read.cap.data,
            **form.labour,
        )
    return NewContract(
        number=form.number.data or "",
        name=form.name.data or "",
        client=_party(form.client, form.new_client.data or ""),
        contractor=_party(form.contractor, form.new_contractor.data or "", form.kvk_number.data or None),
        awarded_on=awarded_on,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        value=value,
        value_table_id=value_table_id,
        plan_due_on=form.plan_due_on.data or awarded_on + weeks,
        demand=demand,
    )


def _party(chosen: Any, name: str, kvk_number: str | None = None) -> Party:
    if not chosen.data:
        return Party(name, kvk_number=kvk_number)
    return Party(dict(chosen.choices)[chosen.data], id=UUID(chosen.data))


def own_contract() -> ContractRow:
    """The contract of the address; where another region only reads along, the page is not there."""
    if contract().region is not own_region():
        raise NotFound
    return contract()


@blueprint.route("/beheer/opdrachten/<number>", methods=["GET", "POST"])
def contract_edit(number: str) -> BaseResponse:
    this = own_contract()
    form = ContractEditForm(
        data={
            "name": this.name,
            "starts_on": this.starts_on,
            "ends_on": this.ends_on,
            "plan_due_on": this.plan_due_on,
            "version": this.version,
        }
    )
    if form.validate_on_submit() and form.check_days(this.awarded_on, form.plan_due_on):
        changes = Changes(form.name.data or "", form.starts_on.data, form.ends_on.data, form.plan_due_on.data)
        post = Post(vault(), base_url())
        services.change_contract(writing(), post, this.id, changes, seen_version=form.seen_version, by=viewer())
        done(_("The contract is saved."))
        return redirect(url_for("administration.contract_edit", number=number), 303)
    company = queries.organisation(reading(), this.contractor_id)
    invite_href = url_for("administration.invite", kvk=company.kvk_number, naam=company.name)
    return page(
        "administration/contract_edit.html", form, contract=this, identity=identity(this), invite_href=invite_href
    )


@blueprint.route("/beheer/opdrachten/<number>/meelezers", methods=["GET", "POST"])
def co_readers(number: str) -> BaseResponse:
    this = own_contract()
    form = CoReadersForm(data={"regions": [region.value for region in queries.co_readers(reading(), this.id)]})
    form.offer(this.region)
    if form.validate_on_submit():
        named = [Region(value) for value in form.regions.data or []]
        services.name_co_readers(writing(), this.id, named, by=viewer())
        done(_("The contract is saved."))
        return redirect(url_for("administration.contract_edit", number=number), 303)
    return page("administration/co_readers.html", form, contract=this, identity=identity(this))
