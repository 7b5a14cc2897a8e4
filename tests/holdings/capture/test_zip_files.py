"""A zip file taken as the folder that was packed: entries filed with their paths, names that
attack led nowhere, bombs refused before they take room."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.parish import codes

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions
from muniment.holdings.capture.adapters.zipped import _free, clean_path
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.records.models import Record

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sandbox,
    pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here"),
]


def packed(tmp_path, entries, name="papers.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for entry, data in entries:
            made.writestr(entry, data)
    return path


def bring(parish, path):
    return actions.run(
        parish.who("manager"), path, into="HOU", clock=lambda: parish.now, unpack=True
    )


def outcomes():
    rows = CapturedItem.objects.order_by("path").values_list("path", "outcome", "reason")
    return {path: (outcome, reason) for path, outcome, reason in rows}


def test_entries_are_filed_with_their_paths_and_dates(parish, tmp_path, settings):
    when = zipfile.ZipInfo("2018/Minutes of March.txt", (2018, 3, 5, 10, 0, 0))
    path = packed(tmp_path, [(when, b"the minutes"), ("empty/", b""), ("top.txt", b"top")])
    bring(parish, path)
    minutes = Record.objects.get(title="Minutes of March")
    assert str(minutes.record_date) == "2018-03-05" and minutes.folder.title == "2018"
    assert set(outcomes()) == {"2018/Minutes of March.txt", "top.txt"}
    assert list((settings.MUNIMENT_HOME / "incoming").iterdir()) == []
    bring(parish, path)
    assert Record.objects.count() == 2 and {one for one, _ in outcomes().values()} == {"captured"}


def test_names_that_attack_lead_nowhere_and_nothing_is_lost(parish, tmp_path):
    names = [
        *("../../../../tmp/evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\..\\evil.txt"),
        *("a/./b/../c.txt", "evil.txt", "\u202egpj.exe", "CON", "x" * 300),
    ]
    before = set(Path("/tmp").iterdir()) | set(Path("/etc").iterdir())
    bring(parish, packed(tmp_path, [(name, name.encode()) for name in names]))
    assert set(outcomes()) >= {"etc/evil.txt", "evil.txt", "evil (2).txt", "a/b/c.txt"}
    assert len(outcomes()) == len(names) == Record.objects.count()
    new = (set(Path("/tmp").iterdir()) | set(Path("/etc").iterdir())) - before
    assert not [path for path in new if "evil" in path.name]


def test_very_many_entries_of_one_name_get_names_of_their_own_soon():
    taken, began = {}, time.monotonic()
    names = [_free("a/list.txt", taken) for _ in range(100_000)]
    assert time.monotonic() - began < 20
    assert len(set(names)) == len(names)
    assert names[:3] == [b"a/list.txt", b"a/list (2).txt", b"a/list (3).txt"]
    assert _free("a/list (2).txt", taken) == b"a/list (2) (2).txt"


@given(st.text(max_size=60))
def test_a_path_only_goes_down(name):
    steps = clean_path(name).split("/")
    assert steps and all(one and one not in (".", "..") for one in steps)
    assert "\\" not in clean_path(name) and "\0" not in clean_path(name)


def test_a_link_and_a_locked_or_damaged_entry_are_told_and_the_others_are_taken(parish, tmp_path):
    link = zipfile.ZipInfo("way out")
    link.external_attr = 0o120777 << 16
    path = packed(
        tmp_path, [(link, b"/etc/passwd"), ("good.txt", b"good"), ("bad.txt", b"bad" * 99)]
    )
    data = bytearray(path.read_bytes())
    at = data.index(b"bad.txt") + len("bad.txt")
    data[at + 2] ^= 0xFF
    path.write_bytes(data)
    bring(parish, path)
    found = outcomes()
    assert found["good.txt"][0] == "captured"
    assert found["way out"] == ("refused", "It is a link, not a file. Links are not followed.")
    assert found["bad.txt"] == ("refused", "It is damaged.")


def bomb_of_one_entry():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr("bomb", bytes(64 * 2**20))
    return made.getvalue()


def bomb_that_lies():
    """Announces a small entry that is a large one."""
    data = bytearray(bomb_of_one_entry())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(mark) + place, 1000)
    return bytes(data)


def many_entries():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packing:
        for number in range(100_001):
            packing.writestr(zipfile.ZipInfo(str(number)), b"")
    return made.getvalue()


def entries_over_one_another():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packing:
        packing.writestr("a", b"x" * 5000)
        first = packing.infolist()[0]
        for number in range(30):
            again = zipfile.ZipInfo(f"b{number}")
            again.file_size = again.compress_size = first.file_size
            again.CRC, again.header_offset = first.CRC, first.header_offset
            packing.filelist.append(again)
    return made.getvalue()


@pytest.mark.parametrize(
    "make",
    [bomb_of_one_entry, many_entries, entries_over_one_another],
    ids=lambda one: one.__name__,
)
def test_a_bomb_is_refused_whole_and_takes_no_room(parish, tmp_path, settings, make):
    path = tmp_path / "bomb.zip"
    path.write_bytes(make())
    began = time.monotonic()
    with pytest.raises(Refused) as refusal:
        bring(parish, path)
    assert codes(refusal) == ["not_unpacked"] and time.monotonic() - began < 10
    assert list((settings.MUNIMENT_HOME / "incoming").iterdir()) == []
    assert Record.objects.count() == 0


def test_an_entry_that_is_larger_than_it_says_gives_no_more_than_it_said(parish, tmp_path):
    path = tmp_path / "lies.zip"
    path.write_bytes(bomb_that_lies())
    bring(parish, path)
    assert outcomes() == {"bomb": ("refused", "It is damaged.")}


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip file at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip_file_is_refused(parish, tmp_path, data):
    path = tmp_path / "no.zip"
    path.write_bytes(data)
    if data.startswith(b"PK\x05\x06"):
        bring(parish, path)  # an empty zip file is one
        assert outcomes() == {}
    else:
        with pytest.raises(Refused):
            bring(parish, path)
