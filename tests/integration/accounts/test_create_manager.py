"""``create-manager``: the operator invites the first manager, and prints nothing secret unless asked."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from portal.cli import people
from portal.cli.context import Services
from portal.config import Config
from portal.db import Database
from portal.models import Invitation, Organisation, Region, Role
from portal.privacy.vault import Vault, open_keystore
from tests.integration.accounts.conftest import NEW_PASSWORD, Mails, link_in
from tests.support.client import PortalClient

Command = Callable[..., Result]
GOOD = {"--region": "friesland", "--name": "Fenna de Wal", "--email": "fenna@csr.example"}


@pytest.fixture
def command(config: Config, monkeypatch: pytest.MonkeyPatch) -> Command:
    def services() -> Services:
        keystore = open_keystore(config.keystore_url)
        return Services(config, Database(config.database_url), Vault(keystore, config.key_encryption_key))

    monkeypatch.setattr(people, "services", services)

    def run(*flags: str, **answers: str) -> Result:
        words = [*flags]
        for option, answer in {**GOOD, **{f"--{name}": value for name, value in answers.items()}}.items():
            words += [option, answer]
        return CliRunner().invoke(people.create_manager, words)

    return run


def test_the_manager_is_invited_by_mail_and_can_begin(
    command, client: PortalClient, mails: Mails, db: Database
) -> None:
    result = command()
    assert result.exit_code == 0, result.output
    assert "Fenna de Wal is invited as manager of Coördinatiepunt Friesland." in result.output
    assert "http" not in result.output
    mail = mails("colleague_invitation")[0]
    assert "De beheerder van het portaal vraagt u om mee te werken" in mail.text
    path = link_in(mail)
    assert "U bent uitgenodigd voor <strong>Coördinatiepunt Friesland</strong>." in client.get_path(path).text
    client.post_path(path)
    client.post("accounts.create", {"name": "Fenna de Wal", "new_password": NEW_PASSWORD})
    with db.reads() as connection:
        row = connection.execute(sa.select(Invitation.__table__)).one()
    assert (row.role, row.invited_by) == (Role.CSR_MANAGER, None)


def test_the_link_is_printed_when_asked(command: Command, client: PortalClient) -> None:
    result = command("--show-link")
    link = re.search(r"http://portaal\.example(/uitnodiging/\S+)", result.output)
    assert link is not None
    client.get_path(link.group(1))


def test_a_coordination_point_that_is_not_there_yet_is_made_once(command: Command, db: Database) -> None:
    with db.transaction() as session:
        session.execute(sa.text("UPDATE organisation SET region = NULL, kind = 'client' WHERE region = 'drenthe'"))
    for number in range(2):
        result = command(region="drenthe", organisation="CSR Drenthe", email=f"f{number}@csr.example")
        assert "manager of CSR Drenthe" in result.output
    with db.reads() as connection:
        names = connection.scalars(sa.select(Organisation.name).where(Organisation.region == Region.DRENTHE)).all()
    assert names == ["CSR Drenthe"]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"region": "utrecht"}, "'utrecht' is not one of"),
        ({"name": "  "}, "fill in 1 to 100 characters."),
        ({"name": "n" * 101}, "fill in 1 to 100 characters."),
        ({"email": "fenna"}, "fill in an e-mail address with an @"),
        ({"email": "cor@friesland.example"}, "already has access"),
    ],
)
def test_bad_input_is_refused_with_a_clear_message(
    command: Command, db: Database, answers: dict[str, str], message: str
) -> None:
    result = command(**answers)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0
