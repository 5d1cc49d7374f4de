"""How often honest people are doubted: at most 2 in 100 (T05). Generated lives, with a seed; nothing is tuned per run.

    PORTAL_ROUNDS=1000 pytest tests/integration/consents/test_honest_journeys.py -k sqlite

What is assumed: ten contractors, of which one sits in an office building where other offices, and people who look for
work, come too. Of the candidates 52 % answer at home, 43 % by phone over one of three carriers, 4.5 % in one of twelve
shared places (library, work centre), 0.5 % at the company itself. Time between mail and answer is log-normal around
five hours. 4 % use a phone of the family, 2 % a public computer. 2 % use a mailbox of the family; one in six of those
families has another candidate. 0.5 % get their address mended before they opened the question.
"""

import math
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.consents import services
from portal.consents.addresses import AddressRefused
from portal.consents.asking import correct_request
from portal.consents.in_force import notice_in_force
from portal.consents.queries import newest_question
from portal.consents.signals import Surroundings, network_mark, note_user, open_signals, weigh
from portal.models import ConsentRequest, Message, Organisation, OrganisationKind, Role, User
from tests.conftest import FIGURES
from tests.support.asking import BASE_URL, approve_plan, ask, viewer_for
from tests.support.story import add_contract

ROUNDS = int(os.environ.get("PORTAL_ROUNDS", "25"))
SEED = int(os.environ.get("PORTAL_SEED", "20261126"))
MOST_FLAGGED = 0.02
SHARED = [f"192.0.{at}" for at in range(12)]
CARRIERS = [f"100.{carrier}.{egress}" for carrier in range(3) for egress in range(40)]


@dataclass
class Lives:
    dice: random.Random
    contractors: list = field(default_factory=list)  # (contract, user, network of the office)

    def place(self, office: str) -> str:
        throw = self.dice.random()
        if throw < 0.52:
            return f"85.{self.dice.randrange(256)}.{self.dice.randrange(256)}"
        if throw < 0.95:
            return self.dice.choice(CARRIERS)
        return self.dice.choice(SHARED) if throw < 0.995 else office

    def work_place(self, office: str) -> str:
        """Where somebody of the contractor signs in: mostly the office, at times home or on the road."""
        throw = self.dice.random()
        if throw < 0.8:
            return office
        home = f"85.{self.dice.randrange(256)}.{self.dice.randrange(256)}"
        return home if throw < 0.95 else self.dice.choice(CARRIERS)

    def seconds_to_answer(self) -> float:
        return min(self.dice.lognormvariate(math.log(5 * 3600), 2), 9 * 86_400)


def companies(db, world, lives):
    with db.transaction() as session:
        for at in range(10):
            company = Organisation(
                kind=OrganisationKind.CONTRACTOR, name=f"Bedrijf {at} (fictief)", created_at=clock.now()
            )
            session.add(company)
            session.flush()
            contract = add_contract(session, world, f"2026-1{at:03}", contractor_id=company.id)
            email = f"kantoor@bedrijf{at}.example"
            person = User(
                organisation_id=company.id, role=Role.CONTRACTOR_ADMIN, name=f"Kantoor {at}", email=email,
                email_key=email, created_at=clock.now(),
            )  # fmt: skip
            session.add(person)
            session.flush()
            office = SHARED[0] if at == 0 else f"93.184.{at}"
            lives.contractors.append((contract.id, person.id, office))
    for contract_id, _person, _office in lives.contractors:
        approve_plan(db, world, contract_id)


def journey(db, vault, world, lives, number, families) -> object:
    """Somebody is asked, and answers when and where it suits her; returns the candidate's id."""
    dice = lives.dice
    contract_id, person, office = dice.choice(lives.contractors)
    email = f"kandidaat{number}@post.example"
    if dice.random() < 0.02:
        email = families.pop() if families and dice.random() < 1 / 6 else email
        families.append(email)
    viewer = viewer_for(db, person)
    with db.transaction() as session:
        note_user(session, vault, viewer=viewer, network=lives.work_place(office))
    born = date(1970, 1, 1) + timedelta(days=dice.randrange(12_000))
    to = {"contract_id": contract_id, "by": person, "born": born}
    try:
        candidate_id = ask(db, vault, world, email=email, **to)
    except AddressRefused:  # somebody of the family was asked for this contract already
        candidate_id = ask(db, vault, world, email=f"eigen{number}@post.example", **to)
    if dice.random() < 0.005:
        with db.transaction() as session:
            correct_request(
                session, vault, candidate_id=candidate_id, email=f"beter{number}@post.example", born=None, by=viewer,
                base_url=BASE_URL,
            )  # fmt: skip
    with db.transaction() as session:
        session.execute(sa.update(Message).where(Message.sent_at.is_(None)).values(sent_at=clock.now()))
    throw = dice.random()
    device = (
        f"own-{number}" if throw < 0.94 else f"family-{number // 2}" if throw < 0.98 else f"public-{dice.randrange(12)}"
    )
    around = Surroundings(
        network=network_mark(vault, lives.place(office)), device=vault.blind_index("candidate-device", device)
    )
    with time_machine.travel(clock.now() + timedelta(seconds=lives.seconds_to_answer()), tick=False):
        say_yes(db, vault, candidate_id, around)
    return candidate_id


def say_yes(db, vault, candidate_id, around):
    with db.transaction() as session:
        weighed = weigh(session.connection(), newest_question(session.connection(), candidate_id), around)
        request_id = session.scalars(
            sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate_id)
        ).one()
        services.answer(
            session, vault, request_id=request_id, ordinary=True, group=True,
            notice_sha256=notice_in_force(session.connection(), "nl").sha256, language="nl", base_url=BASE_URL,
            weighed=weighed,
        )  # fmt: skip


@pytest.mark.timeout(300 + 3 * ROUNDS)
@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_honest_people_are_seldom_doubted(db, vault, world):
    lives, families, people = Lives(random.Random(SEED)), [], []
    companies(db, world, lives)
    for number in range(ROUNDS):
        with time_machine.travel(clock.now() + timedelta(minutes=37 * number), tick=False):
            people.append(journey(db, vault, world, lives, number, families))
    with db.reads() as connection:
        signs = [[row.kind for row in open_signals(connection, person)] for person in people]
    flagged = sum(bool(one) for one in signs)
    kinds = Counter(kind.value for one in signs for kind in one)
    FIGURES.append(f"honest journeys: {flagged} of {ROUNDS} flagged {dict(kinds)}")
    assert flagged <= max(1, ROUNDS * MOST_FLAGGED), kinds
