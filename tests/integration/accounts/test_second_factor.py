"""A lost phone, recovery codes, and a new app (C-03, C-04, A-01)."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.db import Database
from portal.models import RecoveryCode, UserSession
from portal.security.second_factor import recovery_sha256
from tests.integration.accounts.conftest import (
    Mails,
    code,
    codes_on,
    give_password,
    secret_on,
    sid,
    sign_in,
    with_sid,
)  # fmt: skip
from tests.support.client import PortalClient
from tests.support.world import PASSWORD, World

ANNA = "anna@contractor-a.example"
CODES = ("ABCDEFGHJK", "MNPQRSTUVW")


@pytest.fixture(autouse=True)
def _anna_has_codes(db: Database, world: World) -> None:
    with db.transaction() as session:
        session.add_all(RecoveryCode(user_id=world.anna, code_sha256=recovery_sha256(one)) for one in CODES)


def test_a_recovery_code_opens_once_and_leads_to_a_new_phone(
    client: PortalClient, another_client: PortalClient, mails: Mails
) -> None:
    give_password(client, email=ANNA)
    assert "Ik heb een nieuwe telefoon" in client.get("accounts.second_factor").text
    client.get("accounts.recovery")
    answer = client.post("accounts.recovery", {"code": "abcde fghjk"})
    assert urlsplit(answer.location).path == "/account/code-app"
    page = client.get("accounts.set_up_code").text
    assert "Stel de extra controle in op uw nieuwe telefoon" in page
    secret = secret_on(page)
    client.post("accounts.set_up_code", {"code": code(secret)})
    assert len(codes_on(client.get("accounts.recovery_codes").text)) == 8
    assert client.post("accounts.recovery_codes").location == client.url("contracts.dashboard")
    assert [mail.recipient for mail in mails("second_factor_set")] == [ANNA]

    give_password(another_client, email=ANNA)
    for used in CODES:  # one is used, the other was of the old phone
        answer = another_client.post("accounts.recovery", {"code": used}, status=422)
        assert "Deze code kennen wij niet, of hij is al gebruikt." in answer.text
    another_client.post("accounts.second_factor", {"code": code()}, status=422)  # the old app


def test_the_other_code_still_works_when_no_new_phone_was_set_up(client: PortalClient) -> None:
    for one in CODES:
        give_password(client, email=ANNA)
        client.post("accounts.recovery", {"code": one})
        client.get("accounts.profile")
        client.post("accounts.sign_out")
    give_password(client, email=ANNA)
    client.post("accounts.recovery", {"code": CODES[0]}, status=422)


@pytest.mark.parametrize(
    ("typed", "message"), [("", "Vul een herstelcode in."), ("ZZZZZ ZZZZZ", "Deze code kennen wij niet")]
)
def test_a_wrong_recovery_code_lets_nobody_in(client: PortalClient, typed: str, message: str) -> None:
    give_password(client, email=ANNA)
    assert message in client.post("accounts.recovery", {"code": typed}, status=422).text
    client.get("accounts.profile", status=303)


def test_somebody_elses_code_is_worth_nothing(client: PortalClient) -> None:
    give_password(client, email="bram@contractor-a.example")
    client.post("accounts.recovery", {"code": CODES[0]}, status=422)


def test_a_new_app_asks_for_the_password_and_ends_the_other_sessions(
    client: PortalClient, another_client: PortalClient, db: Database
) -> None:
    sign_in(another_client, email=ANNA)
    client.sign_in_as(_user_of(another_client, db))
    assert urlsplit(client.get("accounts.set_up_code", status=303).location).path == "/account"
    answer = client.post("accounts.new_phone", {"password": "fout fout fout"}, status=422)
    assert "Dit is niet het wachtwoord dat u nu heeft." in answer.text
    client.post("accounts.new_phone", {"password": PASSWORD})
    secret = secret_on(client.get("accounts.set_up_code").text)
    client.post("accounts.set_up_code", {"code": code(secret)})
    another_client.get("accounts.profile", status=303)
    client.get("accounts.profile")
    assert urlsplit(client.get("accounts.set_up_code", status=303).location).path == "/account"


def test_codes_are_not_shown_to_a_copy_of_an_older_cookie(
    client: PortalClient, another_client: PortalClient, world: World
) -> None:
    client.sign_in_as(world.anna)
    client.post("accounts.new_phone", {"password": PASSWORD})
    secret = secret_on(client.get("accounts.set_up_code").text)
    older = sid(client)
    client.post("accounts.set_up_code", {"code": code(secret)})
    with_sid(another_client, older)
    assert urlsplit(another_client.get("accounts.recovery_codes", status=303).location).path == "/inloggen"


def _user_of(client: PortalClient, db: Database) -> object:
    with db.reads() as connection:
        return connection.scalars(
            sa.select(UserSession.user_id).where(UserSession.ended_at.is_(None)).order_by(UserSession.id.desc())
        ).first()


def test_before_what_cannot_be_taken_back_the_code_is_asked_again_pr65(app, client: PortalClient, world: World) -> None:
    """An hour after the last code; the export of a breach stands for all that the policy says so of (PR-74)."""
    lines = app.extensions["policy"]
    afresh = {name for name, line in lines.items() if line.afresh}
    assert afresh == {
        "retention.sign", "administration.breach_export", "privacy.core", "privacy.reveal_to_csr",
        "privacy.reveal_to_contractor", "review.consent_record", "rights.correction_shown",
        "rights.correction_to_desk", "rights.second", "decisions.frozen",
    }  # fmt: skip
    with time_machine.travel(clock.now(), tick=False) as traveller:
        sign_in(client, email="frans@friesland.example")
        where = {"breach_id": uuid4()}
        client.get("administration.breach_export", status=404, **where)
        for _ in range(3):
            traveller.shift(timedelta(minutes=21))
            client.get("review.queue")
        answer = client.get("administration.breach_export", status=303, **where)
        assert answer.location.startswith("/inloggen/nog-een-keer?next=/beheer/datalekken/")
        assert "nog een keer" in client.get_path(answer.location).text
        client.post_path(answer.location, {"code": "000000"}, status=422)
        client.get("administration.breach_export", status=303, **where)
        assert client.post_path(answer.location, {"code": code()}).location.endswith("/gezien.csv")
        client.get("administration.breach_export", status=404, **where)
        traveller.shift(timedelta(minutes=25))
        client.post("retention.sign", {"version": "1"}, status=404, destruction_id=uuid4())
