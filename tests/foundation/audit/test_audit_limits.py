"""Where the rules of the log begin and end, and the hashes that anybody can compute again."""

import base64
import hashlib
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muniment.foundation.audit.rules import canonical, ledger, notes, tree
from muniment.foundation.audit.types import EventDraft, LedgerDamaged, Origin, TreeHead

KEY = notes.SigningKey("council.example/audit", bytes(range(32)))
HEAD = TreeHead(20, bytes(range(32)))
ROOT = base64.b64encode(HEAD.root).decode()
NOTE = notes.sign(notes.CheckpointNote(KEY.name, HEAD), KEY)
DRAFT = EventDraft(
    kind="a:b:c",
    actor="P-1",
    object_reference="R-1",
    detail={"one": ["two\x00"]},
    private={"name\x00": "Ada\ud800"},
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_each_letter_that_no_database_takes_becomes_one_that_all_take():
    assert canonical.storable("a\x00b\ud800") == "a\ufffdb\ufffd"


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}])
def test_detail_is_nested_twenty_deep_and_no_deeper(wrap):
    value: object = 1
    for _ in range(20):
        value = wrap(value)
    assert canonical.plain(value) == value
    with pytest.raises(ValueError, match="deep"):
        canonical.plain(wrap(value))


def test_a_certificate_is_hashed_as_canonical_json():
    assert canonical.certificate_digest({"b": "ü", "a": 1}) == sha256('{"a":1,"b":"ü"}'.encode())


def test_what_is_settled_is_all_that_was_drafted_with_its_text_storable():
    settled = canonical.settled(DRAFT, Origin("web", "J-1"))
    assert settled == replace(
        DRAFT,
        detail={"one": ["two\ufffd"]},
        private={"name\ufffd": "Ada\ufffd"},
        origin="web",
        job="J-1",
    )
    own = replace(DRAFT, origin="api", job="J-2")
    kept = canonical.settled(own, Origin("web", "J-1"))
    assert (kept.origin, kept.job) == ("api", "J-2")


@pytest.mark.parametrize("field", ["actor", "object_reference", "origin", "job"])
def test_a_reference_has_five_hundred_letters_at_most(field):
    assert canonical.settled(replace(DRAFT, **{field: "x" * 500}), Origin())
    with pytest.raises(ValueError, match="500"):
        canonical.settled(replace(DRAFT, **{field: "x" * 501}), Origin())


def test_a_commitment_is_the_hash_of_salt_and_value_and_an_event_commits_to_it_alone():
    digest = canonical.commitment(b"salt", "ü")
    assert digest == sha256(b"salt" + "ü".encode())
    event = json.dumps({"commitments": {"name": digest}})
    assert canonical.commits(event, "name", digest)
    assert not canonical.commits(event, "name", digest[:-1])
    assert not canonical.commits(event, "email", digest)
    for other in ("", "[]", "1", "{}", '{"commitments": 1}', '{"commitments": null}'):
        assert canonical.commits(other, "name", digest) is False


def signed(text: str, key: notes.SigningKey = KEY) -> str:
    """A line that says `text`, whatever that is."""
    blob = Ed25519PrivateKey.from_private_bytes(key.seed).sign(ledger.DOMAIN + text.encode())
    return f"{text}\t{base64.b64encode(blob).decode()}\n"


def test_the_first_line_of_a_ledger_follows_nothing_and_each_other_the_one_before():
    assert ledger.digest_of("") == "0" * 64
    first = ledger.line({"number": 1}, "", KEY)
    second = ledger.line({"number": 2}, first, KEY)
    assert ledger.digest_of(first) == sha256(first.encode())
    bodies, faults = ledger.salvage(first + second, KEY.verifier)
    assert [one["number"] for one in bodies] == [1, 2]
    assert [one["previous"] for one in bodies] == ["0" * 64, sha256(first.encode())]
    assert faults == []


def test_a_line_that_was_taken_out_is_missed_at_the_one_after_it():
    first = ledger.line({"number": 1}, "", KEY)
    second = ledger.line({"number": 2}, first, KEY)
    third = ledger.line({"number": 3}, second, KEY)
    bodies, faults = ledger.salvage(first + third, KEY.verifier)
    assert [one["number"] for one in bodies] == [1, 3]
    assert faults == ["line 2 does not follow the line before it"]
    with pytest.raises(LedgerDamaged, match="line 2"):
        ledger.read(first + third, KEY.verifier)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(signed('{"log":\t"council.example/audit"}'), id="a tab in what is signed"),
        pytest.param(signed("[]"), id="no object"),
        pytest.param(signed('{"log":"elsewhere"}'), id="our key, and another log"),
        pytest.param(signed("{}"), id="no log"),
        pytest.param(signed('{"log":"council.example/audit"}')[:-2] + "!\n", id="no base64"),
        pytest.param('{"log":"council.example/audit"}\n', id="no signature"),
    ],
)
def test_a_line_that_is_not_in_its_one_form_is_damage(line):
    assert ledger.salvage(line, KEY.verifier)[0] == []
    with pytest.raises(LedgerDamaged, match="line 1"):
        ledger.read(line, KEY.verifier)


@pytest.mark.parametrize(
    "note",
    [
        notes.CheckpointNote("", HEAD),
        notes.CheckpointNote("two\nlines", HEAD),
        notes.CheckpointNote("log", HEAD, ("",)),
        notes.CheckpointNote("log", HEAD, ("time", "two\nlines")),
    ],
)
def test_no_line_of_a_checkpoint_is_empty_or_broken(note):
    with pytest.raises(notes.MalformedNote):
        note.text()


def test_a_signature_of_another_is_a_key_id_and_one_byte_at_least():
    def line(length: int) -> str:
        return f"\u2014 witness {base64.b64encode(bytes(length)).decode()}\n"

    assert notes.open_note(NOTE + line(5), KEY.verifier).head == HEAD
    with pytest.raises(notes.MalformedNote):
        notes.open_note(NOTE + line(4), KEY.verifier)


def test_a_checkpoint_ends_with_its_line_and_has_none_that_is_empty():
    assert notes.parse_checkpoint(f"o\n1\n{ROOT}\nmore\n").extensions == ("more",)
    for text in (
        f"o\n1\n{ROOT}\nmore",
        f"o\n1\n{ROOT}\n\nmore\n",
        f"\n1\n{ROOT}\n",
        f"o\n1\n{ROOT}",
    ):
        with pytest.raises(notes.MalformedNote):
            notes.parse_checkpoint(text)


def test_a_key_has_the_length_of_its_kind_even_where_its_id_is_right():
    assert notes.parse_verifier_key(str(KEY.verifier)) == KEY.verifier
    for length in (31, 33):
        with pytest.raises(notes.MalformedNote):
            notes.parse_verifier_key(str(notes.VerifierKey("log", bytes(length))))


def test_leaves_and_nodes_are_hashed_apart_as_the_standard_says():
    one, two = tree.leaf_hash("ü"), tree.leaf_hash("")
    assert one.hex() == sha256(b"\x00" + "ü".encode())
    assert two.hex() == sha256(b"\x00")
    assert tree.node_hash(one, two).hex() == sha256(b"\x01" + one + two)


def test_what_new_leaves_complete_is_what_no_longer_stands_on_the_edge():
    for size in range(40):
        for count in range(40):
            later = set(tree.edge(size + count))
            gone = [node for node in tree.edge(size) if node not in later]
            assert tree.merged_by(size, count) == gone


def test_a_log_is_consistent_with_itself_and_with_nothing_without_any_proof():
    leaf = tree.leaf_hash("x")
    empty = tree.EMPTY_ROOT
    assert tree.consistency_ranges(3, 3) == tree.consistency_ranges(0, 3) == []
    assert tree.verify_consistency(1, 1, leaf, leaf, [])
    assert not tree.verify_consistency(1, 1, leaf, leaf, [leaf])
    assert not tree.verify_consistency(1, 1, leaf, empty, [])
    assert tree.verify_consistency(0, 1, empty, leaf, [])
    assert not tree.verify_consistency(0, 1, leaf, leaf, [])
    assert not tree.verify_consistency(0, 1, empty, leaf, [leaf])
    assert tree.verify_consistency(0, 0, empty, empty, [])
    assert not tree.verify_consistency(0, 0, empty, leaf, [])
    for old, size in ((-1, 1), (2, 1)):
        assert not tree.verify_consistency(old, size, leaf, leaf, [])
        with pytest.raises(ValueError):
            tree.consistency_ranges(old, size)


def test_only_a_leaf_of_the_log_is_in_it():
    leaf = tree.leaf_hash("x")
    assert tree.verify_inclusion(leaf, 0, 1, [], leaf)
    for index, size in ((1, 1), (-1, 1), (0, 0)):
        assert not tree.verify_inclusion(leaf, index, size, [], leaf)
        with pytest.raises(ValueError):
            tree.inclusion_ranges(index, size)
