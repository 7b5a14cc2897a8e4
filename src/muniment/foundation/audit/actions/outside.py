"""Noting outside the database what must be known even when the database is lost."""

from collections.abc import Mapping

from muniment.foundation.audit.adapters import keys, ledger
from muniment.foundation.audit.rules.ledger import line
from muniment.foundation.audit.types import JSON


def note_outside(*bodies: Mapping[str, JSON]) -> None:
    """Add `bodies` to the ledger in the folder of the checkpoints, a line each: signed, chained
    and durable when this returns. Raises OSError, SigningKeyProblem; some may be noted then."""
    key = keys.signing_key()

    def lines(before: str) -> str:
        made = []
        for body in bodies:
            before = line(body, before, key)
            made.append(before)
        return "".join(made)

    ledger.append(lines)
