"""A list of files (CSV) with what is known of each: every row and every file has its outcome."""

import hashlib
import json
from datetime import date

import pytest
from tests.holdings.parish import codes, write

from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db


def bring(parish, tmp_path, text, files, *, into="HOU", columns=None, by="manager"):
    folder = write(tmp_path / "files", files)
    manifest = tmp_path / "list.csv"
    manifest.write_text(text, "utf-8")
    return actions.capture_manifest(
        parish.who(by),
        manifest,
        files=folder,
        into=into,
        columns=columns or {},
        clock=lambda: parish.now,
    )


def outcomes():
    rows = CapturedItem.objects.order_by("path").values_list("path", "outcome", "reason")
    return {path: (outcome, reason) for path, outcome, reason in rows}


def test_each_file_has_what_its_row_says(parish, tmp_path):
    digest = hashlib.sha256(b"slates").hexdigest()
    text = (
        "Path,Title,Date,Class,SHA-256,Project,Author\n"
        f"a/roof.txt,Report on the roof,2015-03-31,HOU,{digest},Slates,A. Person\n"
        "b.txt,Deed,31/12/1999,LEG,,,\n"
        "c.txt,,,,,,\n"
    )
    made = bring(parish, tmp_path, text, {"a/roof.txt": b"slates", "b.txt": b"2", "c.txt": b"3"})
    roof = Record.objects.get(title="Report on the roof")
    assert (roof.record_date, roof.file_class.reference) == (date(2015, 3, 31), "HOU")
    assert roof.metadata["Project"] == "Slates" and roof.metadata["Author"] == "A. Person"
    deed = Record.objects.get(title="Deed")
    assert (deed.record_date, deed.file_class.reference) == (date(1999, 12, 31), "LEG")
    assert Record.objects.get(title="c").record_date == date(2019, 5, 6)
    assert len(made) == 2 and {outcome for outcome, _ in outcomes().values()} == {"captured"}


def test_every_row_that_is_wrong_is_told_with_every_reason_and_every_file_without_one(
    parish, tmp_path
):
    text = (
        "file,date,digest,into\n"
        "good.txt,,,\n"
        "missing.txt,31 March,abc,\n"
        "../../etc/passwd,,,\n"
        "/etc/passwd,,,\n"
        ",,,\n"
        "good.txt,,,\n"
        f"other.txt,,{'0' * 64},\n"
        "nowhere.txt,,,NONE/SUCH\n"
    )
    files = dict.fromkeys(("good.txt", "other.txt", "nowhere.txt", "unnamed.txt"), b"1")
    files = {name: name.encode() for name in files}
    bring(parish, tmp_path, text, files)
    found = outcomes()
    assert found["good.txt"][0] == "captured"
    missing = found["missing.txt"][1]
    assert all(
        words in missing
        for words in ("Row 3", "no such file", "'31 March' is not a date", "no SHA-256")
    )
    assert sum("outside the folder" in reason for _, reason in found.values()) == 3
    assert "earlier row" in found["(row 7)"][1]
    assert "digest given" in found["other.txt"][1]
    assert "no class NONE/SUCH" in found["nowhere.txt"][1]
    assert found["unnamed.txt"] == ("refused", "No row of the manifest names this file.")
    assert [outcome for outcome, _ in found.values()].count("captured") == 1
    assert len(found) == 9 and Record.objects.count() == 1


def test_columns_are_called_as_they_are(parish, tmp_path):
    text = "Location,Subject line\na.txt,Minutes\n"
    columns = {"Location": "path", "Subject line": "title"}
    bring(parish, tmp_path, text, {"a.txt": b"1"}, columns=columns)
    assert Record.objects.get().title == "Minutes"


@pytest.mark.parametrize(
    ("text", "columns", "code"),
    [
        ("name of it\nx\n", {}, "columns"),
        ("path,file\nx,y\n", {}, "columns"),
        ("path\nx\n", {"Other": "title"}, "columns"),
        ("path,b\nx,y\n", {"b": "nonsense"}, "columns"),
        ("path\n", {}, "empty"),
    ],
)
def test_a_list_that_says_nothing_of_files_is_refused_before_anything_is_read(
    parish, tmp_path, text, columns, code
):
    with pytest.raises(Refused) as refusal:
        bring(parish, tmp_path, text, {"x": b"1"}, columns=columns)
    assert codes(refusal) == [code] and not CapturedItem.objects.exists()


def test_again_it_takes_only_what_was_mended(parish, tmp_path):
    bring(parish, tmp_path, "path\na.txt\nb.txt\n", {"a.txt": b"1"})
    bring(parish, tmp_path, "path\na.txt\nb.txt\n", {"b.txt": b"2"})
    assert {outcome for outcome, _ in outcomes().values()} == {"captured"}
    assert Record.objects.count() == 2


def test_a_file_that_is_known_already_is_linked(parish, tmp_path):
    folder = parish.folder()
    parish.upload(folder, b"the same")
    bring(parish, tmp_path, "path\na.txt\n", {"a.txt": b"the same"})
    assert outcomes()["a.txt"][0] == "linked"


def test_what_no_database_takes_is_shown_in_titles_and_details(parish, tmp_path):
    rows = [{"path": "a.txt", "title": "Roof\0 \ud800survey", "Project\0": "Sl\0ates"}]
    folder = write(tmp_path / "files", {"a.txt": b"1"})
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps(rows), "ascii")
    actions.capture_manifest(
        parish.who("manager"),
        listed,
        files=folder,
        into="HOU",
        columns={},
        clock=lambda: parish.now,
    )
    record = Record.objects.get()
    assert record.title == r"Roof\x00 \ud800survey"
    assert record.metadata[r"Project\x00"] == r"Sl\x00ates"
