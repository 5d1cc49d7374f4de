"""The Social Return portal: ``create_app`` puts it together."""

from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as BaseResponse

from portal import db, errors, logs
from portal.config import Config, Mode
from portal.consents.in_force import check_live_grounds
from portal.extensions import csrf, login_manager
from portal.mail.purposes import check_mails
from portal.privacy.pairing import check_age, check_mode, check_pairing
from portal.privacy.vault import Vault, open_keystore
from portal.retention.reconciling import check_reconciled
from portal.running import hold_open
from portal.security import access, headers
from portal.security.passwords import Passwords
from portal.security.policy import DEMONSTRATION, POLICY
from portal.security.viewer import find_viewer
from portal.web import assets, compression, gate, htmx, lapsed, once
from portal.web import pages as web_pages  # importing the feature sets the name portal.pages

ROOT = Path(__file__).resolve().parents[1]
FEATURES = (
    "pages", "accounts", "contracts", "administration", "plans", "candidates", "consents", "rights", "dossier",
    "placements", "contributions", "progress", "review", "decisions", "reports", "retention", "privacy",
)  # fmt: skip


def create_app(config: Config) -> Flask:
    """The application on the databases of ``config``, which must be migrated; starts nothing."""
    app = Flask("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    secure = config.over_tls
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.old_secret_keys),
        SESSION_COOKIE_NAME="__Host-portal" if secure else "portal",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, which pages with a token in the address do not send
    )
    logs.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["config"] = config
    app.extensions["held_open"] = hold_open(config.data_dir)
    app.extensions["passwords"] = Passwords(cheap=config.argon2_cheap)
    app.extensions["vault"] = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
    _wire(app, config)
    _check_stores(app.extensions["database"], app.extensions["vault"], config.mode)
    return app


def _check_stores(database: db.Database, vault: Vault, mode: Mode) -> None:
    """Refuse to start on stores that do not belong together or here, or that say other grounds; nothing stays open."""
    try:
        database.check_whole()
        check_mode(database, mode)
        check_pairing(database, vault)
        check_age(database, vault)
        check_reconciled(database, vault)
        with database.reads() as connection:
            check_live_grounds(connection)
    except Exception:
        database.dispose()
        vault.dispose()
        raise


def _wire(app: Flask, config: Config) -> None:
    """Hooks in the order they must run: input gate, transaction, access, double submit, forgery."""
    compression.init_app(app)
    headers.init_app(app)
    gate.init_app(app)
    db.init_app(app, db.Database(config.database_url))
    policy = {**POLICY, **DEMONSTRATION} if config.demonstration else dict(POLICY)
    access.init_app(app, policy)
    web_pages.init_app(app)
    lapsed.init_app(app)
    once.init_app(app)
    login_manager.init_app(app)
    login_manager.request_loader(lambda _request: find_viewer())
    login_manager.unauthorized_handler(_to_sign_in)
    csrf.init_app(app)
    htmx.init_app(app)
    assets.init_app(app)
    errors.init_app(app)
    for feature in (*FEATURES, "demonstration") if config.demonstration else FEATURES:
        import_module(f"portal.{feature}.views")
        app.register_blueprint(import_module(f"portal.{feature}").blueprint)
    access.check_policy(app, policy)
    check_mails()


def _to_sign_in() -> BaseResponse:
    where = request.full_path.rstrip("?") if request.method != "POST" else ""
    values: dict[str, Any] = {"next": where or None, **lapsed.keep_what_was_typed()}
    return access.fragment_or_redirect(url_for("accounts.sign_in", **values))
