"""The real shared drive, captured whole."""

import csv
import re
import tarfile

import pytest

INTO = "GEN/ADM"
# What every tool for formats knows; the rest of the drive is odd on purpose.
COUNTED = ("captured", "linked", "opened", "refused", "failed")
KNOWN = {"pdf", "docx", "xlsx", "pptx", "odt", "png", "jpg", "zip", "doc", "xls"}


@pytest.fixture(scope="module")
def manifest():
    from tests.conftest import SHARED

    file = SHARED / "data" / "shared-drive.manifest.csv"
    if not file.is_file():
        pytest.skip("the real inputs (../shared/data) are not on this machine")
    with file.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        rows = list(csv.DictReader(stream))
    files = [row for row in rows if row["kind"] != "symlink"]
    assert (len(rows), len(files)) == (403, 400)
    return files


@pytest.fixture(scope="module")
def drive(manifest, tmp_path_factory):
    from tests.conftest import SHARED

    folder = tmp_path_factory.mktemp("drive")
    with tarfile.open(SHARED / "data" / "shared-drive.tar.gz") as archive:
        archive.extractall(folder, filter="fully_trusted")
    tops = list(folder.iterdir())
    return tops[0] if len(tops) == 1 else folder


@pytest.fixture(scope="module")
def captured(shell, drive):
    return shell.json("capture", drive, "--into", INTO, "--items")


def as_exported(path):
    """A path of the manifest as the export writes it: bytes that are not UTF-8 as escapes."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return text.replace("\n", "\\n")


def opened(captured):
    """The mailboxes, which were taken apart into their messages."""
    return {one["path"] for one in captured["results"] if one["outcome"] == "opened"}


def test_every_file_of_the_drive_is_accounted_for(captured, manifest):
    counts = {name: captured[name] for name in COUNTED}
    assert captured["items"] == sum(counts.values())
    assert (counts["refused"], counts["failed"], counts["opened"]) == (3, 0, 10)
    messages = [
        one
        for one in captured["results"]
        if any(one["path"].startswith(f"{box}/") for box in opened(captured))
    ]
    assert captured["items"] - len(messages) == 403
    assert len(messages) > 60
    refused = [one for one in captured["results"] if one["outcome"] == "refused"]
    assert all(one["reason"].startswith("It is a link") for one in refused)
    by_path = {one["path"]: one for one in captured["results"]}
    assert {row["path"] for row in manifest} <= set(by_path)


def test_exact_duplicates_are_linked_to_the_record_that_holds_their_bytes(captured, manifest):
    by_path = {one["path"]: one for one in captured["results"]}
    duplicates = [row for row in manifest if row["dup_of"] and int(row["size"])]
    assert len(duplicates) > 40
    for row in duplicates:
        twins = {by_path[row["path"]]["record"], by_path[row["dup_of"]]["record"]}
        assert len(twins) == 1, row["path"]
    assert captured["linked"] >= len(duplicates)


def test_every_sha256_is_that_of_the_manifest_and_formats_have_their_puid(
    shell, captured, manifest, tmp_path
):
    out = tmp_path / "records.csv"
    shell.json("records", "export", "--csv", out, "--class", INTO)
    found = {}
    for row in csv.DictReader(out.open(encoding="utf-8", newline="")):
        if row["component"] == "1":
            for path in [row["source_path"].replace("\n", "\\n"), *row["also_at"].split("\n")]:
                found[path.removeprefix("'")] = row
    files = [one for one in manifest if one["path"] not in opened(captured)]
    for one in files:
        row = found[as_exported(one["path"])]
        assert (row["sha256"], row["size"]) == (one["sha256"], one["size"]), one["path"]
    odd = re.compile("corrupt|mismatch|encrypted|zero-byte")
    sound = [one for one in files if not odd.search(one["note"])]
    known = [one for one in sound if one["path"].rpartition(".")[2].lower() in KNOWN]
    without = [one["path"] for one in known if not found[as_exported(one["path"])]["puid"]]
    assert len(known) > 120 and without == []


def test_the_drive_captured_again_gives_the_same_counts_and_takes_nothing(shell, captured, drive):
    again = shell.json("capture", drive, "--into", INTO)
    for name in ("items", *COUNTED, "capture"):
        assert again[name] == captured[name]
    assert again["already"] == again["captured"] + again["linked"] + again["opened"]
