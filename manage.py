"""Set up and drive the portal: ``python3 manage.py run | test | check | lock | <command>``.

Standard library only, so that a machine with nothing but Python 3.11 can start here. It makes ``.venv`` hold exactly
what ``requirements.txt`` names, then hands every other word to the portal's own command line.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
LOCK = ROOT / "requirements.txt"


def environment_python() -> str:
    return str(ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def prepare() -> str:
    """Return the interpreter of an environment that holds exactly the lock; do nothing when it is there already."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    python = environment_python()
    stamp = ENV / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print("Setting up .venv, once ...", flush=True)
    venv.create(ENV, with_pip=True, clear=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    subprocess.run([python, *install, "--only-binary", ":all:", "-r", str(LOCK)], check=True)
    stamp.write_text(wanted)
    return python


def main() -> int:
    python, words = prepare(), sys.argv[1:]
    os.chdir(ROOT)
    if words[:1] == ["test"]:
        return subprocess.call([python, "-m", "pytest", *words[1:]])
    if words[:1] == ["check"]:
        return max(subprocess.call([python, "-m", *command]) for command in CHECKS)
    if words[:1] == ["lock"]:
        return subprocess.call(LOCK_COMMAND)
    return subprocess.call([python, "-m", "portal.cli", *words])


CHECKS = (
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["importlinter.cli", "lint"],
)
LOCK_COMMAND = [
    "uv", "pip", "compile", "--universal", "--generate-hashes", "--no-annotate", "--no-header",
    "--python-version", "3.11", "pyproject.toml", "--group", "demo", "--group", "postgres", "--group", "dev",
    "-o", "requirements.txt",
]  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
