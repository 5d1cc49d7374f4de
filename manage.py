"""Set up and drive the portal: ``python3 manage.py run | test | check [tool ...] | lock | <command>``.

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
RUN_LOCK = ROOT / "requirements.txt"  # what the portal runs on
TEST_LOCK = ROOT / "requirements-dev.txt"  # the same, and what tests and checks need
FOR_DEVELOPERS = frozenset({"test", "check"})


def environment_python() -> str:
    return str(ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def prepare(lock: Path) -> str:
    """Return the interpreter of an environment that holds at least ``lock``; do nothing when it is there already."""
    python = environment_python()
    wanted = _digest(RUN_LOCK) if lock == RUN_LOCK else f"{_digest(RUN_LOCK)} {_digest(TEST_LOCK)}"
    stamp = ENV / "installed"
    installed = stamp.read_text() if stamp.exists() else ""
    if installed.startswith(wanted):
        return python
    print("Setting up .venv, once ...", flush=True)
    if not installed.startswith(_digest(RUN_LOCK)):
        venv.create(ENV, with_pip=True, clear=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    quick = ["--only-binary", ":all:", "--no-compile"]  # Python compiles what is used, when it is
    subprocess.run([python, *install, *quick, "-r", str(lock)], check=True)
    stamp.write_text(wanted)
    return python


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def compiled_once() -> dict[str, str]:
    """The environment of the tests. They start many processes; what the first compiles, the others find in .venv."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ENV / "compiled")}


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said before a newer syntax would fail
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    words = sys.argv[1:]
    if words[:1] == ["lock"]:
        return max(subprocess.call(command) for command in LOCKS)
    python = prepare(TEST_LOCK if words[:1] and words[0] in FOR_DEVELOPERS else RUN_LOCK)
    os.chdir(ROOT)
    if words[:1] == ["test"]:
        return subprocess.call([python, "-m", "pytest", *IN_PARALLEL, *words[1:]], env=compiled_once())
    if words[:1] == ["check"]:
        chosen = [check for check in CHECKS if not words[1:] or check[0] in words]
        return max((subprocess.call([str(Path(python).with_name(tool)), *rest]) for tool, *rest in chosen), default=2)
    return subprocess.call([python, "-m", "portal.cli", *words])


# A process a core; tests/conftest.py says which tests stay together, and in which order.
IN_PARALLEL = ["-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder"]
CHECKS = (
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["lint-imports"],
)
_LOCK = [
    "uv", "pip", "compile", "--universal", "--generate-hashes", "--no-annotate", "--no-header", "--quiet",
    "--python-version", "3.11", "pyproject.toml", "--group", "demo", "--group", "postgres", "--group", "documents",
]  # fmt: skip
LOCKS = ([*_LOCK, "-o", "requirements.txt"], [*_LOCK, "--group", "dev", "-o", "requirements-dev.txt"])

if __name__ == "__main__":
    sys.exit(main())
