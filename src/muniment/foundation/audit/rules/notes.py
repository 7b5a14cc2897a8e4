"""Signed checkpoints: the C2SP formats signed-note and tlog-checkpoint, with Ed25519 keys."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from muniment.foundation.audit.types import TreeHead

ED25519 = b"\x01"
TIME = "time "  # begins the extension line that says when we signed
_NAME = re.compile(r"[^\s+\x00-\x20\x7f]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_PRIVATE = "PRIVATE+KEY+"


class MalformedNote(ValueError):
    """A note, checkpoint or key that is not written as its format asks."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half: whose signature it is, and the Ed25519 key of 32 bytes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that say which key signed (signed-note, "Signatures")."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as written down: name, key id in hexadecimal, type and key in base64."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half: a name and the seed of 32 bytes. Never shown, never logged."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return VerifierKey(self.name, public.public_bytes_raw())

    def written(self) -> str:
        """The key as kept in its file."""
        key_id = self.verifier.key_id.hex()
        return f"{_PRIVATE}{self.name}+{key_id}+{_base64(ED25519 + self.seed)}"

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"


@dataclass(frozen=True, slots=True)
class CheckpointNote:
    """What a checkpoint states: the log, its size and root, and lines of its own kind."""

    origin: str
    head: TreeHead
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The signed text. Raises MalformedNote for a name or line that would not read back."""
        lines = [self.origin, str(self.head.size), _base64(self.head.root), *self.extensions]
        if any(not line or "\n" in line for line in lines):
            raise MalformedNote("a checkpoint's lines are neither empty nor broken")
        return "\n".join(lines) + "\n"


def check_name(name: str) -> str:
    """`name` if it may name a key or log. Raises MalformedNote for spaces, plus signs, nothing."""
    if not _NAME.fullmatch(name):
        raise MalformedNote(f"{name!r} cannot name a log: no spaces, no plus signs, not empty")
    return name


def sign(checkpoint: CheckpointNote, key: SigningKey) -> str:
    """The whole note: the text, an empty line, one signature line."""
    text = checkpoint.text()
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(text.encode())
    return f"{text}\n\u2014 {key.name} {_base64(key.verifier.key_id + signature)}\n"


def open_note(note: str, key: VerifierKey) -> CheckpointNote:
    """The checkpoint in `note`, once its signature by `key` has been verified.

    Signatures by others are passed over, as the format asks. Raises MalformedNote where the note
    is not well formed or is not signed by `key`, or where any signature of `key` is wrong.
    """
    text, signatures = _parts(note)
    ours = [blob[4:] for name, blob in signatures if (name, blob[:4]) == (key.name, key.key_id)]
    if not ours:
        raise MalformedNote(f"the note is not signed by {key.name}")
    for signature in ours:
        _check_signature(text, signature, key)
    return parse_checkpoint(text)


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    text, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise MalformedNote("a signed note is text, an empty line and signature lines")
    return text + "\n", [_signature(line) for line in tail[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, blob = rest.partition(" ")
    signature = _unbase64(blob)
    if dash != "\u2014" or len(signature) < 5:
        raise MalformedNote("a signature line is not well formed")
    return check_name(name), signature


def _check_signature(text: str, signature: bytes, key: VerifierKey) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError) as wrong:
        raise MalformedNote(f"the signature of {key.name} is wrong") from wrong


def parse_checkpoint(text: str) -> CheckpointNote:
    """The checkpoint that `text`, without its signatures, states. Raises MalformedNote."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise MalformedNote("a checkpoint has at least an origin, a size and a root")
    origin, size, root, *extensions = lines
    digest = _unbase64(root)
    if not _NUMBER.fullmatch(size) or len(digest) != 32:
        raise MalformedNote("a checkpoint's size or root is not well formed")
    return CheckpointNote(origin, TreeHead(int(size), digest), tuple(extensions))


def parse_verifier_key(written: str) -> VerifierKey:
    """The public key as written by `str(VerifierKey)`. Raises MalformedNote."""
    name, key_id, blob = _fields(written.strip())
    key = VerifierKey(check_name(name), blob)
    if key_id != key.key_id.hex():
        raise MalformedNote("the key does not match its key id")
    return key


def parse_signing_key(written: str) -> SigningKey:
    """The private key as written by `SigningKey.written`. Raises MalformedNote."""
    if not written.startswith(_PRIVATE):
        raise MalformedNote("this is not a signing key")
    name, key_id, blob = _fields(written.strip().removeprefix(_PRIVATE))
    key = SigningKey(check_name(name), blob)
    if key_id != key.verifier.key_id.hex():
        raise MalformedNote("the key does not match its key id")
    return key


def _fields(written: str) -> tuple[str, str, bytes]:
    parts = written.split("+", 2)
    blob = _unbase64(parts[2]) if len(parts) == 3 else b""
    if len(blob) != 33 or blob[:1] != ED25519:
        raise MalformedNote("a key is a name, a key id and an Ed25519 key")
    return parts[0], parts[1], blob[1:]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise MalformedNote("base64 is not well formed") from wrong
    if _base64(data) != text:
        raise MalformedNote("base64 is not in its one form")
    return data
