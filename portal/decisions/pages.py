"""A page of a decision stands in the frame of its contract."""

from typing import Any

from flask import Response

from portal.security.scope import contract
from portal.web.identity import identity
from portal.web.pages import page


def contract_page(name: str, form: Any = None, *, current: str = "candidates", **context: Any) -> Response:
    """``current`` is the tab of the contract that this belongs to."""
    return page(
        f"decisions/{name}.html",
        form,
        identity=identity(contract(), current=current),
        number=contract().number,
        contract=contract(),
        **context,
    )
