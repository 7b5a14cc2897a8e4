"""Promise 39: sixteen people write at once. Nothing is lost, nobody is told that a lock was taken.

A few seconds in every run, MUNIMENT_FAULT_SECONDS (300) in the long one.
"""

import json
import os
import subprocess
import sys

import pytest
from tests.faults.conftest import ROOT

SECONDS = float(os.environ.get("MUNIMENT_FAULT_SECONDS", "5"))
WRITERS = 16
LONGEST = 20  # seconds that anybody waits


def write(elsewhere, parish, seconds, **more):
    orders = {"writers": WRITERS, "seconds": seconds, "references": parish.references, **more}
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.writing", json.dumps(orders)]
    done = subprocess.run(
        command, env=elsewhere, cwd=ROOT, capture_output=True, text=True, timeout=seconds + 400,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.fault
def test_of_what_sixteen_people_write_at_once_nothing_is_lost_and_nobody_is_refused(
    elsewhere, parish
):
    found = write(elsewhere, parish, SECONDS)
    print(found)
    assert found["violations"] == []
    assert found["slowest"] <= LONGEST
    assert min(found["done"].get(what, 0) for what in ("count", "file", "folder")) > 0


@pytest.mark.seldom
def test_a_writer_that_does_not_say_what_it_saw_is_found_out(elsewhere, parish):
    found = write(elsewhere, parish, 5, mutant=True)
    assert any("changes were acknowledged" in one for one in found["violations"]), found
