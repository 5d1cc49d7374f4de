"""People who asked to be forgotten are in no file and no table any more, in whatever spelling (PR-49, PR-58, T36),
and do not come back with an older backup in which they all are (PR-50, T35).

PORTAL_ROUNDS=1000 forgets a thousand people: PORTAL_ROUNDS=1000 pytest tests/integration/privacy/test_forgotten.py
"""

import base64
import html
import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from portal import clock
from portal.candidates.services import fill_in_details, fill_in_group
from portal.cli.privacy import change_keys
from portal.consents import asking
from portal.consents import services as consents
from portal.consents.notices import notice
from portal.consents.queries import question_of
from portal.consents.served import serve_notice
from portal.logs import CleanFormatter
from portal.mail import outbox
from portal.models import Base, Candidate, ConsentRequest, Ending
from portal.privacy.erasure import finish_endings
from portal.privacy.keystore import subject_key
from portal.privacy.tombstones import Stone
from portal.privacy.vault import Purpose
from portal.retention.backup import DATABASE, back_up
from portal.retention.reconciling import note_endings
from portal.valuation import TargetGroup
from tests.conftest import FIGURES
from tests.support.asking import BASE_URL, approve_plan, ask, viewer_for
from tests.support.backups import put_back

PEOPLE = int(os.environ.get("PORTAL_ROUNDS", "12"))
STEMS = ("Quorrabelé", "Zybrandusmá", "Xaverpadlaan", "Waddenoordwijk", "quorrapost")  # part of everybody's own data
BORN = re.compile(rb"195[1-4]-[01]\d-[0-3]\d|[0-3]\d-[01]\d-195[1-4]")  # of everybody, and of nothing else here
SEALED = ("name_sealed", "address_sealed", "contact_sealed", "group_sealed")


def spellings(stem: str) -> Iterator[bytes]:
    """What ``stem`` looks like in a file, however it was written; of base64 the part that does not depend on what
    stands around it."""
    for text in {stem, stem.lower(), stem.upper(), stem.encode("ascii", "ignore").decode()}:
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            plain = text.encode(encoding)
            yield plain
            yield plain.hex().encode()
            yield plain.hex().upper().encode()
            for shift in range(3):
                inner = base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]
                yield inner
                yield inner.replace(b"+", b"-").replace(b"/", b"_")
        yield json.dumps(text)[1:-1].encode()
        yield quote(text).encode()
        yield html.escape(text).encode("ascii", "xmlcharrefreplace")
        yield text.encode("utf-8").replace(b"\xc3\xa9", b"=C3=A9").replace(b"\xc3\xa1", b"=C3=A1")


NEEDLES = {needle for stem in STEMS for needle in spellings(stem) if len(needle) > 5}


def finds(content: bytes) -> list[str]:
    found = [repr(needle) for needle in sorted(NEEDLES) if needle in content]
    return found + [repr(match) for match in set(BORN.findall(content))]


@pytest.mark.parametrize(
    "wrote",
    [
        b"x Zybrandusm\xc3\xa1-7 x", "QUORRABELÉ".encode("utf-16-le"), base64.b64encode(b"my Waddenoordwijk 3"),
        b"quorrapost".hex().encode(), json.dumps("Quorrabelé").encode(), b"1952-03-09", b"09-03-1952",
        b"Zybrandusm%C3%A1",
    ],
)  # fmt: skip
def test_the_search_sees_what_it_looks_for(wrote):
    assert finds(wrote)
    assert not finds(b"nothing of the kind, 2026-01-01")


class Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.written = b""
        self.setFormatter(CleanFormatter())

    def emit(self, record):
        self.written += self.format(record).encode()


@pytest.fixture
def lines():
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def person(number):
    return {
        "first_name": f"Quorrabelé{number}",
        "surname": f"Zybrandusmá-{number}",
        "email": f"quorrapost{number}@thuis{number}.example",
        "born": date(1951, 2, 1) + timedelta(days=number),
    }


def live(db, vault, world, number):
    """Asked by the real services, and shown the text; every fourth says yes and is filled in. Returns how to leave."""
    one = person(number)
    asked = ask(db, vault, world, **one)
    with db.transaction() as session:
        request_id = session.scalar(sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == asked))
        serve_notice(session, vault, question_of(session.connection(), request_id), language="nl")
        how = {"request_id": request_id, "language": "nl", "base_url": BASE_URL}
        if number % 4 == 3:
            consents.answer(session, vault, ordinary=True, group=True, notice_sha256=notice("nl").sha256, **how)
    if number % 4 == 3:
        fill_in(db, vault, world, asked, one, number)
    return asked, how


def leave(db, vault, world, number, asked, how):
    """In one of four ways: said no, never knew, taken back by the contractor, or stopped after a yes."""
    with db.transaction() as session:
        if number % 4 == 0:
            consents.answer(session, vault, ordinary=False, group=False, notice_sha256=notice("nl").sha256, **how)
        elif number % 4 == 1:
            consents.deny(session, vault, **how)
        elif number % 4 == 2:
            anna = viewer_for(db, world.anna)
            asking.cancel_request(session, vault, candidate_id=asked, by=anna, base_url=BASE_URL)
        else:
            consents.stop(session, vault, **how)


def fill_in(db, vault, world, asked, one, number):
    with db.transaction() as session:
        anna, version = viewer_for(db, world.anna), session.get_one(Candidate, asked).version
        fill_in_details(
            session, vault, candidate_id=asked, seen_version=version, street=f"Xaverpadlaan {number}",
            postcode="9000 AA", town=f"Waddenoordwijk-{number}", born=one["born"], by=anna, base_url=BASE_URL,
        )  # fmt: skip
        session.flush()
        version = session.get_one(Candidate, asked).version
        fill_in_group(
            session, vault, candidate_id=asked, seen_version=version, target_group=TargetGroup.WSW,
            duration_class=None, by=anna,
        )  # fmt: skip


def deliver(db, vault):
    """All that is due leaves, as a mail server that takes everything would let it."""
    while leased := outbox.lease_due(db, vault):
        with db.transaction() as session:
            for message in leased:
                outbox.sent(session, message.id)


def everything(config, db):
    """Files of both databases with their logs, and every row as text."""
    parts = [path.read_bytes() for path in sorted(Path(config.data_dir).rglob("*")) if path.is_file()]
    with db.reads() as connection:
        for table in Base.metadata.sorted_tables:
            parts += [repr(tuple(row)).encode() for row in connection.execute(sa.select(table))]
    return b"".join(parts)


def clear_in_the_server(db):
    """Clear text in any file of a PostgreSQL server, its log of writes and dead rows included."""
    if db.is_sqlite:
        return []
    never_secret = b"Renovatie dorpshuis"  # a contract, by which the search shows that it sees
    seen = set()
    for path in Path(db.url.query["host"]).rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        seen |= {word for word in (never_secret, *(stem.encode() for stem in STEMS)) if word in content}
    assert never_secret in seen
    return sorted(seen - {never_secret})


@pytest.mark.timeout(300 + 4 * PEOPLE)
def test_nothing_of_forgotten_people_is_found_anywhere_t36(client, config, db, vault, world, lines, tmp_path):
    approve_plan(db, world)
    lived = [live(db, vault, world, number) for number in range(PEOPLE)]
    page = client.sign_in_as(world.anna).get("candidates.overview", number=world.number_a).text
    assert "Quorrabelé" in page
    with db.reads() as connection:
        blobs = {
            (row.id, column): getattr(row, column)
            for row in connection.execute(sa.select(Candidate.__table__)).all()
            for column in SEALED
            if getattr(row, column)
        }
    with vault.keystore.connect() as connection:
        wrapped = connection.scalars(sa.select(subject_key.c.wrapped)).all()
    assert len(blobs) == 2 * PEOPLE + 2 * len(lived[3::4])
    deliver(db, vault)
    older = back_up(config.database_url, tmp_path / "older", config.key_encryption_key, DATABASE)
    for number, (asked, how) in enumerate(lived):
        leave(db, vault, world, number, asked, how)
    deliver(db, vault)
    finish_endings(db, vault)
    note_endings(db, vault)
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert change_keys(db, vault)
    db.forget_remains()
    found, size = look_everywhere(config, db, vault, blobs, wrapped)
    assert not finds(lines.written)

    restored = put_back(replace(config, data_dir=tmp_path / "stopped"), db, older)
    assert restored.again[Stone.ENDING] >= PEOPLE
    again, _size = look_everywhere(config, db, vault, blobs, wrapped)
    FIGURES.append(
        f"forgotten on {db.url.get_backend_name()}: {PEOPLE} people, {len(NEEDLES)} spellings and every date of birth "
        f"looked for in {size // 1024} KiB of files and rows, {found} found; {len(wrapped)} keys and {len(blobs)} "
        f"sealed parts, 0 left; after restoring a backup in which they all were: {again} found"
    )


def look_everywhere(config, db, vault, blobs, wrapped):
    """How much is found of anybody, which is nothing, and in how many bytes was looked."""
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(Ending.finished_at.is_(None))) == 0
        assert connection.scalar(sa.select(sa.func.count()).where(Candidate.erased_at.is_not(None))) == PEOPLE
    content = everything(config, db)
    found = finds(content) + clear_in_the_server(db)
    assert not found
    assert not [key for key in wrapped if key in content], "a destroyed key is still in a file"
    remains = [blob for blob in blobs.values() if blob in content] if db.is_sqlite else []
    assert not remains, "what a destroyed key sealed is still in a file"
    for (candidate_id, column), blob in blobs.items():  # as an old backup of the database would still hold them
        assert vault.open(candidate_id, Purpose(column.removesuffix("_sealed")), blob) is None
    return len(found), len(content)
