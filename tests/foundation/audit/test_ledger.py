"""The ledger outside: nothing in it can be changed, taken out or put elsewhere unnoticed."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.audit.actions import create_signing_key, note_outside
from muniment.foundation.audit.adapters import ledger as file
from muniment.foundation.audit.queries import ledger
from muniment.foundation.audit.rules.ledger import line, read
from muniment.foundation.audit.rules.notes import SigningKey
from muniment.foundation.audit.types import LedgerDamaged

KEY = SigningKey("example.gov.uk/audit", bytes(range(32)))
OTHER = SigningKey("example.gov.uk/audit", bytes(32))


def written(*bodies, key=KEY) -> str:
    text, before = "", ""
    for body in bodies:
        before = line(body, before, key)
        text += before
    return text


BODIES = [{"destroyed": f"R-{number}", "sha256": ["\u2028\x85 " * number]} for number in range(5)]


def test_what_is_written_is_read_in_order():
    found = list(read(written(*BODIES), KEY.verifier))
    assert [one["destroyed"] for one in found] == [one["destroyed"] for one in BODIES]
    assert list(read("", KEY.verifier)) == []


@given(st.data())
def test_every_change_of_a_byte_is_found(data):
    whole = written(*BODIES)
    place = data.draw(st.integers(0, len(whole) - 2))  # the last line end: cut off, see below
    other = data.draw(st.characters(codec="ascii").filter(lambda one: one != whole[place]))
    with pytest.raises(LedgerDamaged):
        list(read(whole[:place] + other + whole[place + 1 :], KEY.verifier))


@pytest.mark.parametrize("gone", range(4))
def test_a_line_taken_out_or_moved_is_found(gone):
    lines = [one + "\n" for one in written(*BODIES).split("\n")[:-1]]
    without = lines[:gone] + lines[gone + 1 :]
    for wrong in (without, lines[::-1], [*lines, lines[gone]]):
        with pytest.raises(LedgerDamaged):
            list(read("".join(wrong), KEY.verifier))


def test_a_line_of_another_key_is_found():
    with pytest.raises(LedgerDamaged, match="line 1"):
        list(read(written(*BODIES, key=OTHER), KEY.verifier))


def test_a_line_that_was_cut_off_is_passed_over_and_written_over():
    create_signing_key()
    note_outside({"destroyed": "R-1"})
    note_outside({"destroyed": "R-2"})
    whole = file.path().read_bytes()
    for cut in (1, 5, 40, len(whole) // 2 - 1):
        file.path().write_bytes(whole[:-cut])
        assert [one["destroyed"] for one in ledger()] == ["R-1"]
        note_outside({"destroyed": "R-3"})
        assert [one["destroyed"] for one in ledger()] == ["R-1", "R-3"]


def test_lines_written_at_once_follow_each_other():
    create_signing_key()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: note_outside({"destroyed": f"R-{number}"}), range(60)))
    assert {one["destroyed"] for one in ledger()} == {f"R-{number}" for number in range(60)}


def test_a_ledger_that_leads_elsewhere_is_not_followed(tmp_path):
    create_signing_key()
    os.symlink(tmp_path / "elsewhere", file.path())
    with pytest.raises(OSError):
        note_outside({"destroyed": "R-1"})
    assert not (tmp_path / "elsewhere").exists()
