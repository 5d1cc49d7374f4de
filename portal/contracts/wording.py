"""What must be done and how far a contract is, in sentences; the amounts and days come from the queries."""

from decimal import Decimal
from typing import Any

from portal.contracts.todo import Task, ToDo
from portal.models import ContractStatus, PlanStatus
from portal.records.parts import ObligationPart
from portal.records.tasks import PersonTask
from portal.security.scope import ContractRow
from portal.valuation.obligation import coverage_percentage
from portal.valuation.progress import Progress
from portal.web.filters import day, deadline, money, number
from portal.web.i18n import gettext as _
from portal.web.i18n import lazy_gettext as _l
from portal.web.i18n import ngettext
from portal.web.labels import label

PLACES = {Task.MAKE_PLAN: "plans.start", Task.FINISH_PLAN: "plans.overview", Task.CHANGE_PLAN: "plans.overview",
          Task.FINISH_CHANGE: "plans.overview", Task.FINAL_ACCOUNT: "contracts.final_account",
          Task.CHANGE_FINAL_ACCOUNT: "contracts.final_account", Task.CONFIRM_HOURS: "placements.confirm",
          Task.ANSWER_CORRECTION: "rights.corrections", Task.NOT_IN_USE: "rights.corrections"}  # fmt: skip

ACTS: dict[Task | PersonTask, Any] = {
    Task.MAKE_PLAN: _l("Make the plan"),
    Task.FINISH_PLAN: _l("Finish the plan and send it"),
    Task.CHANGE_PLAN: _l("Change the plan"),
    Task.FINISH_CHANGE: _l("Finish the change of your plan"),
    Task.FINAL_ACCOUNT: _l("Send the final account"),
    Task.CHANGE_FINAL_ACCOUNT: _l("Change the final account"),
}


def act(item: ToDo) -> str:
    """The verb of a task: the words of its link."""
    match item.task:
        case PersonTask.CHECK_ADDRESS:
            return ngettext("Check %(num)d e-mail address", "Check %(num)d e-mail addresses", item.count)
        case PersonTask.ANSWER_ENDS_SOON:
            return ngettext(
                "Look at %(num)d question without an answer", "Look at %(num)d questions without an answer", item.count
            )
        case PersonTask.FILL_IN_DETAILS:
            return ngettext(
                "Fill in the details of %(num)d candidate", "Fill in the details of %(num)d candidates", item.count
            )
        case PersonTask.CHANGE_PLACEMENT:
            return ngettext("Change %(num)d placement", "Change %(num)d placements", item.count)
        case PersonTask.SEND_PLACEMENT:
            return ngettext("Send %(num)d placement", "Send %(num)d placements", item.count)
        case PersonTask.SEND_AGAIN:
            return ngettext("Send %(num)d placement again", "Send %(num)d placements again", item.count)
        case Task.ANSWER_CORRECTION:
            return ngettext(
                "Look at what %(num)d candidate calls wrong", "Look at what %(num)d candidates call wrong", item.count
            )
        case Task.NOT_IN_USE:
            return ngettext(
                "Do not use the information of %(num)d candidate now",
                "Do not use the information of %(num)d candidates now",
                item.count,
            )
        case Task.CONFIRM_HOURS:
            return _("Confirm the hours of quarter %(quarter)s", quarter=_quarter(item.quarter))
        case _:
            return str(ACTS[item.task])


def _quarter(text: str) -> str:
    """'3 van 2026'"""
    year, _sign, number_in_year = text.partition("-")
    return _("%(number)s of %(year)s", number=number_in_year, year=year)


def where(item: ToDo) -> str:
    """The name of its contract, or of all of them."""
    return item.name or _("all contracts")


def why(item: ToDo) -> str:
    """Its last day, or else the reason."""
    if item.task is PersonTask.ANSWER_ENDS_SOON and item.due:
        return _("choosing is possible until %(day)s", day=day(item.due))
    if item.due:
        return deadline(item.due)
    match item.task:
        case PersonTask.CHECK_ADDRESS:
            return _("the e-mail did not arrive")
        case PersonTask.FILL_IN_DETAILS:
            return ngettext("this candidate said yes", "they said yes", item.count)
        case PersonTask.SEND_PLACEMENT:
            return _("not sent yet")
        case PersonTask.SEND_AGAIN:
            return _("the contract was extended, so the work is worth more")
        case Task.NOT_IN_USE:
            return _("as long as it stands here")
        case Task.FINISH_CHANGE:
            return _("you are writing a change")
        case Task.FINAL_ACCOUNT:
            return _("the contract has ended")
        case _:
            return _("the coordination point asks you to change something")


def how_far(progress: Progress) -> str:
    """'€ 18.200 van € 40.000 (46 procent). Achter.'"""
    return _(
        "%(done)s of %(obligation)s (%(percent)s percent). %(level)s.",
        done=money(progress.realised),
        obligation=money(progress.obligation),
        percent=coverage_percentage(progress.realised, progress.obligation),
        level=label(progress.level),
    )


def what_is_asked(parts: list[ObligationPart], total: Decimal) -> str:
    """The obligation in one line: '5 procent, dat is € 40.000'."""
    if len(parts) != 1:
        return money(total)
    if parts[0].percentage is None:
        return _("%(amount)s, an agreed amount", amount=money(total))
    return _("%(percentage)s percent, that is %(amount)s", percentage=number(parts[0].percentage), amount=money(total))


def steps(contract: ContractRow, *, is_over: bool, to_contractor: bool) -> list[dict[str, str]]:
    """Where a contract is: make the plan, have it reviewed, let candidates work, complete.

    What the step now asks is said to the contractor alone: nobody else can do it.
    """
    now = current_step(contract, is_over=is_over)
    details = {
        1: _("Send your plan %(deadline)s.", deadline=deadline(contract.plan_due_on)),
        2: _("The coordination point looks at the plan. You get an e-mail with the answer."),
        3: _("You can invite candidates and fill in their work."),
        4: _("The contract has ended. The coordination point looks at what was done."),
    }
    if contract.plan_status is PlanStatus.RETURNED:
        details[1] = _("The coordination point asks you to change something in the plan.")
    words = (
        _("Making the plan"),
        _("Review the plan (coordination point)"),
        _("Let candidates work"),
        _("Complete the contract"),
    )
    listed = []
    for position, text in enumerate(words, start=1):
        state = "done" if position < now else "current" if position == now else "next"
        listed.append(
            {"text": text, "state": state, "detail": details[position] if position == now and to_contractor else ""}
        )
    return listed


def current_step(contract: ContractRow, *, is_over: bool) -> int:
    """1 to 4; 5 when everything is done."""
    if contract.status is ContractStatus.CLOSED:
        return 5
    if contract.has_approved_plan:
        return 4 if is_over else 3
    return 2 if contract.plan_status in (PlanStatus.SUBMITTED, PlanStatus.RESUBMITTED) else 1
