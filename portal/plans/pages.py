"""What the pages of a plan share: their frame, and the way back to the check page."""

from typing import Any

from flask import Response, request, url_for

from portal.plans.steps import Step
from portal.security.scope import contract
from portal.web.forms import Form
from portal.web.identity import identity
from portal.web.pages import page


def plan_page(template: str, form: Form | None = None, **context: Any) -> Response:
    """A page of the plan of this request's contract, in its frame."""
    return page(
        f"plans/{template}.html",
        form,
        identity=identity(contract(), current="plan"),
        number=contract().number,
        **context,
    )


def back_to_check() -> dict[str, Any]:
    """What an address must carry for somebody who came from the check page and goes back to it (CA-2)."""
    return {"terug": "controle"} if request.args.get("terug") == "controle" else {}


def step_url(step: Step, **query: Any) -> str:
    return url_for("plans.step", number=contract().number, step=step.slug, **query)
