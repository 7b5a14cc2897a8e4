"""What a verb says when it will not do a thing: every reason at once, in words for people."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a refusal.

    `code` is stable and for programs; `message` is a plain sentence for people; `field` names the
    form field or argument concerned, if any.
    """

    code: str
    message: str
    field: str = ""


class Refused(Exception):
    """A verb was refused and has changed nothing. Carries every reason, not only the first."""

    def __init__(self, reasons: Iterable[Reason] | Reason) -> None:
        self.reasons: tuple[Reason, ...] = (
            (reasons,) if isinstance(reasons, Reason) else tuple(reasons)
        )
        if not self.reasons:
            raise ValueError("a refusal needs a reason")
        super().__init__(" ".join(reason.message for reason in self.reasons))


class NotPermitted(Refused):
    """The person's roles do not allow the verb here."""


class NotFound(Refused):
    """No such thing, or not one that this reader may know of: the two look the same.
    `reference` is what was asked for, as it was written."""

    def __init__(self, what: str, reference: str) -> None:
        self.reference = reference
        super().__init__(Reason("not_found", f"There is no {what} {reference} that you can see."))


class NoRoom(Refused):
    """The disk under the content store is full. Nothing was kept; readers are not affected."""


class Away(Refused):
    """Something that this needs does not answer at the moment. The same may succeed later."""


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raise `Refused` with all `reasons` if there are any."""
    found = tuple(reasons)
    if found:
        raise Refused(found)
