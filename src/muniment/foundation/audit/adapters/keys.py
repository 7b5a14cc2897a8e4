"""The signing key of the log: one file, readable by its owner alone, and its public half."""

import os
from pathlib import Path

from django.conf import settings

from muniment.foundation.audit.adapters.files import create_durably, sync_folder, write_durably
from muniment.foundation.audit.rules import notes
from muniment.foundation.audit.types import SigningKeyProblem


def signing_key_path() -> Path:
    """Where the private key is kept."""
    return Path(settings.MUNIMENT_HOME) / "keys" / "audit-signing.key"


def verifier_key_path() -> Path:
    """Where the public key is kept; give a copy of this file to the auditor."""
    return Path(settings.MUNIMENT_HOME) / "keys" / "audit-signing.pub"


def create_signing_key() -> str:
    """Make the log's key pair; the public key as written down.

    Raises SigningKeyProblem where there is a key already: a log keeps its key.
    """
    name = notes.check_name(settings.MUNIMENT_ORIGIN)
    key = notes.SigningKey(name, os.urandom(32))
    path = signing_key_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        create_durably(path, key.written() + "\n", mode=0o600)
    except FileExistsError as there:
        raise SigningKeyProblem("the log has a signing key already") from there
    write_durably(verifier_key_path(), f"{key.verifier}\n")
    sync_folder(path.parent.parent)
    return str(key.verifier)


def signing_key() -> notes.SigningKey:
    """The private key. Raises SigningKeyProblem where it is missing, broken or another log's."""
    try:
        key = notes.parse_signing_key(signing_key_path().read_text("utf-8"))
    except FileNotFoundError as missing:
        raise SigningKeyProblem("the log has no signing key; run `muniment init`") from missing
    except ValueError as broken:
        raise SigningKeyProblem("the signing key's file is not well formed") from broken
    if key.name != settings.MUNIMENT_ORIGIN:
        raise SigningKeyProblem(f"the signing key is that of {key.name}")
    return key


def verifier_key() -> notes.VerifierKey:
    """The public key. Raises SigningKeyProblem where it is missing or not well formed."""
    try:
        return notes.parse_verifier_key(verifier_key_path().read_text("utf-8"))
    except FileNotFoundError as missing:
        raise SigningKeyProblem("the log has no public key file") from missing
    except ValueError as broken:
        raise SigningKeyProblem("the public key's file is not well formed") from broken
