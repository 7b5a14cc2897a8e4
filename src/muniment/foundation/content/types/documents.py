"""What formats are called, and what comes out of documents."""

from dataclasses import dataclass, field

from muniment.foundation.content.states import DerivedState


@dataclass(frozen=True, slots=True)
class Format:
    """A format as PRONOM names it. `puid` is empty where unknown; `warning` then says why."""

    puid: str
    mime: str
    name: str
    basis: str
    warning: str

    @property
    def known(self) -> bool:
        """Whether PRONOM has a name for it."""
        return bool(self.puid)


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One attachment of a message. `name` is what the sender wrote: never use it as a path."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came out of a document. `reason` is a sentence for people, empty when done."""

    state: DerivedState
    text: str = field(default="", repr=False)
    metadata: dict[str, str] = field(default_factory=dict)
    parts: tuple[MessagePart, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of the first page, or the reason why there is none."""

    state: DerivedState
    png: bytes | None = field(default=None, repr=False)
    reason: str = ""
