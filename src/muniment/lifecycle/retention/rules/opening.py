"""What a body must say before its schedule is open to everybody."""

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.types import Publication

STATEMENT = 5_000  # characters of what the body says in its own words
CONTACT = 300


def reasons_not_to_open(wanted: Publication, before: Publication, *, rules: int) -> list[Reason]:
    """Why the schedule cannot be published so. `rules`: how many are in force."""
    reasons = []
    if wanted.is_open and not rules:
        said = "No rule is in force yet, so there is nothing to publish."
        reasons.append(Reason("empty", said, "is_open"))
    if wanted.is_open and not wanted.contact.strip():
        said = "Say who answers questions about the schedule."
        reasons.append(Reason("contact", said, "contact"))
    for name, most in (("contact", CONTACT), ("statement", STATEMENT)):
        if len(getattr(wanted, name)) > most:
            said = f"This may have at most {most:,} characters."
            reasons.append(Reason("too_long", said, name))
    if wanted == before:
        reasons.append(Reason("same", "It is published so already."))
    return reasons
