"""To a contractor. None names a candidate: a mailbox at work has more readers (PR-29, PR-67)."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import clock
from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import lines_of, render
from portal.models import Section


def plan_submitted(
    envelope: Envelope, *, contract_number: str, reference: str, at: datetime, answer_due_on: date
) -> Draft:
    """Acknowledgement of receipt (Wmebv). ``answer_due_on`` is the last day of the coordination point."""
    return render(
        "plan_submitted",
        envelope,
        links={"link": _plan(envelope, contract_number)},
        reference=reference,
        at=at,
        answer_before=answer_due_on,
    )


def plan_withdrawn(envelope: Envelope, *, contract_number: str, reference: str, at: datetime) -> Draft:
    links = {"link": _plan(envelope, contract_number)}
    return render("plan_withdrawn", envelope, links=links, reference=reference, at=at)


def plan_returned(
    envelope: Envelope,
    *,
    contract_number: str,
    reference: str,
    remarks: Sequence[tuple[Section, str]],
    respond_by: date,
    message: str = "",
) -> Draft:
    """``remarks`` are the sections to change, in the order of the plan, each with what the reviewer wrote about it."""
    return render(
        "plan_returned",
        envelope,
        links={"link": _plan(envelope, contract_number)},
        reference=reference,
        remarks=[(section, lines_of(remark)) for section, remark in remarks],
        respond_before=respond_by,
        message=lines_of(message),
    )


def plan_approved(envelope: Envelope, *, contract_number: str, reference: str, message: str = "") -> Draft:
    links = {"link": _candidates(envelope, contract_number)}
    return render("plan_approved", envelope, links=links, reference=reference, message=lines_of(message))


def plan_reminder(envelope: Envelope, *, contract_number: str, due_on: date, done: int, total: int) -> Draft:
    """``due_on`` is the last day to send the plan; ``done`` of ``total`` sections are filled in."""
    return render(
        "plan_reminder",
        envelope,
        links={"link": _plan(envelope, contract_number)},
        contract_number=contract_number,
        due_before=due_on,
        days_left=(due_on - clock.today()).days,
        done=done,
        total=total,
    )


def candidate_chosen(envelope: Envelope, *, contract_number: str) -> Draft:
    """Says that there is an answer, not whose and not which (PR-29)."""
    links = {"link": _candidates(envelope, contract_number)}
    return render("candidate_chosen", envelope, links=links, contract_number=contract_number)


def candidate_not_reached(envelope: Envelope, *, contract_number: str) -> Draft:
    links = {"link": _candidates(envelope, contract_number)}
    return render("candidate_not_reached", envelope, links=links, contract_number=contract_number)


def check_birth_date(envelope: Envelope, *, contract_number: str) -> Draft:
    """Three wrong dates ended a candidate's link; shows no value (PR-20)."""
    links = {"link": _candidates(envelope, contract_number)}
    return render("check_birth_date", envelope, links=links, contract_number=contract_number)


def placement_approved(envelope: Envelope, *, contract_number: str, candidate_number: int) -> Draft:
    """A candidate is a number in a mail; the value stands behind the sign-in."""
    return render(
        "placement_approved",
        envelope,
        links={"link": _candidates(envelope, contract_number)},
        contract_number=contract_number,
        candidate_number=candidate_number,
    )


def placement_returned(
    envelope: Envelope, *, contract_number: str, candidate_number: int, respond_by: date | None = None
) -> Draft:
    """The remark is not in the mail: it is about a person."""
    return render(
        "placement_returned",
        envelope,
        links={"link": _candidates(envelope, contract_number)},
        contract_number=contract_number,
        candidate_number=candidate_number,
        respond_before=respond_by,
    )


def contract_ready(envelope: Envelope, *, contract_number: str, client: str, plan_due_on: date) -> Draft:
    """To who has an account already; ``plan_due_on`` is the last day to send the plan."""
    return render(
        "contract_ready",
        envelope,
        links={"link": _plan(envelope, contract_number)},
        contract_number=contract_number,
        client=client,
        due_before=plan_due_on,
    )


def contract_changed(
    envelope: Envelope,
    *,
    contract_number: str,
    amount: bool = False,
    starts_on: date | None = None,
    ends_on: date | None = None,
    plan_due_on: date | None = None,
    worth_more: int = 0,
) -> Draft:
    """A day that is given is the new day, ``amount`` says that the obligation is another; how much is not in a mail.

    ``worth_more`` approved placements count for longer when they are sent again.
    """
    return render(
        "contract_changed",
        envelope,
        links={"link": address(envelope.base_url, "contracts.overview", number=contract_number)},
        contract_number=contract_number,
        amount=amount,
        starts_on=starts_on,
        ends_on=ends_on,
        plan_due_before=plan_due_on,
        worth_more=worth_more,
    )


def contract_closing(envelope: Envelope, *, contract_number: str, respond_by: date | None = None) -> Draft:
    """A step in closing; amounts and reasons stand behind the sign-in. ``respond_by`` is the last day to act."""
    return render(
        "contract_closing",
        envelope,
        links={"link": address(envelope.base_url, "contracts.closing", number=contract_number)},
        contract_number=contract_number,
        respond_before=respond_by,
    )


def contribution_decided(
    envelope: Envelope, *, contract_number: str, number: int, respond_by: date | None = None
) -> Draft:
    """Effort that is no placement, by its ``number`` in the contract; ``respond_by`` when something must change."""
    return render(
        "contribution_decided",
        envelope,
        links={"link": address(envelope.base_url, "contributions.overview", number=contract_number)},
        contract_number=contract_number,
        effort=number,
        respond_before=respond_by,
    )


def behind_schedule(
    envelope: Envelope,
    *,
    contract_number: str,
    realised: int,
    planned: int,
    question: str = "",
    respond_by: date | None = None,
) -> Draft:
    """``realised`` and ``planned`` (by today) are whole percentages of the obligation; ``question`` is of the desk."""
    link = address(envelope.base_url, "progress.explain" if question else "progress.overview", number=contract_number)
    return render(
        "behind_schedule",
        envelope,
        links={"link": link},
        contract_number=contract_number,
        realised=realised,
        planned=planned,
        question=lines_of(question),
        respond_before=respond_by,
    )


def hours_to_confirm(envelope: Envelope, *, year: int, quarter: int, placements: int, confirm_by: date) -> Draft:
    """To whoever did not confirm yet; ``placements`` still wait, over all contracts together."""
    return render(
        "hours_to_confirm",
        envelope,
        links={"link": address(envelope.base_url, "placements.confirm", quarter=f"{year}-{quarter}")},
        year=year,
        quarter=quarter,
        placements=placements,
        confirm_before=confirm_by,
    )


def _plan(envelope: Envelope, contract_number: str) -> str:
    return address(envelope.base_url, "plans.overview", number=contract_number)


def _candidates(envelope: Envelope, contract_number: str) -> str:
    return address(envelope.base_url, "candidates.overview", number=contract_number)
