"""The Merkle tree of RFC 6962, section 2.1: hashes, growth, proofs and their verification."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from muniment.foundation.audit.types import Node, NodeId

EMPTY_ROOT = hashlib.sha256(b"").digest()
_sha256 = hashlib.sha256


def leaf_hash(text: str) -> bytes:
    """The hash of one leaf: SHA-256 of a zero byte and the event's canonical text."""
    return _sha256(b"\x00" + text.encode("utf-8")).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: SHA-256 of a one byte and their hashes."""
    return _sha256(b"\x01" + left + right).digest()


def cover(start: int, end: int) -> Iterator[NodeId]:
    """The fewest complete subtrees that make up leaves `start` to `end` (exclusive), in order.

    `start` must be aligned as in every range that RFC 6962 splits off: a multiple of the largest
    power of two not above the range's length.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield NodeId(level, start >> level)
        start += 1 << level


def edge(size: int) -> list[NodeId]:
    """The complete subtrees that a log of `size` leaves consists of, largest first."""
    return list(cover(0, size))


def merged_by(size: int, count: int) -> list[NodeId]:
    """Those subtrees on the edge of `size` leaves that adding `count` leaves will complete."""
    return [
        node for node in edge(size) if (size + count) >> (node.level + 1) > size >> (node.level + 1)
    ]


def grow(size: int, pending: dict[int, bytes], leaves: Sequence[bytes]) -> list[Node]:
    """The subtrees above the leaves that adding `leaves` to a log of `size` completes.

    `pending` gives, by level, the hash of each subtree of `merged_by(size, len(leaves))`; new
    ones are added to it, so that it serves the next call and, if complete, `root_of`.
    """
    made: list[Node] = []
    for index, digest in enumerate(leaves, size):
        level = 0
        while index & 1:
            digest = _sha256(b"\x01" + pending[level] + digest).digest()
            level, index = level + 1, index >> 1
            made.append(Node(level, index, digest))
        pending[level] = digest
    return made


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over the subtrees of an edge, given largest first; of none, the empty root."""
    if not hashes:
        return EMPTY_ROOT
    digest = hashes[-1]
    for left in reversed(hashes[:-1]):
        digest = node_hash(left, digest)
    return digest


def root_of(size: int, pending: Mapping[int, bytes]) -> bytes:
    """The root over `size` leaves, from the `pending` that `grow` kept since the first leaf."""
    return fold([pending[place.level] for place in edge(size)])


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove leaf `index` in a log of `size`, leaf end first.

    Raises ValueError unless 0 <= index < size. RFC 6962, section 2.1.1.
    """
    if not 0 <= index < size:
        raise ValueError("only a leaf of the log can be proven")
    start, end = 0, size
    ranges = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """The ranges whose roots prove that `size` leaves begin with the same `old` leaves.

    Raises ValueError unless 0 <= old <= size. RFC 6962, section 2.1.2.
    """
    if not 0 <= old <= size:
        raise ValueError("a log is consistent only with what it was before")
    if old in (0, size):
        return []
    start, end = 0, size
    ranges = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` shows `leaf` at `index` under `root`. RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    node, last, digest = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            digest = node_hash(step, digest)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        node, last = node >> 1, last >> 1
    return last == 0 and digest == root


def verify_consistency(
    old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the log of `old` leaves grew into that of `size`.

    RFC 9162, section 2.1.4.2; of an empty log it asks its root to be the empty one.
    """
    if not 0 <= old <= size:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (size > 0 or root == EMPTY_ROOT)
    if old == size:
        return not proof and old_root == root
    return _grew(old, size, old_root, root, list(proof))


def _grew(old: int, size: int, old_root: bytes, root: bytes, path: list[bytes]) -> bool:
    if not path:
        return False
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, step)
        node, last = node >> 1, last >> 1
    return last == 0 and before == old_root and after == root
