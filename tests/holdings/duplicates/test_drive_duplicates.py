"""Duplicates on the real shared drive, whose manifest names them."""

import csv
import subprocess

import pytest

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.models import Derived
from muniment.holdings.capture import actions as capture
from muniment.holdings.duplicates import actions, rules
from muniment.holdings.duplicates.models import Pair
from muniment.holdings.records.models import Component, Found, Record

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.fault]


@pytest.fixture
def drive(shared_data, tmp_path):
    if not (shared_data / "shared-drive.tar.gz").is_file():
        pytest.skip("the shared drive is not on this machine")
    if sandbox.available():
        pytest.skip("no sandbox here")
    archive = shared_data / "shared-drive.tar.gz"
    subprocess.run(["tar", "-xzpf", str(archive), "-C", str(tmp_path)], check=True)
    return next(one for one in (tmp_path, *tmp_path.iterdir()) if (one / "Departments").is_dir())


@pytest.fixture
def manifest(shared_data):
    place = shared_data / "shared-drive.manifest.csv"
    with place.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return list(csv.DictReader(file))


def originals():
    """The digest of the original at each place, by its raw path."""
    digests = dict(Component.objects.filter(ordinal=1).values_list("record", "sha256"))
    return {
        bytes(raw) if raw is not None else path.encode(): digests[record]
        for record, path, raw in Found.objects.values_list("record", "path", "path_bytes")
    }


def test_the_duplicates_that_the_manifest_names_are_found(drive, manifest, parish):
    parish.capture(drive)
    numbers = list(Record.objects.order_by("pk").values_list("pk", flat=True))
    capture.derive(numbers, run_as=parish.references["manager"], now=parish.now)
    actions.sign(numbers)
    at = originals()

    def digest(path):
        return at[path.encode("utf-8", "surrogateescape")]

    def taken_whole(pairs):
        """The pairs of files that are records, and how many are of mailboxes taken apart."""
        raw = {path.encode("utf-8", "surrogateescape") for pair in pairs for path in pair}
        boxes = {path.decode("utf-8", "surrogateescape") for path in raw - at.keys()}
        assert len(boxes) < 8
        kept = [pair for pair in pairs if not boxes & set(pair)]
        return kept, len(pairs) - len(kept)

    exact = [(row["path"], row["dup_of"]) for row in manifest if row["dup_of"]]
    exact, apart = taken_whole(exact)
    assert exact and all(digest(one) == digest(other) for one, other in exact)
    near = [(row["path"], row["near_dup_of"]) for row in manifest if row["near_dup_of"]]
    near, near_apart = taken_whole(near)
    texts = dict(Derived.objects.exclude(text="").values_list("blob", "text"))
    named = [(digest(one), digest(other)) for one, other in near]
    readable = [pair for pair in named if all(rules.shingles(texts.get(d, "")) for d in pair)]
    found = {
        frozenset((one.first.derived_id, one.second.derived_id))
        for one in Pair.objects.select_related("first", "second")
    }
    # What differs in bytes and not in words is one text with two digests, or one digest.
    right = [pair for pair in readable if frozenset(pair) in found or pair[0] == pair[1]]
    recall = len(right) / len(readable)
    true = [
        pair
        for pair in found
        if rules.jaccard(*(rules.shingles(texts[one]) for one in pair)) >= rules.THRESHOLD
    ]
    print(
        f"exact: {len(exact)} of {len(exact)} ({apart + near_apart} pairs are of mailboxes);"
        f" near: {len(right)} of {len(readable)} with text ({recall:.3f}),"
        f" {len(near) - len(readable)} have none;"
        f" {len(true)} of {len(found)} reported pairs are at least {rules.THRESHOLD} alike"
    )
    assert recall >= 0.90
    assert len(true) >= 0.95 * len(found)
