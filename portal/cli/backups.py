"""Commands about backups: make, put back, practise, and end again what had ended."""

from pathlib import Path

import click

from portal.cli.context import settings
from portal.config import Config
from portal.db import Database
from portal.privacy.pairing import check_pairing
from portal.privacy.tombstones import Stone
from portal.privacy.vault import KeystoreUnusable, Vault, open_keystore
from portal.retention import backup as making
from portal.retention import reconciling
from portal.retention import restore as putting_back
from portal.retention.archive import BackupDamaged
from portal.running import StillRunning, alone

REFUSALS = (making.BackupFailed, putting_back.RestoreRefused, BackupDamaged, StillRunning, KeystoreUnusable)
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--to", "folder", type=FOLDER, help="Folder of the backups; default `backups` in the data folder.")
@click.option("--keys-to", type=FOLDER, help="Folder for the key store, on another place; default `backups-of-keys`.")
def backup(folder: Path | None, keys_to: Path | None) -> None:
    """Back up database and key store while the portal runs, try the result out, and delete what is too old."""
    config = settings()
    folder, keys_to = folder or config.data_dir / "backups", keys_to or config.data_dir / "backups-of-keys"
    try:
        database = making.back_up(config.database_url, folder, config.key_encryption_key, making.DATABASE)
        keys = making.back_up(config.keystore_url, keys_to, config.key_encryption_key, making.KEYS)
        tried = putting_back.drill(config, database)
    except REFUSALS as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{database}\n{keys}")
    click.echo(f"Tried out: {tried.tables} tables are the same, in {tried.seconds:.1f} seconds.")
    for gone in (*making.forget_old(folder), *making.forget_old(keys_to)):
        click.echo(f"Deleted, older than its life: {gone}")


@click.command()
@click.argument("file", type=FILE)
@click.option("--keys", type=FILE, help="A backup of the key store; only when the key store itself is lost.")
@click.option("--tombstones", "stones", type=FILE, help="The kept file tombstones.jsonl; needed with --keys.")
def restore(file: Path, keys: Path | None, stones: Path | None) -> None:
    """Put a backup back, and end again everything that ended since. The portal must be stopped."""
    try:
        done = putting_back.restore(settings(), file, keys=keys, stones=stones)
    except REFUSALS as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"Restored the backup of {done.head.made_at} in {done.seconds:.1f} seconds. {_said(done.again)}")


@click.command("restore-drill")
@click.option("--from", "folder", type=FOLDER, help="Folder of the backups; default `backups` in the data folder.")
def restore_drill(folder: Path | None) -> None:
    """Restore the newest backup elsewhere, prove that it is whole, and throw it away (twice a year)."""
    config = settings()
    newest = making.newest(folder or config.data_dir / "backups", making.DATABASE)
    if newest is None:
        raise click.ClickException("There is no backup in this folder.")
    try:
        tried = putting_back.drill(config, newest)
    except REFUSALS as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{newest.name}: {tried.tables} tables are the same, chains are whole, in {tried.seconds:.1f} seconds.")


@click.command()
def reconcile() -> None:
    """End again what ended since the backup that this database comes from."""
    config = settings()
    try:
        with alone(config.data_dir):
            click.echo(_said(_reconcile(config)))
    except REFUSALS as refused:
        raise click.ClickException(str(refused)) from refused


def _reconcile(config: Config) -> dict[Stone, int]:
    database = Database(config.database_url)
    vault = Vault(open_keystore(config.keystore_url), config.key_encryption_key)
    check_pairing(database, vault)
    return reconciling.reconcile(database, vault)


def _said(again: dict[Stone, int]) -> str:
    return (
        f"Ended again: {again[Stone.ENDING]} endings, {again[Stone.PARTLY]} parts, {again[Stone.DESTROYED]} destroyed "
        f"dossiers, {again[Stone.DECLARED]} declarations. The portal may open."
    )
