"""The shared drive of 400 real files, read whole through the sandbox."""

import csv
import os
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.foundation.content.conftest import DRIVE

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.adapters.identify import Identifier
from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import Extraction, Format

pytestmark = pytest.mark.sandbox
READABLE = ("docx", "xlsx", "pptx", "odt", "ods", "odp", "pdf", "rtf", "eml", "msg", "doc", "xls")


def read_half(jobs: list[tuple[Path, Format]]) -> list[Extraction]:
    with Extractor() as mine:
        return [
            mine.extract(path.read_bytes(), name=path.name, puid=found.puid, mime=found.mime)
            for path, found in jobs
        ]


@pytest.fixture(scope="module")
def outcomes(drive: list[Path]) -> list[tuple[Path, Format, Extraction]]:
    if why := sandbox.available():
        pytest.skip(why)
    for path in drive:
        path.chmod(0o600)
    with Identifier() as identifier:
        started = time.perf_counter()
        formats = identifier.identify_many(drive, [path.name for path in drive])
        identified = time.perf_counter() - started
    jobs = list(zip(drive, formats, strict=True))
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(read_half, (jobs[0::2], jobs[1::2]))
    took = time.perf_counter() - started
    print(f"\n{len(jobs)} files: identified in {identified:.2f} s, read in {took:.2f} s")
    print(f"{len(jobs) / took:.0f} documents a second, two at a time")
    assert len(jobs) / took > 30
    made = [one for pair in zip(first, second, strict=True) for one in pair]
    return [(*job, one) for job, one in zip(jobs, made, strict=True)]


def test_every_file_gives_text_or_a_named_outcome(
    outcomes: list[tuple[Path, Format, Extraction]],
) -> None:
    assert len(outcomes) == 400
    by_format: dict[str, Counter[str]] = defaultdict(Counter)
    for path, _, made in outcomes:
        extension = os.fsencode(path.suffix.lower()).decode("ascii", "replace")
        by_format[extension][made.state] += 1
        assert made.text or made.parts or made.reason or made.state is DerivedState.EMPTY, path
        assert "crashed" not in made.reason
        assert "The parser failed" not in made.reason
    for extension, states in sorted(by_format.items()):
        print(f"{extension or '(none)':12} {dict(states)}")


def test_most_documents_that_hold_text_give_it(
    outcomes: list[tuple[Path, Format, Extraction]],
) -> None:
    office = [made for path, _, made in outcomes if path.suffix.lower()[1:] in READABLE]
    states = Counter(made.state for made in office)
    # The rest are pictures in PDF, and conformance files that hold a page and no word.
    sound = states[DerivedState.DONE] + states[DerivedState.EMPTY]
    assert states[DerivedState.DONE] >= 0.8 * sound, states
    assert sound >= 0.85 * len(office), states


def test_locked_and_broken_documents_are_known_as_such(
    outcomes: list[tuple[Path, Format, Extraction]],
) -> None:
    manifest = DRIVE.with_name("shared-drive.manifest.csv")
    rows = csv.DictReader(manifest.read_text("utf-8", "surrogateescape").splitlines())
    notes = {Path(row["path"]).name: row["note"] for row in rows}
    locked, zeroed = set(), set()
    for path, _, made in outcomes:
        note = notes.get(path.name, "")
        if any(mark in note for mark in ("encrypted:ooxml", "encrypted:pdf", "encrypted:ole")):
            locked.add(made.state)
        if "zero-byte" in note:
            zeroed.add(made.state)
    assert locked == {DerivedState.ENCRYPTED}
    assert zeroed == {DerivedState.EMPTY}


def test_nearly_every_file_has_a_puid(outcomes: list[tuple[Path, Format, Extraction]]) -> None:
    known = [found for _, found, _ in outcomes if found.known]
    unknown = [found for _, found, _ in outcomes if not found.known]
    assert len(known) >= 340
    assert all(found.warning for found in unknown)
