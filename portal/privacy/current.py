"""The vault of the running application."""

from typing import cast

from flask import current_app

from portal.privacy.vault import Vault


def vault() -> Vault:
    return cast(Vault, current_app.extensions["vault"])
