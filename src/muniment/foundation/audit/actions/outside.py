"""Noting outside the database what must be known even when the database is lost."""

from collections.abc import Mapping

from muniment.foundation.audit.adapters import keys, ledger
from muniment.foundation.audit.rules.ledger import line
from muniment.foundation.audit.types import JSON


def note_outside(body: Mapping[str, JSON]) -> None:
    """Add `body` to the ledger in the folder of the checkpoints: signed, chained and durable when
    this returns. Raises OSError, SigningKeyProblem."""
    key = keys.signing_key()
    ledger.append(lambda before: line(body, before, key))
