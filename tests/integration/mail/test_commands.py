"""The commands of mail: what an operator sees and can do, without a name or an address (PR-67)."""

import pytest
from click.testing import CliRunner, Result

from portal.cli import mail as commands
from portal.cli.context import Services
from portal.mail.worker import deliver_due
from tests.support.mailserver import MailServer
from tests.support.outbox import Office
from tests.support.world import World


@pytest.fixture(autouse=True)
def _services(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "services", lambda: Services(office.config, office.db, office.vault))


def run(*words: str) -> Result:
    return CliRunner().invoke(commands.mail, list(words))


def test_the_operator_sees_a_dead_letter_and_sends_it_again(office: Office, server: MailServer) -> None:
    office.queue("a")
    assert run("status").output.startswith("waiting 1, the oldest since 20")
    server.behave = "permanent"
    deliver_due(office.db, office.vault, office.config)
    shown = run("status").output
    letter = str(office.row("a").id)
    assert "waiting 0; planned 0; sent 0; dead 1" in shown
    assert letter in shown
    assert "554" in shown
    assert "anna" not in shown
    server.behave = "take"
    assert run("retry", letter).output == "Queued.\n"
    deliver_due(office.db, office.vault, office.config)
    assert "sent 1; dead 0" in run("status").output
    again = run("retry", letter)
    assert again.exit_code == 1
    assert "no dead letter" in again.output


def test_every_chore_may_run_twice_on_a_portal_in_use(office: Office, world: World) -> None:
    office.ask_candidate(world)
    found = commands.chores(Services(office.config, office.db, office.vault))
    assert len({chore.name for chore in found}) == len(found)
    for chore in [*found, *found]:
        chore.run()
    assert len(office.rows()) == 0  # the question is of today: nothing to remind of
