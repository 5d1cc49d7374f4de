"""How long a file of many lines takes: made by the worker, and fetched over HTTP by who asked for it.

    .venv/bin/python -m tests.load.files 100000        # contracts, a line each

Each contract has an obligation and one piece of work. The worker's seconds are of the whole way: figures of every
contract, the file, and its pieces in the database. Fetching is a real server on the loopback; the first byte is what
somebody waits for after the button.
"""

import argparse
import http.client
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import create_app
from portal.db import Database
from portal.models import ExportReason, FileFormat, Role
from portal.privacy.vault import Vault, open_keystore
from portal.reports.registry import REPORTS
from portal.reports.services import ask_export, make_exports
from portal.reports.shape import Asked
from portal.schema import upgrade
from tests.conftest import KEY, settings
from tests.load import reports
from tests.load.meter import measured
from tests.load.reports import ON, fill
from tests.support.client import PortalClient
from tests.support.world import World, seed_world

CHUNK = 64 * 1024


class Asker:
    """The manager of the region, as ``ask_export`` needs her."""

    role, language = Role.CSR_MANAGER, "nl"

    def __init__(self, world: World) -> None:
        self.id = world.cor


class Quiet(WSGIRequestHandler):
    def log_request(self, *_of: object) -> None:
        """Nothing."""


def made(url: str, world: World, kind: FileFormat) -> object:
    db = Database(url)
    with db.transaction() as session:
        ask_export(session, REPORTS["prestaties"], Asked(ON, "opdracht"), kind=kind, reason=ExportReason.AUDIT,
                   by=Asker(world))  # fmt: skip
    make_exports(db)
    with db.reads() as connection:
        row = connection.exec_driver_sql(
            "SELECT lines, size, failed_at FROM report_export ORDER BY id DESC LIMIT 1"
        ).one()
    assert row.failed_at is None
    return f"{row.lines:,} lines, {row.size / 1e6:.1f} MB"


def fetched(folder: Path, url: str, world: World, kind: FileFormat) -> object:
    app = create_app(settings(folder, url))
    client = PortalClient(app).sign_in_as(world.cor)
    cookie = client.http.get_cookie("portal")
    assert cookie is not None
    with app.extensions["database"].reads() as connection:
        found = connection.exec_driver_sql("SELECT id FROM report_export WHERE format = ?", (kind.value,)).scalar_one()
    path = client.url("reports.download", export_id=UUID(hex=found))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        connection_to = http.client.HTTPConnection("127.0.0.1", server.port)
        began = time.perf_counter()
        connection_to.request("GET", path, headers={"Cookie": f"portal={cookie.value}", "Host": _host(app)})
        answer = connection_to.getresponse()
        assert answer.status == 200, answer.status
        size = len(answer.read(1))
        first = time.perf_counter() - began
        while some := answer.read(CHUNK):
            size += len(some)
        whole = time.perf_counter() - began
    finally:
        server.shutdown()
    return f"first byte after {first * 1000:.0f} ms, {size / 1e6:.1f} MB after {whole * 1000:.0f} ms"


def _host(app: Flask) -> str:
    return urlsplit(app.extensions["config"].base_url).netloc


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lines", type=int)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory(prefix="portal-load-") as name:
        folder = Path(name)
        url, keys = f"sqlite:///{folder / 'portal.db'}", open_keystore(f"sqlite:///{folder / 'keys.db'}")
        db, vault = Database(url), Vault(keys, KEY)
        upgrade(db)
        with db.transaction() as session:
            world = seed_world(session, vault)
        reports.PER_CONTRACT = 1
        fill(db, vault, world, lines)
        db.dispose()
        vault.dispose()
        print(f"a file of {lines:,} contracts")
        for kind in (FileFormat.CSV, FileFormat.XLSX):
            measured(f"{kind.value}, made by the worker", lambda kind=kind: made(url, world, kind))
            measured(f"{kind.value}, fetched over HTTP", lambda kind=kind: fetched(folder, url, world, kind))


if __name__ == "__main__":
    main()
