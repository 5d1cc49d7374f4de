"""Several people at once: nobody meets a locked database, and no answer is lost or overwritten in silence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.models import PlanSection, Section
from portal.security.limits import Limit, count_try, tries_of
from tests.support.client import PortalClient

EIGHT = range(8)


def contact(name, version, form_id=""):
    return {
        "name": name,
        "job_title": "",
        "email": "a.jansen@deterp.example",
        "phone": "050 000 00 00",
        "version": str(version),
        **({"form_id": form_id} if form_id else {}),
    }


def people(app, world, count=8):
    return [PortalClient(app).sign_in_as(world.anna) for _ in range(count)]


@pytest.fixture
def begun(app, world):
    client = PortalClient(app).sign_in_as(world.anna)
    client.post("plans.start", number=world.number_a)
    return world


def test_eight_colleagues_save_one_part_and_only_the_first_is_kept(app, db, begun):
    clients = people(app, begun)
    for client in clients:
        client.csrf_token()

    def save(position):
        return clients[position].post(
            "plans.step", contact(f"Naam {position}", 0), number=begun.number_a, step="contact", status=None
        )

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(save, EIGHT))
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 7
    winner = next(position for position, answer in enumerate(answers) if answer.status_code == 303)
    with db.reads() as connection:
        kept = connection.scalar(sa.select(PlanSection.answers).where(PlanSection.section == Section.CONTACT))
    assert kept["name"] == f"Naam {winner}"
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert f"Naam {winner}" in loser.text


def test_eight_rounds_of_saving_lose_no_update(app, db, begun):
    clients = people(app, begun)

    def save_often(position):
        saved = 0
        for _round in range(5):
            with db.reads() as connection:
                version = connection.scalar(
                    sa.select(PlanSection.version).where(PlanSection.section == Section.CONTACT)
                )
            answer = clients[position].post(
                "plans.step", contact(f"Naam {position}", version or 0), number=begun.number_a, step="contact",
                status=None,
            )  # fmt: skip
            assert answer.status_code in (303, 409), answer.text[:500]
            saved += answer.status_code == 303
        return saved

    with ThreadPoolExecutor(8) as pool:
        saved = sum(pool.map(save_often, EIGHT))
    with db.reads() as connection:
        version = connection.scalar(sa.select(PlanSection.version).where(PlanSection.section == Section.CONTACT))
    assert version == saved


def test_the_same_form_sent_eight_times_counts_once(app, db, begun):
    client = people(app, begun, 1)[0]
    token = client.csrf_token()
    with client.http.session_transaction() as cookie:
        session = dict(cookie)
    clients = people(app, begun)
    for other in clients:
        with other.http.session_transaction() as cookie:
            cookie.clear()
            cookie.update(session)
    data = {**contact("Anna", 0, form_id="f" * 43), "csrf_token": token}
    path = client.url("plans.step", number=begun.number_a, step="contact")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda other: other.http.post(path, data=data), clients))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    with db.reads() as connection:
        assert connection.scalar(sa.select(PlanSection.version).where(PlanSection.section == Section.CONTACT)) == 1


def test_a_limit_counts_every_try_of_eight_at_once(db):
    limit = Limit("test", 1000, timedelta(days=1))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: [count_try(db, limit, "somebody") for _ in range(25)], EIGHT))
    with db.reads() as connection:
        assert tries_of(connection, limit, "somebody") == 200
