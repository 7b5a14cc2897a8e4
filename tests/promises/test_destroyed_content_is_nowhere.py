"""Destroyed content is nowhere (promise 15): every byte of a real body is searched for words that
were planted in what was destroyed: content, file names, headers, those of copies of a message too,
attachments, descriptions, values of fields, what was written in bulk, and former titles. The title
on the stub stays by design, and no word is planted there.
"""

import json
import os

import pytest
from django.db import connection
from tests.promises import canary_life
from tests.promises.bodies import copy_of
from tests.promises.canaries import CONTENT, HEADER, NAME, SEARCHED, STEMS, forms, scan

from muniment.lifecycle.disposal.actions import purging

FEW = "11"  # one of each kind of file
MANY = os.environ.get("MUNIMENT_FAULT_CANARIES", "22")
PLACES = ("muniment.sqlite3", "muniment.sqlite3-wal", "content", "blobs")  # the last: the copy
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the files of SQLite")
ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="its tables")


def live(body, part: str, records: str = MANY, **more: str) -> dict:
    """What a part of the life says, in a process of its own."""
    return json.loads(body.run(canary_life.__file__, part, MUNIMENT_CANARIES=records, **more))


@ON_SQLITE
@pytest.mark.fault
def test_what_was_destroyed_is_in_no_byte_of_the_body(empty, tmp_path):
    body = copy_of(empty, tmp_path)
    before = live(body, "plant")
    assert before["states"] == ["declared"] and before["doomed"] == int(MANY) + 5
    assert all(before["found"].values())
    # The search sees the words where they are, in every place and of every way in.
    assert {stem for stem in STEMS for hit in before["hits"] if stem in hit} == set(STEMS)
    assert {place for place in PLACES for hit in before["hits"] if hit.startswith(f"{place}:")} == {
        *PLACES
    }
    after = live(body, "end")
    assert after["states"] == ["destroyed"]
    assert after["found"] == dict.fromkeys(SEARCHED, 0)
    assert after["kept_found"] == after["kept_intact"] == canary_life.UNRELATED
    assert after["hits"] == {}


@ON_SQLITE
def test_what_was_sealed_and_destroyed_is_in_no_byte_and_never_was_in_the_store(empty, tmp_path):
    body = copy_of(empty, tmp_path)
    before = live(body, "plant", FEW, MUNIMENT_SEALED="1")
    assert all(before["found"].values())
    assert any(hit.startswith("muniment.sqlite3:") for hit in before["hits"])
    assert not [hit for hit in before["hits"] if hit.startswith(("content:", "blobs:"))]
    after = live(body, "end", FEW)
    assert after["states"] == ["destroyed"]
    assert after["kept_found"] == after["kept_intact"] == canary_life.UNRELATED
    assert after["hits"] == {}


@ON_SQLITE
@pytest.mark.fault
@pytest.mark.skipif("MUNIMENT_FAULT_CANARIES" not in os.environ, reason="in the long form")
def test_a_destruction_that_leaves_anything_behind_is_caught(empty, tmp_path):
    body = copy_of(empty, tmp_path)
    live(body, "plant", FEW)
    left = live(body, "mutants", FEW)
    assert left.pop("") == {}
    assert [mutant for mutant, hits in left.items() if not hits] == []
    assert len(left) == len(canary_life.MUTANTS) - 1


@ON_SQLITE
def test_what_moving_rows_left_in_the_gaps_of_pages_goes_with_the_purge(empty, tmp_path):
    said = live(copy_of(empty, tmp_path), "gaps")
    assert said["before"], "SQLite leaves nothing: the purge need not write the database anew"
    assert said["after"] == {}
    assert said["kept"] == 2000


@ON_POSTGRESQL
def test_what_was_destroyed_is_in_no_row_and_no_file(
    transactional_db, body, tmp_path, monkeypatch, settings
):
    settings.MUNIMENT_CONTENT_COPY = copy = tmp_path / "copy"
    monkeypatch.setattr(canary_life, "RECORDS", int(FEW))
    canary_life.plant(tmp_path / "drive")
    held = {"records_found", "content_derived", "jobs_carriedout", "records_bulkedit"}
    assert held <= set(_rows()) <= {*purging.TABLES, "search_searchdocument"}  # which are vacuumed
    assert scan(body)
    assert scan(copy)
    canary_life.end()
    after = canary_life.outcome()
    assert after["states"] == ["destroyed"]
    assert after["kept_found"] == after["kept_intact"] == canary_life.UNRELATED
    assert (_rows(), scan(body, copy)) == ({}, {})


def _rows() -> dict[str, int]:
    """The tables with planted words in any column, and in how many rows."""
    patterns = [f"%{raw.decode()}%" for stem in STEMS for raw in _in_text(stem)]
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" one WHERE one::text ILIKE ANY(%s)', [patterns]
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def _in_text(stem: str) -> list[bytes]:
    return [raw for form, raw in forms(stem).items() if form in ("utf-8", "hexadecimal")]


def test_the_search_knows_every_form_of_a_word(tmp_path):
    import base64
    import gzip

    written = {
        "plain": CONTENT.encode(),
        "capitals": CONTENT.upper().encode(),
        "wide": CONTENT.encode("utf-16-be"),
        "packed": b"...." + gzip.compress(HEADER.encode()),
        "hexadecimal": NAME.encode().hex().encode(),
        **{f"base{n}": base64.b64encode(b"x" * n + NAME.encode() + b"yz") for n in range(6)},
    }
    for name, data in written.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "file").write_bytes(data)
        assert scan(folder), name
    (tmp_path / "name").mkdir()
    (tmp_path / "name" / f"{NAME}.txt").touch()
    assert scan(tmp_path / "name")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "file").write_bytes(b"nothing of the kind" * 1000)
    assert scan(tmp_path / "nothing") == {}
