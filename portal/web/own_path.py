"""Where to go next: an address from a request is followed only when it is a page of ours (T15)."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException

NOT_A_PLACE = frozenset({"assets.file", "accounts.sign_in", "accounts.second_factor", "accounts.recovery"})


def own_path(address: str | None) -> str | None:
    """``address`` when it is the path, with or without a query, of a page that can be opened here; else None."""
    if not address or len(address) > 500 or not address.startswith("/") or address.startswith("//"):
        return None
    if "\\" in address or any(sign <= " " or sign == "\x7f" for sign in address):
        return None
    path = urlsplit(address).path
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return None
    return None if endpoint in NOT_A_PLACE else address
