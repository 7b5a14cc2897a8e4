"""The manifest of a snapshot: one line of JSON, and one with its signature."""

import base64
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from muniment.exchange.backup.types import FORMAT, Manifest, NotABackup, Part
from muniment.foundation.audit.rules.canonical import canonical_json, instant
from muniment.foundation.audit.rules.notes import SigningKey, VerifierKey

DOMAIN = b"muniment-backup/1\n"


def written(manifest: Manifest, key: SigningKey) -> str:
    """The manifest as it is kept, signed with the key of the audit log."""
    fields = {**asdict(manifest), "taken_at": instant(manifest.taken_at), "format": FORMAT}
    fields["parts"] = [one._asdict() for one in manifest.parts]
    text = canonical_json(fields)
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(DOMAIN + text.encode())
    return f"{text}\n{base64.b64encode(signature).decode('ascii')}\n"


def read(data: bytes, key: VerifierKey) -> Manifest:
    """The manifest, once its signature has been verified. Raises NotABackup for any other byte."""
    text, _, signature = data.partition(b"\n")
    try:
        signed = base64.b64decode(signature.removesuffix(b"\n"), validate=True)
        if base64.b64encode(signed) + b"\n" != signature:
            raise ValueError("base64 is not in its one form")
        Ed25519PublicKey.from_public_bytes(key.public).verify(signed, DOMAIN + text)
        return _manifest(json.loads(text))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise NotABackup(f"The manifest is not as {key.name} signed it.") from None


def _manifest(found: dict[str, Any]) -> Manifest:
    if found.pop("format") != FORMAT:
        raise ValueError("another format")
    found["taken_at"] = datetime.fromisoformat(found["taken_at"])
    found["parts"] = tuple(Part(**one) for one in found["parts"])
    return Manifest(**found)
