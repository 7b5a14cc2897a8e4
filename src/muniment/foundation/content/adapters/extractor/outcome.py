"""What a parser hands back, and the names of the ways in which it can fail."""

import re
from dataclasses import dataclass, field

OUTPUT_MAX = 64 * 1024 * 1024
# A parser may read this much out of a compressed file before it is taken for a bomb.
EXPANDED_MAX = 256 * 1024 * 1024
METADATA_MAX = 2000

_NOT_STORED = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_BLANKS = re.compile(r"[ \t\xa0]*\n(?:[ \t\xa0]*\n)+")


@dataclass
class Part:
    """One attachment."""

    name: str
    mime: str
    content: bytes


@dataclass
class Outcome:
    """Text, facts and attachments of one document; `note` tells of what was left out."""

    text: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    note: str = ""


class Failure(Exception):
    """A document was not read; `state` names how, the message says why. `outcome` is what could
    be told of it all the same."""

    state = "failed"

    def __init__(self, message: str, outcome: Outcome | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome or Outcome(note=message)


class Encrypted(Failure):
    """A password is needed."""

    state = "encrypted"


class Corrupt(Failure):
    """The document breaks its own format."""

    state = "corrupt"


class TooLarge(Failure):
    """The document expands past the limits."""

    state = "too_large"


class Unsupported(Failure):
    """There is no parser for the format, or no text in it."""

    state = "unsupported"


class Sink:
    """Collects text and counts it, so that no document makes more than the limit."""

    def __init__(self, limit: int = OUTPUT_MAX) -> None:
        self._pieces: list[str] = []
        self._left = limit

    def add(self, piece: str) -> None:
        """Take a piece of text. Raises `TooLarge` past the limit (characters)."""
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge("The text is longer than 64 MB.")
        self._pieces.append(piece)

    def text(self) -> str:
        """Everything taken so far."""
        return "".join(self._pieces)


def tidy(text: str) -> str:
    """Text without what no database or page can hold, and without runs of empty lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _BLANKS.sub("\n\n", _NOT_STORED.sub(" ", text)).strip()


def tidy_metadata(metadata: dict[str, str]) -> dict[str, str]:
    """Facts that say something, each cut to 2,000 characters."""
    tidied = {name: tidy(value)[:METADATA_MAX] for name, value in metadata.items()}
    return {name: value for name, value in tidied.items() if value}
