"""What an operator or privacy officer asks on the command line."""

from unittest.mock import patch

from click.testing import CliRunner

from portal.cli.context import Services
from portal.cli.privacy import show_register, verify
from portal.config import Config
from portal.db import Database
from portal.privacy.vault import Vault


def run(config: Config, db: Database, vault: Vault) -> tuple[int, str]:
    with patch("portal.cli.privacy.services", lambda: Services(config, db, vault)):
        result = CliRunner().invoke(verify)
    return result.exit_code, result.output


def test_whole_records_are_said_to_be_whole(config: Config, db: Database, vault: Vault) -> None:
    assert run(config, db, vault) == (0, "The view log is whole.\nThe consent ledger is whole.\n")


def test_a_broken_record_ends_the_command_with_one_pr66(config: Config, db: Database, vault: Vault) -> None:
    with db.writer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO chain_head (name, position, hash) VALUES ('view_log', 3, 'x')")
    code, text = run(config, db, vault)
    assert code == 1
    assert "broken at position 1" in text


def test_the_register_is_a_table() -> None:
    lines = CliRunner().invoke(show_register).output.splitlines()
    assert lines[0].startswith("| field | purposes |")
    assert any(line.startswith("| candidate.group_sealed:target_group |") for line in lines)
