"""A throw-away PostgreSQL for tests: the system's binaries, a socket only, also as root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any


def find(program: str) -> str | None:
    debian = sorted(Path("/").glob(f"usr/lib/postgresql/*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    return str(debian[-1]) if debian else shutil.which(program)


class Postgres:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
        self.as_user: dict[str, Any] = {}
        if os.geteuid() == 0:  # initdb and postgres refuse to run as root
            names = {user.pw_name for user in pwd.getpwall()}
            user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [find(program) or program, *map(str, arguments)],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            **self.as_user,
        )

    def start(self) -> None:
        options = ["-U", "portal", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
        self.run("initdb", "-D", self.folder / "data", *options)
        fast = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off"
        self.run(
            "pg_ctl", "-D", self.folder / "data", "-w", "-s", "-l", self.folder / "log",
            "-o", f"-k {self.folder} {fast} -c max_connections=200", "start",
        )  # fmt: skip

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://portal@/{name}?host={self.folder}"

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-s", "stop")
        shutil.rmtree(self.folder)
