"""Turns: who sends the same at once waits for the first, and is then answered as the first was."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

TURNS = 32  # files by which people who send at once wait for one another


@contextmanager
def in_turn(key: str) -> Iterator[None]:
    """Only one at a time on this machine for each `key`, such as that of a form or of a file that
    was kept for a look."""
    top = Path(settings.MUNIMENT_HOME) / "turns"
    top.mkdir(mode=0o700, exist_ok=True)
    turn = top / f"{hashlib.sha256(key.encode()).digest()[0] % TURNS:02}"
    with turn.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
