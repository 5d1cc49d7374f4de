"""Publishing a version of the notice in tests, with the two managers it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from portal import clock
from portal.consents import notices, publishing
from portal.consents.publishing import Reviewed
from portal.db import Database
from portal.models import NoticePublication
from tests.support.asking import viewer_for
from tests.support.world import World

REVIEWED = {"en": Reviewed("Ann Reader", clock.today())}


def publish(db: Database, world: World, version: str = "1.1", *, material: bool = False) -> None:
    """Cor of Friesland proposes, Gijs of Groningen publishes."""
    with db.transaction() as session:
        publishing.propose(session, version, material=material, reviewed=REVIEWED, by=viewer_for(db, world.cor))
    with db.transaction() as session:
        seen = session.get_one(NoticePublication, version).version
        publishing.publish(session, version, seen_version=seen, by=viewer_for(db, world.gijs))


@contextmanager
def changed_text(monkeypatch: pytest.MonkeyPatch, folder, *, language: str = "nl", **items: str) -> Iterator[None]:
    """Version 1.1 with other words in some items ('' leaves the body empty, None the item out), rightly registered."""
    import hashlib
    import re

    register = dict(notices.REGISTER)
    for path in notices.NOTICES.iterdir():
        text = path.read_text()
        if path.name == f"1.1.{language}.txt":
            for item, body in items.items():
                pattern = re.compile(rf"^@{item}\n(# [^\n]*\n)?(.*?)(?=^@|\Z)", re.MULTILINE | re.DOTALL)
                new = "" if body is None else rf"@{item}\n\g<1>{body}\n\n"
                text, count = pattern.subn(new, text)
                assert count == 1, item
        (folder / path.name).write_text(text)
        version, _, spoken = path.name.removesuffix(".txt").rpartition(".")
        register[version, spoken] = replace(
            notices.REGISTER[version, spoken], sha256=hashlib.sha256(text.encode()).hexdigest()
        )
    monkeypatch.setattr(notices, "NOTICES", folder)
    for module in ("notices", "in_force", "publishing"):
        monkeypatch.setattr(f"portal.consents.{module}.REGISTER", register)
    notices.notice.cache_clear()
    try:
        yield
    finally:
        notices.notice.cache_clear()
