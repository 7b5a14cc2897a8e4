"""What a refusal says, for tests that compare all of it."""

from collections.abc import Iterable

from muniment.foundation.kernel.errors import Reason


def told(reasons: Iterable[Reason]) -> list[str]:
    """Each reason as `code`, or as `code at field`; every one has a sentence for people."""
    found = list(reasons)
    for one in found:
        assert isinstance(one.message, str), one
        last = one.message.split(" ")[-1]  # a sentence may end with what is to be typed
        assert " " in one.message, one
        assert last.endswith((".", "?")) or last.startswith(("/", "https://", "MUNIMENT_")), one
    return [f"{one.code} at {one.field}" if one.field else one.code for one in found]
