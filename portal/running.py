"""Whether the portal is running on this data folder, so that nothing is restored under its feet."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "portal.lock"


class StillRunning(Exception):
    """The portal runs, so its databases cannot be replaced."""


class BeingRestored(Exception):
    """The databases are being replaced, so the portal cannot start."""


class Held:
    """Says that this process uses the databases, until it is closed or forgotten."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def lock(self, how: int) -> None:
        fcntl.flock(self._file, how | fcntl.LOCK_NB)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    __del__ = close


def hold_open(data_dir: Path) -> Held:
    """Raises BeingRestored."""
    data_dir.mkdir(parents=True, exist_ok=True)
    held = Held(data_dir / NAME)
    try:
        held.lock(fcntl.LOCK_SH)
    except OSError:
        held.close()
        raise BeingRestored("A backup is being restored. Start the portal when that is ready.") from None
    return held


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Nobody else uses the databases meanwhile. Raises StillRunning."""
    data_dir.mkdir(parents=True, exist_ok=True)
    held = Held(data_dir / NAME)
    try:
        held.lock(fcntl.LOCK_EX)
    except OSError:
        held.close()
        raise StillRunning("The portal is running on this folder. Stop web pages and worker first.") from None
    try:
        yield
    finally:
        held.close()
