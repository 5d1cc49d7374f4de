"""PR-63, PR-65, T41: accounts are looked at in time, leavers are out at once, who stays away is asked."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.administration.chores import ask_inactive
from portal.models import AccountReview, ConfidentialityAcceptance, Message, User, UserSession


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


def shown(who, which):
    return who.get("administration.accounts", wat=which).text


def version(db, user_id):
    with db.reads() as connection:
        return connection.scalar(sa.select(User.version).where(User.id == user_id))


def later(days):
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def test_special_rights_come_back_every_quarter_and_others_every_year_pr65(client, db, world):
    with later(95):
        cor = client.sign_in_as(world.cor)
        for used in (world.anna, world.carla, world.karel):  # they work on, so nothing but their own term counts
            client.sign_in_as(used)
        due = client.sign_in_as(world.cor).get("administration.accounts", wat="te-bekijken").text
        assert "frans@friesland.example" in due
        assert "carla@friesland.example" not in due
        cor.post("administration.account_keep", {"version": version(db, world.frans)}, user_id=world.frans)
        assert "frans@friesland.example" not in shown(cor, "te-bekijken")
    with later(370):
        sign_again(db, world.cor)
        assert "carla@friesland.example" in shown(client.sign_in_as(world.cor), "te-bekijken")


def sign_again(db, user_id):
    with db.transaction() as session:
        old = session.scalars(
            sa.select(ConfidentialityAcceptance).where(ConfidentialityAcceptance.user_id == user_id)
        ).one()
        fresh = {name: getattr(old, name) for name in ("user_id", "statement_version", "statement_sha256", "role")}
        session.add(ConfidentialityAcceptance(**fresh, accepted_at=clock.now()))


def test_a_region_sees_who_works_there_and_nobody_else(cor):
    everybody = shown(cor, "alle")
    for name in ("Anna Jansen", "Karel Visser", "Carla Hoekstra"):
        assert name in everybody
    for name in ("Dora Łukasik", "Bea Özdemir", "Gijs Þórsson"):
        assert name not in everybody


def test_who_has_not_signed_is_in_a_list_pr63(cor, db, world):
    assert "Bram de Wit" not in shown(cor, "niet-getekend")
    with db.transaction() as session:
        session.execute(sa.delete(ConfidentialityAcceptance).where(ConfidentialityAcceptance.user_id == world.bram))
    assert "Bram de Wit" in shown(cor, "niet-getekend")
    assert "Anna Jansen" not in shown(cor, "niet-getekend")


def test_a_leaver_is_out_at_the_next_request_pr65(cor, another_client, db, world):
    anna = another_client.sign_in_as(world.anna)
    anna.get("contracts.dashboard")
    cor.get("administration.account_stop", user_id=world.anna)
    cor.post("administration.account_stop", {"version": version(db, world.anna)}, user_id=world.anna)
    anna.get("contracts.dashboard", status=303)
    with db.reads() as connection:
        assert connection.scalar(sa.select(AccountReview.outcome)) == "stopped"
        open_ones = sa.select(UserSession.id).where(UserSession.user_id == world.anna, UserSession.ended_at.is_(None))
        assert connection.execute(open_ones).all() == []


def test_nobody_decides_about_himself_another_region_or_an_old_page(cor, db, world):
    cor.post("administration.account_keep", {"version": version(db, world.cor)}, user_id=world.cor, status=409)
    cor.post("administration.account_stop", {"version": version(db, world.cor)}, user_id=world.cor, status=409)
    cor.post("administration.account_keep", {"version": version(db, world.dora)}, user_id=world.dora, status=404)
    cor.post("administration.account_keep", {"version": version(db, world.anna) + 1}, user_id=world.anna, status=409)
    with db.reads() as connection:
        assert connection.execute(sa.select(AccountReview.id)).all() == []


def test_a_look_is_never_changed_afterwards(cor, db, world):
    cor.post("administration.account_keep", {"version": version(db, world.anna)}, user_id=world.anna)
    with pytest.raises(DBAPIError), db.transaction() as session:
        session.execute(sa.update(AccountReview).values(outcome="stopped"))


def test_who_stays_away_for_90_days_is_asked_once(client, db, vault, world):
    with later(80):
        client.sign_in_as(world.anna)
        assert ask_inactive(db, vault, "http://portaal.example") == 0
    with later(95):
        asked = ask_inactive(db, vault, "http://portaal.example")
        assert asked == 9  # everybody but Anna
        assert ask_inactive(db, vault, "http://portaal.example") == 0
        with db.reads() as connection:
            mailed = set(connection.scalars(sa.select(Message.user_id).where(Message.kind == "account_inactive")))
        assert len(mailed) == asked
        assert world.anna not in mailed
    with later(175):
        assert ask_inactive(db, vault, "http://portaal.example") == 1  # Anna; the others were asked already
