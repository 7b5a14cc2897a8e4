#!/usr/bin/env python3
"""Check an audit export or a certificate of Muniment without Muniment.

    python muniment_verify.py export FILE [--checkpoint NOTE] [--key KEY]
    python muniment_verify.py certificate FILE [--checkpoint NOTE] [--key KEY]

NOTE is a file with a checkpoint that you kept yourself; KEY is the log's public key, or a file that
holds it. Without KEY the key inside the file is believed, and somebody who forged the file could
have put theirs there. Exit codes: 0 accepted, 1 rejected, 2 could not be read.

Needs Python 3.8 and nothing else. Formats: RFC 6962 (tree), RFC 8032 (Ed25519), C2SP signed-note
and tlog-checkpoint.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Tuple  # noqa: UP035 (Python 3.8)

FORMAT = "muniment-audit-export/1"
EVENT_KEYS = ["actor", "at", "commitments", "detail", "job", "kind"]
EVENT_KEYS += ["object", "origin", "reason", "seq", "v"]
PROOF_KEYS = ["checkpoint", "event", "inclusion", "key", "leaf_index", "tree_size"]


class Rejected(Exception):
    """What was given is not what it claims to be; the message says why."""


class Key(NamedTuple):
    """A public key and whose it is."""

    name: str
    public: bytes

    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]


class Head(NamedTuple):
    """The size and the root that a checkpoint states."""

    size: int
    root: bytes


# -- Ed25519, RFC 8032, section 5.1; points in extended coordinates

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = Tuple[int, int, int, int]  # noqa: UP006
NEUTRAL: Point = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """The sum of two points of the curve."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h + g, h - g, f + e
    return (x * z % P, y * t % P, z * y % P, x * t % P)


def double(a: Point) -> Point:
    """Twice a point of the curve."""
    x2, y2, z2 = a[0] * a[0] % P, a[1] * a[1] % P, 2 * a[2] * a[2] % P
    h = x2 + y2
    e = h - (a[0] + a[1]) * (a[0] + a[1]) % P
    g = x2 - y2
    f = z2 + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def sum_of_multiples(m: int, a: Point, n: int, b: Point) -> Point:
    """`m` times `a` plus `n` times `b`."""
    both = add(a, b)
    result = NEUTRAL
    for bit in range(max(m.bit_length(), n.bit_length()) - 1, -1, -1):
        result = double(result)
        choice = (m >> bit & 1) + 2 * (n >> bit & 1)
        if choice:
            result = add(result, (a, b, both)[choice - 1])
    return result


def decompress(data: bytes) -> Point:
    """The point written as 32 bytes. Raises Rejected where there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        raise Rejected("the key or signature is not a point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise Rejected("the key or signature is not a point of the curve")
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def compress(a: Point) -> bytes:
    """The 32 bytes of a point."""
    inverse = pow(a[2], P - 2, P)
    x, y = a[0] * inverse % P, a[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


@lru_cache(maxsize=4096)
def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of `public` over `message`."""
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    try:
        x, y, z, t = decompress(public)
    except Rejected:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    return compress(sum_of_multiples(s, BASE, k, (P - x, y, z, P - t))) == signature[:32]


# -- text forms, each accepted only as it would be written


def unbase64(text: str) -> bytes:
    """The bytes of base64 `text`. Raises Rejected."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Rejected("base64 is not well formed") from None
    if base64.b64encode(data).decode() != text:
        raise Rejected("base64 is not in its one form")
    return data


def unhex(text: Any) -> bytes:
    """The 32 bytes of a hash in lower-case hexadecimal. Raises Rejected."""
    if not isinstance(text, str) or not re.fullmatch("[0-9a-f]{64}", text):
        raise Rejected("a hash is not 64 hexadecimal digits")
    return bytes.fromhex(text)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise Rejected("JSON says the same thing twice")
    return dict(pairs)


def _no_float(text: str) -> Any:
    raise Rejected(f"{text} is a number that does not read back the same everywhere")


def parse_json(text: str) -> Any:
    """JSON without repeated keys and floating-point numbers. Raises Rejected."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except (ValueError, RecursionError):
        raise Rejected("JSON is not well formed") from None


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces. Raises Rejected for what is nested too deeply."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        raise Rejected("JSON is nested too deeply") from None


def encoded(text: str) -> bytes:
    """`text` in UTF-8. Raises Rejected for what UTF-8 cannot hold."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Rejected("text is not Unicode") from None


def parse_object(text: str, keys: Sequence[str], what: str) -> dict[str, Any]:
    """The object with exactly `keys` that `text` is in canonical form. Raises Rejected."""
    value = parse_json(text)
    if not isinstance(value, dict) or sorted(value) != list(keys) or canonical(value) != text:
        raise Rejected(f"{what} is not in its one form")
    return value


def parse_key(written: str) -> Key:
    """The public key `name+id+base64`. Raises Rejected."""
    name, _, rest = written.strip().partition("+")
    key_id, _, blob = rest.partition("+")
    data = unbase64(blob)
    key = Key(name, data[1:])
    if len(data) != 33 or data[:1] != b"\x01" or not name or key.key_id().hex() != key_id:
        raise Rejected("the public key is not well formed")
    return key


def open_note(note: str, key: Key, alone: bool = False) -> Head:
    """What the checkpoint `note` states, once the signature of `key` is verified.

    With `alone` there may be no other signature. Raises Rejected.
    """
    text, separator, tail = note.rpartition("\n\n")
    text += "\n"
    lines = tail.split("\n")
    if not separator or lines.pop() or (alone and len(lines) != 1):
        raise Rejected("the checkpoint is not a signed note")
    ours = [blob for name, blob in map(_signature, lines) if _by(key, name, blob)]
    if not ours:
        raise Rejected(f"the checkpoint is not signed by {key.name}")
    if not all(signed(key.public, encoded(text), blob[4:]) for blob in ours):
        raise Rejected("the signature of the checkpoint is wrong")
    return _head(text, key.name)


def _signature(line: str) -> tuple[str, bytes]:
    match = re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/=]+)", line)
    if not match:
        raise Rejected("a signature line is not well formed")
    return match.group(1), unbase64(match.group(2))


def _by(key: Key, name: str, blob: bytes) -> bool:
    return name == key.name and blob[:4] == key.key_id()


def _head(text: str, origin: str) -> Head:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines) or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        raise Rejected("the checkpoint is not well formed")
    root = unbase64(lines[2])
    if lines[0] != origin or len(root) != 32:
        raise Rejected("the checkpoint is that of another log")
    return Head(int(lines[1]), root)


# -- the tree, RFC 6962, section 2.1


def leaf_hash(text: str) -> bytes:
    """The hash of an event's text."""
    return hashlib.sha256(b"\x00" + encoded(text)).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The roots of a growing list of leaves, in memory for its edge alone."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf."""
        self.edge.append(leaf)
        size = self.size
        while size & 1:
            right = self.edge.pop()
            self.edge[-1] = node_hash(self.edge[-1], right)
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.edge:
            return hashlib.sha256(b"").digest()
        digest = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            digest = node_hash(left, digest)
        return digest


def root_from(leaf: bytes, index: int, size: int, proof: Iterable[bytes]) -> bytes:
    """The root that `proof` leads to from leaf `index`. Raises Rejected for a wrong length."""
    last, digest = size - 1, leaf
    for step in proof:
        if last == 0:
            raise Rejected("the proof is too long")
        if index & 1 or index == last:
            digest = node_hash(step, digest)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        index, last = index >> 1, last >> 1
    if last:
        raise Rejected("the proof is too short")
    return digest


# -- the two commands


def check_event(text: str, seq: int) -> dict[str, Any]:
    """The event in `text`, if it is well formed and has number `seq`. Raises Rejected."""
    event = parse_object(text, EVENT_KEYS, f"event {seq}")
    if canonical([event["seq"], event["v"]]) != canonical([seq, 1]):
        raise Rejected(f"event {seq} is out of order or of an unknown version")
    return event


def verify_certificate(text: str, note: str | None, key: Key | None) -> Head:
    """The checkpoint that the certificate in `text` is proven against. Raises Rejected."""
    certificate = parse_json(text)
    if not isinstance(certificate, dict) or not isinstance(certificate.get("proof"), dict):
        raise Rejected("this is not a certificate with a proof")
    proof = certificate.pop("proof")
    _check_proof_form(proof)
    event = check_event(proof["event"], proof["leaf_index"])
    detail = event["detail"] if isinstance(event["detail"], dict) else {}
    content = hashlib.sha256(encoded(canonical(certificate))).hexdigest()
    if detail.get("certificate_sha256") != content:
        raise Rejected("the certificate is not the one that the event tells of")
    head = open_note(proof["checkpoint"], _key_for(key, proof["key"]), alone=True)
    _check_inclusion(proof, head)
    if note is not None and open_note(note, _key_for(key, proof["key"])) != head:
        raise Rejected(
            f"the certificate is proven against the checkpoint of {head.size} events, which is not"
            " the one you gave; ask for a proof against yours"
        )
    return head


def _check_proof_form(proof: dict[str, Any]) -> None:
    numbers = [proof.get("leaf_index"), proof.get("tree_size")]
    texts = [proof.get("event"), proof.get("checkpoint"), proof.get("key")]
    if (
        sorted(proof) != PROOF_KEYS
        or not all(type(number) is int for number in numbers)
        or not all(type(item) is str for item in texts)
        or not isinstance(proof["inclusion"], list)
    ):
        raise Rejected("the proof is not well formed")


def _check_inclusion(proof: dict[str, Any], head: Head) -> None:
    index, size = proof["leaf_index"], proof["tree_size"]
    if size != head.size or not 0 <= index < size:
        raise Rejected("the proof is not for the checkpoint that it carries")
    path = [unhex(step) for step in proof["inclusion"]]
    if root_from(leaf_hash(proof["event"]), index, size, path) != head.root:
        raise Rejected("the event is not in the log that the checkpoint signs")


def _key_for(given: Key | None, written: str) -> Key:
    stated = parse_key(written)
    if written != written.strip() or (given is not None and given != stated):
        raise Rejected("the file is signed with another key than the one given")
    return stated


def verify_export(lines: Iterable[str], note: str | None, key: Key | None) -> Head:
    """The size and root of the log in `lines`, all of it checked. Raises Rejected."""
    rows = _whole_lines(lines)
    header = parse_object(
        next(rows, ""), ["checkpoints", "format", "key", "origin", "root", "size"], "the header"
    )
    if header["format"] != FORMAT or type(header["key"]) is not str:
        raise Rejected("this is not an audit export that this program knows")
    trusted = _key_for(key, header["key"])
    if header["origin"] != trusted.name:
        raise Rejected("the export is not of the log that its key names")
    stated = Head(header["size"], unhex(header["root"]))
    claims = [stated, *_claims(rows, header["checkpoints"], trusted)]
    if note is not None:
        claims.append(open_note(note, trusted))
    _follow(rows, claims)
    return stated


def _whole_lines(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if not line.endswith("\n"):
            raise Rejected("the export has been cut off")
        yield line[:-1]


def _claims(rows: Iterator[str], count: Any, key: Key) -> Iterator[Head]:
    if type(count) is not int:
        raise Rejected("the header is not well formed")
    last = -1
    for _ in range(count):
        row = parse_object(next(rows, ""), ["note"], "a checkpoint")
        if type(row["note"]) is not str:
            raise Rejected("a checkpoint is not well formed")
        head = open_note(row["note"], key)
        if head.size <= last:
            raise Rejected("the checkpoints are out of order")
        last = head.size
        yield head


def _follow(rows: Iterable[str], claims: Sequence[Head]) -> None:
    """Rebuild the tree from the events and compare it wherever something is claimed."""
    if not all(type(claim.size) is int and claim.size >= 0 for claim in claims):
        raise Rejected("the header is not well formed")
    wanted = {claim.size for claim in claims}
    tree, roots = Tree(), {0: Tree().root()}
    for text in rows:
        check_event(text, tree.size)
        tree.append(leaf_hash(text))
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    if tree.size != claims[0].size:
        raise Rejected(f"the header speaks of {claims[0].size} events, there are {tree.size}")
    for size, root in claims:
        if size not in roots:
            raise Rejected(f"a checkpoint covers {size} events, the export has {tree.size}")
        if roots[size] != root:
            raise Rejected(f"the first {size} events are not those that were signed")


def read_key(given: str | None) -> Key | None:
    """The key given on the command line, as itself or as a file. Raises Rejected, OSError."""
    if given is None:
        return None
    if re.match(r"[^\s+]+\+[0-9a-f]{8}\+", given):
        return parse_key(given)
    return parse_key(Path(given).read_text(encoding="utf-8"))


def run(arguments: argparse.Namespace) -> Head:
    """Check what the command line names. Raises Rejected, OSError, UnicodeError."""
    key = read_key(arguments.key)
    note = None
    if arguments.checkpoint:
        note = Path(arguments.checkpoint).read_bytes().decode("utf-8")
    if arguments.what == "certificate":
        text = Path(arguments.file).read_bytes().decode("utf-8")
        return verify_certificate(text, note, key)
    with Path(arguments.file).open(encoding="utf-8", newline="\n") as lines:
        return verify_export(lines, note, key)


def main(given: Sequence[str] | None = None) -> int:
    """Run from the command line; the exit code."""
    parser = argparse.ArgumentParser(description="Check an audit export or a certificate.")
    parser.add_argument("what", choices=["export", "certificate"])
    parser.add_argument("file")
    parser.add_argument("--checkpoint", help="a file with a checkpoint that you kept")
    parser.add_argument("--key", help="the public key of the log, or a file that holds it")
    arguments = parser.parse_args(given)
    try:
        head = run(arguments)
    except Rejected as reason:
        print(f"REJECTED: {reason}.")
        return 1
    except (OSError, UnicodeError) as problem:
        print(f"Could not be read: {problem}", file=sys.stderr)
        return 2
    print(f"Accepted: {arguments.what}, log of {head.size} events, root {head.root.hex()}.")
    if arguments.key is None:
        print("The key was taken from the file itself; give --key to be sure whose it is.")
    if arguments.checkpoint is None:
        print("No checkpoint of your own was given; with one, a rewritten log cannot pass.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
