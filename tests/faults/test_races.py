"""A capture that races the destruction of the same bytes: one of them gives way, none is lost."""

import json
import os
import subprocess
import sys

import pytest
from tests.faults.conftest import ROOT

RACES = int(os.environ.get("MUNIMENT_FAULT_RACES", "80"))


def race(elsewhere, parish, folder, races, **more):
    folder.mkdir()
    orders = {"races": races, "folder": str(folder), "references": parish.references}
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.racing"]
    done = subprocess.run(
        [*command, json.dumps({**orders, **more})],
        env=elsewhere, cwd=ROOT, capture_output=True, text=True, timeout=60 + races * 5,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.fault
def test_no_race_leaves_a_record_without_its_bytes(elsewhere, parish, tmp_path):
    wanted, outcomes = {"captured", "removed", "kept"}, set()
    for attempt in range(5):  # on a busy machine one of the two may be the quicker every time
        found = race(elsewhere, parish, tmp_path / f"raced-{attempt}", RACES)
        assert found["violations"] == []
        assert sum(found["outcomes"].values()) == 2 * RACES
        outcomes |= set(found["outcomes"])
        if wanted <= outcomes:
            break
    assert wanted <= outcomes


@pytest.mark.seldom
def test_a_capture_that_does_not_look_whether_the_bytes_are_there_is_found_out(
    elsewhere, parish, tmp_path
):
    found = race(elsewhere, parish, tmp_path / "raced", 500, mutant="trusting")
    assert any("has no bytes" in one for one in found["violations"]), found["outcomes"]


@pytest.mark.fault
def test_the_same_new_bytes_twice_at_once_are_one_record_for_the_same_readers(
    elsewhere, parish, tmp_path
):
    found = race(elsewhere, parish, tmp_path / "raced", max(20, RACES // 5), twins=True)
    assert found["violations"] == []
    assert set(found["outcomes"]) <= {"captured", "linked"}
