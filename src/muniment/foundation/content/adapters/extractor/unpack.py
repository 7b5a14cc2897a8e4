"""Takes a zip file apart, inside the sandbox: the entries become files with numbers for names, and
an index says what each was called. Sizes are counted, never believed."""

import json
import mmap
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from .outcome import Corrupt, TooLarge
from .zips import CHUNK, ENTRIES_MAX, refuse_long_directory

RATIO_MAX = 500
RATIO_FROM = 16 * 1024 * 1024
INDEX = "index.jsonl"
OUT = Path("/out")


def _out(number: int) -> Path:
    return OUT / str(number)


class Bomb(Exception):
    """The whole file is not to be taken apart."""


def run(most: int) -> None:
    """Take /in apart into /out. `most`: the most bytes that may come out of it. The last line of
    the index says whether all went well, or why not."""
    with (OUT / INDEX).open("w", encoding="ascii") as index:
        said: dict[str, Any] = {"end": True, "reason": ""}
        try:
            _take_apart(Path("/in"), most, index)
        except (Bomb, Corrupt, TooLarge) as error:
            said["reason"] = str(error)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            said["reason"] = f"The file is not a sound zip file ({type(error).__name__})."
        index.write(json.dumps(said) + "\n")


def _take_apart(path: Path, most: int, index: IO[str]) -> None:
    size = path.stat().st_size
    with path.open("rb") as opened:
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            refuse_long_directory(data)
        with zipfile.ZipFile(opened) as packed:
            entries = packed.infolist()
            _refuse_bomb(entries, size)
            left = most
            for number, entry in enumerate(entries):
                if entry.is_dir():
                    continue
                told, left = _entry(packed, entry, number, left)
                index.write(json.dumps(told) + "\n")


def _refuse_bomb(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse what shares its bytes between entries, or announces far more than it holds."""
    if len(entries) > ENTRIES_MAX:
        raise Bomb(f"The zip file has more than {ENTRIES_MAX:,} entries.")
    announced = sum(one.file_size for one in entries)
    if announced > RATIO_FROM and announced > RATIO_MAX * max(size, 1):
        raise Bomb(f"What is in the zip file is more than {RATIO_MAX} times its size.")
    if sum(one.compress_size for one in entries) > size:
        raise Bomb("Entries of the zip file lie over one another.")


def _entry(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, number: int, left: int
) -> tuple[dict[str, Any], int]:
    told: dict[str, Any] = {
        "number": number,
        "name": entry.filename[:4000],
        "when": list(entry.date_time),
        "size": 0,
        "reason": "",
    }
    if stat.S_ISLNK(entry.external_attr >> 16):
        return {**told, "reason": "It is a link, not a file. Links are not followed."}, left
    try:
        told["size"] = _written(packed, entry, number, left)
    except Bomb:
        raise
    except (RuntimeError, NotImplementedError) as error:
        locked = "password" in str(error) or "encrypted" in str(error)
        told["reason"] = "It needs a password." if locked else "It is packed in an unknown way."
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        told["reason"] = "It is damaged."
    if told["reason"]:
        _out(number).unlink(missing_ok=True)
    return told, left - told["size"]


def _written(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, number: int, left: int) -> int:
    count = 0
    with packed.open(entry) as source, _out(number).open("xb") as target:
        while chunk := source.read(CHUNK):
            count += len(chunk)
            if count > left:
                raise Bomb("More comes out of the zip file than there is room for.")
            if count > RATIO_FROM and count > RATIO_MAX * max(entry.compress_size, 1):
                raise Bomb(f"An entry of the zip file expands more than {RATIO_MAX} fold.")
            target.write(chunk)
    return count
