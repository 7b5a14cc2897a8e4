"""What was noted outside the database."""

from collections.abc import Mapping
from typing import Any

from muniment.foundation.audit.adapters import keys
from muniment.foundation.audit.adapters import ledger as file
from muniment.foundation.audit.rules.ledger import read


def ledger() -> list[Mapping[str, Any]]:
    """The lines of the ledger in the folder of the checkpoints, the oldest first.

    Raises LedgerDamaged, SigningKeyProblem, OSError.
    """
    text = file.text()
    return read(text, keys.verifier_key()) if text else []
