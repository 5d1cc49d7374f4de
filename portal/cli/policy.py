"""The policy as a list, read from the routes of an application that is never served."""

import tempfile
from pathlib import Path
from typing import Any

from portal import create_app
from portal.config import Config
from portal.db import Database
from portal.models import Base
from portal.privacy.purposes import For
from portal.security.access import Line


def _name(purpose: For | None) -> str:
    return purpose.name if purpose else ""


def policy_lines() -> list[dict[str, Any]]:
    """One entry an endpoint: path, methods, who may open it (empty: everybody), scope, state, purpose, its flags."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config.for_demonstration(Path(folder), env={})
        database = Database(config.database_url)
        Base.metadata.create_all(database.writer)  # an application does not start on a database without tables
        database.dispose()
        app = create_app(config)
    policy: dict[str, Line] = app.extensions["policy"]
    return [
        {
            "endpoint": rule.endpoint,
            "path": rule.rule,
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "who": sorted(policy[rule.endpoint].who),
            "scope": policy[rule.endpoint].scope.value,
            "state": policy[rule.endpoint].state,
            "purpose": _name(policy[rule.endpoint].purpose),
            "shows_persons": policy[rule.endpoint].persons,
            "before_signing": policy[rule.endpoint].before_signing,
            "between_password_and_code": policy[rule.endpoint].half_signed_in,
            "demonstration_only": policy[rule.endpoint].demonstration,
        }
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    ]
