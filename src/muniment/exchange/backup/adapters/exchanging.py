"""Exchanging two folders in one step, and the journal of what has more steps than one."""

import ctypes
import errno
import json
import os
from pathlib import Path
from typing import NamedTuple

from muniment.foundation.audit.adapters.files import sync_folder, write_durably

GOES_ON = "MUNIMENT_SWAP_GOES_ON"  # set within the process that restores
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD, RENAME_EXCHANGE: Linux, renameat2(2)
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


class Swap(NamedTuple):
    """A swap that was begun: the restored body and its mark, the names that what was there before
    gets, and the checkpoints that the restored log knows."""

    into: str
    token: str
    stamp: str
    database: str
    checkpoints: list[int]


def journal_of(home: Path) -> Path:
    """Where it is written down that the data folder is being swapped: beside it, for it moves."""
    return home.with_name(f"{home.name}.swapping")


def begin(home: Path, swap: Swap) -> None:
    """Write down what is going to be done, before anything is."""
    write_durably(journal_of(home), json.dumps(swap._asdict()) + "\n", mode=0o600)


def begun(home: Path) -> Swap | None:
    """The swap that was begun and has not ended."""
    try:
        return Swap(**json.loads(journal_of(home).read_text("utf-8")))
    except FileNotFoundError:
        return None


def end(home: Path) -> None:
    """It is done."""
    journal_of(home).unlink()
    sync_folder(home.parent)


def exchange(one: Path, other: Path) -> bool:
    """Have two folders exchange their names in one step; False where the system cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one))
