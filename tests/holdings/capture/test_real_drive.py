"""The real shared drive, whole: each of its 400 files accounted for, to the byte."""

import csv
import shutil
import subprocess
from collections import Counter

import pytest

from muniment.foundation.content.queries import store
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.records.models import Component, Found, Record


@pytest.fixture
def drive(shared_data, tmp_path):
    if not (shared_data / "shared-drive.tar.gz").is_file():
        pytest.skip("the shared drive is not on this machine")
    # tar, and not a library: times, modes and names that are no text are to survive.
    archive = shared_data / "shared-drive.tar.gz"
    subprocess.run(["tar", "-xzpf", str(archive), "-C", str(tmp_path)], check=True)
    return tmp_path / "shared-drive" if (tmp_path / "shared-drive").is_dir() else tmp_path


@pytest.fixture
def manifest(shared_data):
    with (shared_data / "shared-drive.manifest.csv").open(
        encoding="utf-8", errors="surrogateescape", newline=""
    ) as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def shown(path):
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@pytest.mark.skipif(shutil.which("readpst") is None, reason="pst-utils is not installed")
def test_the_whole_drive_is_captured(drive, manifest, parish):
    top = next(one for one in (drive, *drive.iterdir()) if (one / "Departments").is_dir())
    told = []
    parish.capture(top, watch=told.extend)
    files = {path: row for path, row in manifest.items() if row["kind"] != "symlink"}
    outcomes = {one.path: one for one in told}
    assert len(files) == 400
    boxes = {path for path, one in outcomes.items() if one.outcome == "opened"}
    inside = {path for path in outcomes if any(path.startswith(f"{box}/") for box in boxes)}
    assert set(outcomes) - inside == set(manifest)
    counts = Counter(one.outcome for one in told)
    assert counts["captured"] + counts["linked"] + len(boxes) == 400 + len(inside)
    assert (counts["refused"], counts["failed"]) == (3, 0)
    assert len(inside) >= 70
    assert sum(int(outcomes[box].reason.split()[0]) for box in boxes) == len(inside)

    digests = dict(CapturedItem.objects.exclude(sha256="").values_list("path", "sha256"))
    files = {path: row for path, row in files.items() if path not in boxes}
    assert {path: digests[path] for path in map(shown, files)} == {
        shown(path): row["sha256"] for path, row in files.items()
    }
    for path, row in files.items():
        if row["dup_of"] and int(row["size"]):
            twins = outcomes[path].record, outcomes[row["dup_of"]].record
            assert twins[0] == twins[1], path
    bare = Component.objects.exclude(record=None).filter(blob=None)
    assert not bare.exists()
    named = Record.objects.exclude(puid="").count()
    assert named > 0.85 * Record.objects.count()
    for component in Component.objects.all():
        assert store().size(component.sha256) == component.size
    times = {one.path: one.modified_at for one in Found.objects.all()}
    assert len(times) == len(files) + len(inside)
    assert Found.objects.filter(path_bytes__isnull=False).exists()

    again = []
    parish.capture(top, watch=again.extend)
    assert {(one.path, one.record) for one in again} == {(one.path, one.record) for one in told}
    assert Found.objects.count() == len(times)
