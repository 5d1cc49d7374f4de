"""After a no: nothing is kept but a hash, nobody is asked for 30 days, then once, and a second no is final (PR-29)."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents import services
from portal.consents.chores import CHORES
from portal.consents.invitee import PostalAddress
from portal.consents.ledger import How
from portal.consents.notices import notice
from portal.consents.refusals import Again, RefusedBefore, forget_refusals
from portal.models import Base, ConsentRequest, Contract, ContractStatus, NewReason, Refusal
from tests.support.asking import BASE_URL, FIELDS, TOLD, approve_plan, ask, choose, come_in, mails, newest_token

SPELLINGS = ["s.ali@voorbeeld.example", "S.ALI@Voorbeeld.Example", "s.ali+werk@voorbeeld.example"]


@pytest.fixture
def refused(client, db, token):
    """Samira said no today. Gives a function that travels days from then."""
    come_in(client, token)
    choose(client, token, "nee")
    said_at = clock.now()
    return lambda days: time_machine.travel(said_at + timedelta(days=days), tick=False)


def again_after(db) -> Again:
    with db.reads() as connection:
        first = connection.scalar(sa.select(ConsentRequest.id).order_by(ConsentRequest.id))
    return Again(first, NewReason.OTHER_WORK)


def count(db, table) -> int:
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


@pytest.mark.parametrize("email", SPELLINGS)
def test_nobody_is_asked_again_for_30_days(db, vault, world, refused, email):
    """PR-24, PR-29: another spelling of the mailbox is the same mailbox, and no reason helps yet."""
    for days in (0, 29):
        with refused(days):
            for again in (None, again_after(db)):
                with pytest.raises(RefusedBefore) as caught:
                    ask(db, vault, world, email=email, again=again)
                assert caught.value.until == clock.today() + timedelta(days=30 - days)


def test_after_30_days_one_question_with_a_new_reason(client, another_client, db, vault, world, refused):
    """PR-24: the second no is final, also for the address, as long as the contract runs."""
    with refused(30):
        with pytest.raises(RefusedBefore):
            ask(db, vault, world)  # without a reason
        ask(db, vault, world, again=again_after(db))
        with pytest.raises(RefusedBefore) as caught:
            ask(db, vault, world, email="ander@voorbeeld.example", again=again_after(db))  # a second follower
        assert caught.value.until is None
        link = newest_token(db, vault)
        come_in(another_client, link)
        choose(another_client, link, "nee")
        assert "U krijgt hierover geen vragen meer" in another_client.get("consents.link", token=link).text
        assert "geen vragen meer" in mails(db, vault, "candidate_said_no")[-1].text
    with refused(100):
        for chore in CHORES:
            chore(db, vault, BASE_URL)
        with pytest.raises(RefusedBefore) as caught:
            ask(db, vault, world)
        assert caught.value.until is None


def test_a_no_is_known_by_whatever_way_it_is_asked_again(db, vault, world, refused):
    """PR-24, PR-29: not got round with a letter; her neighbour and her namesake can be asked."""
    home = PostalAddress("Dorpsstraat 1", "8911 AB", "Leeuwarden")
    with refused(1):
        for same in ({}, {"first_name": "samíra", "surname": "ALI"}, {"address": PostalAddress("Elders 9", "1", "X")}):
            with pytest.raises(RefusedBefore):
                ask(db, vault, world, **{"email": "", "address": home, **same})
        ask(db, vault, world, email="", address=home, born=date(1970, 1, 1))


def test_a_no_on_paper_is_known_by_name_and_home_or_day_of_birth(db, vault, world):
    """PR-29: two hashes of the contract, and nothing in clear; forgotten on day 31 as one by link."""
    home = PostalAddress("Dorpsstraat 1", "8911 AB", "Leeuwarden")
    approve_plan(db, world)
    ask(db, vault, world, email="", address=home)
    said_at = clock.now()
    with db.transaction() as session:
        request_id = session.scalars(sa.select(ConsentRequest.id)).one()
        how = How("candidate", "paper", "signature+birth_date+2_staff")
        services.answer(
            session, vault, request_id=request_id, ordinary=False, group=False,
            notice_sha256=notice("nl").sha256, language="nl", base_url=BASE_URL, how=how,
        )  # fmt: skip
    for same in (
        {"email": "s.ali@voorbeeld.example"},
        {"email": "", "address": PostalAddress("Elders 9", "9000 AA", "Sneek")},
        {"email": "", "address": PostalAddress("dorpsstr. 1", "8911ab", "LEEUWARDEN"), "born": date(1991, 11, 24)},
    ):
        with pytest.raises(RefusedBefore):
            ask(db, vault, world, **same)
    ask(db, vault, world, email="", address=home, first_name="Nour", born=date(1993, 1, 1))  # lives there too
    with db.reads() as connection:
        kept = connection.execute(sa.select(Refusal.__table__)).one()
    assert len(kept.address_index) == len(kept.person_index) == 32
    with time_machine.travel(said_at + timedelta(days=31), tick=False):
        forget_refusals(db, vault, BASE_URL)
        ask(db, vault, world, email="", address=home)
    assert count(db, Refusal) == 0


def test_another_contract_knows_nothing_of_it(db, vault, world, refused):
    """PR-05: the hash is of contract and address together."""
    with db.reads() as connection:
        kept = connection.execute(sa.select(Refusal.__table__)).one()
    assert kept.address_index != vault.blind_index("refusal", f"{world.contract_a2} s.ali@voorbeeld.example")
    assert kept.address_index == vault.blind_index("refusal", f"{world.contract_a} s.ali@voorbeeld.example")


def test_the_hash_goes_on_day_31_and_a_final_one_with_the_contract(db, vault, world, refused):
    """PR-29: the job may run as often as one likes."""
    for days, left in ((30, 1), (31, 0), (31, 0)):
        with refused(days):
            for chore in CHORES:
                chore(db, vault, BASE_URL)
        assert count(db, Refusal) == left
    with db.transaction() as session:
        request = session.scalars(sa.select(ConsentRequest)).one()
        session.add(
            Refusal(
                request_id=request.id,
                contract_id=request.contract_id,
                address_index=b"x" * 32,
                refused_on=clock.today(),
                is_final=True,
            )
        )
        session.get_one(Contract, request.contract_id).status = ContractStatus.CLOSED
    for chore in CHORES:
        chore(db, vault, BASE_URL)
    assert count(db, Refusal) == 0


def test_nothing_of_the_draft_is_in_any_table(db, vault, refused):
    """PR-29: no name, address, employer or start day is left, in any column."""
    with db.reads() as connection:
        candidate = connection.execute(sa.text("SELECT employer_name, starts_on FROM candidate")).one()
        for table in Base.metadata.sorted_tables:
            rows = repr([tuple(row) for row in connection.execute(sa.select(table))])
            assert not [mark for mark in ("Samira", "s.ali@", "voorbeeld.example") if mark in rows], table.name
    assert tuple(candidate) == ("", None)


def test_the_contractor_sees_the_day_and_may_ask_once_more(client, another_client, db, vault, world, refused):
    """PR-24, PR-29: no minute, no reason; 409 until the day has come, then the reason, then who it is."""
    anna = another_client.sign_in_as(world.anna)
    with db.reads() as connection:
        request = connection.execute(sa.select(ConsentRequest.__table__)).one()
    where = {"number": world.number_a, "candidate_id": request.candidate_id}
    page = anna.get("candidates.candidate", **where).text
    assert "Geen toestemming" in page
    assert "Vanaf" in page
    assert f"{request.answered_at:%H.%M} uur" not in page
    assert "Arbeidsovereenkomst" not in page
    assert "nog niet opnieuw vragen" in anna.get("candidates.ask_again", status=409, **where).text
    with refused(30):
        anna.sign_in_as(world.anna)
        assert "Nog één keer vragen" in anna.get("candidates.candidate", **where).text
        page = anna.post("candidates.ask_again", {"agreed": "y", **TOLD}, status=422, **where).text
        assert "Kies wat er nu anders is" in page
        answer = anna.post("candidates.ask_again", {"agreed": "y", "reason": "other_work", **TOLD}, **where)
        told = answer.location.partition("besproken=")[2]
        page = anna.post("candidates.check", {**FIELDS, "told": told}, status=200, number=world.number_a).text
        sealed = re.search(r'name="answers" value="([^"]+)"', page)[1]
        anna.post("candidates.check", {"act": "send", "answers": sealed}, number=world.number_a)
    with db.reads() as connection:
        newest = connection.execute(sa.select(ConsentRequest.__table__).order_by(ConsentRequest.id.desc())).first()
    assert (newest.follows_id, newest.new_reason) == (request.id, NewReason.OTHER_WORK)


def test_whoever_is_typed_again_is_refused_on_the_page_too(another_client, db, world, refused):
    """PR-29: 409, and nothing is sent."""
    anna = another_client.sign_in_as(world.anna)
    where = {"number": world.number_a}
    told = anna.post("candidates.explain", {"agreed": "y", **TOLD}, **where).location.partition("besproken=")[2]
    page = anna.post("candidates.check", {**FIELDS, "told": told}, status=200, **where).text
    sealed = re.search(r'name="answers" value="([^"]+)"', page)
    page = anna.post("candidates.check", {"act": "send", "answers": sealed[1]}, status=409, **where).text
    assert "U mag dit nog niet opnieuw vragen" in page
    assert count(db, ConsentRequest) == 1
