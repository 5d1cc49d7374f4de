"""The canary crawl: marks of candidates in every state of consent, looked for on every page as everybody, in mail, log
and database. A mark may only be where the register lets its reader see it (PR-02, 08, 12, 15, 17, 26, 67)."""

import logging
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from portal.demonstration.acts import Cast
from portal.demonstration.setting import awarded_contracts
from portal.mail import outbox
from portal.mail.draft import Draft
from portal.models import Message, UnregisteredWork
from portal.privacy import register
from portal.privacy.declaring import Mask, Reader
from portal.security.access import Line, Scope
from tests.rules.conftest import FIGURES, Told, is_its_turn
from tests.rules.test_matrix import OTHER_ARGUMENTS, ROLES
from tests.support.asking import born_as
from tests.support.client import PortalClient
from tests.support.marks import CONTRACT, SAID_YES, Marked, Marker, State

ASKED = frozenset({State.REQUESTED, State.DEFERRED, State.EXPIRED})
READERS = {  # of the marks; everybody else is nobody to these candidates
    "anna": Reader.CONTRACTOR, "maaike": Reader.CSR, "femke": Reader.OFFICER, "karin": Reader.CLIENT,
}  # fmt: skip
CRAWLERS = ("", "anna", "gerda", "maaike", "roelie", "karin", "femke")
OPEN_TO: dict[Reader, frozenset[State]] = {
    Reader.CONTRACTOR: ASKED | SAID_YES,
    Reader.CSR: SAID_YES,  # PR-15: nothing before a yes, nothing after it
}
DRAFT = ("name_sealed", "contact_sealed", "employer_name")  # all there is before an answer (PR-16)
WSW = re.compile(r"(?<![\w+/=.-])WSW(?![\w+/=.-])")  # not within a token
LIST_OF_GROUPS = ("Wajong", "NUO")  # a page with these says which groups there are, not who belongs to one
UNSEEN = {"assets.file", "pages.language", "accounts.sign_out", "demonstration.people", "demonstration.sign_in_as"}


@dataclass
class Crawl:
    pages: int = 0
    shown: Counter[int] = field(default_factory=Counter)  # by status
    marks: int = 0
    found: list[str] = field(default_factory=list)  # deviations


@pytest.fixture(scope="session")
def crawls() -> dict[str, tuple[list[Marked], Crawl]]:
    return {}


@pytest.fixture
def marked(told: Told, crawls: dict[str, tuple[list[Marked], Crawl]]) -> tuple[list[Marked], Crawl]:
    if told.kind not in crawls:
        vault = told.app.extensions["vault"]
        from portal import clock

        company = Cast(told.app.extensions["config"], told.db, vault, awarded_contracts(clock.today()))
        crawls[told.kind] = (Marker(company).make(), Crawl())
    return crawls[told.kind]


def may_see(who: str, path: str, one: Marked, place: str) -> bool:
    """What the register and the state of consent say of this reader."""
    reader, declared = READERS.get(who), register.field(place)
    if reader is Reader.CSR and path.endswith("/antwoord") and one.state in ASKED:
        return place == "candidate.employer_name"  # in the text that is read out to who answers in person (PR-32)
    if reader is Reader.OFFICER and one.state is State.WITHDRAWN_APPROVED:
        return declared.column.endswith("name_sealed")  # the evidence core (PR-28)
    if reader is None or reader not in declared.seen_by or one.state not in OPEN_TO.get(reader, frozenset()):
        return False
    if one.state in ASKED:
        return declared.column.partition(".")[2] in DRAFT
    return declared.mask in (Mask.NONE, Mask.HIDDEN)  # a masked value takes a reveal, which is a POST (PR-08)


def look(crawl: Crawl, people: list[Marked], text: str, where: str, allowed: Any) -> None:
    crawl.pages += 1
    for one in people:
        for place, marks in one.marks.items():
            if any(mark in text for mark in marks):
                crawl.marks += 1
                if not allowed(one, place):
                    crawl.found.append(f"{place} of somebody {one.state}: {where}")


def addresses(told: Told, people: list[Marked], who: str) -> Iterator[tuple[str, Line]]:
    """Every GET address; those of a person for each marked person, where the policy lets this reader in at all."""
    policy: dict[str, Line] = told.app.extensions["policy"]
    contract = told.contracts[CONTRACT]
    with told.db.reads() as connection:
        work_id = connection.scalar(sa.select(UnregisteredWork.id).limit(1))
    for rule in told.app.url_map.iter_rules():
        line = policy[rule.endpoint]
        if "GET" not in (rule.methods or set()) or rule.endpoint in UNSEEN or line.scope is Scope.LINK:
            continue
        enters = line.is_public or (who and ROLES[who] in line.who)
        given: dict[str, Any] = {**OTHER_ARGUMENTS, **contract, "work_id": work_id}
        rows = people if rule.arguments & {"candidate_id", "placement_id"} and enters else people[:1]
        for one in rows:
            values = {**given, "candidate_id": one.id, "placement_id": one.placement_id or uuid.uuid4()}
            arguments = {name: values[name] if name in values else _anything(rule, name) for name in rule.arguments}
            if who == "roelie":  # her own contracts; this one is of another region
                arguments |= {name: told.contracts["C-02"][name] for name in rule.arguments if name == "number"}
            if None not in arguments.values():
                yield PortalClient(told.app).url(rule.endpoint, **arguments), line


def _anything(rule: Rule, name: str) -> Any:
    """What a part of an address may be, for one that no test knows by name."""
    converter = type(rule._converters[name]).__name__
    return {"IntegerConverter": 1, "UUIDConverter": uuid.uuid4()}.get(converter, "x")


@pytest.mark.parametrize("who", CRAWLERS)
def test_a_page_shows_what_the_register_allows_and_no_more(told: Told, marked: tuple[list[Marked], Crawl], who: str):
    people, crawl = marked
    if not is_its_turn(told.kind, who):
        return
    client = PortalClient(told.app)
    if who:
        client.sign_in_as(told.people[who])
    begun, seen = len(crawl.found), 0
    for path, line in addresses(told, people, who):
        answer = client.http.get(path)
        crawl.shown[answer.status_code] += 1
        if answer.status_code >= 500:
            crawl.found.append(f"{answer.status_code}: {path} as {who or 'nobody'}")
        text = answer.get_data().decode("utf-8", "replace") + str(answer.headers)
        look(
            crawl,
            people,
            text,
            f"{path} as {who or 'nobody'}",
            lambda one, place, path=path: may_see(who, path, one, place),
        )
        if line.persons and WSW.search(text) and not all(name in text for name in LIST_OF_GROUPS):
            crawl.found.append(f"target group: {path} as {who or 'nobody'}")
        assert not re.search(r"/k/[\w-]{43}", text), f"a candidate's link on {path}"
        seen += answer.status_code == 200
    assert seen > 10
    assert not crawl.found[begun:], "\n".join(crawl.found[begun:])


def test_the_crawl_does_see_marks_and_would_notice_one_too_many(told: Told, marked: tuple[list[Marked], Crawl]):
    """So that the silence above means something: a contractor and a coordination point do see who said yes."""
    people, _crawl = marked
    given = next(one for one in people if one.state is State.GIVEN)
    at = {"number": told.contracts[CONTRACT]["number"], "candidate_id": given.id}
    for who, endpoint in (("anna", "candidates.candidate"), ("maaike", "review.candidate")):
        text = PortalClient(told.app).sign_in_as(told.people[who]).get(endpoint, **at).text
        assert given.figure.surname in text
        strict = Crawl()
        look(strict, people, text, endpoint, lambda _one, _place: False)
        assert strict.found


def test_a_candidate_sees_her_own_marks_alone_and_only_after_the_date_of_birth(
    told: Told, marked: tuple[list[Marked], Crawl]
):
    people, crawl = marked
    tokens = {
        draft.recipient: found[1] for draft in _mails(told) if (found := re.search(r"/k/([\w-]{43})", draft.text))
    }
    policy: dict[str, Line] = told.app.extensions["policy"]
    begun, visited = len(crawl.found), 0
    for one in people:
        token = tokens.get(one.figure.email)
        if token is None:
            continue
        client = PortalClient(told.app)
        paths = [
            client.url(rule.endpoint, token=token)
            for rule in told.app.url_map.iter_rules()
            if "GET" in (rule.methods or set()) and rule.arguments == {"token"} and rule.rule.startswith("/k/")
            and policy[rule.endpoint].scope is Scope.LINK
        ]  # fmt: skip
        for path in paths:
            look(crawl, people, client.http.get(path).text, f"{one.state}, before the date", lambda *_: False)
        client.post("consents.birth_date", born_as(one.figure.born), token=token, status=None)
        for path in paths:
            answer = client.http.get(path)
            visited += answer.status_code == 200
            text = answer.get_data().decode("utf-8", "replace")
            look(crawl, people, text, f"{path} of {one.state}", lambda other, _place, one=one: other is one)
    assert visited > 20
    assert not crawl.found[begun:], "\n".join(crawl.found[begun:])


def test_a_mail_names_a_candidate_to_herself_alone(told: Told, marked: tuple[list[Marked], Crawl]):
    """PR-26: her first name, and never address, date of birth or target group; to others nothing at all."""
    people, crawl = marked
    begun = len(crawl.found)
    for draft in _mails(told):
        words = f"{draft.subject}\n{draft.text}\n{draft.html}"
        owner = draft.recipient
        look(
            crawl, people, words, f"mail {draft.kind}",
            lambda one, place, owner=owner: owner == one.figure.email and place.endswith(":first_name"),
        )  # fmt: skip
        assert not WSW.search(words), draft.kind
    assert not crawl.found[begun:], "\n".join(crawl.found[begun:])


def test_no_log_line_and_no_row_holds_a_mark(told: Told, marked: tuple[list[Marked], Crawl], caplog):
    """PR-67, PR-49: of all fields only the employer, which is a company, stands in the database as it is."""
    people, crawl = marked
    begun = len(crawl.found)
    with caplog.at_level(logging.DEBUG):
        client = PortalClient(told.app).sign_in_as(told.people["maaike"])
        for path, _line in list(addresses(told, people[:3], "maaike")):
            client.http.get(path)
        lines = [f"{record.getMessage()} {sorted(record.__dict__.items())}" for record in caplog.records]
    for line in lines:
        look(crawl, people, line, "the log", lambda *_: False)
    with told.db.reads() as connection:
        for table in sa.inspect(connection).get_table_names():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                look(crawl, people, str(tuple(row)), table, lambda _one, place: place == "candidate.employer_name")
    assert not crawl.found[begun:], "\n".join(crawl.found[begun:])


def _mails(told: Told) -> list[Draft]:
    vault = told.app.extensions["vault"]
    with told.db.reads() as connection:
        rows = connection.execute(sa.select(Message.__table__).order_by(Message.id)).all()
    leased = [
        outbox.Leased(row.id, row.kind, row.language, row.candidate_id, row.sealed, row.tries, row.queued_at)
        for row in rows
    ]
    return [draft for one in leased if (draft := outbox.open_draft(vault, one)) is not None]


def test_count_of_marks(told: Told, marked: tuple[list[Marked], Crawl]):
    people, crawl = marked
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(crawl.shown.items()))
    FIGURES.append(
        f"canary on {told.kind}: {len(people)} candidates, {crawl.pages} texts ({statuses}), {crawl.marks} marks seen, "
        f"{len(crawl.found)} where they may not be"
    )
