"""People who asked to be forgotten are in no file and no table any more, in whatever spelling (PR-49, PR-58, T36).

PORTAL_ROUNDS=1000 forgets a thousand people: PORTAL_ROUNDS=1000 pytest tests/integration/privacy/test_forgotten.py
"""

import base64
import html
import json
import logging
import os
import re
from collections.abc import Iterator
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
from portal.privacy.vault import Purpose
from portal.valuation import TargetGroup
from tests.conftest import FIGURES
from tests.support.asking import BASE_URL, approve_plan, ask, viewer_for

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


def live_and_leave(db, vault, world, number):
    """One of four lives, each by the real services: said no, never knew, taken back, or said yes and stopped."""
    one = person(number)
    asked = ask(db, vault, world, **one)
    with db.transaction() as session:
        request_id = session.scalar(sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == asked))
        serve_notice(session, vault, question_of(session.connection(), request_id), language="nl")
        how = {"request_id": request_id, "language": "nl", "base_url": BASE_URL}
        sha256 = notice("nl").sha256
        if number % 4 == 0:
            consents.answer(session, vault, ordinary=False, group=False, notice_sha256=sha256, **how)
        elif number % 4 == 1:
            consents.deny(session, vault, **how)
        elif number % 4 == 2:
            anna = viewer_for(db, world.anna)
            asking.cancel_request(session, vault, candidate_id=asked, by=anna, base_url=BASE_URL)
        else:
            consents.answer(session, vault, ordinary=True, group=True, notice_sha256=sha256, **how)
    return (asked, how, one) if number % 4 == 3 else (asked, None, one)


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
    content = b"".join(path.read_bytes() for path in sorted(Path(config.data_dir).rglob("*")) if path.is_file())
    with db.reads() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                content += repr(tuple(row)).encode()
    return content


@pytest.mark.timeout(300 + 3 * PEOPLE)
def test_nothing_of_forgotten_people_is_found_anywhere_t36(client, config, db, vault, world, lines):
    approve_plan(db, world)
    lived = [live_and_leave(db, vault, world, number) for number in range(PEOPLE)]
    stopping = [(number, *life) for number, life in enumerate(lived) if life[1]]
    for number, asked, _how, one in stopping:
        fill_in(db, vault, world, asked, one, number)
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
    assert len(blobs) == 4 * len(stopping)
    deliver(db, vault)
    for _number, _asked, how, _one in stopping:
        with db.transaction() as session:
            consents.stop(session, vault, **how)
    deliver(db, vault)
    finish_endings(db, vault)
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert change_keys(db, vault)
    db.forget_remains()

    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(Ending.finished_at.is_(None))) == 0
        assert connection.scalar(sa.select(sa.func.count()).where(Candidate.erased_at.is_not(None))) == PEOPLE
    content = everything(config, db)
    found = finds(content) + finds(lines.written)
    assert not found
    left = [key for key in wrapped if key in content]
    remains = [blob for blob in blobs.values() if blob in content] if db.is_sqlite else []
    assert not left, "a destroyed key is still in a file"
    assert not remains, "what a destroyed key sealed is still in a file"
    for (candidate_id, column), blob in blobs.items():  # as an old backup of the database would still hold them
        assert vault.open(candidate_id, Purpose(column.removesuffix("_sealed")), blob) is None
    FIGURES.append(
        f"forgotten on {db.url.get_backend_name()}: {PEOPLE} people, {len(NEEDLES)} spellings and every date of birth "
        f"looked for in {len(content) // 1024} KiB of files and rows, {len(found)} found; {len(wrapped)} keys and "
        f"{len(blobs)} sealed parts, {len(left) + len(remains)} left"
    )
