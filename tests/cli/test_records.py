"""Showing, getting and exporting records."""

import csv
import hashlib

import pytest

INTO = "GEN/ADM"


@pytest.fixture(scope="module")
def invoice(shell, tmp_path_factory):
    file = tmp_path_factory.mktemp("paper") / "=Invoice 7.txt"
    file.write_text("Pay 70 pounds for seven chairs.\n")
    told = shell.json("capture", file, "--into", INTO, "--items")
    return file, told["results"][0]["record"]


def test_a_record_shows_where_it_is_kept_until_when_and_what_it_holds(shell, invoice):
    file, reference = invoice
    shown = shell.json("record", "show", reference)
    assert (shown["class"], shown["state"]) == (INTO, "declared")
    assert shown["rule"] and shown["due"] and shown["rule"] in shown["retention"]
    assert shown["places"] == [file.name]
    [part] = shown["components"]
    assert part["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (part["size"], part["mime"], part["text"]) == (file.stat().st_size, "text/plain", "done")
    said = shell.run("record", "show", reference).out
    assert reference in said and shown["retention"] in said
    assert shell.json("record", "show", reference.lower())["reference"] == reference


def test_the_content_comes_out_as_it_went_in_and_never_over_another_file(shell, invoice, tmp_path):
    file, reference = invoice
    out = tmp_path / "out.txt"
    got = shell.json("record", "get", reference, "--out", out)
    assert out.read_bytes() == file.read_bytes() and got["name"] == file.name
    assert shell.refused("record", "get", reference, "--out", out) == ["exists"]
    assert shell.run("record", "get", reference, "--out", "-").out == file.read_text()
    assert shell.refused("record", "get", reference, "--out", "-") == ["usage"]
    words = ("record", "get", reference, "--out", tmp_path / "none", "--component", "2")
    assert shell.refused(*words) == ["not_found"]
    assert not (tmp_path / "none").exists()
    last = shell.json("audit", "show", "--kind", "records:content:read", "--limit", "1")
    assert last["events"]


def test_content_that_has_changed_in_the_store_does_not_come_out(shell, source, tmp_path):
    told = shell.json("capture", source("rot.txt", "sound\n"), "--into", INTO, "--items")
    reference = told["results"][0]["record"]
    digest = shell.json("record", "show", reference)["components"][0]["sha256"]
    kept = shell.home / "content" / "blobs" / digest[:2] / digest[2:4] / digest
    kept.chmod(0o600)
    kept.write_bytes(b"rotten")
    out = ("--out", tmp_path / "rot")
    assert shell.refused("record", "get", reference, *out) == ["content_corrupt"]
    assert not (tmp_path / "rot").exists()
    found = shell.json("check", expect=1)
    assert found["corrupt"] == [digest] and not found["clean"]
    kept.unlink()
    assert shell.json("check", "--shallow", expect=1)["missing"] == [digest]
    assert digest in shell.run("check", "--shallow").out
    kept.write_bytes(b"sound\n")
    assert shell.json("check")["clean"]


def test_somebody_who_may_not_see_a_record_gets_nothing_of_it(shell, invoice, tmp_path):
    _, reference = invoice
    for words in (("record", "show", reference), ("retention", "explain", reference)):
        assert shell.refused(*words, "--as", "i.cravenhall") == ["not_found"]
    out = tmp_path / "out.csv"
    assert shell.json("records", "export", "--csv", out, "--as", "i.cravenhall")["rows"] == 0


def test_the_export_has_a_row_for_each_component_and_no_formula(shell, invoice, tmp_path):
    file, reference = invoice
    out = tmp_path / "out.csv"
    told = shell.json("records", "export", "--csv", out)
    rows = list(csv.DictReader(out.open(newline="")))
    assert told["rows"] == len(rows)
    assert list(rows[0])[:12] == [
        "reference",
        "title",
        "class",
        "source_path",
        "size",
        "sha256",
        "puid",
        "mime",
        "captured",
        "rule",
        "due",
        "state",
    ]
    [row] = [one for one in rows if one["reference"] == reference]
    assert (row["title"], row["source_path"]) == ("'=Invoice 7", "'=Invoice 7.txt")
    assert (row["class"], row["state"], row["puid"]) == (INTO, "declared", "x-fmt/111")
    assert row["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    shown = shell.run("records", "export", "--csv", "-", "--class", INTO)
    assert shown.out.replace("\r\n", "\n").splitlines()[0] == ",".join(rows[0])
    assert shell.json("records", "export", "--csv", out, "--class", "HOU")["rows"] == 0
    assert shell.refused("records", "export", "--csv", "-") == ["usage"]
