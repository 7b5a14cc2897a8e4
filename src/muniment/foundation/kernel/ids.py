"""Permanent identifiers: short enough to read aloud, unique across bodies, telling nothing."""

import re
import secrets

# Crockford's base 32: no I, L, O or U, so nothing is mistaken for 1 or 0 when read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")


def new_reference(prefix: str) -> str:
    """A new reference such as `R-7K3M9-QXV2B`: fifty random bits after `prefix`.

    Random rather than counted, so that a reference does not tell a reader how many records
    they cannot see, and so that records keep their reference when they move between bodies.
    """
    bits = secrets.randbits(50)
    letters = [ALPHABET[(bits >> shift) & 31] for shift in range(45, -1, -5)]
    return f"{prefix}-{''.join(letters[:5])}-{''.join(letters[5:])}"


def normalise(reference: str) -> str:
    """The reference as stored, from what a person typed (case, spaces and look-alikes forgiven)."""
    typed = reference.strip().upper().replace(" ", "")
    match = re.fullmatch(r"([A-Z]{1,3})-?([0-9A-Z]{5})-?([0-9A-Z]{5})", typed)
    if not match:
        return reference.strip()
    prefix, first, second = match.groups()
    return f"{prefix}-{first.translate(_LOOKALIKES)}-{second.translate(_LOOKALIKES)}"
