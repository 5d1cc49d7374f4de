"""A mail is a row of the transaction it tells about, sealed until it has left (design rules 8 and 9)."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal import clock
from portal.mail import outbox
from portal.mail.queries import dead_letters, queue_state
from portal.mail.worker import deliver_due
from portal.models import ConsentRequest, ConsentStatus, Message, Region
from portal.privacy.vault import KeyEnded, Purpose
from tests.support.drafts import write
from tests.support.mailserver import MailServer
from tests.support.outbox import Office
from tests.support.world import World


def deliver(office: Office) -> None:
    while deliver_due(office.db, office.vault, office.config):
        pass


def later(**delta: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**delta), tick=True)


def test_a_mail_leaves_once_and_its_words_are_wiped(office: Office, server: MailServer) -> None:
    office.queue("a")
    deliver(office)
    deliver(office)
    row = office.row("a")
    assert server.ids == [f"<{row.id}@portaal.example>"]
    assert (row.sealed, row.error, row.leased_until, row.tries) == (None, None, None, 0)
    assert row.sent_at is not None
    assert server.mails[0]["To"] == "anna@deterp.example"
    assert "Was u dat niet?" in server.mails[0].get_body(("plain",)).get_content()


def test_the_same_intent_twice_is_one_mail(office: Office, server: MailServer) -> None:
    office.queue("a")
    office.queue("a")
    deliver(office)
    office.queue("a")
    deliver(office)
    assert len(server.raw) == 1


def test_a_rolled_back_transaction_sends_nothing(office: Office, server: MailServer) -> None:
    with suppress(RuntimeError), office.db.transaction() as session:
        outbox.enqueue(session, office.vault, write("password_changed"), key="a")
        raise RuntimeError
    deliver(office)
    assert office.rows() == []
    assert server.raw == []


def test_what_waits_is_nowhere_in_clear(office: Office, world: World) -> None:
    office.queue("user")
    office.queue_for_candidate(office.ask_candidate(world))
    for row in office.rows():
        everything = repr(tuple(row)).encode() + row.sealed
        for word in (b"anna@deterp", b"samira", b"Samira", b"Jansen Bouw", b"/k/"):
            assert word not in everything


def test_a_timed_mail_waits_for_its_moment(office: Office, server: MailServer) -> None:
    office.queue("later", due_at=clock.now() + timedelta(days=5))
    deliver(office)
    assert server.raw == []
    with later(days=5, seconds=1):
        deliver(office)
    assert len(server.raw) == 1


def test_pr30_no_reminder_leaves_after_an_answer(office: Office, server: MailServer, world: World) -> None:
    candidate = office.ask_candidate(world)
    office.queue_for_candidate(candidate, "reminder", "candidate_reminder")
    office.queue_for_candidate(candidate, "receipt", "candidate_said_no")
    with office.db.transaction() as session:
        outbox.drop_unsent(session, candidate_id=candidate, kinds=frozenset({"candidate_reminder"}))
    deliver(office)
    assert [mail["Subject"] for mail in server.mails] == ["U heeft nee gezegd"]


def test_a_mail_to_an_erased_candidate_ends_with_the_contact_key(
    office: Office, server: MailServer, world: World
) -> None:
    candidate = office.ask_candidate(world)
    office.queue_for_candidate(candidate)
    office.vault.end(candidate, Purpose.CONTACT)
    deliver(office)
    row = office.row("question")
    assert server.raw == []
    assert (row.sealed, row.error) == (None, "key ended")
    with office.db.reads() as connection:
        assert dead_letters(connection) == []
    with pytest.raises(KeyEnded):
        office.queue_for_candidate(candidate, "again")


@pytest.mark.parametrize("conduct", ["temporary", "greylist", "take and drop"])
def test_a_server_that_says_not_now_gets_the_same_mail_later(office: Office, server: MailServer, conduct: str) -> None:
    office.queue("a")
    server.behave = conduct
    deliver(office)
    row = office.row("a")
    assert (row.sent_at, row.dead_at, row.tries, row.leased_until) == (None, None, 1, None)
    assert row.due_at > clock.now()
    server.behave = "take"
    deliver(office)
    assert office.row("a").sent_at is None
    with later(seconds=31):
        deliver(office)
    assert office.row("a").sent_at is not None
    assert len(set(server.ids)) == 1  # F6: what the server kept before it hung up has the same number
    assert len(server.ids) == (2 if conduct == "take and drop" else 1)


def test_waiting_grows_to_an_hour_and_ends_in_a_dead_letter(office: Office, server: MailServer) -> None:
    pauses = [outbox.pause_after(tries).total_seconds() for tries in range(1, outbox.MOST_TRIES)]
    assert pauses[:3] == [30, 60, 120]
    assert max(pauses) == 3600
    assert sum(pauses) > 2.9 * 86_400
    office.queue("a")
    with office.db.transaction() as session:
        session.execute(sa.update(Message).values(tries=outbox.MOST_TRIES - 1))
    server.behave = "temporary"
    deliver(office)
    assert office.row("a").dead_at is not None


def test_a_refused_mail_is_a_dead_letter_that_staff_sees_and_can_send_again(
    office: Office, server: MailServer, world: World
) -> None:
    office.queue("a", contract_id=world.contract_a)
    server.behave = "permanent"
    deliver(office)
    with office.db.reads() as connection:
        (letter,) = dead_letters(connection)
        assert dead_letters(connection, region=Region.FRIESLAND) == [letter]
        assert dead_letters(connection, region=Region.DRENTHE) == []
        state = queue_state(connection)
    assert (letter.kind, letter.error, letter.contract_number) == ("password_changed", "554", world.number_a)
    assert (state.waiting, state.planned, state.sent) == (0, 0, 0)
    server.behave = "take"
    with office.db.transaction() as session:
        assert outbox.retry(session, letter.id)
    deliver(office)
    assert server.ids == [f"<{letter.id}@portaal.example>"]
    with office.db.transaction() as session:
        assert not outbox.retry(session, letter.id)


def test_one_refused_mail_does_not_hold_up_the_others(office: Office, server: MailServer) -> None:
    server.unknown = {"weg@deterp.example"}
    office.queue("a", to="weg@deterp.example")
    office.queue("b", to="twee adressen <x@y.example>")
    office.queue("c")
    with office.db.transaction() as session:
        session.execute(sa.update(Message).where(Message.key == "a").values(due_at=clock.now() - timedelta(hours=1)))
    office.queue("broken")
    with office.db.transaction() as session:
        session.execute(sa.update(Message).where(Message.key == "broken").values(sealed=b"\1" + bytes(60)))
    deliver(office)
    assert [str(mail["To"]) for mail in server.mails] == ["anna@deterp.example"]
    assert office.row("a").error == "550"
    assert office.row("b").error == "header refused"
    assert office.row("broken").error == "SealBroken"
    assert office.row("broken").dead_at is None


def test_pr26_an_address_that_bounces_is_flagged_and_the_inviter_hears_it_without_a_name(
    office: Office, server: MailServer, world: World
) -> None:
    candidate = office.ask_candidate(world)
    office.queue_for_candidate(candidate)
    server.unknown = {"samira@voorbeeld.example"}
    deliver(office)
    with office.db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.not_delivered_at)) is not None
    (bounce,) = server.mails
    assert bounce["To"] == "anna@contractor-a.example"
    assert bounce["Subject"] == "Een e-mailadres klopt niet"
    text = bounce.get_body(("plain",)).get_content()
    assert "Samira" not in text
    assert "samira" not in text
    assert "Bel het coördinatiepunt Friesland: 050 000 00 00" in text
    assert office.row("question").sealed is None


def test_a_bounce_after_a_no_troubles_nobody(office: Office, server: MailServer, world: World) -> None:
    candidate = office.ask_candidate(world)
    office.queue_for_candidate(candidate, kind="candidate_said_no")
    with office.db.transaction() as session:
        session.execute(sa.update(ConsentRequest).values(status=ConsentStatus.REFUSED))
    server.unknown = {"samira@voorbeeld.example"}
    deliver(office)
    assert server.raw == []
    with office.db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.not_delivered_at)) is None


def test_the_send_happens_outside_any_write_transaction(
    office: Office, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.mail.transport import Carrier

    carried = Carrier.carry
    seen = []

    def carry_while_another_writes(self: Carrier, *arguments: object, **options: object) -> None:
        office.queue(f"during {len(seen)}", due_at=clock.now() + timedelta(days=1))  # SQLite has one writer
        seen.append(True)
        carried(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Carrier, "carry", carry_while_another_writes)
    office.queue("a")
    office.queue("b")
    deliver(office)
    assert len(seen) == len(server.raw) == 2


def test_pr71_without_encryption_nothing_is_sent_where_encryption_is_asked(office: Office, server: MailServer) -> None:
    office.queue("a")
    strict = replace(office.config, smtp=replace(office.config.smtp, starttls=True))
    deliver_due(office.db, office.vault, strict)  # this server offers no STARTTLS
    assert server.raw == []
    assert office.row("a").tries == 0
