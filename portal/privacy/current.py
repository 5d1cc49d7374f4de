"""The vault of the running application."""

from typing import cast

from flask import Flask, current_app

from portal.config import Config
from portal.privacy.vault import Vault, open_keystore


def init_app(app: Flask, config: Config) -> None:
    """Raises KeystoreUnusable: without its keys the portal does not start."""
    app.extensions["vault"] = Vault(open_keystore(config.keystore_url), config.key_encryption_key)


def vault() -> Vault:
    return cast(Vault, current_app.extensions["vault"])
