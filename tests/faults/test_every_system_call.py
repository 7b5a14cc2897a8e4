"""Every system call that changes a file, as the last one and as one that is refused: promises 3
and 7. A share of the calls in every run, all of them where MUNIMENT_FAULT_CALLS is 1.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest
from tests.faults.conftest import ROOT

STEP = int(os.environ.get("MUNIMENT_FAULT_CALLS", "180"))
pytestmark = [
    pytest.mark.once,
    pytest.mark.fault,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
]
WORKS = ("capture", "destruction", "setting aside", "hold")
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
TRIED = [(work, fault) for work in WORKS for fault in FAULTS]
if STEP > 9:  # each work and each fault, not each with each
    TRIED = [(work, FAULTS[number % 3]) for number, work in enumerate(WORKS, 1)]


@pytest.fixture
def at_every_call(elsewhere, parish, tmp_path):
    """Have a fault tried at the calls of some work; what was found."""

    def carry_out(work: str, fault: str, **more):
        orders = {"work": work, "fault": fault, "folder": str(tmp_path / "drives"), "step": STEP}
        orders |= {"references": parish.references, **more}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.injecting", json.dumps(orders)],
            env=elsewhere, cwd=ROOT, capture_output=True, text=True, timeout=3000, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return carry_out


@pytest.mark.parametrize(("work", "fault"), TRIED)
def test_a_fault_at_any_system_call_loses_nothing_and_is_never_called_success(
    work, fault, at_every_call
):
    found = at_every_call(work, fault, first=len(work + fault) % STEP)
    assert found["violations"] == []
    assert found["tried"] >= sum(found["calls"].values()) // STEP


@pytest.mark.parametrize("mutant", ["swallowed", "tried_again"])
def test_a_store_that_takes_a_failed_sync_for_a_success_is_caught(mutant, at_every_call):
    found = at_every_call("capture", "error=EIO", mutant=mutant)
    assert any("a sync failed and nobody was told" in one for one in found["violations"]), found
