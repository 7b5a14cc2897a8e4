"""Formats by PRONOM's signatures, in a process that may die."""

import os
import signal
import time
from pathlib import Path

import pytest
from tests.foundation.content import documents
from tests.foundation.content.documents import ALL

from muniment.foundation.content.adapters import identify
from muniment.foundation.content.adapters.identify import Identifier

KNOWN = {
    "minutes.docx": "fmt/412",
    "dues.xlsx": "fmt/214",
    "talk.pptx": "fmt/215",
    "bill.pdf": "fmt/18",
    "note.rtf": "fmt/355",
    "all.mbox": "fmt/720",
    "book.epub": "fmt/483",
    "plain.txt": "x-fmt/111",
    "plain.csv": "x-fmt/18",
}

POISONED = """
import os
import pygfried
honest = pygfried.identify_many
def identify_many(paths):
    for path in paths:
        with open(path, "rb") as file:
            start = file.read(20)
        if start.startswith(b"DIE"):
            os._exit(1)
        while start.startswith(b"HANG"):
            pass
    return honest(paths)
pygfried.identify_many = identify_many
from muniment.foundation.content.adapters import identify_worker
identify_worker.serve()
"""


def test_formats_are_named_in_order(identifier: Identifier) -> None:
    found = identifier.identify_many([ALL[name] for name in KNOWN], list(KNOWN))
    # Two of them are told apart by their last bytes or their version, so only most must agree.
    agree = [name for name, one in zip(KNOWN, found, strict=True) if one.puid == KNOWN[name]]
    assert len(agree) >= len(KNOWN) - 2, found
    assert found[0].mime.endswith("wordprocessingml.document")
    assert all(one.known for one in found)


def test_files_and_bytes_get_the_same_answer(identifier: Identifier, tmp_path: Path) -> None:
    path = tmp_path / "0123abcd"
    path.write_bytes(ALL["minutes.docx"])
    assert identifier.identify(path, "a.docx") == identifier.identify(ALL["minutes.docx"], "a.docx")


def test_the_name_is_only_a_hint(identifier: Identifier) -> None:
    found = identifier.identify(ALL["minutes.docx"], "minutes.pdf")
    assert found.puid == "fmt/412"
    assert "extension mismatch" in found.warning


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b.txt", "x.\n", "\0.txt", "\udcff.txt", "."]
)
def test_a_hostile_name_is_harmless(identifier: Identifier, name: str) -> None:
    assert identifier.identify(documents.image(), name).puid.startswith("fmt/")


def test_what_is_empty_unknown_or_gone_says_so(identifier: Identifier, tmp_path: Path) -> None:
    empty, unknown, gone = identifier.identify_many([b"", b"\x01\x02", tmp_path / "gone"])
    assert (empty.puid, empty.warning) == ("", "The file is empty.")
    assert (unknown.puid, unknown.warning) == ("", "No signature matches.")
    assert (gone.puid, gone.warning) == ("", "The file cannot be opened.")


def test_an_empty_file_is_not_named_by_its_extension(identifier: Identifier) -> None:
    assert identifier.identify(b"", "notes.txt").puid == ""


def test_nothing_asked_is_nothing_answered(identifier: Identifier) -> None:
    assert identifier.identify_many([]) == []


def test_after_its_process_was_killed_it_goes_on(identifier: Identifier) -> None:
    identifier.identify(b"start")
    first = identifier.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert identifier.identify(ALL["minutes.docx"]).puid == "fmt/412"
    assert identifier.pid != first


@pytest.mark.parametrize("poison", [b"DIE", b"HANG"])
def test_only_the_file_that_kills_it_is_left_unknown(
    monkeypatch: pytest.MonkeyPatch, poison: bytes
) -> None:
    monkeypatch.setattr(identify, "_SECONDS", 0.3)
    files = [ALL["minutes.docx"]] * 3 + [poison] + [ALL["dues.xlsx"]] * 4
    with Identifier(program=POISONED) as poisoned:
        found = poisoned.identify_many(files)
    assert [one.puid for one in found] == ["fmt/412"] * 3 + [""] + ["fmt/214"] * 4
    assert found[3].warning == "Siegfried died or hung on this file."


def test_it_is_fast_enough_for_capture(identifier: Identifier) -> None:
    files = [ALL["minutes.docx"], ALL["plain.txt"], ALL["mail.eml"], ALL["bill.pdf"]] * 100
    identifier.identify(b"start")
    started = time.perf_counter()
    identifier.identify_many(files)
    rate = len(files) / (time.perf_counter() - started)
    print(f"\nidentified {rate:.0f} files a second")
    assert rate > 150
