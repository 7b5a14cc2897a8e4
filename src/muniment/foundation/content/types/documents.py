"""What formats are called, and what comes out of documents."""

from dataclasses import dataclass, field

from muniment.foundation.content.states import Coverage, DerivedState


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
    origin: str = ""  # "recognised" or "partly" where words were read off pictures of pages
    confidence: int | None = None  # of recognition, in per cent
    language: str = ""  # ISO 639-1; blank where it cannot be told
    language_confidence: int | None = None  # in per cent


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a grey picture (PGM) of a document of so many pages, or why there is none."""

    pgm: bytes = field(repr=False)
    pages: int
    blank: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChatFound:
    """The messages of a chat that was exported as a web page, each as an object of JSON in text,
    not to be believed; or why there are none."""

    lines: tuple[str, ...] = field(repr=False)
    title: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SheetsFound:
    """The codes of separator sheets in a stack of `pages`, each with its page (from 1) and what it
    says; blank where it cannot be read. `reason`: why nothing could be found out."""

    pages: int
    codes: tuple[tuple[int, str], ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PageRead:
    """The words recognised on a page, and how sure that is in per cent; None where there are none.
    `reason`: why it was not read."""

    text: str = field(repr=False)
    confidence: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of the first page, or the reason why there is none."""

    state: DerivedState
    png: bytes | None = field(default=None, repr=False)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """How many files of a format came to one outcome, and their bytes."""

    puid: str
    format_name: str
    outcome: Coverage
    files: int
    size: int
