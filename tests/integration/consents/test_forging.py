"""The twelve ways in which a contractor may try to answer for a candidate (T05): each is refused or flagged."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents.addresses import AddressRefused
from portal.consents.asking import correct_request
from portal.consents.signals import open_signals
from portal.errors import Refused
from portal.models import Candidate, ConsentRequest, ConsentStatus, Message, SignalKind, User
from tests.support.asking import BASE_URL, BORN, approve_plan, ask, choose, come_in, mails, newest_token, viewer_for
from tests.support.client import PortalClient

HOME, OFFICE = "203.0.113.7", "198.51.100.20"


@pytest.fixture
def plan(db, world):
    approve_plan(db, world)


@pytest.fixture
def asked(db, vault, world, plan):
    """Anna asked Samira, and the mail left two hours ago."""
    return ask_earlier(db, vault, world)


def ask_earlier(db, vault, world, hours=2, **changes):
    with time_machine.travel(clock.now() - timedelta(hours=hours), tick=False):
        candidate_id = ask(db, vault, world, **changes)
        sent(db, candidate_id)
    return candidate_id


def sent(db, candidate_id):
    with db.transaction() as session:
        session.execute(
            sa.update(Message)
            .where(Message.candidate_id == candidate_id, Message.sent_at.is_(None))
            .values(sent_at=clock.now())
        )


def from_network(app, address, user=None):
    browser = PortalClient(app)
    browser.http.environ_base["REMOTE_ADDR"] = address
    return browser.sign_in_as(user) if user else browser


def says_yes(app, db, vault, address=HOME, born=BORN, status=303, browser=None):
    browser = browser or from_network(app, address)
    token = newest_token(db, vault)
    come_in(browser, token, born)
    return choose(browser, token, "ja", "ja", status=status)


def signs(db, candidate_id):
    with db.reads() as connection:
        return {row.kind for row in open_signals(connection, candidate_id)}


def status_of(db, candidate_id):
    with db.reads() as connection:
        return connection.scalar(sa.select(ConsentRequest.status).where(ConsentRequest.candidate_id == candidate_id))


def give_address(db, user_id, email):
    with db.transaction() as session:
        user = session.get_one(User, user_id)
        user.email, user.email_key = email, email.casefold()


def refused(db, vault, world, email, why="own"):
    with pytest.raises(AddressRefused) as found:
        ask(db, vault, world, email=email)
    assert found.value.why == why
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Candidate)) == 0


def test_01_own_address(db, vault, world, plan):
    refused(db, vault, world, "anna@contractor-a.example")


def test_02_own_address_with_a_tag(db, vault, world, plan):
    give_address(db, world.anna, "anna.jansen@hotmail.com")
    refused(db, vault, world, "anna.jansen+samira@hotmail.com")


def test_03_own_address_in_capitals(db, vault, world, plan):
    give_address(db, world.anna, "anna.jansen@hotmail.com")
    refused(db, vault, world, "ANNA.Jansen@Hotmail.COM")


def test_04_own_address_with_other_dots(db, vault, world, plan):
    """Gmail reads annajansen and anna.jansen as one, and googlemail.com as gmail.com."""
    give_address(db, world.anna, "anna.jansen@gmail.com")
    refused(db, vault, world, "an.najan.sen@googlemail.com")


@pytest.mark.parametrize(
    "host", ["deterp.example", "mail.deterp.example", "deterp.nl", "contractor-a.eu", "DETERP.example"]
)
def test_05_alias_domain(db, vault, world, plan, host):
    """The domain it named, below it, the same name with another ending, and where its people have accounts."""
    refused(db, vault, world, f"samira@{host}")


def test_06_address_of_a_colleague(db, vault, world, plan):
    give_address(db, world.bram, "bram@kpnmail.nl")
    refused(db, vault, world, "bram@kpnmail.nl")


def test_07_one_mailbox_for_many(db, vault, world, plan):
    """Refused within a contract; elsewhere accepted without a hint (PR-05) and flagged: the second, at three all."""
    for contract_id in (world.contract_b, world.contract_a2):
        approve_plan(db, world, contract_id)
    first = ask(db, vault, world, email="de.box@gmail.com")
    with pytest.raises(AddressRefused):
        ask(db, vault, world, email="debox+2@gmail.com", born=date(1980, 1, 1))
    at_b = {"contract_id": world.contract_b, "by": world.bea}
    second = ask(db, vault, world, email="DeBox@gmail.com", born=date(1980, 1, 1), **at_b)
    assert (signs(db, first), signs(db, second)) == (set(), {SignalKind.SAME_MAILBOX})
    third = ask(db, vault, world, email="debox@gmail.com", born=date(1981, 1, 1), contract_id=world.contract_a2)
    assert signs(db, first) == signs(db, second) == signs(db, third) == {SignalKind.SAME_MAILBOX}


def test_the_same_person_under_two_contracts_is_no_sign(db, vault, world, plan):
    approve_plan(db, world, world.contract_b)
    first = ask(db, vault, world)
    second = ask(db, vault, world, contract_id=world.contract_b, by=world.bea)
    assert signs(db, first) == signs(db, second) == set()


def test_08_address_changed(app, db, vault, world, asked):
    """Before anybody opened it the change is flagged, and the old address hears it; after the answer it is refused."""
    change(db, vault, world, asked, "nieuw@voorbeeld.example")
    assert signs(db, asked) == {SignalKind.ADDRESS_CHANGED}
    (told,) = mails(db, vault, "candidate_address_changed")
    assert told.recipient == "s.ali@voorbeeld.example"
    assert not re.search(r"nieuw@|/k/", told.text)
    says_yes(app, db, vault)
    with pytest.raises(Refused):
        change(db, vault, world, asked, "weer@voorbeeld.example")


def change(db, vault, world, candidate_id, email):
    with db.transaction() as session:
        correct_request(
            session,
            vault,
            candidate_id=candidate_id,
            email=email,
            born=None,
            by=viewer_for(db, world.anna),
            base_url=BASE_URL,
        )


@pytest.mark.parametrize("who", ["anna", "bea", "carla"])
def test_09_browser_with_a_session(app, db, vault, world, asked, who):
    page = says_yes(app, db, vault, browser=from_network(app, HOME, getattr(world, who)), status=403)
    assert "U kunt hier niet antwoorden" in page.text
    assert status_of(db, asked) is ConsentStatus.REQUESTED


def test_10_second_browser_on_the_same_network(app, db, vault, world, plan):
    """Anna sends from the office; somebody answers from the office two hours later."""
    candidate_id = ask_earlier(db, vault, world)
    with time_machine.travel(clock.now() - timedelta(hours=2), tick=True):
        anna = from_network(app, OFFICE, world.anna)
        anna.post(
            "candidates.correct_address",
            {"email": "nieuw@voorbeeld.example"},
            number=world.number_a,
            candidate_id=candidate_id,
        )
        sent(db, candidate_id)
    says_yes(app, db, vault, address="198.51.100.99")
    assert signs(db, candidate_id) == {SignalKind.SAME_NETWORK, SignalKind.ADDRESS_CHANGED}


def test_a_network_is_forgotten_after_a_day(app, db, vault, world, asked):
    from portal.consents.signals import note_user, sweep_traces
    from portal.models import Trace

    with time_machine.travel(clock.now() - timedelta(hours=25), tick=True), db.transaction() as session:
        note_user(session, vault, viewer=viewer_for(db, world.anna), network="203.0.113")
    says_yes(app, db, vault)
    assert signs(db, asked) == set()
    assert sweep_traces(db, vault, BASE_URL) == 1
    with db.reads() as connection:
        marks = connection.scalars(sa.select(Trace.mark)).all()
    assert len(marks) == 2
    assert not any(b"203.0.113" in mark for mark in marks)


def test_11_post_seconds_after_sending(app, db, vault, world, plan):
    candidate_id = ask(db, vault, world)
    sent(db, candidate_id)
    says_yes(app, db, vault)
    assert signs(db, candidate_id) == {SignalKind.TOO_FAST}


def test_12_account_of_a_reviewer_as_candidate(db, vault, world, plan):
    give_address(db, world.carla, "carla.h@xs4all.nl")
    refused(db, vault, world, "carla.h@xs4all.nl")


def test_a_device_on_which_somebody_signed_in(app, db, vault, world, asked):
    from portal.security.device import remember_device

    browser = from_network(app, HOME)
    with app.test_request_context():
        answer = app.make_response("")
        remember_device(answer, "blind index of an account")
    browser.http.set_cookie("toestel", answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0])
    says_yes(app, db, vault, browser=browser)
    assert signs(db, asked) == {SignalKind.USER_DEVICE}


def test_many_answers_on_one_device(app, db, vault, world, plan):
    """Two people at one table are a family; at the third all three are flagged."""
    browser, people = from_network(app, HOME), []
    for at in range(3):
        people.append(ask_earlier(db, vault, world, email=f"kandidaat{at}@voorbeeld.example"))
        with time_machine.travel(clock.now() + timedelta(minutes=20 * at), tick=True):
            says_yes(app, db, vault, browser=browser)
        assert signs(db, people[0]) == ({SignalKind.SHARED_DEVICE} if at == 2 else set())
    assert all(signs(db, one) == {SignalKind.SHARED_DEVICE} for one in people)


def test_many_answers_in_one_place_within_minutes(app, db, vault, world, plan):
    people = []
    for at in range(3):
        people.append(ask_earlier(db, vault, world, email=f"kandidaat{at}@voorbeeld.example"))
        says_yes(app, db, vault)
    assert all(signs(db, one) == {SignalKind.WITHIN_MINUTES} for one in people)


def test_somebody_at_home_gets_no_sign(app, db, vault, world, asked):
    says_yes(app, db, vault)
    assert signs(db, asked) == set()
