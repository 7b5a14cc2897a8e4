"""Words read off the picture of a page, by tesseract in a sandbox of its own for each page."""

import functools
import os
import select
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from muniment.foundation.content.adapters import bubblewrap
from muniment.foundation.content.types.documents import PageRead

PAGE_SECONDS = 30
_GRACE_SECONDS = 15.0
_ANSWER_MAX = 16 * 1024 * 1024
_DATA = (Path("/usr/share/tesseract-ocr"), Path("/usr/share/tessdata"))
_PROGRAM = (
    "from extractor import recognise\nrecognise.become({program!r}, {arguments!r}, {seconds})"
)


@functools.cache
def installed() -> frozenset[str]:
    """The languages that tesseract can read here, as it names them; none where it is absent."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    try:
        said = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=20, check=True
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(line.strip() for line in said.splitlines()[1:] if line.strip()) - {"osd"}


def why_unavailable(languages: Sequence[str], *, allow_unsandboxed: bool = False) -> str:
    """Why words cannot be recognised in these languages on this machine; empty where they can."""
    if not languages:
        return "recognition is turned off (MUNIMENT_OCR_LANGUAGES is empty)"
    if not installed():
        return "tesseract is not installed"
    missing = sorted(set(languages) - installed())
    if missing:
        return f"tesseract has no data for {', '.join(missing)}"
    why = "" if allow_unsandboxed else bubblewrap.reason_unavailable()
    return why.rstrip(".")


def read_page(pgm: bytes, languages: Sequence[str], *, seconds: int = PAGE_SECONDS) -> PageRead:
    """The words on a page, given as a grey picture (PGM). Never raises for a page."""
    with os.fdopen(os.memfd_create("page", os.MFD_CLOEXEC), "w+b") as page:
        page.write(pgm)
        page.seek(0)
        process = subprocess.Popen(
            _command(languages, seconds),
            env={},
            stdin=page,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    try:
        answer = _collected(process, time.monotonic() + seconds + _GRACE_SECONDS)
    finally:
        process.kill()
        process.wait()
    if answer is None:
        return PageRead("", None, f"Reading the page took longer than {seconds} seconds.")
    return read_tsv(answer.decode("utf-8", "replace"))


def _command(languages: Sequence[str], seconds: int) -> list[str]:
    program = str(Path(shutil.which("tesseract") or "/usr/bin/tesseract").resolve())
    # Page segmentation 1: the page is turned upright first.
    arguments = ["stdin", "stdout", "-l", "+".join(languages), "--psm", "1"]
    arguments += ["-c", "tessedit_create_tsv=1"]
    source = _PROGRAM.format(program=program, arguments=arguments, seconds=seconds)
    if bubblewrap.reason_unavailable():
        return bubblewrap.python(source, str(bubblewrap.EXTRACTOR.parent))
    seen = [Path(program), *(folder for folder in _DATA if folder.is_dir())]
    return bubblewrap.command(source, also=seen)


def _collected(process: "subprocess.Popen[bytes]", deadline: float) -> bytes | None:
    """What the process writes; None where it was too slow, wrote too much, or failed."""
    assert process.stdout is not None
    taken = bytearray()
    waiting = select.poll()
    waiting.register(process.stdout, select.POLLIN)
    while len(taken) <= _ANSWER_MAX:
        left = deadline - time.monotonic()
        if left <= 0 or not waiting.poll(left * 1000):
            return None
        piece = os.read(process.stdout.fileno(), 1024 * 1024)
        if not piece:
            return bytes(taken) if process.wait() == 0 else None
        taken += piece
    return None


LIKELY_WORD = 30.0  # per cent; below it tesseract has mostly read dirt and lines
_COLUMNS = 12


def read_tsv(tsv: str) -> PageRead:
    """Text and confidence (in per cent, the mean over letters) from tesseract's table of words."""
    lines: dict[tuple[str, ...], list[str]] = {}
    letters, weight = 0, 0.0
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t")
        word = cells[-1].strip() if len(cells) == _COLUMNS else ""
        sure = _number(cells[10]) if word else -1.0
        if sure < LIKELY_WORD:
            continue
        lines.setdefault(tuple(cells[1:5]), []).append(word)
        letters, weight = letters + len(word), weight + sure * len(word)
    text = "\n".join(" ".join(words) for words in lines.values())
    return PageRead(text, round(weight / letters) if letters else None)


def _number(text: str) -> float:
    try:
        return min(float(text), 100.0)
    except ValueError:
        return -1.0
