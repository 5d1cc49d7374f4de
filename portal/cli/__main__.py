"""Entry of ``python3 manage.py <command>``; commands are loaded when they are asked for."""

from importlib import import_module

import click

COMMANDS = {
    "run": "portal.cli.run:run",
    "migrate": "portal.cli.operations:migrate",
    "policy": "portal.cli.operations:policy",
    "recount": "portal.cli.operations:recount",
    "verify": "portal.cli.privacy:verify",
    "verify-ledger": "portal.cli.privacy:verify_ledger",
    "verify-view-log": "portal.cli.privacy:verify_views",
    "mend-keys": "portal.cli.privacy:mend_keys",
    "register": "portal.cli.privacy:show_register",
    "backup": "portal.cli.backups:backup",
    "restore": "portal.cli.backups:restore",
    "restore-drill": "portal.cli.backups:restore_drill",
    "reconcile": "portal.cli.backups:reconcile",
    "create-manager": "portal.cli.people:create_manager",
    "demo-accounts": "portal.cli.demo:demo_accounts",
    "value": "portal.cli.value:value",
    "worker": "portal.cli.mail:worker",
    "mail": "portal.cli.mail:mail",
}


class LazyGroup(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.command(cls=LazyGroup, help="Drive the Social Return portal.")
def main() -> None:
    pass


if __name__ == "__main__":
    main(prog_name="manage.py")
