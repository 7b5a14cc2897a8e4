"""Promise 20: proofs are right. Compared with pymerkle, and every single hash flipped."""

import hashlib
import os
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency

from muniment.foundation.audit.rules import tree
from muniment.foundation.audit.types import NodeId
from muniment.foundation.audit.verifier import muniment_verify

MOST = 256
FULL = bool(os.environ.get("MUNIMENT_FAULT_N"))
SIZES = (
    range(1, MOST + 1)
    if FULL
    else sorted({*range(1, 50), 63, 64, 65, 100, 127, 128, 129, 191, 255, 256})
)
LEAVES = [tree.leaf_hash(f"event {number}") for number in range(MOST)]


@pytest.fixture(scope="module")
def theirs():
    other = InmemoryTree(algorithm="sha256")
    for number in range(MOST):
        other.append_entry(f"event {number}".encode())
    return other


@pytest.fixture(scope="module")
def nodes():
    """Every complete subtree, as our own growth makes them in one go."""
    made = tree.grow(0, {}, LEAVES)
    places = {NodeId(node.level, node.position): node.hash for node in made}
    return places | {NodeId(0, number): leaf for number, leaf in enumerate(LEAVES)}


def roots(nodes, ranges):
    return [tree.fold([nodes[place] for place in tree.cover(*leaves)]) for leaves in ranges]


def path_of(their_proof):
    return [bytes.fromhex(step) for step in their_proof.serialize()["path"]]


@cache
def textbook_root(start, end):
    """The recursive definition, as in RFC 6962, section 2.1."""
    if end - start == 1:
        return LEAVES[start]
    middle = start + max(1 << k for k in range(9) if 1 << k < end - start)
    left, right = textbook_root(start, middle), textbook_root(middle, end)
    return hashlib.sha256(b"\x01" + left + right).digest()


def textbook_proof(old, start, end, whole):
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if old == end - start:
        return [] if whole else [textbook_root(start, end)]
    half = max(1 << k for k in range(9) if 1 << k < end - start)
    if old <= half:
        proof = textbook_proof(old, start, start + half, whole)
        return [*proof, textbook_root(start + half, end)]
    proof = textbook_proof(old - half, start + half, end, False)
    return [*proof, textbook_root(start, start + half)]


def flipped(proof):
    for position, step in enumerate(proof):
        wrong = bytes([step[0] ^ 1]) + step[1:]
        yield [*proof[:position], wrong, *proof[position + 1 :]]


def test_roots_are_those_of_another_implementation(theirs, nodes):
    for size in range(1, MOST + 1):
        assert roots(nodes, [(0, size)]) == [theirs.get_root(size)]


@pytest.mark.fault
@pytest.mark.parametrize("size", SIZES)
def test_every_inclusion_proof_is_right_and_none_with_a_flipped_hash_passes(size, theirs, nodes):
    root = theirs.get_root(size)
    for index in range(size):
        proof = roots(nodes, tree.inclusion_ranges(index, size))
        leaf = LEAVES[index]
        path = path_of(theirs.prove_inclusion(index + 1, size))
        assert sorted(path) == sorted([leaf, *proof])
        assert tree.verify_inclusion(leaf, index, size, proof, root)
        assert muniment_verify.root_from(leaf, index, size, proof) == root
        for wrong in flipped(proof):
            assert not tree.verify_inclusion(leaf, index, size, wrong, root)
            assert muniment_verify.root_from(leaf, index, size, wrong) != root
        assert not tree.verify_inclusion(leaf, index, size, proof, bytes(32))
        assert not tree.verify_inclusion(bytes(32), index, size, proof, root)
        assert not tree.verify_inclusion(leaf, index, size, [*proof, bytes(32)], root)
        assert not proof or not tree.verify_inclusion(leaf, index, size, proof[:-1], root)


@pytest.mark.fault
@pytest.mark.parametrize("size", SIZES)
def test_every_consistency_proof_is_right_and_none_with_a_flipped_hash_passes(size, theirs, nodes):
    root = theirs.get_root(size)
    for old in range(1, size):
        before = theirs.get_root(old)
        proof = roots(nodes, tree.consistency_ranges(old, size))
        assert proof == textbook_proof(old, 0, size, True)
        verify_consistency(before, root, theirs.prove_consistency(old, size))
        assert tree.verify_consistency(old, size, before, root, proof)
        for wrong in flipped(proof):
            assert not tree.verify_consistency(old, size, before, root, wrong)
        assert not tree.verify_consistency(old, size, root, before, proof)
        assert not tree.verify_consistency(old, size, before, root, proof[:-1])
        assert not tree.verify_consistency(old, size, before, root, [*proof, bytes(32)])


def test_the_empty_log_has_the_root_of_nothing_and_proves_nothing():
    nothing = hashlib.sha256(b"").digest()
    assert tree.fold([]) == tree.EMPTY_ROOT == nothing == muniment_verify.Tree().root()
    assert tree.root_of(0, {}) == nothing
    assert not tree.verify_inclusion(LEAVES[0], 0, 0, [], nothing)
    with pytest.raises(ValueError, match="leaf"):
        tree.inclusion_ranges(0, 0)


def test_from_an_empty_log_only_the_empty_root_grows():
    assert tree.consistency_ranges(0, 5) == []
    assert tree.verify_consistency(0, 5, tree.EMPTY_ROOT, LEAVES[0], [])
    assert tree.verify_consistency(0, 0, tree.EMPTY_ROOT, tree.EMPTY_ROOT, [])
    assert not tree.verify_consistency(0, 5, LEAVES[0], LEAVES[0], [])
    assert not tree.verify_consistency(0, 0, tree.EMPTY_ROOT, LEAVES[0], [])
    assert not tree.verify_consistency(0, 5, tree.EMPTY_ROOT, LEAVES[0], [bytes(32)])


def test_a_log_never_shrinks():
    assert not tree.verify_consistency(6, 5, LEAVES[0], LEAVES[1], [bytes(32)])
    with pytest.raises(ValueError, match="consistent"):
        tree.consistency_ranges(6, 5)


def test_an_index_beyond_the_log_is_never_proven(nodes):
    root = roots(nodes, [(0, 8)])[0]
    proof = roots(nodes, tree.inclusion_ranges(7, 8))
    assert not tree.verify_inclusion(LEAVES[7], 8, 8, proof, root)
    assert not tree.verify_inclusion(LEAVES[7], -1, 8, proof, root)
    assert not tree.verify_inclusion(LEAVES[7], 3, 8, proof, root)


def test_the_vectors_of_certificate_transparency_hold():
    # The eight entries of the reference tests of RFC 6962 implementations.
    entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    entries.append("606162636465666768696a6b6c6d6e6f")
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(entry)).digest() for entry in entries]
    pending = {}
    tree.grow(0, pending, leaves)
    expected = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert tree.root_of(8, pending).hex() == expected


@given(st.lists(st.integers(0, 40), max_size=12))
def test_growing_in_any_steps_gives_the_same_tree(steps):
    leaves = [LEAVES[number % MOST] for number in range(sum(steps))]
    whole = {}
    expected = tree.grow(0, whole, leaves)
    size, made, pending = 0, [], {}
    for step in steps:
        needed = {place.level: pending[place.level] for place in tree.merged_by(size, step)}
        made += tree.grow(size, needed, leaves[size : size + step])
        pending.update(needed)
        size += step
    assert made == expected
    assert tree.root_of(size, pending) == tree.root_of(size, whole)
