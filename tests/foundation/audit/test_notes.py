import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.audit.rules import notes
from muniment.foundation.audit.types import TreeHead
from muniment.foundation.audit.verifier import muniment_verify

# The worked example of the documentation of Go's golang.org/x/mod/sumdb/note.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

KEY = notes.SigningKey("council.example/audit", bytes(range(32)))
HEAD = TreeHead(20, bytes(range(32)))
NOTE = notes.sign(notes.CheckpointNote(KEY.name, HEAD, ("time 2026-11-21T09:30:00Z",)), KEY)


def test_keys_are_those_of_another_implementation():
    key = notes.parse_signing_key(PRIVATE)
    assert str(key.verifier) == PUBLIC
    assert key.written() == PRIVATE
    assert notes.parse_verifier_key(PUBLIC) == key.verifier


def test_a_note_reads_back():
    opened = notes.open_note(NOTE, KEY.verifier)
    assert opened.head == HEAD
    assert opened.extensions == ("time 2026-11-21T09:30:00Z",)
    assert muniment_verify.open_note(NOTE, verifier_key()) == HEAD


def verifier_key():
    return muniment_verify.parse_key(str(KEY.verifier))


def test_a_note_has_the_lines_of_its_format():
    origin, size, root, time, empty, signature, end = NOTE.split("\n")
    assert (origin, size, empty, end) == (KEY.name, "20", "", "")
    assert base64.b64decode(root) == HEAD.root
    assert time == "time 2026-11-21T09:30:00Z"
    assert signature.startswith(f"\u2014 {KEY.name} ")
    assert base64.b64decode(signature.split(" ")[2])[:4] == KEY.verifier.key_id


def test_no_character_of_a_note_can_be_changed():
    for position, letter in enumerate(NOTE):
        for other in {"x", "A", "\n", " "} - {letter}:
            changed = NOTE[:position] + other + NOTE[position + 1 :]
            with pytest.raises(notes.MalformedNote):
                notes.open_note(changed, KEY.verifier)
            with pytest.raises(muniment_verify.Rejected):
                muniment_verify.open_note(changed, verifier_key())


def test_signatures_of_others_are_passed_over_but_a_wrong_one_of_ours_is_not():
    witness = notes.SigningKey("witness.example", bytes(32))
    line = notes.sign(notes.parse_checkpoint(NOTE.split("\n\n")[0] + "\n"), witness).split("\n\n")[
        1
    ]
    assert notes.open_note(NOTE + line, KEY.verifier).head == HEAD
    blob = base64.b64encode(KEY.verifier.key_id + bytes(64)).decode()
    with pytest.raises(notes.MalformedNote, match="wrong"):
        notes.open_note(f"{NOTE}\u2014 {KEY.name} {blob}\n", KEY.verifier)


def test_a_note_signed_by_another_key_of_the_same_name_is_not_ours():
    forger = notes.SigningKey(KEY.name, bytes(32))
    forged = notes.sign(notes.CheckpointNote(KEY.name, HEAD), forger)
    with pytest.raises(notes.MalformedNote, match="not signed"):
        notes.open_note(forged, KEY.verifier)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "tab\t"])
def test_a_log_has_a_name_that_fits_in_a_line(name):
    with pytest.raises(notes.MalformedNote):
        notes.check_name(name)


@pytest.mark.parametrize(
    "text",
    ["", "o\n1\n", "o\n01\nAAAA\n", "o\n-1\nAAAA\n", "o\n1\n!!\n", "o\n1\nAAAA\n", "o\n1\nAAAA"],
)
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(notes.MalformedNote):
        notes.parse_checkpoint(text)


@given(st.integers(0, 2**62), st.binary(min_size=32, max_size=32))
def test_any_size_and_root_read_back(size, root):
    note = notes.sign(notes.CheckpointNote(KEY.name, TreeHead(size, root)), KEY)
    assert notes.open_note(note, KEY.verifier).head == (size, root)


@pytest.mark.parametrize(
    "written", ["", "a+b+c", PUBLIC[:-4], PUBLIC.replace("c74f", "c74e"), PRIVATE]
)
def test_a_malformed_key_is_refused(written):
    with pytest.raises(notes.MalformedNote):
        notes.parse_verifier_key(written)


def test_a_private_key_is_never_shown():
    assert "seed" not in repr(KEY)
    assert KEY.seed.hex() not in repr(KEY)
