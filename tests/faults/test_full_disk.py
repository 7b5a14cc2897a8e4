"""A disk that fills up: what was acknowledged stays, what does not fit is refused, readers go on.

Promise 6. Needs root, for a small file system of its own.
"""

import json
import os
import subprocess
import sys

import pytest
from tests.faults.conftest import ROOT

CAN = (
    os.geteuid() == 0
    and not subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode
)
MEGABYTES = 24
UPLOADS = int(os.environ.get("MUNIMENT_FAULT_UPLOADS", "120"))


@pytest.mark.seldom
@pytest.mark.fault
@pytest.mark.skipif("not CAN", reason="a file system of its own needs root")
@pytest.mark.parametrize("headroom", [0, 4 * 2**20], ids=["no headroom", "headroom"])
def test_a_full_disk_loses_nothing_and_readers_go_on(headroom, elsewhere, parish, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    orders = json.dumps([parish.references, UPLOADS])
    script = (
        f'mount -t tmpfs -o size={MEGABYTES}m none "$1" && export MUNIMENT_HOME="$1/home"'
        ' && mkdir "$1/home" && exec "$2" -W ignore -m tests.faults.filling "$3"'
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", str(small), sys.executable, orders],
        env={**elsewhere, "MUNIMENT_HEADROOM_BYTES": str(headroom)}, cwd=ROOT,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["lost"] == []
    assert found["unexpected"] == []
    assert found["kept"] > 5
    assert set(found["refused"]) == {"no_room"}
    assert found["captured_when_full"] == {"failed": 3}
    assert found["read_when_full"] == found["kept"]
    assert found["leftovers"] == 0
    assert found["taken_after_room_was_made"] == "captured"
    assert found["free_at_the_end"] >= headroom
