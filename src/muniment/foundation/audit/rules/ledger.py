"""The ledger that is kept outside: one signed line for each thing that must be known even when the
database is lost. Each line carries the hash of the one before, so that none can be taken out."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from muniment.foundation.audit.rules.canonical import canonical_json
from muniment.foundation.audit.rules.notes import SigningKey, VerifierKey
from muniment.foundation.audit.types import JSON, LedgerDamaged

# Signed together with each line, so that no signature of another kind can be passed off as one.
DOMAIN = b"muniment-ledger/1\n"
NOTHING_BEFORE = "0" * 64


def line(body: Mapping[str, JSON], before: str, key: SigningKey) -> str:
    """`body` as the line that follows the line `before` (empty: the first), with its end."""
    text = canonical_json({**body, "log": key.name, "previous": digest_of(before)})
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(DOMAIN + text.encode())
    return f"{text}\t{base64.b64encode(signature).decode('ascii')}\n"


def digest_of(whole: str) -> str:
    """The hash that the line after `whole` carries."""
    return hashlib.sha256(whole.encode()).hexdigest() if whole else NOTHING_BEFORE


def read(text: str, key: VerifierKey) -> list[Mapping[str, Any]]:
    """The bodies of a ledger's lines, in order. Raises LedgerDamaged, naming the first line that is
    not as it was written."""
    bodies, faults = salvage(text, key)
    if faults:
        raise LedgerDamaged(faults[0])
    return bodies


def salvage(text: str, key: VerifierKey) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The bodies of the lines that are as they were signed, and what is wrong with the ledger.

    What stands after the last line end was cut off while it was written: nobody was told that it
    is there, and it is passed over.
    """
    bodies: list[Mapping[str, Any]] = []
    faults: list[str] = []
    before = ""
    for number, written in enumerate(text.split("\n")[:-1], 1):
        try:
            body = _opened(written, number, key)
        except LedgerDamaged as damage:
            faults.append(str(damage))
        else:
            bodies.append(body)
            if body.get("previous") != digest_of(before):
                faults.append(f"line {number} does not follow the line before it")
        before = f"{written}\n"
    return bodies, faults


def _opened(written: str, number: int, key: VerifierKey) -> Mapping[str, Any]:
    text, _, signature = written.partition("\t")
    try:
        signed = base64.b64decode(signature, validate=True)
        if base64.b64encode(signed).decode("ascii") != signature:
            raise ValueError("base64 is not in its one form")
        Ed25519PublicKey.from_public_bytes(key.public).verify(signed, DOMAIN + text.encode())
        body = json.loads(text)
    except (InvalidSignature, ValueError) as wrong:
        raise LedgerDamaged(f"line {number} is not signed with the log's key") from wrong
    if not isinstance(body, dict) or body.get("log") != key.name:
        raise LedgerDamaged(f"line {number} belongs to another log")
    return body
